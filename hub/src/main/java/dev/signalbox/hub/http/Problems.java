package dev.signalbox.hub.http;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.StorageFull;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.http.admission.RateLimited;
import dev.signalbox.hub.log.Append.IdempotencyConflict;
import dev.signalbox.hub.log.Overloaded;
import dev.signalbox.hub.log.VersionConflict;
import dev.signalbox.hub.log.fence.Fenced;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one mapping from a failure to what a caller is told, on every door. */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /** That a space is out of order, and the others are not. */
    public static Refused damagedSpace() {
        return new Refused(
                ProblemCode.OVERLOADED,
                "the store of this space is damaged, so nobody is served in it; an admin of the hub looks at the hub's log,"
                        + " and restores it from a backup");
    }

    /**
     * The problem of a failure. What the hub did not foresee is logged here with its trace, and told to the caller
     * without any detail of it.
     *
     * @param during what was being done, for the log
     */
    public static Problem of(Throwable failure, String during) {
        if (failure instanceof Refused refused) return refused.problem();
        if (failure instanceof InvalidInput invalid) return Problem.invalid(invalid);
        if (failure instanceof RateLimited limited) {
            return Problem.of(ProblemCode.RATE_LIMITED, String.valueOf(limited.getMessage()));
        }
        if (failure instanceof VersionConflict conflict) {
            return Problem.of(ProblemCode.VERSION_CONFLICT, conflict.getMessage() + "; read it again, then decide");
        }
        if (failure instanceof IdempotencyConflict conflict) {
            return Problem.of(ProblemCode.IDEMPOTENCY_CONFLICT, conflict.getMessage() + "; use a fresh id");
        }
        if (failure instanceof Overloaded) {
            return Problem.of(
                    ProblemCode.OVERLOADED,
                    "too many writes wait for the disk; nothing of this one was written. Repeat it");
        }
        if (failure instanceof Fenced) {
            return Problem.of(
                    ProblemCode.OVERLOADED,
                    "the hub moves its data to another store, and takes no writes for a second or two; nothing of this one"
                            + " was written. Repeat it");
        }
        if (failure instanceof StorageFull full) {
            LOG.warn("{}: the disk is full: {}", during, full.getMessage());
            return Problem.of(
                    ProblemCode.STORAGE_FULL,
                    "nothing of this was written, reads go on; when an operator has made room, repeat it");
        }
        if (failure instanceof StoreBroken broken) {
            LOG.error("{}: the store is broken: {}", during, broken.getMessage());
            return Problem.of(
                    ProblemCode.INTERNAL,
                    "the hub's store is damaged, so it ends; whether this was written is unknown. An operator must look at it");
        }
        if (failure instanceof StoreUnavailable gone) {
            LOG.warn("{}: the store does not answer: {}", during, gone.getMessage());
            return Problem.of(
                    ProblemCode.OVERLOADED,
                    "the store does not answer, so whether this was written is unknown; repeat it with the same id");
        }
        LOG.error("{} failed", during, failure);
        return Problem.of(
                ProblemCode.INTERNAL,
                "whether this was written is unknown; repeat it with the same id. The hub's log knows what failed");
    }
}
