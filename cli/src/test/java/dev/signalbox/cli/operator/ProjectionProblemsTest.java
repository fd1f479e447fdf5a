package dev.signalbox.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.TestShell;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.SqliteEventLog;
import dev.signalbox.wire.Ids;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code signalbox projections problems} and {@code status} of a hub that could not fold an event. */
class ProjectionProblemsTest {
    @TempDir
    Path folder;

    private TestHub hub;
    private TestShell shell;

    @BeforeEach
    void start() {
        Path data = folder.resolve("signalbox-data");
        hub = TestHub.start(data, Clock.systemUTC());
        shell = new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("SIGNALBOX_KEY", hub.key("admin"));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void tell_what_a_table_lacks_and_where_to_look() {
        assertThat(shell.run("projections", "problems").err()).contains("every event is in its tables");
        hub.stop();
        append("notification/x", "notification.acknowledged", "[]");
        hub.open();

        TestShell.Run problems = shell.run("projections", "problems");
        TestShell.Run status = shell.run("status");

        assertThat(problems.exitCode()).as(problems.err()).isZero();
        assertThat(problems.out())
                .contains("TABLE", "POSITION", "notifications", "notification/x", "notification.acknowledged");
        assertThat(status.exitCode()).as(status.err()).isZero();
        assertThat(status.out()).contains("ready", "notifications lacks 1 event", "signalbox projections problems");
        assertThat(shell.run("projections", "problems", "--help").out()).contains("incomplete", "Nothing is lost");
        assertThat(shell.run("projections", "problems", "--output", "json").out())
                .contains("\"stream\"", "notification/x");
    }

    private void append(String stream, String type, String data) {
        SqliteDatabase database =
                SqliteDatabase.open(folder.resolve("signalbox-data/main.db"), Throwable::printStackTrace);
        SqliteEventLog log = Await.result(SqliteEventLog.open("main", database, Clock.systemUTC(), AppendMeter.NONE));
        NewEvent event = new NewEvent(
                stream, Ids.next(), type, "another", Instant.EPOCH, null, null, data.getBytes(StandardCharsets.UTF_8));
        Await.result(log.append(new Append(List.of(event), Map.of(), new byte[Append.DIGEST_BYTES])));
        Await.result(log.close());
        Await.result(database.close());
    }
}
