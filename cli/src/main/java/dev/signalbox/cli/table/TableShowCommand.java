package dev.signalbox.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.Moments;
import dev.signalbox.cli.run.OfflineCopies;
import dev.signalbox.cli.run.Pages;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Output;
import dev.signalbox.client.replica.ReplicaPage;
import dev.signalbox.client.replica.ReplicaReader;
import dev.signalbox.client.replica.ReplicaRow;
import dev.signalbox.client.replica.RowQuery;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.JsonValues;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.TableRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Rows of a table, now or as they were.",
        footer = {
            "%nExamples:",
            "  signalbox table show tasks",
            "  signalbox table show tasks --where state=running --where owner=jane",
            "  signalbox table show tasks --order=-points --limit 10",
            "  signalbox table show tasks --as-of 2026-11-20T18:00:00Z",
            "  signalbox table show tasks --all -o jsonl",
            "%nA position for --as-of is the number behind # in signalbox tail. When the hub",
            "is away the copy of signalbox sync answers, and says how old it is."
        })
final class TableShowCommand implements Subcommand {
    @Parameters(
            paramLabel = "TABLE",
            description = "Its name; signalbox table list shows what there is.",
            completionCandidates = Completion.Tables.class)
    private String table = "";

    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            description = "Only rows whose field is this; null for none.")
    private Map<String, String> where = Map.of();

    @Option(
            names = "--order",
            paramLabel = "FIELD",
            description = "key, position (of the last change) or a field; with a minus in front the other way round.")
    private @Nullable String order;

    @Option(
            names = "--as-of",
            paramLabel = "WHEN",
            description = "As the table was: 2d ago, a date, a time, or a position of the log.")
    private @Nullable String asOf;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many rows, 1 to 500. Default: 50.")
    private @Nullable Integer limit;

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Override
    public void run(CommandRun run) {
        Output output = run.output();
        Page<TableRow> page = asOf == null && order == null
                ? OfflineCopies.of(run).read(List.of(table), () -> ofTheHub(run), this::copied)
                : ofTheHub(run);
        output.list(page.items(), rows -> RowText.table(rows, output));
        if (page.items().isEmpty()) output.note("No such rows.");
        if (page.nextCursor() != null) output.note("There are more: --all shows every row, --limit more of them.");
    }

    private Page<TableRow> ofTheHub(CommandRun run) {
        Map<String, String> query = new LinkedHashMap<>(where);
        if (order != null) query.put("order", order);
        if (asOf != null) query.put("asOf", Moments.positionOrTime(asOf, run.now()));
        if (limit != null) query.put("limit", limit.toString());
        return Pages.of(run, all, query, each -> run.hub().rows(table, each));
    }

    /** As the hub would answer, in the order of keys; other orders and the past are the hub's alone. */
    private Page<TableRow> copied(SqliteStore store) {
        List<TableRow> found = new ArrayList<>();
        ReplicaReader reader = new ReplicaReader(store, table);
        int most = all ? Integer.MAX_VALUE : limit == null ? Limits.LIST_DEFAULT : limit;
        for (String after = ""; after != null; ) {
            String from = after;
            ReplicaPage page = reader.query(rows -> rows.after(from).limit(RowQuery.ROWS_MAX));
            for (ReplicaRow row : page.items()) {
                if (!matches(row.row())) continue;
                if (found.size() == most) return new Page<>(found, "more");
                found.add(row.resource());
            }
            after = page.nextKey();
        }
        return new Page<>(found, null);
    }

    private boolean matches(JsonNode row) {
        return where.entrySet().stream().allMatch(each -> JsonValues.isNamed(row.get(each.getKey()), each.getValue()));
    }
}
