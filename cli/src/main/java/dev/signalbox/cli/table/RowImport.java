package dev.signalbox.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.cli.table.GivenRows.Given;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.RowKey;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.CommandResults;
import dev.signalbox.wire.command.Verdict;
import dev.signalbox.wire.resource.SharedTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends rows to one table, many at once, tells those that are refused and counts what became of all. One thread. */
final class RowImport {
    static final int BATCH_ROWS = 100;
    private static final int BATCH_BYTES_MAX = 900_000;
    private static final int REFUSALS_SHOWN = 1_000;

    private final SharedTable target;
    private final CommandRun run;
    private final boolean dryRun;
    /** Of keys; of rows without one, of what they are. */
    private final Map<String, String> placeOf = new HashMap<>();

    private final List<Placed> batch = new ArrayList<>();
    private int bytes;
    private long written;
    private long unchanged;
    private long refused;

    private record Placed(String place, Command command) {}

    /** @param dryRun whether the hub only judges */
    RowImport(SharedTable target, CommandRun run, boolean dryRun) {
        this.target = target;
        this.run = run;
        this.dryRun = dryRun;
    }

    /** Rows that were written, or in a dry run would be. */
    long written() {
        return written;
    }

    /** Rows that were there already as they are. */
    long unchanged() {
        return unchanged;
    }

    long refused() {
        return refused;
    }

    void take(Given given) {
        JsonNode row = given.row();
        if (row == null) {
            fault(given.place() + ": " + given.fault());
            return;
        }
        boolean resource = row.path("row").isObject() && row.has("key") && row.has("version");
        JsonNode content = resource ? row.path("row") : row;
        JsonNode named = resource ? row.path("key") : content.path(target.key());
        String key = named.isMissingNode() || named.isNull() ? null : named.asText();
        if (named.isNumber() && content instanceof ObjectNode fields) fields.put(target.key(), key);
        String wrong = wrongKey(named, key);
        if (wrong == null) wrong = repeated(given.place(), key, content);
        if (wrong == null) add(given.place(), commandOf(content, key));
        else fault(given.place() + ": " + wrong);
    }

    /** Sends what waits. */
    void finish() {
        if (batch.isEmpty()) return;
        CommandBatch commands =
                new CommandBatch(batch.stream().map(Placed::command).toList());
        CommandResults answer =
                run.await(dryRun ? run.hub().rehearse(commands) : run.hub().commands(commands));
        for (int i = 0; i < batch.size(); i++) {
            count(batch.get(i), answer.results().get(i));
        }
        batch.clear();
        bytes = 0;
    }

    /** One row more that is not written. */
    void fault(String words) {
        if (++refused <= REFUSALS_SHOWN) run.output().warn(Ink.plain(words));
        if (refused == REFUSALS_SHOWN) run.output().warn("More are counted only.");
    }

    private void add(String place, Command command) {
        int size = Json.write(command).length + 1;
        if (size > BATCH_BYTES_MAX) {
            fault(place + ": the row has " + size + " bytes; at most " + Limits.EVENT_DATA_BYTES_MAX + " are allowed");
            return;
        }
        if (batch.size() == BATCH_ROWS || bytes + size > BATCH_BYTES_MAX) finish();
        batch.add(new Placed(place, command));
        bytes += size;
    }

    private @Nullable String wrongKey(JsonNode named, @Nullable String key) {
        boolean append = target.change().equals("append");
        if (key == null)
            return append ? null : "has no field " + target.key() + ", which is the key of " + target.name();
        if (named.isContainerNode() || named.isBoolean()) return "has a key that is no text";
        return RowKey.isRowKey(key) ? null : "has a key that is no key of a row";
    }

    /** Of two rows with one key only the first counts, or a second run would write both again. */
    private @Nullable String repeated(String place, @Nullable String key, JsonNode row) {
        String before = placeOf.putIfAbsent(key == null ? contentId(row, null) : "key " + key, place);
        if (before == null) return null;
        return key == null
                ? "is the same row as " + before + ", and is written once"
                : "the key " + key + " stands in " + before + " already; keep one of the two";
    }

    /**
     * A row that never changes has an id made of what it is, so that a second import finds it written; any other is put
     * again.
     */
    private Command commandOf(JsonNode row, @Nullable String key) {
        ObjectNode body = Json.object();
        body.set("row", row);
        String at = key == null ? target.name() : target.name() + "/" + key;
        return target.change().equals("append")
                ? new Command(contentId(row, key), "table.append", at, null, null, body)
                : new Command(Ids.next(), "table.put", at, null, null, body);
    }

    private String contentId(JsonNode row, @Nullable String key) {
        byte[] content = (target.name() + "\n" + key + "\n" + row).getBytes(StandardCharsets.UTF_8);
        return "import-" + HexFormat.of().formatHex(Ids.sha256(content));
    }

    private void count(Placed row, CommandResult result) {
        Output output = run.output();
        if (result.verdict().isDone()) {
            boolean known = Boolean.TRUE.equals(result.unchanged()) || result.verdict() == Verdict.DUPLICATE;
            if (known) unchanged++;
            else written++;
            return;
        }
        List<String> reasons = reasons(result.problem());
        fault(row.place() + ": " + reasons.get(0));
        if (refused > REFUSALS_SHOWN) return;
        reasons.stream().skip(1).forEach(reason -> output.warn(row.place() + ": " + Ink.plain(reason)));
    }

    private static List<String> reasons(@Nullable Problem problem) {
        if (problem == null) return List.of("waits for an earlier row");
        if (problem.errors() == null || problem.errors().isEmpty()) return List.of(Refusals.within(problem));
        return problem.errors().stream()
                .map(error -> error.pointer().replaceFirst("^/row", "") + " " + error.detail())
                .toList();
    }
}
