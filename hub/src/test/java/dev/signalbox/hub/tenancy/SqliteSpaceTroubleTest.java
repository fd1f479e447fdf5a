package dev.signalbox.hub.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SqliteSpaceTroubleTest extends SpaceTroubleContract {
    private static final int VALUES = 30_000;
    /** Notifications of 60 kB: so many are more than a socket takes by itself. */
    private static final int PAGE = 150;
    /** So many pages are more than there is memory for. */
    private static final int ASKING = 40;

    @Override
    TestHub start(Path folder) {
        return TestHub.start(folder);
    }

    @Override
    void halfErased(String name) throws IOException {
        Files.delete(folder.resolve("spaces").resolve(name).resolve("main.db"));
    }

    @Test
    void a_damaged_store_is_the_trouble_of_one_space() throws IOException {
        String key = spaces.keyOf("billing");
        String neighbour = spaces.keyOf("neighbour");
        silence();
        Eventually.until("both are closed", () -> spaces.count("space.closed") >= 2);
        Path store = folder.resolve("spaces/billing/main.db");
        byte[] noise = new byte[(int) Files.size(store)];
        Arrays.fill(noise, (byte) 7);
        Files.write(store, noise);
        Files.deleteIfExists(folder.resolve("spaces/billing/main.db-wal"));

        assertThat(spaces.get(key, "/v1/notifications").expect(503).text())
                .contains("this space")
                .doesNotContain(folder.toString());
        assertThat(spaces.get(key, "/v1/notifications").expect(503).text()).contains("this space");
        spaces.get(neighbour, "/v1/notifications").expect(200);
        hub.get("admin", "/v1/notifications").expect(200);
    }

    /** So much of what bodies become in memory, and no more, that others find a half of it. */
    @Test
    void one_that_fills_the_memory_for_bodies_leaves_a_half_to_the_others() throws Exception {
        String greedy = spaces.keyOf("greedy");
        String neighbour = spaces.keyOf("neighbour");
        String body = "{\"title\":\"many\",\"data\":{\"n\":[" + "1,".repeat(VALUES) + "1]}}";
        long whole = Runtime.getRuntime().maxMemory() / Limits.BODY_TREES_HEAP_PART;
        List<CompletableFuture<Reply>> answers = new ArrayList<>();
        try (Connection writes = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("spaces/greedy/main.db"));
                Statement statement = writes.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (int i = 0; i < whole / (85L * VALUES) + 20; i++) {
                answers.add(CompletableFuture.supplyAsync(
                        () -> spaces.post(greedy, "/v1/notifications", body),
                        task -> new Thread(task, "sender").start()));
            }
            Eventually.until("the first is refused", () -> answers.stream().anyMatch(CompletableFuture::isDone));

            assertThat(held("signalbox_body_tree_bytes")).isPositive().isLessThanOrEqualTo(whole / 2);
            spaces.post(neighbour, "/v1/notifications", body).expect(201);
            hub.post("admin", "/v1/notifications", body).expect(201);
            statement.execute("ROLLBACK");
        }
        int refused = 0;
        for (CompletableFuture<Reply> each : answers) {
            Reply reply = each.get(60, TimeUnit.SECONDS);
            if (reply.status() == 201) continue;
            assertThat(reply.expect(503).header("Retry-After")).isPresent();
            refused++;
        }
        assertThat(refused).isPositive().isLessThan(answers.size());
        spaces.post(greedy, "/v1/notifications", body).expect(201);
    }

    /** What is made for somebody who does not take it is held for long, and others find a half of that memory, too. */
    @Test
    void one_whose_answers_nobody_takes_leaves_a_half_to_the_others() throws Exception {
        String greedy = spaces.keyOf("greedy");
        String neighbour = spaces.keyOf("neighbour");
        Map<String, Object> large = Map.of("title", "large", "data", Map.of("filler", "x".repeat(60_000)));
        String page = "/v1/notifications?limit=" + PAGE;
        for (int i = 0; i < PAGE; i++) {
            spaces.post(greedy, "/v1/notifications", large).expect(201);
            if (i < PAGE / 3) spaces.post(neighbour, "/v1/notifications", large).expect(201);
        }
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < ASKING; i++) stalled.add(ask(greedy, page));
            List<Integer> statuses = new ArrayList<>();
            for (Socket each : stalled) statuses.add(statusOf(each));

            assertThat(statuses).contains(200, 503).containsOnly(200, 503);
            assertThat(held("signalbox_answer_bytes")).isPositive().isLessThanOrEqualTo(Limits.ANSWER_BYTES_MAX / 2);
            spaces.get(neighbour, page).expect(200);
            hub.get("admin", page).expect(200);
        } finally {
            for (Socket each : stalled) each.close();
        }
        Eventually.until(
                "who takes its answers gets them",
                () -> spaces.get(greedy, page).status() == 200);
    }

    /** Asks, and takes nothing of the answer. */
    private Socket ask(String key, String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.port()));
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static int statusOf(Socket socket) throws IOException {
        byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
        return Integer.parseInt(new String(line, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length()));
    }

    private long held(String gauge) {
        return hub.get("admin", "/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(gauge + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }
}
