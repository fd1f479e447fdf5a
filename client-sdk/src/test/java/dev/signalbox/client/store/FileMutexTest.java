package dev.signalbox.client.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.model.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMutexTest {
    @TempDir
    Path folder;

    @Test
    void has_one_holder_within_a_process() throws Exception {
        try (FileMutex first = FileMutex.open(folder.resolve("lock"));
                FileMutex second = FileMutex.open(folder.resolve("lock"))) {
            assertThat(first.tryAcquire()).isTrue();
            assertThat(second.tryAcquire()).isFalse();
            assertThat(second.acquire(Duration.ofMillis(20))).isFalse();

            first.release();

            assertThat(second.tryAcquire()).isTrue();
            second.release();
        }
    }

    @Test
    void closing_one_user_frees_nothing_that_another_holds() throws Exception {
        try (FileMutex holder = FileMutex.open(folder.resolve("lock"))) {
            assertThat(holder.tryAcquire()).isTrue();
            FileMutex.open(folder.resolve("lock")).close();

            Child other =
                    Child.start(LockHolder.class, folder, folder.resolve("lock").toString());
            other.awaitLine("taken by another");
            other.end();

            holder.release();
        }
    }

    @Test
    void is_freed_by_the_death_of_its_holder() throws Exception {
        Child holder =
                Child.start(LockHolder.class, folder, folder.resolve("lock").toString());
        holder.awaitLine("mine");
        try (FileMutex waiting = FileMutex.open(folder.resolve("lock"))) {
            assertThat(waiting.tryAcquire()).isFalse();
            CompletableFuture<Boolean> taken =
                    CompletableFuture.supplyAsync(() -> waiting.acquire(Duration.ofSeconds(30)));

            holder.kill();

            assertThat(taken.join()).isTrue();
            waiting.release();
        }
    }

    /** Takes the lock, says so, and holds it until it is ended or killed. */
    public static final class LockHolder {
        private LockHolder() {}

        public static void main(String[] arguments) throws Exception {
            FileMutex mutex = FileMutex.open(Path.of(arguments[0]));
            System.out.println(mutex.tryAcquire() ? "mine" : "taken by another");
            while (System.in.read() >= 0) Thread.onSpinWait();
        }
    }
}
