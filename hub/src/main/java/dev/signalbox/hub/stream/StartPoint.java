package dev.signalbox.hub.stream;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.log.Head;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;

/**
 * Finds where a subscriber goes on: behind a cursor, behind a bare position, at the start or at the end. A cursor that
 * this history of the log did not give is refused, never read as something near it.
 */
record StartPoint(FollowedLog log) {
    static final String START = "start";
    static final String END = "end";

    /**
     * The cursor behind which to begin. Fails with {@link Refused}: {@code log_diverged} with the head,
     * {@code cursor_expired} with the floor; with InvalidInput for a text that is no cursor.
     */
    Future<Cursor> of(String text) {
        if (text.equals(END)) return Future.succeededFuture(log.tail().head().cursor());
        if (text.equals(START)) return aboveFloor(Cursor.start(log.log().epoch()));
        if (text.matches("\\d{1,18}")) return atPosition(Long.parseLong(text)).compose(this::aboveFloor);
        return verified(parsed("after (or Last-Event-ID)", text));
    }

    /**
     * Completes when this history gave the cursor. Fails with {@link Refused}, {@code log_diverged}, when it did not;
     * with InvalidInput for a text that is no cursor.
     *
     * @param header where the cursor came from
     */
    Future<?> holds(String header, String text) {
        Cursor cursor = parsed("the header " + header, text);
        // What is no longer kept was there.
        return cursor.position() < log.floor() ? ofThisEpoch(cursor) : ofThisHistory(cursor);
    }

    private Future<Cursor> verified(Cursor cursor) {
        return ofThisEpoch(cursor).compose(this::aboveFloor).compose(this::ofThisHistory);
    }

    private Future<Cursor> ofThisEpoch(Cursor cursor) {
        return cursor.epoch().equals(log.log().epoch())
                ? Future.succeededFuture(cursor)
                : diverged("its epoch is not that of this log");
    }

    private Future<Cursor> ofThisHistory(Cursor cursor) {
        return ofThisEpoch(cursor).compose(same -> atPosition(cursor.position())
                .compose(real -> real.equals(cursor)
                        ? Future.succeededFuture(real)
                        : this.<Cursor>diverged("the event at its position is another"))
                .recover(failure -> {
                    if (isDiverged(failure)) log.ahead().shown(cursor);
                    return Future.failedFuture(failure);
                }));
    }

    private static boolean isDiverged(Throwable failure) {
        return failure instanceof Refused refused && refused.problem().is(ProblemCode.LOG_DIVERGED);
    }

    /** The true cursor at a position, also when another node wrote it a moment ago. */
    private Future<Cursor> atPosition(long position) {
        Head known = log.tail().head();
        if (position == 0) return Future.succeededFuture(Cursor.start(log.log().epoch()));
        if (position == known.position()) return Future.succeededFuture(known.cursor());
        return log.log()
                .at(position)
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(new Head(
                                        log.log().epoch(), position, found.get().hash())
                                .cursor())
                        : diverged("position " + position + " does not exist"));
    }

    private Future<Cursor> aboveFloor(Cursor cursor) {
        long floor = log.floor();
        if (cursor.position() + 1 >= floor) return Future.succeededFuture(cursor);
        String detail = "events before position " + floor + " are no longer kept; read a snapshot, or go on with after="
                + (floor - 1);
        return Future.failedFuture(
                new Refused(Problem.of(ProblemCode.CURSOR_EXPIRED, detail).withFloor(floor)));
    }

    /** Fails with {@link Refused}, {@code log_diverged}, and says why. */
    <T> Future<T> diverged(String why) {
        return log.log().head().compose(head -> {
            String detail = "the cursor was not given by this history of the log: " + why
                    + ". The log was restored or replaced; copy what you need anew, then go on behind head";
            return Future.failedFuture(new Refused(Problem.of(ProblemCode.LOG_DIVERGED, detail)
                    .withHead(head.cursor().toString())));
        });
    }

    /** What a subscriber is told whose log went back while it followed. */
    static Problem rewound(Cursor head) {
        return Problem.of(
                        ProblemCode.LOG_DIVERGED,
                        "the log went back to an earlier moment, and goes on as another history: what you saw last may be gone."
                                + " Copy what you need anew, then go on behind head")
                .withHead(head.toString());
    }

    private static Cursor parsed(String where, String text) {
        try {
            return Cursor.parse(text);
        } catch (IllegalArgumentException e) {
            throw Query.invalid(where, "is no cursor: " + e.getMessage());
        }
    }
}
