package dev.signalbox.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.OfflineCopies;
import dev.signalbox.cli.run.Pages;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Output;
import dev.signalbox.client.replica.ReplicaPage;
import dev.signalbox.client.replica.ReplicaReader;
import dev.signalbox.client.replica.ReplicaRow;
import dev.signalbox.client.replica.RowQuery;
import dev.signalbox.client.store.SqliteStore;
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
    @Parameters(paramLabel = "TABLE", description = "Its name; signalbox table list shows what there is.")
    private String table = "";

    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            description = "Only rows whose field is this; null for none.")
    private List<String> where = List.of();

    @Option(
            names = "--order",
            paramLabel = "FIELD",
            description = "key, position (of the last change) or a field; with a minus in front the other way round.")
    private @Nullable String order;

    @Option(names = "--as-of", paramLabel = "WHEN", description = "As the table was at this position or time.")
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
        return all ? new Page<>(Pages.all(cursor -> page(run, cursor)), null) : page(run, null);
    }

    /** As the hub would answer, in the order of keys; other orders and the past are the hub's alone. */
    private Page<TableRow> copied(SqliteStore store) {
        Map<String, String> wanted = conditions();
        List<TableRow> found = new ArrayList<>();
        ReplicaReader reader = new ReplicaReader(store, table);
        int most = all ? Integer.MAX_VALUE : limit == null ? Limits.LIST_DEFAULT : limit;
        for (String after = ""; after != null; ) {
            String from = after;
            ReplicaPage page = reader.query(rows -> rows.after(from).limit(RowQuery.ROWS_MAX));
            for (ReplicaRow row : page.items()) {
                if (!matches(row.row(), wanted)) continue;
                if (found.size() == most) return new Page<>(found, "more");
                found.add(row.resource());
            }
            after = page.nextKey();
        }
        return new Page<>(found, null);
    }

    /** A value is compared as text, and {@code null} finds what is not there. */
    private static boolean matches(JsonNode row, Map<String, String> wanted) {
        return wanted.entrySet().stream().allMatch(condition -> {
            JsonNode value = row.path(condition.getKey());
            boolean none = value.isMissingNode() || value.isNull();
            String text = value.isTextual() ? value.textValue() : value.toString();
            return none ? condition.getValue().equals("null") : text.equals(condition.getValue());
        });
    }

    private Map<String, String> conditions() {
        Map<String, String> conditions = new LinkedHashMap<>();
        for (String condition : where) {
            int equals = condition.indexOf('=');
            if (equals < 1) {
                throw Failure.usage("\"" + condition + "\" is no condition.", "Write --where field=value.");
            }
            conditions.put(condition.substring(0, equals), condition.substring(equals + 1));
        }
        return conditions;
    }

    private Page<TableRow> page(CommandRun run, @Nullable String cursor) {
        Map<String, String> query = conditions();
        if (order != null) query.put("order", order);
        if (asOf != null) query.put("asOf", asOf);
        if (cursor != null) query.put("cursor", cursor);
        Integer size = limit != null ? limit : all ? Integer.valueOf(500) : null;
        if (size != null) query.put("limit", size.toString());
        return run.await(run.hub().rows(table, query));
    }
}
