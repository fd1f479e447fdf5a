package dev.signalbox.hub.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * A browser without a screen, as the machine has it, spoken to by the protocol of its own developer tools. What
 * Playwright brings for that is 190 MB for each platform, and drives a browser of its own; this needs nothing.
 */
public final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final long ANSWER_SECONDS = 60;

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final Map<String, BiConsumer<String, JsonNode>> sessions = new ConcurrentHashMap<>();

    /** What {@code SIGNALBOX_TEST_CHROMIUM} names, else what is on the path; empty where there is none. */
    public static Optional<Path> onThisMachine() {
        String named = System.getenv("SIGNALBOX_TEST_CHROMIUM");
        if (named != null && !named.isBlank()) return Optional.of(Path.of(named));
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            for (String name : NAMES) {
                Path program = Path.of(folder).resolve(name);
                if (Files.isExecutable(program)) return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    /** @param folder for its profile */
    public Chromium(Path program, Path folder) {
        Path profile = folder.resolve("profile");
        try {
            process = new ProcessBuilder(
                            program.toString(),
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--disable-background-networking",
                            "--hide-scrollbars",
                            "--force-color-profile=srgb",
                            "--no-first-run",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile,
                            "about:blank")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("browser.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path told = profile.resolve("DevToolsActivePort");
        Eventually.until("the browser listens", () -> lines(told).size() >= 2);
        List<String> address = lines(told);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + address.get(0) + address.get(1)), new Listener())
                .join();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException notYet) {
            return List.of();
        }
    }

    /** A window that shares no cookie with others. */
    public Tab window(int width, int height) {
        String context = call(null, "Target.createBrowserContext", Map.of())
                .path("browserContextId")
                .asText();
        return tab(context, width, height);
    }

    /** One more of the same person. */
    Tab tab(String context, int width, int height) {
        String target = call(null, "Target.createTarget", Map.of("url", "about:blank", "browserContextId", context))
                .path("targetId")
                .asText();
        String session = call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asText();
        Tab tab = new Tab(this, context, target, session);
        sessions.put(session, tab::heard);
        tab.begin(width, height);
        return tab;
    }

    /** Asks the browser, or one of its windows. Fails with what it says against it. */
    JsonNode call(String session, String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        calls.put(id, answer);
        ObjectNode message = Json.object().put("id", id).put("method", method);
        message.set("params", Json.tree(parameters));
        if (session != null) message.put("sessionId", session);
        synchronized (socket) {
            socket.sendText(Json.writeText(message), true).join();
        }
        return answer.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
    }

    private void heard(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> call = calls.remove(message.path("id").asInt());
            if (call == null) return;
            if (message.has("error")) {
                call.completeExceptionally(
                        new IllegalStateException(message.path("error").toString()));
            } else {
                call.complete(message.path("result"));
            }
            return;
        }
        BiConsumer<String, JsonNode> session =
                sessions.get(message.path("sessionId").asText());
        if (session != null) session.accept(message.path("method").asText(), message.path("params"));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Messages come in pieces. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
            text.append(piece);
            if (last) {
                byte[] whole = text.toString().getBytes(StandardCharsets.UTF_8);
                text.setLength(0);
                heard(Json.readLenient(whole, JsonNode.class));
            }
            from.request(1);
            return null;
        }
    }
}
