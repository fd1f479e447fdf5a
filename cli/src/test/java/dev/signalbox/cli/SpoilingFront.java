package dev.signalbox.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a hub and hands everything through, but for the last line of snapshots: there it counts a row more. No
 * streams.
 */
public final class SpoilingFront implements AutoCloseable {
    private static final List<String> HANDED_THROUGH = List.of("Authorization", "Content-Type", "Accept");

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final URI hub;

    public SpoilingFront(URI hub) throws IOException {
        this.hub = hub;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpResponse<byte[]> answer = asked(exchange);
            byte[] body = answer.body();
            if (exchange.getRequestURI().getPath().endsWith("/snapshot")) body = spoilt(body);
            answer.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders()
                    .set("Content-Type", type));
            exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private HttpResponse<byte[]> asked(HttpExchange exchange) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(hub.resolve(exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
        for (String name : HANDED_THROUGH) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) request.header(name, value);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static byte[] spoilt(byte[] snapshot) {
        return new String(snapshot, StandardCharsets.UTF_8)
                .replace("{\"rows\":1,", "{\"rows\":2,")
                .getBytes(StandardCharsets.UTF_8);
    }
}
