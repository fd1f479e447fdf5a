package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.client.follow.FollowerStopped;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.local.Tx;
import dev.signalbox.client.model.CuttingProxy;
import dev.signalbox.client.model.Eventually;
import dev.signalbox.client.model.FastPace;
import dev.signalbox.client.model.ReferenceHub;
import dev.signalbox.client.model.ReferenceHub.StreamManner;
import dev.signalbox.client.store.Row;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowerTest {
    @TempDir
    Path folder;

    private ReferenceHub hub;
    private CuttingProxy network;
    private Signalbox box;

    @BeforeEach
    void start() throws Exception {
        hub = new ReferenceHub();
        network = new CuttingProxy(hub.port());
        box = open("bot.db");
    }

    @AfterEach
    void stop() throws Exception {
        box.close();
        network.close();
        hub.close();
    }

    private Signalbox open(String file) {
        return Signalbox.open(options -> options.url(network.url())
                .store(folder.resolve(file))
                .pace(FastPace.PACE)
                .drain(Duration.ofMillis(200)));
    }

    private void append(int from, int to) {
        for (int n = from; n <= to; n++) hub.append("note.write", "note/a", Map.of("n", n));
    }

    /** The effect whose repetition would show: a row an event, in the order they were written. */
    private static void remember(Event event, Tx tx) {
        tx.update("CREATE TABLE IF NOT EXISTS seen (number INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL)");
        tx.update("INSERT INTO seen (n) VALUES ($1)", event.data().path("n").asInt());
    }

    private List<Integer> seen() {
        return seen("bot.db");
    }

    private List<Integer> seen(String file) {
        try (SqliteStore store = SqliteStore.open(folder.resolve(file))) {
            return store.writeNow(tx -> {
                tx.update(
                        "CREATE TABLE IF NOT EXISTS seen (number INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL)");
                List<Row> rows = tx.query("SELECT n FROM seen ORDER BY number");
                return rows.stream().map(row -> (int) row.number("n")).toList();
            });
        }
    }

    private static List<Integer> oneTo(int n) {
        return IntStream.rangeClosed(1, n).boxed().toList();
    }

    @Test
    void hears_the_past_then_the_present_in_order() {
        append(1, 600);

        Subscription following = box.events().follow("bot", Events.types("note.*"), FollowerTest::remember);
        Eventually.that("it is live", following::isLive);
        append(601, 610);

        Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(610)));
        Eventually.passes(() -> assertThat(following.position()).isEqualTo(610));
    }

    @Test
    void resumes_at_its_checkpoint_after_a_restart() {
        append(1, 5);
        Subscription first = box.events().follow("bot", List.of(), FollowerTest::remember);
        Eventually.that("five are seen", () -> first.position() == 5);
        box.close();
        append(6, 9);

        box = open("bot.db");
        box.events().follow("bot", List.of(), FollowerTest::remember);

        Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(9)));
    }

    @Test
    void hears_only_its_types_and_moves_past_the_others() {
        append(1, 3);
        hub.append("question.asked", "question/q", Map.of("n", 100));
        append(4, 6);

        Subscription following = box.events().follow("bot", Events.types("question.*"), FollowerTest::remember);

        Eventually.that("it is past all seven", () -> following.position() == 7);
        assertThat(seen()).containsExactly(100);
    }

    @Test
    void can_begin_now() {
        append(1, 5);
        Subscription following = box.events().follow("bot", FollowOptions::fromNow, FollowerTest::remember);
        Eventually.that("it is live", following::isLive);

        append(6, 7);

        Eventually.passes(() -> assertThat(seen()).containsExactly(6, 7));
    }

    @Test
    void a_failing_handler_gets_the_same_event_again_and_leaves_nothing_behind() {
        AtomicInteger failures = new AtomicInteger(3);
        append(1, 20);

        box.events().follow("bot", List.of(), (event, tx) -> {
            remember(event, tx);
            boolean tenth = event.data().path("n").asInt() == 10;
            if (tenth && failures.getAndDecrement() > 0) throw new IllegalStateException("not yet");
        });

        Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(20)));
        assertThat(failures.get()).isEqualTo(-1);
    }

    @Test
    void a_handler_that_fails_with_an_error_is_tried_again_as_one_that_throws_an_exception() {
        AtomicInteger failures = new AtomicInteger(4);
        append(1, 20);

        Subscription following = box.events().follow("bot", List.of(), (event, tx) -> {
            remember(event, tx);
            int n = event.data().path("n").asInt();
            if (n % 5 != 0 || failures.get() <= 0) return;
            failures.decrementAndGet();
            if (n == 5) throw new StackOverflowError();
            throw new NoSuchMethodError("gone");
        });

        Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(20)));
        assertThat(failures.get()).isZero();
        Eventually.that("it is live", () -> following.position() == 20);
    }

    @Test
    void a_handler_that_always_fails_holds_up_no_other_follower() {
        append(1, 20);
        box.events().follow("broken", List.of(), (event, tx) -> {
            throw new AssertionError("never");
        });

        box.events().follow("bot", List.of(), FollowerTest::remember);

        Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(20)));
    }

    @Test
    void events_before_a_failing_one_are_kept() {
        append(1, 20);

        Subscription following = box.events().follow("bot", List.of(), (event, tx) -> {
            if (event.data().path("n").asInt() == 10) throw new IllegalStateException("never");
            remember(event, tx);
        });

        Eventually.that("nine are seen", () -> following.position() == 9);
        assertThat(seen()).isEqualTo(oneTo(9));
    }

    @Test
    void a_handler_that_hides_a_failed_statement_still_commits_nothing() {
        AtomicBoolean broken = new AtomicBoolean(true);
        append(1, 3);
        box.events().follow("bot", List.of(), (event, tx) -> {
            remember(event, tx);
            if (!broken.getAndSet(false)) return;
            try {
                tx.update("INSERT INTO no_such_table VALUES (1)");
            } catch (RuntimeException e) {
                assertThat(e).hasMessageContaining("no_such_table");
            }
        });

        Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(3)));
    }

    @Test
    void a_command_sent_by_the_handler_goes_out_once_with_the_effect() {
        append(1, 5);
        AtomicInteger failures = new AtomicInteger(2);

        box.events().follow("bot", Events.types("note.write"), (event, tx) -> {
            if (event.actor().equals("client")) return;
            tx.send(Commands.note("echo", event.data().path("n").asInt()));
            if (failures.getAndDecrement() > 0) throw new IllegalStateException("after the send");
        });

        Eventually.passes(() -> assertThat(hub.numbers("note/echo")).isEqualTo(oneTo(5)));
    }

    @Test
    void a_handler_that_would_wait_for_its_own_store_is_told_so() {
        List<String> told = new CopyOnWriteArrayList<>();
        append(1, 1);

        box.events().follow("bot", List.of(), (event, tx) -> {
            try {
                box.notifications().post("from inside");
            } catch (IllegalStateException e) {
                told.add(e.getMessage());
            }
        });

        Eventually.passes(() -> assertThat(told).singleElement().asString().contains("inside a transaction"));
    }

    @Test
    void one_name_is_followed_once_at_a_time() {
        Subscription first = box.events().follow("bot", List.of(), FollowerTest::remember);

        assertThatThrownBy(() -> box.events().follow("bot", List.of(), FollowerTest::remember))
                .isInstanceOf(IllegalStateException.class);

        first.close();
        assertThat(first.ended().toCompletableFuture()).isCompleted();
        box.events().follow("bot", List.of(), FollowerTest::remember);
    }

    @Test
    void two_clients_that_follow_one_name_share_the_events() {
        append(1, 300);
        try (Signalbox other = open("bot.db")) {
            box.events().follow("bot", List.of(), FollowerTest::remember);
            other.events().follow("bot", List.of(), FollowerTest::remember);
            append(301, 400);

            Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(400)));
        }
    }

    @Nested
    class On_a_bad_network {
        @Test
        void every_event_is_taken_once_through_cuts() {
            box.events().follow("bot", List.of(), FollowerTest::remember);
            for (int n = 1; n <= 40; n++) {
                append(n, n);
                if (n % 7 == 0) network.mode(CuttingProxy.Mode.CUT);
                if (n % 7 == 3) network.mode(CuttingProxy.Mode.PASS);
                int sent = n;
                if (n % 7 == 5) Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(sent)));
            }
            network.mode(CuttingProxy.Mode.PASS);

            Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(40)));
        }

        @Test
        void a_silent_stream_is_given_up() {
            hub.manner(StreamManner.SILENT);
            append(1, 3);
            box.events().follow("bot", List.of(), FollowerTest::remember);
            Eventually.that("the stream is open", () -> hub.streamsOpened() >= 1);
            hub.manner(StreamManner.PLAIN);
            network.mode(CuttingProxy.Mode.BLACK_HOLE);
            Eventually.that("it is given up", () -> box.status() == Status.OFFLINE);

            network.mode(CuttingProxy.Mode.CUT);
            network.mode(CuttingProxy.Mode.PASS);

            Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(3)));
        }

        @Test
        void three_quick_cuts_and_it_reads_pages_until_streams_work_again() {
            hub.manner(StreamManner.CUT_QUICKLY);
            append(1, 30);

            box.events().follow("bot", List.of(), FollowerTest::remember);

            Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(30)));
            int cut = hub.streamsOpened();
            assertThat(cut).isBetween(3, 29);
            hub.manner(StreamManner.PLAIN);
            Eventually.that("a stream is tried again", () -> hub.streamsOpened() > cut);
            append(31, 32);
            Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(32)));
        }
    }

    @Nested
    class On_a_stream_that_misbehaves {
        @Test
        void frames_that_come_twice_count_once() {
            hub.manner(StreamManner.STUTTER);
            append(1, 50);

            box.events().follow("bot", List.of(), FollowerTest::remember);

            Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(50)));
        }

        @Test
        void a_gap_makes_it_begin_again_and_skips_nothing() {
            hub.manner(StreamManner.LEAKY);
            append(1, 50);

            box.events().follow("bot", List.of(), FollowerTest::remember);

            Eventually.passes(() -> assertThat(seen()).isEqualTo(oneTo(50)));
        }
    }

    @Nested
    class When_the_history_is_another {
        private Subscription follow(ResetHandler onReset) {
            return box.events().follow("bot", options -> options.onReset(onReset), FollowerTest::remember);
        }

        private void restoreBehindItsBack() {
            append(1, 10);
            Subscription before = follow(ResetHandler.STOP);
            Eventually.that("ten are seen", () -> before.position() == 10);
            before.close();
            hub.restore(4);
            append(105, 112);
        }

        @Test
        void it_stops_with_a_plain_reason_unless_told_otherwise() {
            restoreBehindItsBack();

            Subscription after = follow(ResetHandler.STOP);

            assertThatThrownBy(() -> after.ended().toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(FollowerStopped.class)
                    .hasMessageContaining("the hub was restored");
            assertThat(seen()).isEqualTo(oneTo(10));
        }

        @Test
        void it_can_replay_and_empty_its_tables_in_the_same_commit() {
            restoreBehindItsBack();

            follow((why, tx) -> {
                tx.update("DELETE FROM seen");
                return ResetHandler.Decision.REPLAY;
            });

            List<Integer> present = new ArrayList<>(oneTo(4));
            present.addAll(IntStream.rangeClosed(105, 112).boxed().toList());
            Eventually.passes(() -> assertThat(seen()).isEqualTo(present));
        }

        @Test
        void it_can_skip_to_the_present() {
            restoreBehindItsBack();
            Subscription after = follow(ResetHandler.SKIP);
            Eventually.that("it is live", after::isLive);

            append(200, 201);

            List<Integer> expected = new ArrayList<>(oneTo(10));
            expected.addAll(List.of(200, 201));
            Eventually.passes(() -> assertThat(seen()).isEqualTo(expected));
        }

        @Test
        void a_checkpoint_older_than_what_the_hub_keeps_is_a_reset_too() {
            append(1, 10);
            Subscription before = follow(ResetHandler.STOP);
            Eventually.that("ten are seen", () -> before.position() == 10);
            before.close();
            append(11, 30);
            hub.forgetUpTo(20);

            follow(ResetHandler.REPLAY);

            List<Integer> expected = new ArrayList<>(oneTo(10));
            expected.addAll(IntStream.rangeClosed(21, 30).boxed().toList());
            Eventually.passes(() -> assertThat(seen()).isEqualTo(expected));
        }

        @Test
        void it_gives_up_after_five_resets() {
            append(1, 3);
            hub.manner(StreamManner.RESET);

            Subscription following = follow(ResetHandler.SKIP);

            assertThatThrownBy(() -> following.ended().toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(FollowerStopped.class)
                    .hasMessageContaining("5 times");
        }

        @Test
        void a_restore_while_it_listens_is_noticed() {
            append(1, 10);
            Subscription following = follow(ResetHandler.REPLAY);
            Eventually.that("ten are seen", () -> following.position() == 10);

            hub.restore(2);

            Eventually.passes(() -> assertThat(seen()).hasSize(12).endsWith(1, 2));
        }
    }

    @Test
    void a_filter_that_the_hub_does_not_take_ends_it_with_the_reason() {
        Subscription following = box.events().follow("bot", Events.types("not a type"), FollowerTest::remember);

        assertThatThrownBy(() -> following.ended().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(HubRefused.class);
    }
}
