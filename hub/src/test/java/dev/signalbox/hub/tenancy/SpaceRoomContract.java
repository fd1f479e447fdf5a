package dev.signalbox.hub.tenancy;

import static dev.signalbox.hub.TestHub.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More spaces than may be open at once: the ones that rest make room, and while none does, whoever comes is put off.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class SpaceRoomContract {
    private static final int ROOM = 2;
    private static final int CALLERS = 8;
    private static final int CALLS = 12;
    private static final List<String> NAMES = List.of("one", "two", "three", "four");

    private TestHub hub;
    private SpaceCalls spaces;
    private final List<String> keys = new ArrayList<>();

    abstract TestHub start(int room, Path folder);

    @BeforeEach
    void open(@TempDir Path folder) {
        hub = start(ROOM, folder);
        spaces = new SpaceCalls(hub);
        for (String name : NAMES) {
            keys.add(spaces.keyOf(name));
            // So that one rests longer than the next.
            hub.clock().advance(Duration.ofSeconds(1));
        }
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void those_that_rest_make_room_and_lose_nothing() {
        for (int round = 0; round < 2; round++) {
            for (String key : keys)
                spaces.post(key, "/v1/notifications", Map.of("title", "n")).expect(201);
        }

        for (String key : keys) {
            assertThat(spaces.get(key, "/v1/notifications").expect(200).json().path("items"))
                    .hasSize(2);
        }
        assertThat(gauge("signalbox_spaces_open")).isLessThanOrEqualTo(ROOM);
    }

    @Test
    void while_all_are_in_use_the_next_is_put_off_in_words_and_nobody_is_sent_away() {
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        for (String key : keys.subList(0, ROOM)) {
            String id = spaces.post(key, "/v1/questions", Map.of("kind", "text", "prompt", "why?"))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            hub.clock().advance(Duration.ofSeconds(1));
            asked.add(id);
            waiting.add(HttpClient.newHttpClient()
                    .sendAsync(
                            hub.request(NOBODY, "/v1/questions/" + id + "?wait=PT50S", "Authorization", "Bearer " + key)
                                    .build(),
                            BodyHandlers.ofString()));
        }
        String late = keys.get(ROOM);
        Eventually.until("both are in use", () -> gauge("signalbox_requests_waiting") == ROOM);

        Reply putOff =
                spaces.post(late, "/v1/notifications", Map.of("title", "late")).expect(503);
        assertThat(putOff.json().path("code").asText()).isEqualTo("overloaded");
        assertThat(putOff.header("Retry-After")).isPresent();
        assertThat(putOff.text()).contains("2 spaces open at once", "repeat it").doesNotContain("one", "two");
        hub.get("admin", "/v1/notifications").expect(200);
        assertThat(spaces.create(Map.of("name", "fifth")).status()).isEqualTo(503);

        for (int i = 0; i < ROOM; i++) {
            spaces.post(keys.get(i), "/v1/questions/" + asked.get(i) + "/answer", Map.of("value", "so"))
                    .expect(200);
            assertThat(waiting.get(i).join().body()).contains("\"answered\"");
        }
        Eventually.until(
                "there is room again",
                () -> spaces.post(late, "/v1/notifications", Map.of("title", "late"))
                                .status()
                        == 201);
        assertThat(spaces.get(keys.get(3), "/v1/notifications")
                        .expect(200)
                        .json()
                        .path("items"))
                .isEmpty();
    }

    /** One that is chosen to make room may be entered at that moment; however they come, no more are open. */
    @Test
    void however_many_come_at_once_no_more_are_open_than_there_is_room_for() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Long> most = CompletableFuture.supplyAsync(() -> {
            long seen = 0;
            while (!over.get()) seen = Math.max(seen, gauge("signalbox_spaces_open"));
            return seen;
        });
        List<CompletableFuture<Integer>> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            int first = caller;
            callers.add(CompletableFuture.supplyAsync(
                    () -> {
                        int answered = 0;
                        for (int i = 0; i < CALLS; i++) {
                            Reply reply = spaces.get(keys.get((first + i) % keys.size()), "/v1/notifications");
                            assertThat(reply.status()).as(reply.text()).isIn(200, 503);
                            if (reply.status() == 200) answered++;
                            else assertThat(reply.text()).contains("2 spaces open at once");
                        }
                        return answered;
                    },
                    task -> new Thread(task, "caller").start()));
        }
        int answered = 0;
        for (CompletableFuture<Integer> each : callers) answered += each.get(60, TimeUnit.SECONDS);
        over.set(true);

        assertThat(answered).isPositive();
        assertThat(most.get(60, TimeUnit.SECONDS)).isPositive().isLessThanOrEqualTo(ROOM);
    }

    private long gauge(String name) {
        return hub.get("admin", "/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }
}
