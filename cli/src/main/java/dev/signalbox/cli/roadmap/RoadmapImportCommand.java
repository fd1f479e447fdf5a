package dev.signalbox.cli.roadmap;

import dev.signalbox.cli.roadmap.file.Change;
import dev.signalbox.cli.roadmap.file.RoadmapFile;
import dev.signalbox.cli.roadmap.file.RoadmapPlan;
import dev.signalbox.cli.roadmap.file.Style;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GivenFile;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.ConflictTable;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "import",
        description = "Make the roadmap say what a Markdown file says. Without --apply, only shows what would change.",
        footer = {
            "%nExamples:",
            "  signalbox roadmap import ROADMAP.md",
            "  signalbox roadmap import ROADMAP.md --apply",
            "  signalbox roadmap import ROADMAP.md --prune --apply",
            "  signalbox roadmap import TODO.md --style tasks",
            "%nWhat an item is, --style says; without it the file is looked at:",
            "  h2     ## PRIORITY 3: A database    (the form of an export)",
            "  h3     ### Phase 1 — A database     (h1 and h4 likewise)",
            "  tasks  - [ ] A database             or - ✅ A database",
            "  table  | 3 | A database | planned |",
            "%nBelow an item's heading:",
            "  **Status**: 📝 Planned",
            "  **Estimated Duration**: 2 weeks",
            "  Free text, with deeper headings and code blocks, up to the next item.",
            "%nA sign says the status too: ## ✅ Phase 1. What says more than one thing is",
            "told and not taken. What becomes no item is told with its line, and a file",
            "of which something was left out removes nothing; neither is an item removed",
            "whose key or title stands anywhere in the file.",
            "%nItems are recognised by their keys. The order of the file becomes theirs.",
            "What somebody changes between reading and applying is not overwritten: exit",
            "code 5, with both sides."
        })
final class RoadmapImportCommand implements Subcommand {
    @Parameters(paramLabel = "FILE", description = "A Markdown file in UTF-8.")
    private Path file = Path.of("");

    @Option(names = "--apply", description = "Do it.")
    private boolean apply;

    @Option(names = "--prune", description = "Also remove items that the file does not have.")
    private boolean prune;

    @Option(names = "--style", paramLabel = "STYLE", description = "What an item is: ${COMPLETION-CANDIDATES}.")
    private @Nullable Style style;

    @Override
    public void run(CommandRun run) {
        RoadmapFile wanted = read(run.shell().folder().resolve(file));
        tell(run, wanted);
        RoadmapPlan plan = new RoadmapPlan(RoadmapCommand.all(run, null, null), wanted, prune);
        show(run, plan);
        int sent = apply && !plan.changes().isEmpty() ? send(run, plan) : ExitCode.DONE;
        int kept = prune ? tellKept(run, wanted, plan) : ExitCode.DONE;
        run.endsWith(Math.max(sent, kept));
    }

    /** What somebody wanted removed and is not is no success. */
    private static int tellKept(CommandRun run, RoadmapFile wanted, RoadmapPlan plan) {
        Output output = run.output();
        plan.kept().forEach(kept -> output.warn(Ink.plain("kept " + kept.key() + ": " + kept.reason())));
        if (wanted.leftOut() > 0) {
            output.warn("Nothing is removed: " + wanted.leftOut() + (wanted.leftOut() == 1 ? " part" : " parts")
                    + " of the file became no item, and may be what would be removed.");
        }
        if (wanted.leftOut() == 0 && plan.kept().isEmpty()) return ExitCode.DONE;
        output.warn("Take them out of the file, or: signalbox roadmap remove KEY");
        return ExitCode.REFUSED;
    }

    private void tell(CommandRun run, RoadmapFile wanted) {
        wanted.remarks().forEach(remark -> run.output().note(Ink.plain(file + ", " + remark)));
        int items = wanted.entries().size();
        String other = style == null ? " Another way: --style" : "";
        run.output()
                .note(Ink.plain(file + " is read as " + wanted.style() + ", "
                        + wanted.style().meaning() + ": " + items + (items == 1 ? " item." : " items.") + other));
    }

