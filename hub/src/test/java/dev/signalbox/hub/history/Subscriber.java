package dev.signalbox.hub.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Follows {@code GET /v1/events} from the start for as long as the test runs: whenever the stream breaks off it comes
 * again with the last id that it got, as a browser does. Keeps everything it got.
 */
public final class Subscriber implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final String name;
    private final Supplier<URI> hub;
    private final String key;
    private final String types;
    private final Thread thread;
    private final List<SubscriberCheck.Delivery> got = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private volatile String lastId = "";
    private volatile InputStream open;
    private volatile boolean closed;
    private final AtomicInteger connections = new AtomicInteger();

    /** @param types patterns, or empty for all */
    public Subscriber(String name, Supplier<URI> hub, String key, String types) {
        this.name = name;
        this.hub = hub;
        this.key = key;
        this.types = types;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    public Subscriber start() {
        thread.start();
        return this;
    }

    /** Up to where it has come, by the cursors that it got. */
    public long position() {
        return lastId.isEmpty() ? 0 : Cursor.parse(lastId).position();
    }

    /** Whether a stream is open now. */
    public boolean isOpen() {
        return open != null;
    }

    /** Streams that it has opened. */
    public int connections() {
        return connections.get();
    }

    /** What went wrong so far, compared with the log up to where this subscriber must have come. */
    public List<Finding> findings(List<StoredEvent> log, Predicate<StoredEvent> wanted) {
        synchronized (got) {
            List<Finding> all = new ArrayList<>(findings);
            all.addAll(SubscriberCheck.findings(name, got, log, wanted));
            return all;
        }
    }

    /** Breaks the stream off, as a network does; it comes again by itself. */
    public void cut() {
        InputStream present = open;
        if (present == null) return;
        try {
            present.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        cut();
    }

    private void run() {
        while (!closed) {
            try {
                follow();
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void follow() throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(hub.get() + "/v1/events?after=start" + (types.isEmpty() ? "" : "&types=" + types)))
                .header("Authorization", "Bearer " + key)
                .header("Accept", "text/event-stream");
        if (!lastId.isEmpty()) request.header("Last-Event-ID", lastId);
        HttpResponse<InputStream> answer = HTTP.send(request.GET().build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200) {
                String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                if (answer.statusCode() < 500) unexpected(answer.statusCode() + " " + text);
                throw new IOException(text);
            }
            open = body;
            connections.incrementAndGet();
            if (!closed) frames(new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)));
        } finally {
            open = null;
        }
    }

    private void frames(BufferedReader lines) throws IOException {
        String id = "";
        String type = "";
        String data = "";
        long from = -1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(":from ")) from = Long.parseLong(line.substring(6));
            else if (line.startsWith("id: ")) id = line.substring(4);
            else if (line.startsWith("event: ")) type = line.substring(7);
            else if (line.startsWith("data: ")) data = line.substring(6);
            if (!line.isEmpty()) continue;
            if (!type.isEmpty()) take(id, type, data, from);
            id = "";
            type = "";
            data = "";
            from = -1;
        }
        throw new IOException("the stream ended");
    }

    private void take(String id, String type, String data, long from) {
        synchronized (got) {
            if (type.equals("reset")) {
                unexpected("reset: " + data);
                return;
            }
            JsonNode json = Json.readLenient(data.getBytes(StandardCharsets.UTF_8), JsonNode.class);
            long rangeFrom = type.equals("progress") ? json.path("from").longValue() : from;
            if (rangeFrom != position()) {
                findings.add(new Finding(
                        Finding.Kind.SKIPPED,
                        name + " is at " + position() + ", but the next range begins at " + rangeFrom + ": " + data));
            }
            if (!type.equals("progress")) {
                got.add(new SubscriberCheck.Delivery(
                        json.path("sequence").asLong(), json.path("id").textValue()));
            }
            lastId = id;
        }
    }

    private void unexpected(String what) {
        synchronized (got) {
            findings.add(new Finding(Finding.Kind.UNEXPECTED_ANSWER, name + ": " + what));
        }
    }
}
