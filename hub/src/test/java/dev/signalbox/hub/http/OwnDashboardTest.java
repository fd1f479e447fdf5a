package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of {@code docs/dashboard.md}, as it stands there, in a real browser, on a site of its own. It runs where
 * there is a Chromium on the path, and else says that it did not.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OwnDashboardTest {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final Pattern PAGE = Pattern.compile("```html\\n(.*?)```", Pattern.DOTALL);
    /** Tells the server of the page what it shows; beside the page, so that this is the one of the documents. */
    private static final String WATCH = """
            <script>
              sessionStorage.hubKey = "%s";
              setInterval(() => fetch("/shown", { method: "POST", body: document.body.innerText }), 200);
            </script>
            """;

    @TempDir
    Path folder;

    private volatile String shown = "";

    @Test
    void the_page_shows_what_is_there_and_what_comes_also_after_the_hub_was_away() throws Exception {
        Path browser = browser();
        Assumptions.assumeTrue(
                browser != null,
                "NOT RUN: no Chromium is on the path, so the page of docs/dashboard.md was not opened");
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String origin = "http://127.0.0.1:" + site.getAddress().getPort();
        Path file = Files.writeString(folder.resolve("signalbox.yaml"), "origins: [\"" + origin + "\"]\n");
        HubConfig plain = HubConfig.embedded(folder.resolve("data"), 0);
        try (TestHub hub = TestHub.start(
                new HubConfig(plain.data(), null, plain.host(), TestPorts.next(), false, null, null, file),
                Clock.systemUTC())) {
            String page = WATCH.formatted(hub.key("viewer"))
                    + pageOfTheDocuments()
                            .replace("http://localhost:7433", hub.url().toString());
            site.createContext("/", exchange -> answer(exchange, page));
            site.start();
            hub.post("user", "/v1/notifications", Map.of("title", "there before"))
                    .expect(201);
            Process running = open(browser, origin);
            try {
                Eventually.until("the page shows what is there", () -> shown.contains("there before (open)"));
                hub.post("user", "/v1/notifications", Map.of("title", "new")).expect(201);
                Eventually.until("the page shows what comes", () -> told() == 1);
                hub.restart();
                hub.post("user", "/v1/notifications", Map.of("title", "newer")).expect(201);
                Eventually.until("the page goes on where it was", () -> told() == 2);
            } finally {
                running.descendants().forEach(ProcessHandle::destroyForcibly);
                running.destroyForcibly().waitFor();
            }
        } finally {
            site.stop(0);
        }
    }

    private long told() {
        return shown.lines().filter(line -> line.equals("notification.posted")).count();
    }

    private void answer(HttpExchange exchange, String page) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (exchange.getRequestMethod().equals("POST")) shown = body;
            byte[] answer = page.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private Process open(Path browser, String url) throws IOException {
        return new ProcessBuilder(
                        browser.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder.resolve("profile"),
                        url)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("browser.log").toFile())
                .start();
    }

    private static String pageOfTheDocuments() throws IOException {
        Path document = Path.of(System.getProperty("basedir", ""), "..", "docs", "dashboard.md");
        Matcher page = PAGE.matcher(Files.readString(document));
        assertThat(page.find()).isTrue();
        return page.group(1);
    }

    private static Path browser() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            for (String name : BROWSERS) {
                Path program = Path.of(folder).resolve(name);
                if (Files.isExecutable(program)) return program;
            }
        }
        return null;
    }
}
