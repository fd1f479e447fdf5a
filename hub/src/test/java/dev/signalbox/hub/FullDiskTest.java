package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.history.Admin;
import dev.signalbox.hub.history.Client;
import dev.signalbox.hub.history.HistoryCheck;
import dev.signalbox.hub.history.Sent;
import dev.signalbox.hub.history.Store;
import dev.signalbox.hub.history.StoredEvent;
import dev.signalbox.hub.history.Subscriber;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full: writes are put off, reads go on, and when there is room again all works without a restart. */
class FullDiskTest {
    private static final int BATCH = 20;

    private final List<Sent> history = new ArrayList<>();

    @TempDir
    Path data;

    @Test
    void writes_are_refused_reads_go_on_and_with_room_again_everything_works() {
        try (SmallDisk disk = SmallDisk.start(data)) {
            System.out.println("[INFO] full disk by " + disk.means());
            Admin admin = new Admin(disk::url, disk.adminKey());
            Client client = new Client(disk::url, admin.newKey("writer", "user"), false);
            Subscriber subscriber = new Subscriber("reader", disk::url, admin.key(), "").start();
            String first = acknowledged(client).stream().findFirst().orElseThrow();

            disk.fill();
            Sent refused = untilRefused(client);
            TestHub.Reply reply = post(disk.url(), admin.key());
            assertThat(reply.status()).as(reply.toString()).isEqualTo(507);
            assertThat(reply.json().path("code").textValue()).isEqualTo("storage_full");
            assertThat(reply.header("Retry-After")).isPresent();
            List<Sent> batch = batch();
            client.sendAll(batch);
            assertThat(admin.get("/v1/notifications/" + first).path("id").textValue())
                    .isEqualTo(first);
            assertThat(admin.get("/v1/notifications?limit=500").path("items")).isNotEmpty();
            assertThat(admin.get("/v1/events?limit=500").path("events")).isNotEmpty();
            Set<String> written = ids(disk.store());
            assertThat(written).doesNotContain(refused.id());
            assertNoHalfCommand(written, batch);

            disk.makeRoom();
            Eventually.until("a refused command is taken", () -> {
                client.send(refused);
                return refused.isAcknowledged();
            });
            client.sendAll(batch);
            assertThat(batch).allMatch(Sent::isAcknowledged);
            long head = admin.get("/v1/events?limit=1").path("head").longValue();
            Eventually.until("the subscriber has everything", () -> subscriber.position() >= head);
            subscriber.close();
            assertThat(subscriber.connections()).isEqualTo(1);
            assertThat(subscriber.findings(disk.store().read().events(), event -> true))
                    .isEmpty();
            assertThat(client.findings()).isEmpty();
            assertThat(HistoryCheck.findings(history, disk.store().read())).isEmpty();
        }
    }

    private Set<String> acknowledged(Client client) {
        List<Sent> sent = List.of(large(), large());
        sent.forEach(client::send);
        assertThat(sent).allMatch(Sent::isAcknowledged);
        return sent.stream().map(Sent::id).collect(Collectors.toSet());
    }

    /** What SQLite has reserved already may take some more. */
    private Sent untilRefused(Client client) {
        while (true) {
            Sent sent = large();
            client.send(sent);
            if (!sent.isAcknowledged()) return sent;
        }
    }

    /** Half of them write two events each. */
    private List<Sent> batch() {
        List<Sent> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            Sent sent = large();
            if (i % 2 == 0) sent.body().put("dedupKey", "key " + i);
            batch.add(sent);
        }
        return batch;
    }

    private Sent large() {
        Sent sent = new Sent(
                Ids.next(),
                "notification.post",
                null,
                null,
                Json.object().put("title", "large").put("body", "x".repeat(15_000)));
        history.add(sent);
        return sent;
    }

    private static TestHub.Reply post(URI hub, String key) {
        return TestHub.send(HttpRequest.newBuilder(URI.create(hub + "/v1/notifications"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.writeText(Map.of("title", "x", "body", "y".repeat(15_000)))))
                .build());
    }

    private static void assertNoHalfCommand(Set<String> written, List<Sent> batch) {
        for (Sent sent : batch) {
            if (!sent.body().has("dedupKey")) continue;
            assertThat(written.contains(sent.id())).isEqualTo(written.contains(sent.id() + "/2"));
        }
    }

    private static Set<String> ids(Store store) {
        return store.read().events().stream().map(StoredEvent::id).collect(Collectors.toSet());
    }
}
