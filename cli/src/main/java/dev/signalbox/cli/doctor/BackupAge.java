package dev.signalbox.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.operator.BackupCommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.doctor.Sight;
import dev.signalbox.wire.Times;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How old the newest good backup and the last drill are.
 *
 * @param state what the hub knows of its backups
 * @param first when the first event was recorded: what is fresh needs no backup yet
 * @param serverKeeps whether the data is in a PostgreSQL, which may have backups of its own
 */
record BackupAge(JsonNode state, @Nullable Instant first, boolean serverKeeps, Instant now) implements Probe {
    static final Duration FRESH = Duration.ofDays(1);
    static final Duration OLD = Duration.ofDays(7);
    static final Duration UNPROVEN = Duration.ofDays(90);
    private static final String MAKE = "signalbox backup create, or let the hub make them: backups in signalbox.yaml";

    @Override
    public String name() {
        return "backups";
    }

    @Override
    public String looksAt() {
        return "How old the newest good backup is, and when one was last restored for trial.";
    }

    @Override
    public Sight look() {
        Instant good = time("goodAt");
        Instant drilled = time("drilledAt");
        Sight sight = Sight.of(BackupCommand.ages(state, now));
        if (state.hasNonNull("trouble")) return sight.fail(state.path("trouble").asText(), MAKE);
        if (good == null) {
            boolean fresh = first == null || first.isAfter(now.minus(FRESH));
            return fresh || serverKeeps ? sight : sight.warn("there is no backup of this hub", MAKE);
        }
        if (good.isBefore(now.minus(OLD)) && !serverKeeps)
            sight = sight.warn("the newest good backup is " + Ages.since(good, now) + " old", MAKE);
        if (drilled != null && drilled.isBefore(now.minus(UNPROVEN)))
            sight = sight.warn(
                    "a backup was last restored for trial " + Ages.since(drilled, now) + " ago",
                    "signalbox backup drill");
        return sight;
    }

    private @Nullable Instant time(String field) {
        return state.hasNonNull(field) ? Times.parse(state.path(field).asText()) : null;
    }
}
