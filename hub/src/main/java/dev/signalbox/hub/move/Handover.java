package dev.signalbox.hub.move;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.move.MoveMark.Kind;
import dev.signalbox.hub.vertx.Turns;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The moment in which the data goes from one store to the other: of both one counts, whatever dies. The write into the
 * old store decides, and is taken back as long as nothing was sent to the new one that a hub would open it by.
 */
final class Handover {
    private static final long AGAIN_MILLIS = 500;
    private static final long ANSWER_SECONDS_MAX = 5;

    private final Database here;
    private final Database there;
    private final MoveMark left;
    private final MoveMark arrived;
    private final BooleanSupplier stopped;
    private final Vertx vertx;
    private Optional<MoveMark> before = Optional.empty();

    /**
     * @param left what the old store will say
     * @param arrived what the new one will say
     * @param stopped whether the process ends: what is not known then, the next start finds out
     */
    Handover(Database here, Database there, MoveMark left, MoveMark arrived, BooleanSupplier stopped, Vertx vertx) {
        this.here = here;
        this.there = there;
        this.left = left;
        this.arrived = arrived;
        this.stopped = stopped;
        this.vertx = vertx;
    }

    /**
     * The one write that decides. Whether it is there when its answer was lost is found out, however long that takes.
     */
    Future<Void> leave() {
        return MoveMark.of(here).compose(mark -> {
            before = mark;
            return written();
        });
    }

    private Future<Void> written() {
        return left.put(here).recover(unknown -> untilAnswered(() -> MoveMark.of(here))
                .compose(mark -> isOf(mark, Kind.LEFT) ? Future.succeededFuture() : Future.failedFuture(unknown)));
    }

    /**
     * Completes when the new store answers and nobody else has opened the old one meanwhile; otherwise takes the
     * decision back, and fails.
     */
    Future<Void> settled(Supplier<Future<Void>> alone) {
        return alone.get()
                .compose(only -> MoveMark.of(there).timeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS))
                .compose(mark -> isOf(mark, Kind.FILLING)
                        ? Future.<Void>succeededFuture()
                        : Future.failedFuture(new IllegalStateException("another move has begun to fill it")))
                .recover(failure -> takenBack().transform(back -> Future.failedFuture(failure)));
    }

    private Future<Void> takenBack() {
        return untilAnswered(() -> before.isPresent() ? before.get().put(here) : MoveMark.forget(here));
    }

    /**
     * Opens the new store to hubs. From the first try on it may be open, so this does not end before it is.
     *
     * @param away hears why there is no answer yet, each time
     */
    Future<Void> arrive(Consumer<Throwable> away) {
        return Turns.whileMore(
                vertx.getOrCreateContext(), () -> arrived.put(there).map(false).recover(failure -> {
                    away.accept(failure);
                    return vertx.timer(AGAIN_MILLIS).map(true);
                }));
    }

    private <T> Future<T> untilAnswered(Supplier<Future<T>> question) {
        AtomicReference<@Nullable T> answer = new AtomicReference<>();
        return Turns.whileMore(vertx.getOrCreateContext(), () -> question.get()
                        .map(found -> {
                            answer.set(found);
                            return false;
                        })
                        .recover(failure -> stopped.getAsBoolean()
                                ? Future.failedFuture(failure)
                                : vertx.timer(AGAIN_MILLIS).map(true)))
                .map(answered -> answer.get());
    }

    private boolean isOf(Optional<MoveMark> mark, Kind kind) {
        return mark.filter(each -> each.kind() == kind && each.move().equals(left.move()))
                .isPresent();
    }
}
