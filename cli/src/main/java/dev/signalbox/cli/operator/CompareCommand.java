package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GivenFile;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.hub.archive.ArchiveFault;
import dev.signalbox.hub.archive.ArchiveStore;
import dev.signalbox.hub.archive.bucket.ArchiveStores;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.verify.ArchiveSide;
import dev.signalbox.hub.verify.Comparison;
import dev.signalbox.hub.verify.Comparison.OfLog;
import dev.signalbox.hub.verify.Side;
import dev.signalbox.hub.verify.Side.Glimpse;
import dev.signalbox.wire.PlainWords;
import dev.signalbox.wire.resource.LogState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox compare}. */
@Command(
        name = "compare",
        description =
                "Hold two histories against each other: heads, counts, and the first position at which they differ.",
        footer = {
            "%nExamples:",
            "  signalbox compare http://127.0.0.1:7433 /mnt/backup/archive",
            "  signalbox compare https://old.example https://new.example --key-b FILE",
            "  signalbox compare ./signalbox-data postgres://user:pw@host/db",
            "%nEach is a running hub (URL, with an admin key), the data folder of a stopped",
            "one, a DATABASE_URL, or an archive (a folder, or s3://bucket/prefix). Nothing",
            "is changed. The first key is that of --key or SIGNALBOX_KEY, for both hubs when",
            "no other is given. What is in the events is signalbox verify's to look at.",
            "Without --identity only the ends of segments are known of an encrypted one.",
            "%nExit code 0: the same. 1: they differ, or one of them could not be read."
        })
public final class CompareCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "A", description = "One of them.")
    private String a = "";

    @Parameters(index = "1", paramLabel = "B", description = "The other.")
    private String b = "";

    @Option(names = "--key-b", paramLabel = "FILE", description = "A file with the key for B. Default: that of A.")
    private @Nullable Path keyB;

    @Mixin
    private final IdentityOption identity = new IdentityOption();

    @Override
    public List<String> without() {
        return List.of("--url");
    }

    @Override
    public void run(CommandRun run) throws IOException {
        Comparison found;
        try (Side one = side(a, null, run);
                Side other = side(b, keyB, run)) {
            found = Comparison.of(one, other);
        } catch (ArchiveFault | StoreBroken e) {
            throw new Failure(ExitCode.REFUSED, String.valueOf(e.getMessage()), "");
        }
        Output output = run.output();
        output.one(found, text(found, output), found.same() ? "same" : "different");
        if (!found.same()) run.endsWith(ExitCode.REFUSED);
    }

    private Side side(String given, @Nullable Path keyFile, CommandRun run) throws IOException {
        if (given.startsWith("http://") || given.startsWith("https://")) return hub(given, keyFile, run);
        if (DatabaseUrl.isOne(given)) return StoppedStore.of(null, given, run).side();
        Path folder = run.shell().folder().resolve(given);
        boolean address = given.contains("://");
        if (!address && !Files.isDirectory(folder)) {
            throw Failure.usage("There is no folder " + given + ".", "Name a URL, a folder, postgres://… or s3://….");
        }
        if (!address && Files.isRegularFile(folder.resolve("main.db"))) {
            return StoppedStore.of(Path.of(given), null, run).side();
        }
        return archive(given, run);
    }

    private static Side hub(String url, @Nullable Path keyFile, CommandRun run) {
        String key = keyFile == null
                ? run.settings().key()
                : GivenFile.text(run.shell().folder().resolve(keyFile)).strip();
        Map<String, String> with = new HashMap<>(run.settings().environment());
        with.put("SIGNALBOX_URL", url);
        if (key != null) with.put("SIGNALBOX_KEY", key);
        return new HubSide(run.with(with));
    }

    private Side archive(String given, CommandRun run) throws IOException {
        ArchiveStore store;
        try {
            store = ArchiveStores.of(given, run.shell().folder());
        } catch (IllegalArgumentException wrong) {
            throw Failure.usage(
                    PlainWords.sentence(String.valueOf(wrong.getMessage())), "See: signalbox compare --help");
        }
        Optional<ArchiveSide> side = ArchiveSide.newest(store, identity.read(run.shell()));
        if (side.isPresent()) return side.get();
        store.close();
        throw new Failure(
                ExitCode.REFUSED,
                "There is neither a hub's main.db nor an archive in " + given + ".",
                "Check its name.");
    }

    private static String text(Comparison found, Output output) {
        Ink ink = output.ink();
        List<String> lines = new ArrayList<>();
        lines.add(found.same() ? ink.green("same") : ink.red("different"));
        lines.add("  A  " + Ink.plain(found.a()));
        lines.add("  B  " + Ink.plain(found.b()));
        for (OfLog log : found.logs()) {
            for (String line : lines(log)) lines.addAll(Prose.wrap(Ink.plain(line), output.width()));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static List<String> lines(OfLog log) {
        List<String> lines = new ArrayList<>();
        LogState a = log.a();
        LogState b = log.b();
        if (a == null || b == null) {
            LogState there = a == null ? b : a;
            String head = there == null ? "0" : Long.toString(there.head());
            lines.add(log.log() + ": only " + (a == null ? "B" : "A") + " has it, up to position " + head);
            return lines;
        }
        lines.add(log.log() + ": " + verdict(log, a, b));
        if (!a.epoch().equals(b.epoch())) {
            lines.add("  epoch: A " + a.epoch() + ", B " + b.epoch() + ": cursors of one are not of the other");
        }
        if (log.ofA() != null) lines.add("  A has " + event(log.ofA()));
        if (log.ofB() != null) lines.add("  B has " + event(log.ofB()));
        log.counts().forEach((what, n) -> lines.add("  " + what + ": A " + n[0] + ", B " + n[1]));
        return lines;
    }

    private static String verdict(OfLog log, LogState a, LogState b) {
        if (a.head() == b.head() && a.hash().equals(b.hash())) return "the same " + a.head() + " events";
        Long differs = log.differs();
        if (differs == null && log.common() == Math.min(a.head(), b.head())) {
            String further = a.head() > b.head() ? "A" : "B";
            long more = Math.abs(a.head() - b.head());
            return "the same up to position " + log.common() + ", and " + further + " goes on for " + more
                    + (more == 1 ? " event more" : " events more");
        }
        if (differs != null && differs == log.common() + 1) {
            return "the same up to position " + log.common() + ", and different at " + differs + " (A ends at "
                    + a.head() + ", B at " + b.head() + ")";
        }
        return "the same up to position " + log.common() + ", and different somewhere behind it"
                + (differs == null ? "" : ", at " + differs + " at the latest") + "; --identity tells where";
    }

    private static String event(Glimpse event) {
        return event.position() + " " + event.type() + " " + event.stream() + "@" + event.version() + " by "
                + event.actor() + " at " + event.at() + " (" + event.id() + ")";
    }
}
