package dev.signalbox.cli.roadmap;

import dev.signalbox.cli.roadmap.file.Entry;
import dev.signalbox.cli.roadmap.file.RoadmapFile;
import dev.signalbox.cli.roadmap.file.Style;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Utf8Reader;
import dev.signalbox.wire.command.SetRoadmapStatus;
import dev.signalbox.wire.command.UpdateRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "edit",
        description = "Change what an item says: by options, or without them in your editor.",
        footer = {
            "%nExamples:",
            "  signalbox roadmap edit \"PRIORITY 3\"                     opens EDITOR",
            "  signalbox roadmap edit \"PRIORITY 3\" --title \"A database\"",
            "  signalbox roadmap edit US-033 --rename US-034 --estimate \"\"",
            "%nAn empty text takes a field away. If somebody changed the item meanwhile:",
            "exit code 5, both sides are shown, and what you wrote in the editor is kept."
        })
final class RoadmapEditCommand implements Subcommand {
    @Parameters(paramLabel = "KEY", description = "Its key, its id or the beginning of it.")
    private String key = "";

    @Option(names = "--rename", paramLabel = "KEY", description = "Another key; the history stays.")
    private @Nullable String renamed;

    @Option(names = "--title", paramLabel = "TEXT", description = "Another title.")
    private @Nullable String title;

    @Option(names = "--estimate", paramLabel = "TEXT", description = "Another estimate.")
    private @Nullable String estimate;

    @Option(names = "--description", paramLabel = "MARKDOWN", description = "Another description.")
    private @Nullable String description;

    @Option(names = "--link", paramLabel = "URL", description = "These links in place of the old. May be given again.")
    private @Nullable List<String> links;

    @Option(
            names = "--if-version",
            paramLabel = "N",
            description = "Only when nobody has changed it since this version. Default: the present one.")
    private @Nullable Long version;

    @Override
    public void run(CommandRun run) {
        boolean byOptions =
                renamed != null || title != null || estimate != null || description != null || links != null;
        if (byOptions) byOptions(run);
        else inEditor(run);
    }

    private void byOptions(CommandRun run) {
        List<String> wanted = links != null && links.equals(List.of("")) ? List.of() : links;
        UpdateRoadmapItem update = new UpdateRoadmapItem(renamed, title, description, wanted, estimate);
        RoadmapItem item = run.await(run.hub().roadmapItem(RoadmapCommand.reference(run, key)));
        long read = version == null ? item.version() : version;
        RoadmapItem changed = run.await(run.hub().updateRoadmapItem(item.id(), read, update));
        RoadmapCommand.done(run, changed, "Changed");
    }

    private void inEditor(CommandRun run) {
        RoadmapItem item = run.await(run.hub().roadmapItem(RoadmapCommand.reference(run, key)));
        Path file = Editor.edit(run.shell(), RoadmapFile.write(Entry.of(item)));
        try {
            RoadmapItem changed = send(run, item, only(run, file));
            Files.delete(file);
            RoadmapCommand.done(run, changed, changed.equals(item) ? "Left as it was" : "Changed");
        } catch (HubRefused | HubUnreachable | InvalidInput | Failure e) {
            run.output().warn("What you wrote is kept in " + file);
            throw e;
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, file + " cannot be read: " + e.getMessage() + ".", "");
        }
    }

    private RoadmapItem send(CommandRun run, RoadmapItem item, Entry wanted) {
        long read = version == null ? item.version() : version;
        RoadmapItem changed = item;
        UpdateRoadmapItem update = new UpdateRoadmapItem(
                wanted.key(),
                wanted.title(),
                orEmpty(wanted.description()),
                wanted.links(),
                orEmpty(wanted.estimate()));
        if (!saysTheSame(item, wanted)) {
            changed = run.await(run.hub().updateRoadmapItem(item.id(), read, update));
            read = changed.version();
        }
        if (wanted.status() != null && wanted.status() != item.status()) {
            SetRoadmapStatus set = new SetRoadmapStatus(wanted.status(), null);
            changed = run.await(run.hub().setRoadmapStatus(item.id(), read, set));
        }
        return changed;
    }

    private static boolean saysTheSame(RoadmapItem item, Entry wanted) {
        return item.key().equals(wanted.key())
                && item.title().equals(wanted.title())
                && item.links().equals(wanted.links())
                && Objects.equals(item.description(), wanted.description())
                && Objects.equals(item.estimate(), wanted.estimate());
    }

    private static Entry only(CommandRun run, Path file) throws IOException {
        RoadmapFile read = RoadmapFile.parse(Utf8Reader.text(Files.readAllBytes(file)));
        int items = read.style() == Style.H2 ? read.entries().size() : 0;
        if (items == 1 && read.leftOut() == 0) {
            read.remarks().forEach(remark -> run.output().note(Ink.plain(remark)));
            return read.entries().get(0);
        }
        if (items == 1) {
            throw Failure.usage("Not all of the text belongs to the item.", String.join("\n", read.remarks()));
        }
        throw Failure.usage(
                "The text has " + items + " items, not one; nothing was sent.",
                "Keep the heading ## KEY: Title, and no other heading of the first or second level.");
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
