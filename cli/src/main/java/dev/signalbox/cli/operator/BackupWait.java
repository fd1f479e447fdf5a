package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Progress;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.wire.resource.BackupRun;

/** Waits for work on backups, and shows how far it is. */
final class BackupWait {
    private BackupWait() {}

    /** The run when it is over. Fails when it failed, with why. */
    static BackupRun untilOver(CommandRun run, BackupRun begun) {
        Progress progress = new Progress(run.shell());
        BackupRun ended;
        try {
            ended = HubWork.untilOver(
                    begun,
                    now -> now.endedAt() != null,
                    () -> run.await(run.hub().operator().backupRun(begun.id())),
                    now -> progress.at(words(now)));
        } finally {
            progress.end();
        }
        if (ended.error() != null) {
            String next = ended.kind().equals("create") ? "Mend it, then repeat; what was written counts." : "";
            throw new Failure(ExitCode.REFUSED, "The " + ended.kind() + " failed: " + ended.error(), next);
        }
        if (ended.note() != null) run.output().note(ended.note());
        return ended;
    }

    private static String words(BackupRun run) {
        if (run.of() == 0) return run.step();
        return run.step() + "  " + Amounts.count(run.done()) + " of " + Amounts.counted(run.of(), "event");
    }
}
