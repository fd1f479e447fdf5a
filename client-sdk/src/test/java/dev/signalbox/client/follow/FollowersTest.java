package dev.signalbox.client.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.HubContact;
import dev.signalbox.client.model.FastPace;
import dev.signalbox.client.model.ReferenceHub;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Problem;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FollowersTest {
    @TempDir
    Path folder;

    @Test
    void have_not_ended_while_the_effects_of_one_are_still_at_their_end() throws Exception {
        try (SqliteStore store = SqliteStore.open(folder.resolve("bot.db"))) {
            Followers followers = followers(store, URI.create("http://127.0.0.1:9"));
            SlowEnd effects = new SlowEnd();
            Follower follower = followers.start("bot", List.of(), effects);

            followers.stop();
            effects.ending.await();

            assertThat(followers.join(Duration.ofMillis(50))).isFalse();
            assertThat(follower.ended().toCompletableFuture()).isNotDone();

            effects.mayEnd.countDown();
            assertThat(followers.join(Duration.ofSeconds(20))).isTrue();
            assertThat(follower.ended().toCompletableFuture()).isCompleted();
        }
    }

    @ParameterizedTest
    @CsvSource({"true,2", "false,1"})
    void flush_what_the_effects_say_must_last(boolean flushed, int synchronous) throws Exception {
        try (ReferenceHub hub = new ReferenceHub();
                SqliteStore store = SqliteStore.open(folder.resolve("bot.db"))) {
            hub.append("note.write", "note/a", Map.of("n", 1));
            Flushing effects = new Flushing(flushed);

            Follower follower = followers(store, hub.url()).start("bot", List.of(), effects);

            assertThat(effects.seen.get(20, TimeUnit.SECONDS)).isEqualTo(synchronous);
            follower.close();
        }
    }

    private static Followers followers(SqliteStore store, URI hub) {
        return new Followers(new FollowerContext(
                store,
                new HubApi(hub, () -> null, "test"),
                new HubContact(),
                () -> null,
                FastPace.PACE,
                new Random(1),
                Clock.systemUTC(),
                () -> {},
                Duration.ofSeconds(20)));
    }

    /** Never has its turn, and takes its time to end. */
    private static final class SlowEnd implements Effects {
        private final CountDownLatch ending = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);

        @Override
        public boolean begin(Follower follower, @Nullable Cursor checkpoint) {
            return false;
        }

        @Override
        public void prepare(Follower follower, List<Event> events) {}

        @Override
        public void apply(StoreTransaction tx, List<Event> events) {}

        @Override
        public void reset(Follower follower, Problem why) {}

        @Override
        public void ended() {
            ending.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Remembers how the first commit with an event in it is treated: 2 is flushed, 1 is not. */
    private static final class Flushing implements Effects {
        private final boolean flushed;
        private final CompletableFuture<Long> seen = new CompletableFuture<>();

        private Flushing(boolean flushed) {
            this.flushed = flushed;
        }

        @Override
        public boolean flushed() {
            return flushed;
        }

        @Override
        public boolean begin(Follower follower, @Nullable Cursor checkpoint) {
            return true;
        }

        @Override
        public void prepare(Follower follower, List<Event> events) {}

        @Override
        public void apply(StoreTransaction tx, List<Event> events) {
            seen.complete(tx.query("SELECT synchronous FROM pragma_synchronous")
                    .get(0)
                    .number("synchronous"));
        }

        @Override
        public void reset(Follower follower, Problem why) {}
    }
}
