package dev.signalbox.client.http;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The hub's door for agents, {@code POST /mcp}: passes messages of the Model Context Protocol on as they are. Nothing
 * is kept and nothing repeated. Any thread, one call a thread.
 */
public final class AgentApi {
    private static final String PATH = "/mcp";
    private static final String DATA = "data: ";
    private static final String STREAM = "text/event-stream";
    private static final int ACCEPTED = 202;
    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(60);
    private static final String SESSION = "Mcp-Session-Id";

    private final HubConnection connection;

    /** As {@link HubApi}. */
    public AgentApi(URI url, Supplier<@Nullable String> key, String userAgent, HubTrust trust, @Nullable String space) {
        this.connection = new HubConnection(url, key, userAgent, trust, space);
    }

    /** A hub says why in JSON; one that is older has no such door. */
    private static void refuseOthers(HttpResponse<Stream<String>> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (response.statusCode() == ACCEPTED || type.startsWith("application/json") || type.startsWith(STREAM)) return;
        response.body().close();
        throw new HubUnreachable(
                "what answers there has no door for agents (status " + response.statusCode()
                        + "); is the hub older than this program?",
                null);
    }

    /**
     * Sends a message, and hands each one that answers it to {@code each}, until the answer ends. Blocks as long as
     * that takes. Fails with {@link HubUnreachable} when the hub said nothing, or not all, or that it cannot serve now.
     *
     * @param message JSON on one line
     * @param headers beside those that every request has
     * @return the session that the answer begins; null when it begins none
     * @throws InterruptedException when the thread is; the hub hears that nobody waits any more
     */
    public @Nullable String send(String message, Map<String, String> headers, Consumer<String> each)
            throws InterruptedException {
        HttpRequest.Builder request = connection
                .request(PATH, Map.of())
                .setHeader("Accept", "application/json, text/event-stream")
                .setHeader("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(message));
        headers.forEach(request::setHeader);
        HttpResponse<Stream<String>> response =
                connection.lines(request.timeout(HEAD_TIMEOUT).build());
        refuseOthers(response);
        try (Stream<String> lines = response.body()) {
            boolean stream =
                    response.headers().firstValue("Content-Type").orElse("").startsWith(STREAM);
            for (Iterator<String> line = lines.iterator(); line.hasNext(); ) {
                String next = line.next();
                if (!stream && !next.isBlank()) each.accept(next);
                if (stream && next.startsWith(DATA)) each.accept(next.substring(DATA.length()));
            }
        } catch (UncheckedIOException cut) {
            if (Thread.interrupted()) throw new InterruptedException();
            throw connection.unreachable(Objects.requireNonNullElse(cut.getCause(), cut));
        }
        return response.headers().firstValue(SESSION).orElse(null);
    }
}
