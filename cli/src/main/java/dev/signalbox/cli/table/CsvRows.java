package dev.signalbox.cli.table;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.SharedTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values (RFC 4180) under a line of names; semicolons and tabs separate, too, when the names are
 * separated so. A cell is what its field's schema says: a text, unless a number, a boolean or JSON is wanted. An empty
 * cell is no value; {@code ""} is an empty text.
 */
final class CsvRows implements GivenRows {
    private static final int QUOTED_CHARS_MAX = 60;
    private static final int NAMES_CHARS_MAX = 64 * 1024;
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][-+]?\\d+)?");
    private static final Set<String> TRUE = Set.of("true", "t", "1");
    private static final Set<String> FALSE = Set.of("false", "f", "0");
    private static final CsvMapper CSV = CsvMapper.csvBuilder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.EMPTY_UNQUOTED_STRING_AS_NULL)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    private final SharedTable table;
    private final MappingIterator<@Nullable String[]> lines;
    private final String[] names;
    private @Nullable Given fault;
    private boolean ended;

    CsvRows(Reader text, SharedTable table) throws IOException {
        this.table = table;
        BufferedReader buffered = new BufferedReader(text, NAMES_CHARS_MAX);
        CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator(buffered));
        this.lines = CSV.readerFor(String[].class).with(schema).readValues(buffered);
        @Nullable String[] head = lines.hasNextValue() ? lines.nextValue() : new String[0];
        this.names = new String[head.length];
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < head.length; i++) {
            String name = head[i] == null ? "" : head[i].strip();
            names[i] = name;
            if (name.isEmpty()) fault = Given.fault(GivenRows.line(1), "has no name for column " + (i + 1));
            else if (!seen.add(name)) fault = Given.fault(GivenRows.line(1), "has the name \"" + name + "\" twice");
        }
        if (names.length == 0) fault = Given.fault(GivenRows.line(1), "has no names of fields");
        else if (Arrays.stream(names).noneMatch(name -> table.fields().has(name)))
            fault = Given.fault(GivenRows.line(1), strange());
    }

    @Override
    public @Nullable Given next() throws IOException {
        if (fault != null && !ended) {
            ended = true;
            return fault;
        }
        if (ended) return null;
        long line = lines.getCurrentLocation().getLineNr();
        try {
            if (!lines.hasNextValue()) {
                ended = true;
                return null;
            }
            return given(line, lines.nextValue());
        } catch (JacksonException unreadable) {
            ended = true;
            return Given.fault(
                    GivenRows.line(line),
                    "is no CSV from here on: it has more values than names, or a quote that is not closed");
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** A first line that names nothing is of another format, and so is what stands under it. */
    private String strange() {
        String begins = String.join(" ", names);
        String shown = begins.length() <= QUOTED_CHARS_MAX ? begins : begins.substring(0, QUOTED_CHARS_MAX) + "…";
        List<String> wanted = new ArrayList<>();
        table.fields().fieldNames().forEachRemaining(wanted::add);
        return "is \"" + shown + "\", which names no field of " + table.name() + "; in CSV it has the names: "
                + String.join(", ", wanted);
    }

    private Given given(long line, @Nullable String[] cells) {
        if (cells.length != names.length) {
            return Given.fault(
                    GivenRows.line(line),
                    "has " + cells.length + " cells, and the first line " + names.length + " names");
        }
        ObjectNode row = Json.object();
        for (int i = 0; i < names.length; i++) {
            String cell = cells[i];
            if (cell != null) row.set(names[i], value(names[i], cell));
        }
        return Given.row(GivenRows.line(line), row);
    }

    /** What does not look like what is wanted stays a text, and the hub says why that is refused. */
    private JsonNode value(String name, String cell) {
        JsonNode text = Json.object().textNode(cell);
        JsonNode field = table.fields().path(name);
        Set<String> types = new HashSet<>();
        if (field.path("type").isTextual()) types.add(field.path("type").textValue());
        field.path("type").forEach(type -> types.add(type.asText()));
        if (types.isEmpty()) return fromEnum(field, cell, text);
        if (name.equals(table.key()) || types.contains("string")) return text;
        boolean number = types.contains("number") || types.contains("integer");
        boolean json = types.contains("object") || types.contains("array");
        if (types.contains("boolean") && TRUE.contains(cell.toLowerCase(java.util.Locale.ROOT))) return Json.tree(true);
        if (types.contains("boolean") && FALSE.contains(cell.toLowerCase(java.util.Locale.ROOT)))
            return Json.tree(false);
        return (number && NUMBER.matcher(cell).matches()) || json ? parsed(cell, text) : text;
    }

    private static JsonNode fromEnum(JsonNode field, String cell, JsonNode text) {
        for (JsonNode each : field.path("enum")) if (each.asText().equals(cell)) return each;
        return field.has("const") && field.path("const").asText().equals(cell) ? field.path("const") : text;
    }

    private static JsonNode parsed(String cell, JsonNode text) {
        try {
            return Json.read(cell.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        } catch (InvalidInput notJson) {
            return text;
        }
    }

    /** The one of three that the line of names has most. */
    private static char separator(BufferedReader text) throws IOException {
        text.mark(NAMES_CHARS_MAX);
        char best = ',';
        int[] counts = new int[128];
        int read = 0;
        for (int c = text.read(); c >= 0 && c != '\n' && ++read < NAMES_CHARS_MAX; c = text.read()) {
            if (c < counts.length) counts[c]++;
        }
        text.reset();
        for (char each : List.of(';', '\t')) if (counts[each] > counts[best]) best = each;
        return best;
    }
}
