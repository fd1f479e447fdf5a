package dev.signalbox.hub.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What is told as a fault of an event, and what never is. */
class BlameTest {
    @Test
    void an_event_and_its_fold_are_blamed_for_what_would_fail_again() {
        for (Throwable failure : List.of(
                new IllegalArgumentException("not the expected JSON"),
                new NullPointerException(),
                new StackOverflowError(),
                new NoSuchMethodError("gone"),
                new ExceptionInInitializerError("broken"),
                new AssertionError("never"),
                new Unstorable("no place", new IllegalStateException()))) {
            assertThat(Blame.isOfAnEvent(failure)).as(failure.toString()).isTrue();
        }
    }

    @Test
    void the_store_the_machine_and_the_end_of_the_hub_are_not_an_events_fault() {
        for (Throwable failure : List.of(
                new StoreUnavailable("away", null),
                new StorageFull("full", null),
                new StoreBroken("broken", null),
                new TimeoutException(),
                new RejectedExecutionException(),
                new OutOfMemoryError(),
                new InternalError(),
                new IllegalStateException(new OutOfMemoryError()))) {
            assertThat(Blame.isOfAnEvent(failure)).as(failure.toString()).isFalse();
        }
    }
}
