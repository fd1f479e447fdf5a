package dev.signalbox.hub.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompletionsTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<Throwable> reported = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void gives_every_answer_on_the_event_loop_that_asked_in_the_order_of_the_answers() {
        Context one = vertx.getOrCreateContext();
        Context other = vertx.getOrCreateContext();
        List<String> seen = new CopyOnWriteArrayList<>();
        Completions answers = new Completions();
        for (int i = 1; i <= 3; i++) {
            answers.complete(asking(one, "one", seen), "" + i);
            answers.complete(asking(other, "other", seen), "" + i);
        }
        assertThat(seen).isEmpty();

        answers.send();

        Eventually.until("all are answered", () -> seen.size() == 6);
        assertThat(seen).filteredOn(answer -> answer.startsWith("one")).containsExactly("one 1", "one 2", "one 3");
        assertThat(seen)
                .filteredOn(answer -> answer.startsWith("other"))
                .containsExactly("other 1", "other 2", "other 3");
    }

    @Test
    void a_caller_that_throws_keeps_nobody_from_an_answer_and_is_reported() {
        Context loop = vertx.getOrCreateContext();
        loop.exceptionHandler(reported::add);
        Completions answers = new Completions();
        Completion<String> thrower = onLoop(loop, () -> {
            Completion<String> completion = new Completion<>();
            completion.future().onSuccess(value -> {
                throw new IllegalStateException("a bad caller");
            });
            return completion;
        });
        List<String> seen = new CopyOnWriteArrayList<>();
        answers.complete(thrower, "1");
        answers.complete(asking(loop, "good", seen), "2");

        answers.send();

        Eventually.until("the other is answered", () -> seen.equals(List.of("good 2")));
        Eventually.until("the failure is reported", () -> reported.size() == 1);
        assertThatThrownBy(() -> {
                    throw reported.get(0);
                })
                .hasMessage("a bad caller");
    }

    @Test
    void a_caller_without_an_event_loop_is_answered_at_once() {
        Completion<String> completion = new Completion<>();

        new Completions().complete(completion, "yes");

        assertThat(completion.future().result()).isEqualTo("yes");
    }

    /** A completion made on the loop, whose answer is noted only when it comes on that loop. */
    private Completion<String> asking(Context loop, String name, List<String> seen) {
        return onLoop(loop, () -> {
            Thread asked = Thread.currentThread();
            Completion<String> completion = new Completion<>();
            completion.future().onSuccess(value -> {
                if (Thread.currentThread() == asked) seen.add(name + " " + value);
            });
            return completion;
        });
    }

    private static <T> T onLoop(Context loop, java.util.function.Supplier<T> work) {
        Promise<T> made = Promise.promise();
        loop.runOnContext(ignored -> made.complete(work.get()));
        Future<T> done = made.future();
        return Await.result(done);
    }
}
