package dev.signalbox.hub.ownership;

import dev.signalbox.hub.command.CommandExecution;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Decision;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.Joint;
import dev.signalbox.hub.command.Loaded;
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
import dev.signalbox.wire.resource.MatrixPlan;
import io.vertx.core.Future;
import java.util.List;

/** {@code matrix.apply}: a file comes into force on every node, or is refused with what it would leave behind. */
public final class MatrixCommands {
    static final Fold<AppliedMatrix, MatrixEvent> MATRIX =
            new Fold<>("matrix", MatrixEvent.CODEC, AppliedMatrix.NONE, AppliedMatrix::after);
    /** There is one matrix a space, and its events are of one stream. */
    static final String ID = "default";

    private final Survey survey;
    private final Known known;

    private MatrixCommands(Survey survey, Known known) {
        this.survey = survey;
        this.known = known;
    }

    /** Completes when this node knows of all that the log holds up to a position. */
    @FunctionalInterface
    public interface Known {
        Future<?> upTo(long position);
    }

    public static void register(CommandHandler commands, Survey survey, Known known) {
        MatrixCommands matrix = new MatrixCommands(survey, known);
        commands.takes("matrix.apply", ApplyMatrix.class, matrix::apply);
    }

    /** What the file would do at this moment. Fails with {@link Refused} for a file with faults. */
    static Future<MatrixPlan> plan(AppliedMatrix now, String file, Survey survey) {
        return plan(now, file, changeTo(file, now, survey), survey);
    }

    private static Future<MatrixPlan> plan(AppliedMatrix now, String file, MatrixChange change, Survey survey) {
        return survey.of(change).map(found -> Plan.of(now, file, change, found));
    }

    private static MatrixChange changeTo(String file, AppliedMatrix now, Survey survey) {
        return MatrixChange.between(matrixOf(now), parse(file, survey.isOfOperator()));
    }

    /**
     * What was planned must be what stands before the event: nothing that the file could orphan may have come since.
     */
    private Future<Joint<AppliedMatrix, MatrixEvent>> planned(
            Loaded<AppliedMatrix> loaded, ApplyMatrix wish, CommandExecution by) {
        AppliedMatrix now = loaded.state();
        MatrixChange change = changeTo(wish.file(), now, survey);
        return by.head().compose(position -> known.upTo(position)
                .compose(reached -> plan(now, wish.file(), change, survey))
                .map(plan -> {
                    if (!plan.orphans().isEmpty()) throw refused(ProblemCode.WOULD_ORPHAN, plan.orphans());
                    if (wish.expect() != null && !wish.expect().equals(plan.hash())) throw another(plan);
                    return Joint.alone(loaded, now.apply(wish.file(), plan.changes()))
                            .whileQuiet(Survey.quiet(change, position));
                }));
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
        return decision.jointly(() -> decision.load(ID).compose(loaded -> planned(loaded, wish, by)))
                .recover(failure -> Future.failedFuture(failure instanceof VersionConflict ? overtaken() : failure));
    }

    private static Object view(AppliedMatrix now) {
        return OwnershipView.of(matrixOf(now), now);
    }

    private static OwnershipMatrix parse(String file, boolean ofOperator) {
        try {
            return ofOperator
                    ? MatrixFile.parse(file, MatrixFile.NAME)
                    : MatrixFile.parseOfSpace(file, MatrixFile.NAME);
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

    private static Refused another(MatrixPlan plan) {
        return new Refused(
                ProblemCode.VERSION_CONFLICT,
                "the plan is another by now, " + plan.hash() + ": the file, what is in force, or the rows and keys that"
                        + " it is about have changed since; look at it again with signalbox config plan");
    }

    private static Refused overtaken() {
        return new Refused(
                ProblemCode.VERSION_CONFLICT,
                "another file came into force meanwhile; look at signalbox ownership, then apply again");
    }
}
