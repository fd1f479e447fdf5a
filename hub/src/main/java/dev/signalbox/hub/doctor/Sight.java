package dev.signalbox.hub.doctor;

import dev.signalbox.wire.resource.Diagnosis.Finding;
import dev.signalbox.wire.resource.Diagnosis.State;
import java.util.ArrayList;
import java.util.List;

/**
 * What a probe saw. Immutable.
 *
 * @param seen for people, short
 * @param findings what is wrong; empty when nothing is
 */
public record Sight(String seen, List<Finding> findings) {
    public Sight {
        findings = List.copyOf(findings);
    }

    /** Nothing wrong. */
    public static Sight of(String seen) {
        return new Sight(seen, List.of());
    }

    /** The same and something that will break. */
    public Sight warn(String what, String next) {
        return and(new Finding(State.WARN, what, next));
    }

    /** The same and something that is broken, or not safe. */
    public Sight fail(String what, String next) {
        return and(new Finding(State.FAIL, what, next));
    }

    private Sight and(Finding finding) {
        List<Finding> more = new ArrayList<>(findings);
        more.add(finding);
        return new Sight(seen, more);
    }
}
