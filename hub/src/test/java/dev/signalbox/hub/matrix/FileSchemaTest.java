package dev.signalbox.hub.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema for editors says what the parser says, as far as a schema can. */
class FileSchemaTest {
    private static final JsonNode SOURCE = Json.readLenient(
            MatrixFile.resource(FieldSchemas.FILE_SCHEMA).getBytes(StandardCharsets.UTF_8), JsonNode.class);
    private static final RowSchema SCHEMA = RowSchema.compile(SOURCE);

    /**
     * What no schema can know: names of roles and commands that stand elsewhere, what fields a key or a list names,
     * YAML itself.
     */
    private static final Set<String> BEYOND_A_SCHEMA = Set.of(
            "an unknown role",
            "the hub itself as reader",
            "isolated to nobody",
            "a pattern that is none",
            "a key that is no field",
            "a key that is no text",
            "required of an unknown field",
            "retention of no time",
            "a command that is none",
            "a command of the hub",
            "two colons",
            "a double key",
            "a double key in two spellings",
            "an anchor",
            "a number with two meanings",
            "a number without an end",
            "a name that is no text",
            "a tag",
            "a name that is a list",
            "levels without an end",
            "a pattern that repeats nothing without an end",
            "broken YAML");

    static Stream<MatrixFileTest.Bad> badFiles() {
        return MatrixFileTest.badFiles().stream().filter(bad -> !BEYOND_A_SCHEMA.contains(bad.what()));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void refuses_what_the_parser_refuses(MatrixFileTest.Bad bad) {
        assertThat(SCHEMA.faults(tree(bad.yaml()))).isNotEmpty();
    }

    @Test
    void every_exception_is_a_case_that_there_is() {
        Set<String> cases = new TreeSet<>(
                MatrixFileTest.badFiles().stream().map(MatrixFileTest.Bad::what).toList());

        assertThat(cases).containsAll(BEYOND_A_SCHEMA).hasSizeGreaterThan(BEYOND_A_SCHEMA.size() + 15);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "rateLimits: {daemon: {requests: 100, per: 1s, burst: 200}, viewer: {requests: 1, per: PT1M}}",
                "roles: {on-call: {description: x}}",
                "tables: {questions: {readers: all}}",
                "tables: {questions: {change: commands, commands: {question.answer: [user]}, readers: [], why: x}}",
                "tables: {a: {change: {isolated: bot}, why: x}}",
                "tables: {a: {change: append, writers: [], readers: all, why: x}}",
                "tables: {a: {key: n, change: merge, writers: all, readers: [bot], retention: 90d, why: x, required: [n],"
                        + " fields: {n: {type: string, pattern: '^a', description: d}, o: {type: [object, 'null'],"
                        + " properties: {p: true, q: {type: array, items: {enum: [1, x, null]}}}, required: [p],"
                        + " additionalProperties: false}, t: {type: string, format: date-time},"
                        + " u: {anyOf: [{const: 1}, {minimum: 5}]}}}}"
            })
    void takes_what_the_parser_takes(String yaml) {
        assertThatCode(() -> MatrixFile.parse(yaml, "signalbox.yaml")).doesNotThrowAnyException();
        if (!tree(yaml).isMissingNode()) assertThat(SCHEMA.faults(tree(yaml))).isEmpty();
    }

    @Test
    void takes_every_file_that_is_shipped_as_an_example() throws IOException {
        List<Path> examples = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("../docs/examples"))) {
            files.filter(file -> file.getFileName().toString().equals(MatrixFile.NAME))
                    .forEach(examples::add);
        }
        for (Path example : examples) {
            String yaml = Files.readString(example);
            assertThatCode(() -> MatrixFile.parse(yaml, example.toString())).doesNotThrowAnyException();
            assertThat(SCHEMA.faults(tree(yaml))).as(example.toString()).isEmpty();
        }
    }

    /** The shipped matrix itself has the same form, but for the tables that no file may touch. */
    @Test
    void takes_the_shipped_matrix() {
        JsonNode shipped = tree(MatrixFile.shippedText());
        OwnershipMatrix matrix = OwnershipMatrix.shipped();
        ((com.fasterxml.jackson.databind.node.ObjectNode) shipped.path("tables"))
                .remove(List.of("keys", "settings", "backups", "spaces"));
        // What only the hub sends cannot be opened to anybody, so the schema does not know the word system.
        String withoutSystem = shipped.toString().replace("\"system\"", "\"bot\"");

        assertThat(SCHEMA.faults(Json.readLenient(withoutSystem.getBytes(StandardCharsets.UTF_8), JsonNode.class)))
                .isEmpty();
        assertThat(builtInTables()).isEqualTo(editable(matrix));
    }

    @Test
    void keeps_the_names_that_the_parser_keeps() {
        Set<String> expected = new TreeSet<>(OwnershipMatrix.RESERVED);
        OwnershipMatrix.shipped().builtIn().forEach(table -> expected.add(table.family()));
        expected.addAll(List.of("keys", "settings", "backups", "spaces"));
        // Some are built in by now, and may be named.
        expected.removeAll(builtInTables());

        Set<String> kept = new TreeSet<>();
        SOURCE.at("/properties/tables/propertyNames/not/enum").forEach(name -> kept.add(name.asText()));
        assertThat(kept).isEqualTo(expected);
    }

    private static Set<String> builtInTables() {
        Set<String> names = new TreeSet<>();
        SOURCE.at("/properties/tables/properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> editable(OwnershipMatrix matrix) {
        Set<String> names = new TreeSet<>();
        matrix.builtIn().forEach(table -> names.add(table.name()));
        names.removeAll(List.of("keys", "settings", "backups", "spaces"));
        return names;
    }

    private static JsonNode tree(String yaml) {
        JsonNode root = YamlTree.parse(yaml, "signalbox.yaml").root();
        return root.isMissingNode() ? root : new ObjectMapper().valueToTree(root);
    }
}
