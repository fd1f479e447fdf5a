package dev.signalbox.hub.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.resource.Backup;
import dev.signalbox.wire.resource.BackupRun;

/**
 * What an admin of one space hears of its backups: all but the place where they lie, and what went wrong there, whose
 * words name files and servers. Both are the operator's.
 */
final class WithoutPlace {
    /** In the place of words that may name it. */
    static final String WHY = "an admin of the hub sees why: signalbox backup list --space NAME";

    private WithoutPlace() {}

    static Backup of(Backup backup) {
        return new Backup(
                backup.id(),
                backup.at(),
                "",
                backup.bytes(),
                backup.segments(),
                backup.encrypted(),
                backup.whole(),
                backup.newest(),
                backup.logs());
    }

    static BackupRun of(BackupRun run) {
        Backup backup = run.backup();
        return new BackupRun(
                run.id(),
                run.kind(),
                run.state(),
                run.by(),
                run.startedAt(),
                run.endedAt(),
                run.step(),
                run.done(),
                run.of(),
                backup == null ? null : of(backup),
                run.found(),
                run.note(),
                run.error() == null ? null : "the work failed; " + WHY);
    }

    /** What {@link Backups#list} and {@link Backups#known} say. */
    static ObjectNode of(ObjectNode known) {
        known.remove("to");
        known.put(
                "plan",
                known.path("scheduled").asBoolean() ? "as an admin of the hub plans them" : "only when asked for");
        if (known.has("trouble")) known.put("trouble", "backups of this space fail; " + WHY);
        for (JsonNode each : known.path("items")) ((ObjectNode) each).remove("to");
        return known;
    }
}
