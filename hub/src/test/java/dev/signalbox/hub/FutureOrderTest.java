package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/**
 * What a step of a chain may count on, and a listener's successor may not: when a store's thread completes a future,
 * whoever comes while that thread is at the first listener goes on beside it. {@link ArchitectureTest} keeps the rule
 * that follows; here are also the forms that it must see.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FutureOrderTest {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Test
    void what_follows_a_listener_does_not_wait_for_it() throws InterruptedException {
        completedWhileTheEffectIsAtWork(future -> future.onSuccess(this::effect));

        assertThat(done).containsExactly("next", "effect");
    }

    @Test
    void what_follows_a_step_of_the_chain_waits_for_it() throws InterruptedException {
        completedWhileTheEffectIsAtWork(future -> future.map(value -> {
            effect(value);
            return value;
        }));

        assertThat(done).containsExactly("effect", "next");
    }

    @Test
    void what_follows_andThen_waits_for_it() throws InterruptedException {
        completedWhileTheEffectIsAtWork(future -> future.andThen((value, failure) -> effect(value)));

        assertThat(done).containsExactly("effect", "next");
    }

    @Test
    void the_rule_sees_each_way_to_go_on_behind_a_listener_and_no_other() {
        JavaClass forms = new ClassFileImporter().importClass(Forms.class);

        assertThat(UsedListeners.of(forms)).hasSize(Forms.USED);
        assertThat(UsedListeners.of(new ClassFileImporter().importClass(Dropped.class)))
                .isEmpty();
    }

    /** Another thread completes the future, and is held in the effect until something follows on it. */
    private void completedWhileTheEffectIsAtWork(Function<Future<String>, Future<String>> effect)
            throws InterruptedException {
        Promise<String> promise = Promise.promise();
        Future<String> kept = effect.apply(promise.future());
        Thread other = new Thread(() -> promise.complete("value"), "completes");
        other.start();
        begun.await();

        kept.onSuccess(value -> done.add("next"));
        goOn.countDown();
        other.join();
    }

    private void effect(String value) {
        begun.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        done.add("effect");
    }

    /** Each method goes on behind a listener, in one place. */
    static final class Forms {
        static final int USED = 13;

        Future<?> field = Future.succeededFuture();

        Future<String> returned(Future<String> some, Runnable effect) {
            return some.onSuccess(value -> effect.run());
        }

        Future<Integer> composed(Future<String> some, Runnable effect) {
            return some.onComplete(ended -> effect.run()).compose(value -> Future.succeededFuture(1));
        }

        Future<Integer> mapped(Future<String> some, Runnable effect) {
            return some.onFailure(failure -> effect.run()).map(String::length);
        }

        void added(Future<String> some, List<Future<?>> all, List<String> values) {
            all.add(some.onSuccess(values::add));
        }

        Future<?> joined(Future<String> some, Future<String> other, Runnable effect) {
            return Future.all(some.onSuccess(value -> effect.run()), other);
        }

        Future<?> behindAll(Future<String> some, Runnable effect) {
            return Future.all(some, some).onSuccess(all -> effect.run());
        }

        Future<?> chosen(Future<String> some, Future<String> other, boolean first, Runnable effect) {
            return first ? some.onSuccess(value -> effect.run()) : other;
        }

        Future<?> lastOfSeveral(Future<String> some, List<String> values, Runnable effect) {
            Future<?> kept = some.onSuccess(values::add).onFailure(failure -> effect.run());
            return kept;
        }

        void stored(Future<String> some, Runnable effect) {
            field = some.onComplete(ended -> effect.run());
        }

        Future<Integer> inAStatementBefore(Future<String> some, List<String> values) {
            some.onSuccess(values::add);
            return some.map(String::length);
        }

        Future<String> inAStatementBeforeTheReturn(Future<String> some, Runnable effect) {
            Future<String> known = some.map(String::trim);
            known.onComplete(ended -> effect.run());
            return known;
        }

        void inAStatementBeforeAnArgument(Future<String> some, List<Future<?>> all, Runnable effect) {
            some.onFailure(failure -> effect.run());
            all.add(some);
        }

        Function<Runnable, Future<String>> inALambda(Future<String> some) {
            return effect -> some.onSuccess(value -> effect.run());
        }
    }

    static final class Dropped {
        void one(Future<String> some, Runnable effect) {
            some.onSuccess(value -> effect.run());
        }

        void several(Future<String> some, List<String> values, Promise<String> promise) {
            some.map(String::trim)
                    .onSuccess(values::add)
                    .onFailure(promise::fail)
                    .onComplete(promise);
        }

        Runnable inALambda(Future<String> some, List<String> values) {
            return () -> some.onSuccess(values::add);
        }

        boolean asked(Future<String> some, List<String> values) {
            some.onSuccess(values::add);
            some.onFailure(failure -> values.clear());
            return some.isComplete();
        }

        Future<String> besideAStep(Future<String> some, Future<String> other, List<String> values) {
            other.onSuccess(values::add);
            return some.andThen((value, failure) -> values.add(value));
        }
    }
}
