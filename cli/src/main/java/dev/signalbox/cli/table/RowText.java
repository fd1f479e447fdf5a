package dev.signalbox.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.FieldText;
import dev.signalbox.cli.text.Incomplete;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.RowChange;
import dev.signalbox.wire.resource.TableRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows and their changes for people. */
final class RowText {
    private RowText() {}

    /** A line a row: its key, its fields, and who changed it last. */
    static String table(List<TableRow> rows, Output output) {
        if (output.isQuiet())
            return rows.stream().map(TableRow::key).collect(Collectors.joining(System.lineSeparator()));
        if (rows.isEmpty()) return "";
        Set<String> fields = new LinkedHashSet<>();
        for (TableRow row : rows) row.row().fieldNames().forEachRemaining(fields::add);
        fields.removeIf(field -> rows.stream()
                .allMatch(row -> row.key().equals(row.row().path(field).asText(null))));
        Columns<TableRow> columns = new Columns<TableRow>().with("KEY", TableRow::key);
        for (String field : fields) columns.with(field, row -> cell(row.row().path(field)));
        boolean lacking = rows.stream().anyMatch(row -> row.incomplete() != null);
        return columns.when(lacking, "NOTE", row -> Incomplete.cell(row.incomplete()))
                .with("VERSION", TableRow::version)
                .with("BY", TableRow::updatedBy)
                .with("AT", RowText::minute)
                .of(rows, output.ink(), output.width());
    }

    /** A line a field, with who set it where that is known. */
    static String one(TableRow row, Ink ink) {
        String verb = row.deleted() != null ? "deleted" : "last changed";
        List<String> lines = new ArrayList<>();
        lines.add(ink.bold(row.table() + "/" + row.key()) + "  "
                + ink.dim("version " + row.version() + ", position " + row.position() + ", " + verb + " by "
                        + row.updatedBy() + " at " + Times.format(row.updatedAt()))
                + Incomplete.mark(row.incomplete(), ink));
        int width = row.row().properties().stream()
                .mapToInt(field -> field.getKey().length())
                .max()
                .orElse(0);
        for (Map.Entry<String, JsonNode> field : row.row().properties()) {
            String name = Ink.plain(field.getKey());
            String padding = " ".repeat(Math.max(0, width - name.length()) + 2);
            TableRow.Origin origin = row.fields() == null ? null : row.fields().get(field.getKey());
            String by = origin == null ? "" : "  " + ink.dim("by " + origin.by() + " at " + Times.format(origin.at()));
            lines.add("  " + name + padding + Ink.plain(FieldText.value(field.getValue())) + by);
        }
        return String.join(System.lineSeparator(), lines);
    }

    /** One version: when, by whom, and each field before and after. */
    static String change(RowChange change, Ink ink) {
        List<String> lines = new ArrayList<>();
        lines.add(ink.bold("version " + change.version()) + "  "
                + ink.dim(Times.format(change.at()) + "  #" + change.position()) + "  " + Ink.plain(change.type())
                + "  by " + Ink.plain(change.by()));
        for (RowChange.FieldChange field : change.changes()) {
            JsonNode before = field.before();
            JsonNode after = field.after();
            String was = before == null ? "" : ink.red(FieldText.value(before));
            String is = after == null ? ink.dim(" (gone)") : ink.green(FieldText.value(after));
            String arrow = before != null && after != null ? " -> " : "";
            lines.add("  " + Ink.plain(field.field()) + ": " + was + arrow + is);
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static @Nullable String cell(JsonNode value) {
        return value.isMissingNode() ? null : FieldText.shortened(FieldText.value(value));
    }

    private static @Nullable String minute(TableRow row) {
        return Ages.minute(row.updatedAt());
    }
}
