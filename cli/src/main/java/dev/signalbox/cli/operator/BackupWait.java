package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Pause;
import dev.signalbox.cli.run.Progress;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.wire.resource.BackupRun;
import java.time.Duration;

/** Waits for work that goes on in the hub, and shows how far it is. */
final class BackupWait {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private BackupWait() {}

    /** The run when it is over. Fails when it failed, with why. */
    static BackupRun untilOver(CommandRun run, BackupRun begun) {
        Progress progress = new Progress(run.shell());
        BackupRun now = begun;
        try {
            while (now.endedAt() == null) {
                progress.at(words(now));
                Pause.of(LOOK_AGAIN);
                now = run.await(run.hub().operator().backupRun(begun.id()));
            }
        } finally {
            progress.end();
        }
        if (now.error() != null) {
            String next = now.kind().equals("create") ? "Mend it, then repeat; what was written counts." : "";
            throw new Failure(ExitCode.REFUSED, "The " + now.kind() + " failed: " + now.error(), next);
        }
        if (now.note() != null) run.output().note(now.note());
        return now;
    }

    private static String words(BackupRun run) {
        if (run.of() == 0) return run.step();
        return run.step() + "  " + Amounts.count(run.done()) + " of " + Amounts.counted(run.of(), "event");
    }
}
