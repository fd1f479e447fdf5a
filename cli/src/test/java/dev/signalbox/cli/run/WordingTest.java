package dev.signalbox.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.cli.TestShell;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Nobody at a terminal reads of paths, headers and parameters. */
class WordingTest {
    private static final Pattern FOREIGN = Pattern.compile(
            "(GET|POST|PUT|PATCH|DELETE) /|HTTP|[Hh]eader|Authorization|Bearer|asOf|If-Match|/v1/|expectedVersion");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void a_refusal_of_any_kind_is_told_once_with_a_capital_and_without_words_of_http(ProblemCode code)
            throws IOException {
        String detail = "there is no such thing here; GET /v1/things lists them (Authorization: Bearer sbx_…);"
                + " send If-Match: \"3\" as a header, or asOf";
        for (String told : List.of(detail, "GET /v1/x: HTTP 1 is spoken", "the header Host is wrong")) {
            TestShell.Run run = refused(Problem.of(code, told));

            assertThat(run.out()).isEmpty();
            assertThat(run.err()).doesNotContainPattern(FOREIGN).matches("(?s)signalbox: \\p{Lu}.*");
            assertThat(run.err().lines())
                    .allSatisfy(line ->
                            assertThat(line.replace("signalbox: ", "").strip()).matches("(\\p{Lu}|--|signalbox ).*"));
        }
        assertThat(refused(Problem.of(code, detail)).err())
                .startsWith("signalbox: There is no such thing here.")
                .doesNotContain(code.title() + ".");
    }

    @Test
    void whatever_the_hub_says_anywhere_is_cleaned() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String module : List.of("hub", "client-sdk")) {
            try (Stream<Path> sources = Files.walk(Path.of("..", module, "src/main/java"))) {
                for (Path source : sources.filter(file -> file.toString().endsWith(".java"))
                        .toList()) {
                    LITERAL.matcher(Files.readString(source))
                            .results()
                            .map(found -> found.group(1))
                            .forEach(texts::add);
                }
            }
        }
        List<String> foreign = texts.stream()
                .filter(text -> text.contains(" ") && FOREIGN.matcher(text).find())
                .toList();

        assertThat(foreign).hasSizeGreaterThan(40);
        assertThat(foreign).allSatisfy(text -> assertThat(Wording.of("Not valid", text.replace("\\\"", "\"")))
                .isNotEmpty()
                .allSatisfy(sentence -> assertThat(sentence).doesNotContainPattern(FOREIGN)));
    }

    @Test
    void no_command_shows_what_the_hub_said_as_it_came() throws IOException {
        Pattern raw = Pattern.compile("[pP]roblem(\\(\\))?\\s*\\.detail\\(\\)");
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            assertThat(sources.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !file.endsWith("run/Refusals.java")))
                    .hasSizeGreaterThan(100)
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContainPattern(raw));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "there is no such question; GET /v1/questions lists them|There is no such question.",
                "asOf is position 9, but the newest event has 3|--as-of is position 9, but the newest event has 3.",
                "the query parameter top must be 1 to 10000|--top must be 1 to 10000.",
                "query parameter minCost must be a number|--min-cost must be a number.",
                "tasks/a is at version 2, you expected 1|tasks/a is at version 2, you expected 1.",
                "priority must be 1 to 5|Priority must be 1 to 5.",
                "\"X-1\" is taken already; choose another|\"X-1\" is taken already. Choose another.",
                "signalbox.yaml has no table x|signalbox.yaml has no table x.",
                "leave expectedVersion (If-Match) away|Leave --if-version away.",
            })
    void details_become_sentences(String detail, String sentences) {
        assertThat(String.join(" ", Wording.of("Not valid", detail))).isEqualTo(sentences);
    }

    private TestShell.Run refused(Problem problem) throws IOException {
        HttpServer hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", exchange -> {
            byte[] body = Json.write(problem);
            exchange.getResponseHeaders().add("Content-Type", "application/problem+json");
            exchange.sendResponseHeaders(problem.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        hub.start();
        try {
            String url = "http://127.0.0.1:" + hub.getAddress().getPort();
            return new TestShell(folder)
                    .with("SIGNALBOX_URL", url)
                    .with("SIGNALBOX_KEY", "sbx_x")
                    .run("keys", "list");
        } finally {
            hub.stop(0);
        }
    }
}
