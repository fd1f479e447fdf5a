package dev.signalbox.hub.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Somebody's own server on loopback, which takes webhooks; each path answers as it is told. */
public final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, List<Got>> got = new ConcurrentHashMap<>();
    private final Map<String, Reaction> reactions = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** A request as it came. */
    public record Got(String id, String timestamp, String signature, String type, byte[] body) {
        public JsonNode event() {
            return Json.readLenient(body, JsonNode.class);
        }
    }

    /** What is answered: a status, and headers as {@code name: value} lines. */
    public record Says(int status, String text, String... headers) {
        public static final Says OK = new Says(204, "");
        /** Nothing at all, until the test is over. */
        public static final Says NOTHING = new Says(0, "");
    }

    /** Decides by the number of the request, from 1 on. */
    public interface Reaction {
        Says to(int number);
    }

    public Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + path;
    }

    /** What a path answers from now on. */
    public void at(String path, Reaction reaction) {
        reactions.put("/" + path, reaction);
    }

    /** What came to a path so far, in order. */
    public List<Got> got(String path) {
        List<Got> all = got.computeIfAbsent("/" + path, any -> new ArrayList<>());
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        List<Got> all = got.computeIfAbsent(path, any -> new ArrayList<>());
        int number;
        synchronized (all) {
            all.add(new Got(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    body));
            number = all.size();
        }
        Says says = reactions.getOrDefault(path, any -> Says.OK).to(number);
        if (says.status() == 0) {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
            return;
        }
        for (String header : says.headers()) {
            String[] parts = header.split(": ", 2);
            exchange.getResponseHeaders().add(parts[0], parts[1]);
        }
        byte[] text = says.text().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(says.status(), text.length == 0 ? -1 : text.length);
        if (text.length > 0) exchange.getResponseBody().write(text);
        exchange.close();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
