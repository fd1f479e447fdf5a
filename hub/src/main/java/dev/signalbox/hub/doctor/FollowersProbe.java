package dev.signalbox.hub.doctor;

import dev.signalbox.hub.space.Readiness;

/** How far the tables and other followers are behind their logs, and which events they could not take. */
public record FollowersProbe(Readiness readiness) implements Probe {
    /** Positions: some seconds of a flood. */
    static final long LAG_MAX = 10_000;

    @Override
    public String name() {
        return "tables";
    }

    @Override
    public String looksAt() {
        return "How far the tables are behind the log, and events that they could not take.";
    }

    @Override
    public Sight look() throws InterruptedException {
        Readiness.Report report = Asked.now(readiness.check());
        long most = report.followers().stream()
                .mapToLong(Readiness.Follower::lag)
                .max()
                .orElse(0);
        Sight sight = Sight.of(Amount.counted(report.followers().size(), "follower") + ", the most behind is "
                + Amount.counted(most, "event"));
        for (Readiness.Follower each : report.followers()) {
            if (each.trouble() != null)
                sight = sight.fail(
                        each.name() + " stands still: " + each.trouble(),
                        "mend what it names; if its rows are wrong: signalbox projections rebuild " + each.name());
            else if (each.lag() > LAG_MAX)
                sight = sight.warn(
                        each.name() + " is " + Amount.counted(each.lag(), "event") + " behind its log",
                        "wait, and look again; when it grows, the disk or the processor is too slow for what comes");
            if (each.problems() != null && each.problems() > 0)
                sight = sight.warn(
                        each.name() + " lacks " + Amount.counted(each.problems(), "event") + " that it could not take",
                        "signalbox projections problems names them");
        }
        return sight;
    }
}
