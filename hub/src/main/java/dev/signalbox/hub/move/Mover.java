package dev.signalbox.hub.move;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.schedule.Runs;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.MoveStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;

/** The moves of one hub: one at a time, and the last one is remembered. Any thread. */
public final class Mover {
    private final Home home;
    private final Runs<Move> moves = new Runs<>(1);

    public Mover(Home home) {
        this.home = home;
    }

    /**
     * Begins a move, which goes on by itself. Fails with {@link Refused} while another is under way, and with
     * {@link InvalidInput} when there is no such place.
     *
     * @param where a URL of PostgreSQL, or an absolute path of a folder
     * @return how far it is: at its first step
     */
    Future<MoveStatus> begin(String where) {
        Promise<Void> over = Promise.promise();
        if (!moves.alone(over::future)) {
            throw new Refused(
                    ProblemCode.UNDER_WAY,
                    "a move is under way, and there is one at a time; GET /v1/move says how far it is");
        }
        return place(where)
                .map(place -> {
                    Move move = new Move(home, place);
                    moves.remember(move);
                    // Who sees that it has ended may begin another.
                    var unused = move.run().andThen(ran -> {
                        over.complete();
                        move.ended();
                    });
                    return move.status();
                })
                .recover(none -> {
                    over.complete();
                    return Future.failedFuture(none);
                });
    }

    /**
     * The same to where the data of this hub came from with the last move. Fails with {@link Refused} when it is not
     * known.
     */
    Future<MoveStatus> back() {
        return MoveMark.of(home.space().main().database()).compose(mark -> {
            String from = mark.map(MoveMark::other).orElse("");
            if (from.isEmpty()) {
                throw new Refused(
                        ProblemCode.NOT_FOUND, "this hub was never moved, so there is no way back; give \"to\"");
            }
            if (!MoveMark.isFolder(from)) {
                throw new Refused(
                        ProblemCode.INVALID,
                        "the data came from " + from
                                + ", whose password the hub does not keep; give \"to\" with its URL");
            }
            return begin(from);
        });
    }

    private Future<Place> place(String where) {
        return Future.succeededFuture(where)
                .compose(home::find)
                .recover(failure -> Future.failedFuture(
                        failure instanceof IllegalArgumentException
                                ? new InvalidInput("to", String.valueOf(failure.getMessage()))
                                : failure));
    }

    /** The move that is under way, or else the last one since this hub was started. */
    Optional<MoveStatus> status() {
        return moves.newest().map(Move::status);
    }

    /** Gives up the move that is under way, unless it is decided. */
    void stop() {
        moves.newest().ifPresent(Move::stop);
    }
}
