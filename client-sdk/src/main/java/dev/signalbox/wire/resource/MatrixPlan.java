package dev.signalbox.wire.resource;

import dev.signalbox.wire.Word;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code signalbox.yaml} would do at this moment: the answer of {@code POST /v1/config/plan}.
 *
 * @param hash of the matrix in force, the file and all that the steps say of rows and keys, 16 hex digits; an
 *     application that names it is refused once the plan would be another
 * @param version of the matrix in force; 0 while it is the shipped one
 * @param sha256 of the file
 * @param steps each change once; none when nothing changes
 */
public record MatrixPlan(String hash, long version, String sha256, List<Step> steps) {
    public MatrixPlan {
        steps = List.copyOf(steps);
    }

    /** What a change costs. */
    public enum Risk implements Word {
        /** Nothing is lost, and nobody is stopped in what the log shows of it. */
        SAFE,
        /** Rows stay; somebody can no longer do, see or send something. */
        LOSSY,
        /** Rows or traces are deleted, now or earlier than they would have been. */
        DESTRUCTIVE,
        /** It would leave rows or keys without an owner; the file is refused as long as they are there. */
        BLOCKED
    }

    /**
     * One change.
     *
     * @param risk what it costs
     * @param about the table, the role or the command; empty for what is about none
     * @param change in words
     * @param rows that it concerns: that stand against it, that are over at once, whose history is hidden
     * @param clients names of the keys that still send the old shape, or lose a right that they use
     * @param loses what would be lost, or stands against it with what to do first; null for a safe one
     */
    public record Step(
            Risk risk,
            String about,
            String change,
            long rows,
            List<String> clients,
            @Nullable String loses) {
        public Step {
            clients = List.copyOf(clients);
        }
    }

    /** The steps of one kind. */
    public List<Step> of(Risk risk) {
        return steps.stream().filter(step -> step.risk() == risk).toList();
    }

    /** Whether a person should say yes first: something is lost or deleted. */
    public boolean wantsConsent() {
        return steps.stream().anyMatch(step -> step.risk() == Risk.LOSSY || step.risk() == Risk.DESTRUCTIVE);
    }

    /** All changes, in words. */
    public List<String> changes() {
        return steps.stream().map(Step::change).toList();
    }

    /** The reasons for which the file would be refused; none when it would not. */
    public List<String> orphans() {
        return of(Risk.BLOCKED).stream()
                .map(step -> String.valueOf(step.loses()))
                .distinct()
                .collect(Collectors.toList());
    }
}
