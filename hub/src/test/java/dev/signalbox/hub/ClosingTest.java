package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that closes while others want something of it. */
class ClosingTest {
    private static final int SUBSCRIBERS = 24;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger opened = new AtomicInteger();

    @Test
    void subscribers_that_come_again_at_once_cause_no_complaint(@TempDir Path data) throws InterruptedException {
        List<Thread> subscribers = new ArrayList<>();
        try (RecordedLog log = new RecordedLog()) {
            TestHub hub = TestHub.start(data);
            String key = hub.key("viewer");
            for (int i = 0; i < SUBSCRIBERS; i++) {
                Thread subscriber = new Thread(() -> comeAgainAndAgain(hub.port(), key));
                subscriber.start();
                subscribers.add(subscriber);
            }
            Eventually.until("all are there", () -> opened.get() >= SUBSCRIBERS);

            for (int i = 0; i < 3; i++) {
                int before = opened.get();
                hub.restart();
                Eventually.until("all are there again", () -> opened.get() >= before + SUBSCRIBERS);
            }
            hub.stop();

            // That an event loop got no processor for two seconds says something about the machine.
            assertThat(log.atLeast(Level.WARNING))
                    .filteredOn(line -> !line.contains("has been blocked for"))
                    .isEmpty();
        } finally {
            over.set(true);
            for (Thread subscriber : subscribers) subscriber.join();
        }
    }

    private void comeAgainAndAgain(int port, String key) {
        byte[] request = ("GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nX-API-Key: " + key
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        while (!over.get()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(request);
                InputStream in = socket.getInputStream();
                byte[] bytes = new byte[4096];
                boolean first = true;
                for (int n = in.read(bytes); n >= 0 && !over.get(); n = in.read(bytes)) {
                    String text = new String(bytes, 0, n, StandardCharsets.UTF_8);
                    // A hub that is starting says 503 and keeps the connection.
                    if (first && !text.startsWith("HTTP/1.1 200 ")) break;
                    if (first) opened.incrementAndGet();
                    first = false;
                    if (text.contains("\r\n0\r\n")) break;
                }
            } catch (IOException gone) {
                Thread.onSpinWait();
            }
        }
    }
}
