package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has no key neither takes the places of those who have one, nor fills the log of the process. */
class StrangersTest {
    private static final int STRANGERS = 600;
    private static final int AT_ONCE = 20;
    private static final String UPGRADE = String.join(
            "\r\n",
            "GET /eventbus/websocket HTTP/1.1",
            "Host: localhost",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            "",
            "");

    @TempDir
    Path data;

    @Test
    void connections_that_show_no_key_leave_room_for_those_that_do() throws IOException {
        List<String> fewDescriptors = List.of("sh", "-c", "ulimit -n 512; exec \"$0\" \"$@\"");
        List<Socket> silent = new ArrayList<>();
        try (HubProcess hub =
                HubProcess.Launch.on(data, null).wrapper(fewDescriptors).start()) {
            for (int i = 0; i < STRANGERS; i++) {
                silent.add(connected(hub));
                // A crowd that stands, not a rush for which the system has no descriptors before the hub knows of it.
                if (i % AT_ONCE == 0) whoami(hub);
            }

            Eventually.assertThat(() -> assertThat(whoami(hub)).isEqualTo(200));
            for (int i = 0; i < 20; i++)
                Eventually.assertThat(() -> assertThat(whoami(hub)).isEqualTo(200));
        } finally {
            for (Socket each : silent) each.close();
        }
    }

    @Test
    void sockets_that_are_reset_are_counted_in_a_line() throws IOException {
        try (HubProcess hub = HubProcess.Launch.on(data, null).start()) {
            for (int i = 0; i < 100; i++) {
                try (Socket socket = connected(hub)) {
                    socket.setSoLinger(true, 0);
                    socket.getOutputStream().write(UPGRADE.getBytes(StandardCharsets.US_ASCII));
                    assertThat(socket.getInputStream().read()).isEqualTo('H');
                }
            }
            Eventually.assertThat(() -> assertThat(hub.output()).contains("connections broke: "));
            assertThat(whoami(hub)).isEqualTo(200);

            assertThat(hub.output()).doesNotContain("\tat ").doesNotContain("SEVERE");
            assertThat(hub.output().lines().filter(line -> line.contains("connections broke: ")))
                    .hasSize(1);
        }
    }

    private static Socket connected(HubProcess hub) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), hub.url().getPort());
    }

    /** The status; 0 of a connection that had to make room at once, as whoever comes amid a crowd may. */
    private static int whoami(HubProcess hub) {
        try {
            return asked(hub);
        } catch (UncheckedIOException closed) {
            return 0;
        }
    }

    private static int asked(HubProcess hub) {
        return TestHub.send(HttpRequest.newBuilder(URI.create(hub.url() + "/v1/whoami"))
                        .header("X-API-Key", hub.adminKey())
                        .timeout(Duration.ofSeconds(30))
                        .build())
                .status();
    }
}
