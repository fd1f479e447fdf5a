package dev.signalbox.cli.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Backup;
import dev.signalbox.wire.resource.Backup.LogEnd;
import dev.signalbox.wire.resource.BackupRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox backup}. */
@Command(
        name = "backup",
        description = "Copies of the hub's log, from which it can be restored. Needs an admin key.",
        subcommands = {
            BackupCommand.Create.class,
            BackupCommand.ListAll.class,
            BackupCommand.Show.class,
            BackupCommand.Verify.class,
            BackupCommand.Drill.class,
            BackupCommand.Delete.class,
            BackupCommand.Scrub.class
        },
        footer = {
            "%nExamples:",
            "  signalbox backup create",
            "  signalbox backup list",
            "  signalbox backup verify newest",
            "  signalbox backup delete 0001-9f86d081.3",
            "%nWhere to, how often and for whom is said under backups: in signalbox.yaml; see",
            "docs/backup.md. Without it they go to the folder backups in the data folder."
        })
public final class BackupCommand {
    @Command(
            name = "create",
            description = "Make a backup now: what came since the last, read back before it counts.",
            footer = {
                "%nExamples:",
                "  signalbox backup create",
                "  signalbox backup create --quiet     prints its id alone",
                "%nWhat is written before it ends counts; the next one goes on from there."
            })
    static final class Create implements Subcommand {
        @Override
        public void run(CommandRun run) {
            BackupRun ended =
                    BackupWait.untilOver(run, run.await(run.hub().operator().createBackup()));
            Backup made = ended.backup();
            if (made == null) throw new Failure(ExitCode.REFUSED, "The hub did not say what it made.", "");
            boolean fresh = ended.found() != null && ended.found().path("fresh").asBoolean();
            Ink ink = run.output().ink();
            String what = fresh ? ink.green("Made ") : ink.green("Up to date ") + ink.dim("nothing came since ");
            run.output().one(ended, what + ink.bold(made.id()) + "  " + ink.dim(words(made)), made.id());
        }
    }

    @Command(
            name = "list",
            description = "The backups that are there, the newest first.",
            footer = {
                "%nExamples:",
                "  signalbox backup list",
                "  signalbox backup list -o jsonl | jq -r .id",
                "%nEach is a point to go back to: signalbox restore says how."
            })
    static final class ListAll implements Subcommand {
        @Override
        public void run(CommandRun run) {
            JsonNode all = run.await(run.hub().operator().backups());
            List<Backup> items = new ArrayList<>();
            all.path("items").forEach(item -> items.add(Json.read(item, Backup.class)));
            Output output = run.output();
            Instant now = run.now();
            output.list(
                    items,
                    new Columns<Backup>()
                            .with("ID", Backup::id)
                            .with("AGE", each -> Ages.since(each.at(), now))
                            .with("EVENTS", each -> Amounts.count(events(each)))
                            .with("SIZE", each -> Amounts.bytes(each.bytes()))
                            .with("FILES", each -> Amounts.count(each.segments()))
                            .with("STATE", BackupCommand::state));
            if (items.isEmpty()) output.note("No backup yet: signalbox backup create makes one.");
            else output.note("At " + all.path("to").asText());
            output.note("They are made " + all.path("plan").asText() + ".");
            if (all.hasNonNull("trouble")) output.warn(all.path("trouble").asText());
        }
    }

    @Command(
            name = "show",
            description = "One backup: where it lies, and where each log ends in it.",
            footer = {"%nExamples:", "  signalbox backup show newest", "  signalbox backup show 0001-9f86d081.7"})
    static final class Show implements Subcommand {
        @Parameters(paramLabel = "ID", description = "As backup list shows it; newest is one, too.")
        private String id = "";

        @Override
        public void run(CommandRun run) {
            Backup backup = run.await(run.hub().operator().backup(id));
            List<String> lines = new ArrayList<>();
            lines.add(run.output().ink().bold(backup.id()) + "  " + state(backup));
            lines.add("made    " + Times.format(backup.at()) + "  (" + Ages.since(backup.at(), run.now()) + " ago)");
            lines.add("at      " + Ink.plain(backup.to()));
            lines.add("size    " + Amounts.bytes(backup.bytes()) + " in " + Amounts.counted(backup.segments(), "file"));
            for (Map.Entry<String, LogEnd> log : new TreeMap<>(backup.logs()).entrySet()) {
                lines.add("%-7s %s"
                        .formatted(
                                log.getKey(),
                                "up to " + log.getValue().position() + " of the history "
                                        + log.getValue().epoch()));
            }
            run.output().one(backup, String.join(System.lineSeparator(), lines), backup.id());
        }
    }

    @Command(
            name = "verify",
            description = "Read a backup to its end, the way a restore would, and say what is wrong with it.",
            footer = {
                "%nExamples:",
                "  signalbox backup verify newest",
                "  signalbox backup verify newest --identity key.txt",
                "%nWithout an identity the files of an encrypted one are held against their",
                "digests alone. The identity goes to the hub and is not kept there; to keep it",
                "from the hub, copy the folder and run: signalbox archive verify DIR."
            })
    static final class Verify implements Subcommand {
        @Parameters(paramLabel = "ID", arity = "0..1", description = "As backup list shows it. Default: newest.")
        private String id = "newest";

        @Mixin
        private final IdentityOption identity = new IdentityOption();

