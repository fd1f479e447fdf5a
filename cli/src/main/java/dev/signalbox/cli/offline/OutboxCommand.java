package dev.signalbox.cli.offline;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.ShortIds;
import dev.signalbox.client.outbox.Outbox;
import dev.signalbox.client.outbox.ParkedCommand;
import dev.signalbox.client.outbox.SqliteOutbox;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.store.StoreFailed;
import dev.signalbox.client.store.StoreRefused;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;

/** The command {@code signalbox outbox}. */
@picocli.CommandLine.Command(
        name = "outbox",
        description = "What a program on this machine has written and the hub has not taken. Needs no hub.",
        subcommands = {OutboxCommand.Retry.class, OutboxCommand.Discard.class},
        footer = {
            "%nExamples:",
            "  signalbox outbox --store daemon.db              queued and parked commands",
            "  signalbox outbox retry 0192f0c1-… --store daemon.db",
            "  signalbox outbox discard 0192f0c1-… --reason twice --store daemon.db",
            "%nQueued commands go out by themselves, in order. A parked one was refused by",
            "the hub and waits for you; later ones for the same thing wait behind it.",
            "What is retried goes out when a program that uses the store runs."
        })
public final class OutboxCommand implements Subcommand {
    private static final int SHOWN_MAX = 500;

    @Option(
            names = "--store",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The program's SQLite file.")
    private @Nullable Path store;

    /** One row, as {@code --output json} shows it. */
    record Entry(
            String state,
            Command command,
            @Nullable String code,
            @Nullable String why,
            long waiting) {
        static Entry queued(Command command) {
            return new Entry("queued", command, null, null, 0);
        }

        static Entry parked(ParkedCommand parked) {
            return new Entry(
                    "parked",
                    parked.command(),
                    parked.problem().code(),
                    Refusals.inWords(parked.problem()),
                    parked.waiting());
        }
    }

    @Override
    public void run(CommandRun run) {
        with(run, outbox -> {
            List<Entry> entries = new ArrayList<>();
            outbox.attention().forEach(parked -> entries.add(Entry.parked(parked)));
            outbox.waiting(SHOWN_MAX).forEach(command -> entries.add(Entry.queued(command)));
            run.output().list(entries, rows -> text(rows, run));
            long more = outbox.pending() - SHOWN_MAX;
            if (more > 0) run.output().note("And " + more + " queued ones more.");
        });
    }

    private static String text(List<Entry> entries, CommandRun run) {
        Ink ink = run.output().ink();
        if (entries.isEmpty()) return run.output().isQuiet() ? "" : ink.dim("Empty: the hub has taken everything.");
        Instant now = run.now();
        return new Columns<Entry>()
                .with("STATE", Entry::state)
                .id("ID", entry -> entry.command().id())
                .with("COMMAND", entry -> entry.command().command())
                .with("AGE", entry -> age(entry.command().occurredAt(), now))
                .with("WHAT", OutboxCommand::what)
                .of(entries, ink, run.output().width());
    }

    private static @Nullable String age(@Nullable Instant written, Instant now) {
        return written == null ? null : Ages.since(written, now);
    }

    private static String what(Entry entry) {
        String what = entry.why() == null ? Json.writeText(entry.command().body()) : entry.why();
        return what + (entry.waiting() > 0 ? " (" + entry.waiting() + " wait behind it)" : "");
    }

    /** The id of the parked command that begins so; what none or several begin with is left to the outbox. */
    private static String whole(String typed, Outbox outbox) {
        List<ParkedCommand> begun = ShortIds.begun(
                typed, outbox.attention(), parked -> parked.command().id());
        return begun.size() == 1 ? begun.get(0).command().id() : typed;
    }

    /** Opens the file, never makes one. */
    private void with(CommandRun run, Consumer<Outbox> work) {
        if (store == null) {
            throw Failure.usage("Say whose outbox.", "Give --store FILE: the file that the program gave to the SDK.");
        }
        Path file = run.shell().folder().resolve(store);
        if (!Files.isRegularFile(file)) throw Failure.usage("There is no store " + file + ".", "Check --store.");
        try (SqliteStore open = SqliteStore.open(file)) {
            work.accept(new Outbox(open, new SqliteOutbox(run.shell().clock()), Runnable::run));
        } catch (StoreRefused | StoreFailed e) {
            throw new Failure(ExitCode.REFUSED, String.valueOf(e.getMessage()), "");
        } catch (InvalidInput e) {
            // A wrong id is found only in the store, not in the command line.
            throw new Failure(ExitCode.REFUSED, e.detail() + ".", "See what is parked: signalbox outbox --store FILE");
        }
    }

    @picocli.CommandLine.Command(
            name = "retry",
            description = "Send a parked command again, in its old place.",
            footer = {
                "%nExamples:",
                "  signalbox outbox --store daemon.db             what is parked, and why",
                "  signalbox outbox retry 019aa3f0-0000 --store daemon.db"
            })
    static final class Retry implements Subcommand {
        @ParentCommand
        private OutboxCommand outbox = new OutboxCommand();

        @Parameters(paramLabel = "ID", description = "Of the parked command, or the beginning of it.")
        private String id = "";

        @Option(
                names = "--expected-version",
                paramLabel = "N",
                description = "Expect this version. Default: the one that the hub named as current.")
        private @Nullable Long expectedVersion;

        @Override
        public void run(CommandRun run) {
            outbox.with(run, open -> {
                String parked = whole(id, open);
                String fresh =
                        (expectedVersion == null ? open.retry(parked) : open.retry(parked, expectedVersion)).id();
                String text = run.output().ink().green("Queued again") + " as " + fresh;
                run.output().one(Json.object().put("id", fresh).put("was", parked), text, fresh);
            });
        }
    }

    @picocli.CommandLine.Command(
            name = "discard",
            description = "Give a parked command up. The outbox keeps the reason.",
            footer = {"%nExample:", "  signalbox outbox discard 019aa3f0-0000 --reason \"by hand\" --store daemon.db"})
    static final class Discard implements Subcommand {
        @ParentCommand
        private OutboxCommand outbox = new OutboxCommand();

        @Parameters(paramLabel = "ID", description = "Of the parked command, or the beginning of it.")
        private String id = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why it is no longer wanted.")
        private String reason = "";

        @Override
        public void run(CommandRun run) {
            outbox.with(run, open -> {
                String parked = whole(id, open);
                open.discard(parked, reason);
                Ink ink = run.output().ink();
                run.output().one(Json.object().put("id", parked), ink.green("Discarded ") + Ink.plain(parked), parked);
            });
        }
    }
}