    private void show(CommandRun run, RoadmapPlan plan) {
        Output output = run.output();
        Ink ink = output.ink();
        output.list(plan.changes(), changes -> {
            if (changes.isEmpty() && output.isQuiet()) return "";
            if (changes.isEmpty()) {
                return ink.dim(
                        plan.unchanged() > 0
                                ? "The roadmap says that already."
                                : "The file has no item; nothing changes.");
            }
            return RoadmapDiffCommand.text(changes, ink);
        });
        if (plan.changes().isEmpty() && plan.kept().isEmpty()) return;
        output.note(
                counts(plan) + (apply || plan.changes().isEmpty() ? "" : " Nothing was sent. To do it: add --apply"));
    }

    private static String counts(RoadmapPlan plan) {
        return of(plan, Change.Kind.ADDED) + " to add, " + of(plan, Change.Kind.CHANGED) + " to change, "
                + of(plan, Change.Kind.REMOVED) + " to remove, "
                + (plan.kept().isEmpty() ? "" : plan.kept().size() + " kept, ")
                + plan.unchanged() + " unchanged.";
    }

    private static long of(RoadmapPlan plan, Change.Kind kind) {
        return plan.changes().stream().filter(change -> change.kind() == kind).count();
    }

    /** The exit code of what was refused. */
    private static int send(CommandRun run, RoadmapPlan plan) {
        List<CommandResult> results = new ArrayList<>();
        for (List<Command> batch : batches(plan.commands())) {
            results.addAll(
                    run.await(run.hub().commands(new CommandBatch(batch))).results());
        }
        int exitCode = ExitCode.DONE;
        for (Change change : plan.changes()) {
            Problem problem = problemOf(change, results);
            if (problem == null) continue;
            exitCode = Math.max(exitCode, Refusals.exitCodeOf(ProblemCode.of(problem.code())));
            Ink ink = run.output().ink();
            run.output().warn(ink.red("Refused " + change.key()) + ": " + Ink.plain(Refusals.inWords(problem)));
            ConflictTable.of(problem, ink).forEach(line -> run.output().warn("  " + line));
        }
        if (exitCode == ExitCode.DONE) run.output().note(run.output().ink().green("Done."));
        else run.output().warn("The others were done. Import again to see what is left.");
        return exitCode;
    }

    private static @Nullable Problem problemOf(Change change, List<CommandResult> results) {
        List<String> ids = change.commands().stream().map(Command::id).toList();
        return results.stream()
                .filter(result -> ids.contains(result.id()) && result.verdict() != Verdict.BLOCKED)
                .map(CommandResult::problem)
                .filter(problem -> problem != null)
                .findFirst()
                .orElse(null);
    }

    /** One batch when it fits into one request, else as few as possible, in order. */
    private static List<List<Command>> batches(List<Command> commands) {
        List<List<Command>> batches = new ArrayList<>();
        List<Command> batch = new ArrayList<>();
        int bytes = 0;
        for (Command command : commands) {
            int size = Json.write(command).length + 1;
            boolean full = batch.size() == Limits.BATCH_COMMANDS_MAX || bytes + size > Limits.OUTBOX_BATCH_BYTES;
            if (full && !batch.isEmpty()) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(command);
            bytes += size;
        }
        if (!batch.isEmpty()) batches.add(batch);
        return batches;
    }

    /**
     * A file that has nothing but a title, as the export of an empty roadmap, is read when nothing is to be removed.
     */
    private RoadmapFile read(Path path) {
        String text = GivenFile.text(path);
        try {
            RoadmapFile read = RoadmapFile.parse(text, style);
            boolean titleAlone = read.leftOut() == 0 && !prune && !text.isBlank();
            if (!read.entries().isEmpty() || titleAlone) return read;
            throw Failure.usage(
                    "There is no item in " + path + (style == null ? "" : ", read as " + style)
                            + ". Nothing was sent. It has " + RoadmapFile.inventory(text) + ".",
                    nextStep(text, read));
        } catch (InvalidInput invalid) {
            throw Failure.usage("The items of " + path + " have faults. Nothing was sent.", invalid.detail());
        }
    }

    private static String nextStep(String text, RoadmapFile read) {
        List<String> lines = new ArrayList<>(read.remarks());
        Map<Style, Integer> others = RoadmapFile.itemsByStyle(text);
        others.forEach((other, items) -> lines.add(
                "--style " + other + " reads " + items + (items == 1 ? " item: " : " items: ") + other.meaning()));
        if (others.isEmpty()) lines.add("An item is, for instance, a heading: ## PRIORITY 1: Title. See --help");
        if (read.leftOut() == 0) lines.add("To take items off the roadmap: signalbox roadmap remove KEY");
        return String.join(System.lineSeparator(), lines);
    }
}
