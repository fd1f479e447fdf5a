package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.history.Admin;
import dev.signalbox.hub.history.Subscriber;
import dev.signalbox.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Subscribers that take nothing: what waits for them would fill the hub's memory many times over, if it waited there.
 */
class SlowConsumersTest {
    private static final int STALLED = 40;
    private static final int EVENTS = 300;
    private static final int LIVE_EVENTS = 30;
    private static final int EVENT_BYTES = 60_000;
    private static final int ASKING = 60;
    private static final int PAGE = 200;

    @Test
    void the_hub_neither_grows_nor_slows_for_them_and_they_can_read_on(@TempDir Path data) throws IOException {
        // 40 times 18 MB wait, and the hub has 160 MiB.
        HubProcess.Launch small = HubProcess.Launch.on(data, null)
                .jvm("-Xmx96m", "-XX:MaxDirectMemorySize=64m", "-XX:+ExitOnOutOfMemoryError");
        List<Socket> stalled = new ArrayList<>();
        try (HubProcess hub = small.start()) {
            Admin admin = new Admin(hub::url, hub.adminKey());
            // History first: of that every subscriber gets frames of its own, while live events share theirs.
            for (int i = 0; i < EVENTS; i++) post(admin);
            for (int i = 0; i < STALLED; i++) stalled.add(stall(hub.url(), admin.key()));
            Subscriber reading = new Subscriber("reading", hub::url, admin.key(), "").start();
            for (int i = 0; i < LIVE_EVENTS; i++) post(admin);

            long head = admin.get("/v1/events?limit=1").path("head").longValue();
            Eventually.until("who reads has everything", () -> reading.position() >= head);
            reading.close();

            assertThat(reading.connections()).isEqualTo(1);
            assertThat(hub.process().isAlive()).as(hub.output()).isTrue();
            assertThat(hub.output()).doesNotContain("OutOfMemory");
            assertWithoutGap(idsOf(stalled.get(0), head));
        } finally {
            for (Socket socket : stalled) socket.close();
        }
    }

    @Test
    void pages_that_nobody_takes_are_bounded_and_whoever_comes_then_is_told_to_come_again(@TempDir Path data)
            throws IOException {
        // 60 times 12 MB are asked for, and the hub has what the launcher gives it.
        HubProcess.Launch small = HubProcess.Launch.on(data, null).jvm("-Xmx512m", "-XX:+ExitOnOutOfMemoryError");
        List<Socket> stalled = new ArrayList<>();
        try (HubProcess hub = small.start()) {
            Admin admin = new Admin(hub::url, hub.adminKey());
            for (int i = 0; i < PAGE; i++) post(admin);

            int answered = 0;
            while (stalled.size() < ASKING && statusOf(askForPage(hub, admin, stalled)) == 200) answered++;
            // Nothing is left: the others come all at once, and wait for it together.
            List<Socket> others = new ArrayList<>();
            while (stalled.size() < ASKING) others.add(askForPage(hub, admin, stalled));
            for (Socket socket : others) if (statusOf(socket) == 200) answered++;

            assertThat(answered).isBetween(5, ASKING / 2);
            assertThat(hub.process().isAlive()).as(hub.output()).isTrue();
            assertThat(admin.get("/v1/notifications?limit=1").path("items")).hasSize(1);
            for (Socket socket : stalled) socket.close();
            Eventually.assertThat(
                    () -> assertThat(admin.get("/v1/notifications?limit=500").path("items"))
                            .hasSize(PAGE));
        } finally {
            for (Socket socket : stalled) socket.close();
        }
    }

    private static Socket askForPage(HubProcess hub, Admin admin, List<Socket> stalled) throws IOException {
        Socket socket = ask(hub.url(), admin.key(), "/v1/notifications?limit=" + PAGE);
        stalled.add(socket);
        return socket;
    }

    /** Of the line with which an answer begins; nothing behind it is read. */
    private static int statusOf(Socket socket) throws IOException {
        byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
        return Integer.parseInt(new String(line, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length()));
    }

    private static void post(Admin admin) {
        var filler = Json.object().put("filler", "x".repeat(EVENT_BYTES));
        admin.post("/v1/notifications", Json.object().put("title", "big").set("data", filler))
                .expect(201);
    }

    /** Asks for all events, and reads none. */
    private static Socket stall(URI hub, String key) throws IOException {
        return ask(hub, key, "/v1/events?after=start");
    }

    private static Socket ask(URI hub, String key, String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.getPort()));
        String request = "GET " + path
                + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream, application/json\r\nAuthorization: Bearer "
                + key + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /**
     * The positions that it gets when it reads after all: up to the head, or to where the hub lost patience with it.
     */
    private static List<Long> idsOf(Socket socket, long head) throws IOException {
        List<Long> positions = new ArrayList<>();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("id: ")) continue;
                long position = Long.parseLong(line.split("\\.", -1)[1]);
                if (position > 0) positions.add(position);
                if (position == head) break;
            }
        } catch (IOException cut) {
            // A stalled stream is cut after a while; what came before counts.
        }
        return positions;
    }

    private static void assertWithoutGap(List<Long> positions) {
        assertThat(positions).isNotEmpty();
        for (int i = 0; i < positions.size(); i++) assertThat(positions.get(i)).isEqualTo(i + 1L);
    }
}
