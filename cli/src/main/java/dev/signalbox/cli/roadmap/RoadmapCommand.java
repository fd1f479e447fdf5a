package dev.signalbox.cli.roadmap;

import dev.signalbox.cli.run.Beginnings;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.OfflineCopies;
import dev.signalbox.cli.run.Pages;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.ShortIds;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.replica.ReplicaReader;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** The command {@code signalbox roadmap}. */
@Command(
        name = "roadmap",
        description = "What is planned, in its order, and how far it has come.",
        subcommands = {
            RoadmapListCommand.class,
            RoadmapShowCommand.class,
            RoadmapWriteCommand.Add.class,
            RoadmapEditCommand.class,
            RoadmapWriteCommand.SetStatus.class,
            RoadmapWriteCommand.Move.class,
            RoadmapWriteCommand.Remove.class,
            RoadmapHistoryCommand.class,
            RoadmapDiffCommand.class,
            RoadmapImportCommand.class,
            RoadmapExportCommand.class
        },
        footer = {
            "%nExamples:",
            "  signalbox roadmap import ROADMAP.md            shows what would change",
            "  signalbox roadmap import ROADMAP.md --apply    does it",
            "  signalbox roadmap list --status in_progress",
            "  signalbox roadmap status \"PRIORITY 3\" done",
            "  signalbox roadmap diff --as-of 7d              what a week has brought",
            "%nItems are named by their key, in upper or lower case, or by their id. With the",
            "hub away, list and show read the copy of signalbox sync and say how old it is."
        })
public final class RoadmapCommand {
    /** All items in their order; {@code asOf} null for now, {@code status} null for all. */
    static List<RoadmapItem> all(CommandRun run, @Nullable String status, @Nullable String asOf) {
        Map<String, String> query = new HashMap<>();
        if (status != null) query.put("status", status);
        if (asOf != null) query.put("asOf", asOf);
        return Pages.all(run, query, run.hub()::roadmap);
    }

    /** All items as they are now; with the hub away, of the copy. */
    static List<RoadmapItem> now(CommandRun run, @Nullable String status) {
        return OfflineCopies.of(run)
                .read(List.of("roadmap"), () -> all(run, status, null), store -> copied(store, status));
    }

    /** One item as it is now, by key, id or the beginning of one; with the hub away, of the copy. */
    static RoadmapItem item(CommandRun run, String typed) {
        return OfflineCopies.of(run)
                .read(
                        List.of("roadmap"),
                        () -> run.await(run.hub().roadmapItem(reference(run, typed))),
                        store -> ofCopy(store, typed));
    }

    private static RoadmapItem ofCopy(SqliteStore store, String typed) {
        Function<String, Optional<RoadmapItem>> get = reference -> new ReplicaReader(store, "roadmap")
                .get(reference)
                .map(row -> Json.readLenient(row.row(), RoadmapItem.class));
        return get.apply(typed)
                .or(() -> get.apply(Beginnings.whole(
                        typed, beginning -> ShortIds.begun(beginning, copied(store, null), RoadmapItem::id).stream()
                                .map(RoadmapItem::id)
                                .toList())))
                .orElseThrow(() -> new Failure(
                        ExitCode.REFUSED,
                        "The copy has no roadmap item " + typed + ".",
                        "What it has: signalbox roadmap list"));
    }

    /** What the hub takes for an item of which the key, the id or the beginning of one was typed. A key wins. */
    static String reference(CommandRun run, String typed) {
        String id = Beginnings.whole(
                typed,
                beginning -> begun(run, beginning).stream().map(RoadmapItem::id).toList());
        return id.equals(typed) || byKey(run, typed).isPresent() ? typed : id;
    }

    /** Items whose ids begin so, a few at most. */
    public static List<RoadmapItem> begun(CommandRun run, String beginning) {
        return run.await(run.hub().roadmap(Beginnings.query(beginning))).items();
    }

    /** The item of a key or a whole id, if there is one. */
    public static Optional<RoadmapItem> byKey(CommandRun run, String key) {
        try {
            return Optional.of(run.await(run.hub().roadmapItem(key)));
        } catch (HubRefused refused) {
            if (refused.is(ProblemCode.NOT_FOUND)) return Optional.empty();
            throw refused;
        }
    }

    /** An item as the terminal shows it. */
    public static void show(CommandRun run, RoadmapItem item) {
        run.output().one(item, RoadmapText.item(item, run.output().ink(), run.now()), item.id());
    }

    private static List<RoadmapItem> copied(SqliteStore store, @Nullable String status) {
        List<RoadmapItem> items = OfflineCopies.all(
                store, "roadmap", q -> status == null ? q : q.where("status", status), RoadmapItem.class);
        items.sort(Comparator.comparing(RoadmapItem::order).thenComparing(RoadmapItem::id));
        return items;
    }

    /** Says what became of an item. */
    static void done(CommandRun run, RoadmapItem item, String verb) {
        Ink ink = run.output().ink();
        String text = ink.green(verb) + " " + Ink.plain(item.key() + ": " + item.title()) + "  "
                + RoadmapText.status(item.status(), ink);
        run.output().one(item, text, item.id());
    }
}
