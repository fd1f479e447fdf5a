package dev.signalbox.hub.ownership;

import dev.signalbox.hub.command.CommandExecution;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Decision;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.Joint;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.VersionConflict;
import dev.signalbox.hub.matrix.MatrixFile;
import dev.signalbox.hub.matrix.MatrixFileRefused;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.Problem.FieldError;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.ApplyMatrix;
import dev.signalbox.wire.resource.MatrixCheck;
import io.vertx.core.Future;
import java.util.List;

/** {@code matrix.apply}: a file comes into force on every node, or is refused with what it would leave behind. */
public final class MatrixCommands {
    static final Fold<AppliedMatrix, MatrixEvent> MATRIX =
            new Fold<>("matrix", MatrixEvent.CODEC, AppliedMatrix.NONE, AppliedMatrix::after);
    /** There is one matrix a space, and its events are of one stream. */
    static final String ID = "default";

    private final Orphans orphans;

    private MatrixCommands(Orphans orphans) {
        this.orphans = orphans;
    }

    public static void register(CommandHandler commands, Orphans orphans) {
        MatrixCommands matrix = new MatrixCommands(orphans);
        commands.takes("matrix.apply", ApplyMatrix.class, matrix::apply);
    }

    /** What the file would change, and what would be left behind. Fails with {@link Refused} for a file with faults. */
    static Future<MatrixCheck> check(AppliedMatrix now, String file, Orphans orphans) {
        OwnershipMatrix after = parse(file);
        MatrixChange change = MatrixChange.between(matrixOf(now), after);
        return orphans.of(change, after).map(reasons -> new MatrixCheck(change.words(), reasons));
    }

    /** The matrix of an applied file; the shipped one when there is none. */
    static OwnershipMatrix matrixOf(AppliedMatrix applied) {
        String file = applied.file();
        return file == null ? OwnershipMatrix.shipped() : MatrixFile.parse(file, MatrixFile.NAME);
    }

    /** What was checked must be what is replaced: a file that comes into force meanwhile is not looked over. */
    private Future<Outcome> apply(ApplyMatrix wish, CommandExecution by) {
        Decision<AppliedMatrix, MatrixEvent> decision =
                by.decide(MATRIX, MatrixCommands::view).at(by.expectedVersion()).retrying(0);
        return decision.jointly(() -> decision.load(ID).compose(loaded -> check(loaded.state(), wish.file(), orphans)
                        .map(check -> {
                            if (!check.orphans().isEmpty()) throw refused(ProblemCode.WOULD_ORPHAN, check.orphans());
                            return Joint.alone(loaded, loaded.state().apply(wish.file(), check.changes()));
                        })))
                .recover(failure -> Future.failedFuture(failure instanceof VersionConflict ? overtaken() : failure));
    }

    private static Object view(AppliedMatrix now) {
        return OwnershipView.of(matrixOf(now), now);
    }

    private static OwnershipMatrix parse(String file) {
        try {
            return MatrixFile.parse(file, MatrixFile.NAME);
        } catch (MatrixFileRefused refused) {
            throw refused(
                    ProblemCode.INVALID,
                    refused.faults().stream()
                            .map(MatrixFileRefused.Fault::toString)
                            .toList());
        }
    }

    /** One reason is the detail; of several the detail says so. */
    private static Refused refused(ProblemCode code, List<String> reasons) {
        List<FieldError> errors =
                reasons.stream().map(reason -> new FieldError("/file", reason)).toList();
        String detail =
                reasons.size() == 1 ? reasons.get(0) : reasons.size() + " things stand against the file; see errors";
        return new Refused(Problem.of(code, detail).withErrors(errors));
    }

    private static Refused overtaken() {
        return new Refused(
                ProblemCode.VERSION_CONFLICT,
                "another file came into force meanwhile; look at signalbox ownership, then apply again");
    }
}
