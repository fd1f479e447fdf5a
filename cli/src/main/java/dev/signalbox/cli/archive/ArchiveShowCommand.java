package dev.signalbox.cli.archive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.operator.IdentityOption;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.GlobalOptions;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Output;
import dev.signalbox.hub.archive.Archive;
import dev.signalbox.hub.archive.ArchiveFault;
import dev.signalbox.hub.archive.Block;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Manifest;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.SegmentHead;
import dev.signalbox.hub.archive.SegmentReader;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "What is in an archive: its segments as a table, or its events as JSON lines.",
        footer = {
            "%nExamples:",
            "  signalbox archive show /mnt/stick/hub",
            "  signalbox archive show /mnt/stick/hub --events --log main | jq .data.title",
            "  signalbox archive show main/0-200000-9f86d081-3fa2c1d0.sbx --events",
            "%nNeeds no hub. Events look as signalbox events --output jsonl; each was held",
            "against the chain before it is printed."
        })
final class ArchiveShowCommand implements Subcommand {
    @Parameters(paramLabel = "PATH", description = "The folder of an archive, or the file of one segment.")
    private Path path = Path.of("");

    @Option(names = "--events", description = "Every event, a line of JSON each.")
    private boolean events;

    @Option(names = "--log", paramLabel = "LOG", description = "main or traces alone.")
    private @Nullable String log;

    @Mixin
    private final IdentityOption identity = new IdentityOption();

    @Override
    public void run(CommandRun run) throws IOException {
        Path given = run.shell().folder().resolve(path);
        Identities identities = identity.read(run.shell());
        try {
            if (Files.isRegularFile(given)) file(given, identities, run.output());
            else for (Archive archive : GivenArchive.in(given)) archive(archive, identities, run.output());
        } catch (ArchiveFault e) {
            throw GivenArchive.failure(e);
        }
    }

    /** It asks no hub. */
    @Override
    public List<String> without() {
        return GlobalOptions.OF_THE_HUB;
    }

    private void file(Path file, Identities identities, Output output) throws IOException {
        try (SegmentReader reader = GivenArchive.segment(file, identities)) {
            SegmentHead head = reader.head();
            if (!events) output.one(head, text(head), head.name());
            for (Block block = reader.next(); block != null; block = reader.next()) {
                if (events) print(block, head.log(), output);
            }
        }
    }

    private static String text(SegmentHead head) {
        String line = System.lineSeparator();
        return "log      " + head.log() + " of the space " + head.space() + line
                + "holds    " + Amounts.counted(head.events(), "event") + " behind position " + head.from() + ", "
                + Amounts.counted(head.receipts(), "receipt") + line
                + "written  " + Times.format(head.createdAt()) + " by Signalbox " + head.hub();
    }

    private void archive(Archive archive, Identities identities, Output output) throws IOException {
        Manifest manifest = GivenArchive.manifest(archive);
        List<Entry> entries = log == null ? manifest.segments() : manifest.of(log);
        if (!events) {
            table(archive, manifest, entries, output);
            return;
        }
        for (Entry entry : entries) {
            archive.read(entry, identities, block -> print(block, entry.head().log(), output));
        }
    }

    private static void table(Archive archive, Manifest manifest, List<Entry> entries, Output output) {
        if (output.isOneDocument()) {
            output.one(manifest, "", "");
            return;
        }
        output.list(
                entries,
                new Columns<Entry>()
                        .with("LOG", entry -> entry.head().log())
                        .with("FROM", entry -> Amounts.count(entry.head().from()))
                        .with("TO", entry -> Amounts.count(entry.head().to()))
                        .with("SIZE", entry -> Amounts.bytes(entry.bytes()))
                        .with(
                                "WRITTEN",
                                entry -> Times.format(entry.head().createdAt()).substring(0, 19) + "Z")
                        .with("OPENS", entry -> entry.encrypted() ? "with an identity" : "for everybody"));
        String of = String.join(
                ", ",
                manifest.categories().entrySet().stream()
                        .map(category -> Amounts.count(category.getValue()) + " " + category.getKey())
                        .toList());
        output.note(archive.where() + ": " + Amounts.bytes(manifest.bytes()) + (of.isEmpty() ? "" : "; events: " + of));
    }

    private static void print(Block block, String log, Output output) {
        for (RecordedEvent event : block.events()) output.line(Json.writeText(shown(event, log)));
    }

    /** As the API shows it. */
    private static Event shown(RecordedEvent event, String log) {
        return new Event(
                "1.0",
                event.id(),
                "/signalbox/" + log,
                event.type(),
                event.stream(),
                event.occurredAt(),
                "application/json",
                Json.readLenient(event.data(), JsonNode.class),
                "%019d".formatted(event.position()),
                event.version(),
                event.recordedAt(),
                event.actor(),
                event.correlationId(),
                event.causationId());
    }
}
