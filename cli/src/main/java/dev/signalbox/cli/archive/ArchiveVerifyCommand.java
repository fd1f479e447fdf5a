package dev.signalbox.cli.archive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.operator.IdentityOption;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.GlobalOptions;
import dev.signalbox.cli.run.Progress;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.hub.archive.Archive;
import dev.signalbox.hub.archive.ArchiveFault;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Manifest;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.SegmentReader;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = "Read an archive to its last byte: whether all of it is what the hub wrote.",
        footer = {
            "%nExamples:",
            "  signalbox archive verify /mnt/stick/hub",
            "  signalbox archive verify /mnt/stick/hub --identity key.txt",
            "%nNeeds no hub, no network. Every event is held against the chain of its log,",
            "every file against what was noted when it was written.",
            "%nExit code 0: all of it is there and genuine. 1: each fault is named."
        })
final class ArchiveVerifyCommand implements Subcommand {
    @Parameters(paramLabel = "PATH", description = "The folder of an archive, or the file of one segment.")
    private Path path = Path.of("");

    @Mixin
    private final IdentityOption identity = new IdentityOption();

    @Override
    public void run(CommandRun run) throws IOException {
        Path given = run.shell().folder().resolve(path);
        Identities identities = identity.read(run.shell());
        Look look = new Look(identities, new Progress(run.shell()));
        if (Files.isRegularFile(given)) look.at(given);
        else for (Archive archive : GivenArchive.in(given)) look.at(archive);
        look.progress.end();
        look.tell(run.output());
        if (!look.faults.isEmpty()) run.endsWith(ExitCode.REFUSED);
    }

    /** It asks no hub. */
    @Override
    public List<String> without() {
        return GlobalOptions.OF_THE_HUB;
    }

    /** One run; it goes on behind a fault, so that all are named. */
    private static final class Look {
        private final Identities identities;
        private final Progress progress;
        private final List<String> faults = new ArrayList<>();
        private final List<String> strangers = new ArrayList<>();
        private long segments;
        private long events;
        private long receipts;
        private long closed;

        Look(Identities identities, Progress progress) {
            this.identities = identities;
            this.progress = progress;
        }

        void at(Path file) throws IOException {
            try (SegmentReader reader = GivenArchive.segment(file, identities)) {
                while (reader.next() != null) progress.at(file.getFileName().toString());
                segments++;
                events += reader.head().events();
                receipts += reader.head().receipts();
            } catch (ArchiveFault e) {
                faults.add(e.getMessage());
            }
        }

        void at(Archive archive) throws IOException {
            Manifest manifest;
            try {
                manifest = GivenArchive.manifest(archive);
            } catch (ArchiveFault e) {
                faults.add(e.getMessage());
                return;
            }
            for (Entry entry : manifest.segments())
                at(archive, entry, manifest.segments().size());
            strangers.addAll(archive.strangers(manifest));
        }

        private void at(Archive archive, Entry entry, int all) throws IOException {
            segments++;
            progress.at("segment " + segments + " of " + all + ": " + entry.name());
            events += entry.head().events();
            receipts += entry.head().receipts();
            try {
                boolean opened = !entry.encrypted() || identities != Identities.NONE;
                if (opened) {
                    archive.read(entry, identities, block -> {});
                } else {
                    archive.check(entry);
                    closed++;
                }
            } catch (ArchiveFault e) {
                faults.add(e.getMessage());
            }
        }

        void tell(Output output) {
            Ink ink = output.ink();
            List<String> lines = new ArrayList<>();
            for (String fault : faults) lines.add(ink.red("damaged") + "  " + Ink.plain(fault));
            lines.add((faults.isEmpty() ? ink.green("whole") : ink.red(Amounts.counted(faults.size(), "fault"))) + "  "
                    + Amounts.counted(segments, "segment") + ", " + Amounts.counted(events, "event")
                    + (receipts == 0 ? "" : ", " + Amounts.counted(receipts, "receipt")));
            output.one(
                    report(), String.join(System.lineSeparator(), lines), String.join(System.lineSeparator(), faults));
            if (closed > 0) {
                output.warn(Amounts.counted(closed, "segment") + (closed == 1 ? " is" : " are")
                        + " encrypted: the files are those that were written; what is in them was not looked into."
                        + " --identity FILE does.");
            }
            for (String stranger : strangers)
                output.note("No part of the archive, and harmless: " + Ink.plain(stranger));
        }

        private ObjectNode report() {
            ObjectNode report = Json.object()
                    .put("whole", faults.isEmpty())
                    .put("segments", segments)
                    .put("events", events)
                    .put("receipts", receipts)
                    .put("notLookedInto", closed);
            ArrayNode named = report.putArray("faults");
            faults.forEach(named::add);
            ArrayNode others = report.putArray("strangers");
            strangers.forEach(others::add);
            return report;
        }
    }
}
