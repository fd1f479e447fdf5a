package dev.signalbox.hub.doctor;

import dev.signalbox.hub.space.Readiness;
import java.util.List;

/** What the hub itself says is wrong: why it does not serve, and what is not as it should be although it does. */
public record HealthProbe(Readiness readiness) implements Probe {
    @Override
    public String name() {
        return "health";
    }

    @Override
    public String looksAt() {
        return "Whether the hub serves, holds deletions back, or noticed something of its store.";
    }

    @Override
    public Sight look() throws InterruptedException {
        Readiness.Report report = Asked.now(readiness.check());
        List<String> degraded = readiness.degraded();
        Sight sight = Sight.of(
                !report.ready() ? "not ready" : degraded.isEmpty() ? "ready" : "ready, and not as it should be");
        if (report.trouble() != null)
            sight = sight.fail(what(report.trouble()), next(report.trouble(), "docs/recovery.md says what to do"));
        for (String each : degraded)
            sight = sight.warn(what(each), next(each, "signalbox status says when it is over; docs/recovery.md"));
        return sight;
    }

    /** The first sentence. */
    private static String what(String told) {
        int end = told.indexOf(". ");
        return end < 0 ? told : told.substring(0, end);
    }

    /** The sentences behind the first, in which it is told what to do. */
    private static String next(String told, String otherwise) {
        int end = told.indexOf(". ");
        return end < 0 ? otherwise : told.substring(end + 2);
    }
}