        @Override
        public void run(CommandRun run) {
            BackupRun ended = BackupWait.untilOver(
                    run, run.await(run.hub().operator().verifyBackup(id, identity.text(run.shell()))));
            JsonNode found = ended.found() == null ? Json.object() : ended.found();
            Ink ink = run.output().ink();
            String text = ink.green("Whole ") + ink.bold(idOf(ended)) + "  "
                    + ink.dim(Amounts.counted(found.path("events").asLong(), "event") + " in "
                            + Amounts.counted(found.path("segments").asLong(), "file"));
            run.output().one(ended, text, idOf(ended));
        }
    }

    @Command(
            name = "drill",
            description = "Restore a backup for trial, and hold it against the hub.",
            footer = {
                "%nExamples:",
                "  signalbox backup drill",
                "  signalbox backup drill newest --identity key.txt",
                "%nAll of its events go into a store that is thrown away behind it, all tables are",
                "folded there and compared with those of the hub. It takes as much room in the",
                "data folder as the hub's own store. signalbox status tells of the last one."
            })
    static final class Drill implements Subcommand {
        @Parameters(paramLabel = "ID", arity = "0..1", description = "As backup list shows it. Default: newest.")
        private String id = "newest";

        @Mixin
        private final IdentityOption identity = new IdentityOption();

        @Override
        public void run(CommandRun run) {
            BackupRun ended = BackupWait.untilOver(
                    run, run.await(run.hub().operator().drillBackup(id, identity.text(run.shell()))));
            JsonNode found = ended.found() == null ? Json.object() : ended.found();
            Output output = run.output();
            List<String> lines = new ArrayList<>();
            lines.add(output.ink().green("Restored and compared ")
                    + output.ink().bold(idOf(ended)) + "  "
                    + output.ink()
                            .dim("in " + Amounts.duration(found.path("millis").asLong() * 1_000)));
            found.at("/compared/logs")
                    .properties()
                    .forEach(log -> lines.add("%-7s %s".formatted(log.getKey(), words(log.getValue()))));
            output.one(ended, String.join(System.lineSeparator(), lines), idOf(ended));
        }

        private static String words(JsonNode log) {
            long rows = 0;
            for (JsonNode table : log.path("tables")) rows += table.path("rows").asLong();
            return Amounts.counted(log.path("events").asLong(), "event") + ", " + Amounts.counted(rows, "row") + " in "
                    + Amounts.counted(log.path("tables").size(), "table");
        }
    }

    @Command(
            name = "delete",
            description = "Take a backup away; what it holds stays in the newer ones.",
            footer = {
                "%nExample:",
                "  signalbox backup delete 0001-9f86d081.3",
                "%nIt is no point to go back to any more. The newest cannot be taken away. A row",
                "of files that a newer one has taken the place of goes with its last backup."
            })
    static final class Delete implements Subcommand {
        @Parameters(paramLabel = "ID", description = "As backup list shows it.")
        private String id = "";

        @Override
        public void run(CommandRun run) {
            BackupRun ended =
                    BackupWait.untilOver(run, run.await(run.hub().operator().deleteBackup(id)));
            run.output().one(ended, run.output().ink().green("Deleted ") + Ink.plain(id), id);
        }
    }

    @Command(
            name = "scrub",
            description = "Take out of all backups what was erased since they were made.",
            footer = {
                "%nExample:",
                "  signalbox backup scrub     after a trace was deleted that must be nowhere",
                "%nA restore erases it again by itself; this is for the files as they lie there.",
                "It reads the whole log, and takes no identity."
            })
    static final class Scrub implements Subcommand {
        @Override
        public void run(CommandRun run) {
            BackupRun ended =
                    BackupWait.untilOver(run, run.await(run.hub().operator().scrubBackups()));
            JsonNode found = ended.found() == null ? Json.object() : ended.found();
            String rewritten = found.path("rewritten").asText();
            String text = run.output().ink().green("Scrubbed ") + rewritten + " of "
                    + Amounts.counted(found.path("segments").asLong(), "file") + " written anew";
            run.output().one(ended, text, rewritten);
        }
    }

    static String idOf(BackupRun run) {
        Backup backup = run.backup();
        return backup == null ? "" : backup.id();
    }

    /** {@code 3h old, drilled 12d ago}: how old the newest good one and the last drill are. */
    public static String ages(JsonNode list, Instant now) {
        return (list.hasNonNull("goodAt") ? age(list, "goodAt", now) + " old" : "none yet") + ", "
                + (list.hasNonNull("drilledAt") ? "drilled " + age(list, "drilledAt", now) + " ago" : "never drilled");
    }

    private static String age(JsonNode list, String field, Instant now) {
        return Ages.since(Times.parse(list.path(field).asText()), now);
    }

    private static String state(Backup backup) {
        if (!backup.whole()) return "damaged";
        return (backup.newest() ? "newest" : "good") + (backup.encrypted() ? ", encrypted" : "");
    }

    private static long events(Backup backup) {
        return backup.logs().values().stream().mapToLong(LogEnd::position).sum();
    }

    static String words(Backup backup) {
        return Amounts.counted(events(backup), "event") + ", " + Amounts.bytes(backup.bytes()) + " in "
                + Amounts.counted(backup.segments(), "file") + " at " + backup.to();
    }
}
