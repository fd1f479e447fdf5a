package dev.signalbox.hub.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.trace.job.ErasureSweep;
import dev.signalbox.hub.trace.query.Observations;
import dev.signalbox.hub.trace.query.Traces;
import dev.signalbox.hub.trace.table.TracesProjection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SqliteTracesTest extends TracesContract {
    @Override
    TestNode open(Path folder, TestClock clock) {
        return TestNode.sqlite(folder, clock);
    }

    @Test
    void of_a_deleted_trace_no_byte_is_left_in_the_files() {
        TestNode node = node();
        String secret = "the-launch-code-is-0000";
        Said.append(
                node,
                List.of(Said.envelope(
                        "{'id':'s1','type':'generation-create','timestamp':'2026-11-21T07:00:00Z','body':{"
                                + "'id':'g','traceId':'t','input':'" + secret + "','metadata':{'k':'" + secret
                                + "'}}}")));
        // A row that was written twice leaves its first form behind, unless the store clears what it frees.
        Said.append(
                node,
                List.of(Said.envelope(
                        "{'id':'s2','type':'generation-update','timestamp':'2026-11-21T07:00:01Z','body':{"
                                + "'id':'g','traceId':'t','output':'" + secret.repeat(500) + "'}}")));
        assertThat(files()).anyMatch(file -> file.contains(secret));

        long position = Await.result(node.send(TestNode.ROOT, "trace.delete", "", "{'traceId':'t'}"))
                .receipt()
                .position();
        Await.result(new ErasureSweep(node.projections(), node.tail(), node.database()).upTo(position));

        // A disk that is slow is still cleared when whoever deleted need not wait any longer.
        Eventually.assertThat(() -> assertThat(files()).noneMatch(file -> file.contains(secret)));
        assertThat(Await.result(node.log().readStream("trace/t", 0, 10))).hasSize(3);
    }

    @Test
    void a_vacuum_of_the_file_moves_no_event() throws SQLException {
        Path own = folder.resolve("own");
        List<String> before;
        try (TestNode node = TestNode.sqlite(own, new TestClock())) {
            Said.append(node, Said.classic("js-langfuse-3.39.2/01-ingestion-one-batch.json"));
            Await.result(node.send(TestNode.ROOT, "trace.delete", "", "{'traceId':'trace-v3-1'}"));
            Said.append(node, Said.spans("js-langfuse-otel-5.11.1/01-otlp-json.json"));
            before = places(node);
        }

        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + own.resolve("main.db"));
                Statement statement = plain.createStatement()) {
            statement.execute("VACUUM");
        }

        try (TestNode node = TestNode.sqlite(own, new TestClock())) {
            assertThat(before).hasSize(20);
            assertThat(places(node)).isEqualTo(before);
            node.caughtUp(TracesProjection.NAME);
            assertThat(Await.result(new Traces(node.database()).byId("f1b4af26fb0662985d6aaaafc4d8f8c5")))
                    .isPresent();
        }
    }

    @Test
    void a_hub_that_understands_more_folds_older_traces_anew() {
        Path own = folder.resolve("own");
        try (TestNode node = TestNode.sqlite(own, new TestClock())) {
            Said.append(node, Said.classic("js-langfuse-3.39.2/01-ingestion-one-batch.json"));
            // As if an older hub had read them, and counted otherwise.
            Await.result(node.database().write(transaction -> transaction
                    .update("UPDATE observations SET input_tokens = 12345")
                    .compose(done ->
                            transaction.update("UPDATE checkpoints SET shape = 'older' WHERE projection = 'traces'"))));
        }

        try (TestNode node = TestNode.sqlite(own, new TestClock())) {
            node.caughtUp(TracesProjection.NAME);
            assertThat(Await.result(new Observations(node.database()).byId("trace-v3-1", "gen-1")))
                    .hasValueSatisfying(read -> assertThat(read.inputTokens()).isLessThan(12345));
        }
        assertThat(String.join(" ", new TracesProjection().definition())).contains("-- meaning ");
    }

    private static List<String> places(TestNode node) {
        return Await.result(node.log().read(0, 5_000, EventFilter.ALL)).events().stream()
                .map(event -> event + " " + HexFormat.of().formatHex(event.hash()))
                .toList();
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(SqliteTracesTest::text)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
