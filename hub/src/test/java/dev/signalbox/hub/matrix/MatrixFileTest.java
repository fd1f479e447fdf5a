package dev.signalbox.hub.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MatrixFileTest {
    private static final String RUNS = """
            roles:
              observer: {description: Looks at what the bot does.}
            tables:
              narrative_executions:
                key: id
                change: replace
                writers: [bot]
                readers: [daemon, observer, user]
                fields:
                  id: {type: string}
                  state: {enum: [running, done, failed]}
                  steps: {type: integer, minimum: 0}
                required: [id, state]
                retention: 90d
                why: The bot runs narratives; everybody else only looks.
            """;

    @Test
    void a_declared_table_has_what_the_file_says() {
        OwnershipMatrix matrix = MatrixFile.parse(RUNS, "signalbox.yaml");

        TableDeclaration table = matrix.table("narrative_executions").orElseThrow();
        assertThat(table.key()).isEqualTo("id");
        assertThat(table.change()).isEqualTo(Change.REPLACE);
        assertThat(table.writers()).isEqualTo(Set.of("bot"));
        assertThat(table.readers()).isEqualTo(Set.of("daemon", "observer", "user"));
        assertThat(table.retention()).isEqualTo(Duration.ofDays(90));
        assertThat(table.why()).startsWith("The bot runs");
        assertThat(matrix.mayWrite("bot", table.name())).isTrue();
        assertThat(matrix.mayRead("observer", table.name())).isTrue();
        assertThat(matrix.mayRead("viewer", table.name())).isFalse();
        assertThat(matrix.roles()).extracting(OwnershipMatrix.Role::name).endsWith("observer");
    }

    @Test
    void its_rows_are_held_against_its_fields() {
        RowSchema schema = MatrixFile.parse(RUNS, "signalbox.yaml").rowSchema("narrative_executions");

        assertThat(schema.faults(json("{'id': 'a', 'state': 'done', 'steps': 3}")))
                .isEmpty();
        assertThat(schema.faults(json("{'id': 'a', 'state': 'dome', 'steps': -1, 'more': 1}")))
                .extracting(fault -> fault.pointer())
                .containsExactlyInAnyOrder("/state", "/steps", "/more");
        assertThat(schema.faults(json("{'id': 'a'}")))
                .extracting(fault -> fault.pointer())
                .containsExactly("/state");
    }

    @Test
    void a_table_without_fields_takes_any_row() {
        OwnershipMatrix matrix = MatrixFile.parse("""
                tables:
                  notes: {change: merge, writers: all, readers: all, required: [text], why: Everybody notes.}
                """, "signalbox.yaml");

        assertThat(matrix.rowSchema("notes").faults(json("{'text': 1, 'x': []}")))
                .isEmpty();
        assertThat(matrix.rowSchema("notes").faults(json("{}"))).hasSize(1);
        assertThat(matrix.mayWrite("viewer", "notes")).isTrue();
    }

    @Test
    void an_isolated_table_names_its_owner() {
        OwnershipMatrix matrix = MatrixFile.parse("""
                tables:
                  session_state:
                    change: {isolated: bot}
                    why: Nobody else needs it.
                """, "signalbox.yaml");

        assertThat(matrix.table("session_state").orElseThrow().isolatedTo()).isEqualTo("bot");
        assertThat(matrix.objection("bot", "table.put", "session_state/1").code())
                .isEqualTo("table_isolated");
    }

    @Test
    void readers_and_senders_of_a_built_in_table_may_change_and_the_rest_stays() {
        OwnershipMatrix matrix = MatrixFile.parse("""
                roles: {observer: {description: looks}}
                tables:
                  questions:
                    commands: {question.answer: [user]}
                    readers: [daemon, user]
                """, "signalbox.yaml");

        assertThat(matrix.maySend("user", "question.answer")).isTrue();
        assertThat(matrix.maySend("bot", "question.answer")).isFalse();
        assertThat(matrix.maySend("bot", "question.ask")).isTrue();
        assertThat(matrix.maySend(OwnershipMatrix.SYSTEM, "question.expire")).isTrue();
        assertThat(matrix.mayRead("viewer", "questions")).isFalse();
        assertThat(matrix.mayRead("observer", "questions")).isFalse();
        assertThat(matrix.mayRead("observer", "notifications")).isTrue();
    }

    @Test
    void the_shipped_matrix_is_what_it_always_was() {
        OwnershipMatrix shipped = OwnershipMatrix.shipped();

        assertThat(shipped.roles())
                .extracting(OwnershipMatrix.Role::name)
                .containsExactlyElementsOf(OwnershipMatrix.ROLES);
        assertThat(shipped.maySend("daemon", "question.answer")).isFalse();
        assertThat(shipped.maySend("admin", "question.expire")).isFalse();
        assertThat(shipped.maySend(OwnershipMatrix.SYSTEM, "key.create")).isTrue();
        assertThat(shipped.maySend("user", "key.create")).isFalse();
        assertThat(shipped.mayRead("user", "keys")).isFalse();
        assertThat(shipped.mayRead("admin", "settings")).isTrue();
    }

    /** The file, and for each fault the line, the path and a piece of the words. */
    record Bad(String what, String yaml, List<String> faults) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Bad> badFiles() {
        return List.of(
                bad(
                        "an unknown word",
                        "table: {}",
                        "line 1: table: unknown word \"table\"; known are roles, tables, rateLimits"),
                bad(
                        "an unknown word of a table",
                        "tables:\n  a: {change: append, writers: [bot], readers: all, why: x,\n    colour: red}",
                        "line 3: tables.a.colour: unknown word"),
                bad(
                        "what is missing",
                        "tables:\n  a:\n    key: id",
                        "line 2: tables.a.change: is missing; write append, replace, merge",
                        "line 2: tables.a.why: is missing",
                        "line 2: tables.a.writers: is missing; write a list of roles",
                        "line 2: tables.a.readers: is missing"),
                bad(
                        "an unknown role",
                        "tables:\n  a:\n    change: append\n    writers:\n      - bot\n      - bott\n    readers: [all]\n    why: x",
                        "line 6: tables.a.writers[1]: unknown role \"bott\"; known are admin, daemon, bot, user, viewer"),
                bad(
                        "the hub itself as reader",
                        "tables:\n  a: {change: append, writers: [bot], readers: [system], why: x}",
                        "line 2: tables.a.readers[0]: unknown role \"system\""),
                bad(
                        "a role that is no list",
                        "tables:\n  a: {change: append, writers: bot, readers: [all], why: x}",
                        "line 2: tables.a.writers: must be a list of roles"),
                bad(
                        "a name of a table",
                        "tables:\n  Tasks: {change: append, writers: [], readers: [], why: x}",
                        "line 2: tables.Tasks: a table has 1 to 40 small letters"),
                bad(
                        "a reserved name",
                        "tables:\n  question: {change: append, writers: [], readers: [], why: x}",
                        "line 2: tables.question: the name belongs to a built-in"),
                bad("a name of a role", "roles:\n  Big Boss: {description: x}", "line 2: roles.Big Boss: a role has"),
                bad(
                        "a role with a meaning",
                        "roles:\n  all: {description: x}",
                        "line 2: roles.all: \"all\" has a meaning"),
                bad("a role without words", "roles:\n  boss: {}", "line 2: roles.boss.description: is missing"),
                bad(
                        "a change that is none",
                        "tables:\n  a: {change: overwrite, writers: [], readers: [], why: x}",
                        "line 2: tables.a.change: must be append, replace, merge or {isolated: <role>}, not overwrite"),
                bad(
                        "commands for a declared table",
                        "tables:\n  a: {change: commands, writers: [], readers: [], why: x}",
                        "line 2: tables.a.change: must be append"),
                bad(
                        "two colons",
                        "tables:\n  a:\n    change: isolated: daemon\n    why: x",
                        "line 3: two colons in one line are no YAML; write change: {isolated: daemon}"),
                bad(
                        "isolated to nobody",
                        "tables:\n  a: {change: {isolated: emperor}, why: x}",
                        "line 2: tables.a.change: must name a role that exists"),
                bad(
                        "isolated with readers",
                        "tables:\n  a: {change: {isolated: daemon}, readers: [all], why: x}",
                        "line 2: tables.a.readers: unknown word"),
                bad(
                        "a keyword that is none",
                        table("id: {type: string}\n      n: {type: integer,\n        minimun: 1}"),
                        "line 10: tables.a.fields.n.minimun: is no keyword"),
                bad(
                        "a type that is none",
                        table("id: {type: string}\n      n: {type: int}"),
                        "line 9: tables.a.fields.n.type: "),
                bad(
                        "a pattern that is none",
                        table("id: {type: string}\n      n: {pattern: '['}"),
                        "line 9: tables.a.fields.n.pattern: is no regular expression"),
                bad(
                        "a pattern that repeats nothing without an end",
                        table("id: {type: string}\n      n: {pattern: '(?:(?:){60000}){60000}'}"),
                        "line 9: tables.a.fields.n.pattern: repeats its parts more than"),
                bad(
                        "a reference",
                        table("id: {type: string}\n      n: {$ref: 'http://example.org/x'}"),
                        "line 9: tables.a.fields.n.$ref: is no keyword"),
                bad(
                        "a key that is no field",
                        table("n: {type: string}"),
                        "line 7: tables.a.fields: the key \"id\" must be"),
                bad(
                        "a key that is no text",
                        table("id: {type: integer}"),
                        "line 8: tables.a.fields.id: the key is text"),
                bad(
                        "required of an unknown field",
                        table("id: {type: string}") + "\n    required: [id, sate]",
                        "line 9: tables.a.required[1]: unknown field \"sate\"; known are id"),
                bad(
                        "retention that is none",
                        table("id: {type: string}") + "\n    retention: soon",
                        "line 9: tables.a.retention: \"soon\" is not a duration"),
                bad(
                        "retention of no time",
                        table("id: {type: string}") + "\n    retention: 0s",
                        "line 9: tables.a.retention: must be from 1m"),
                bad(
                        "opening the keys",
                        "tables:\n  keys: {readers: [all]}",
                        "line 2: tables.keys: keys belongs to admins"),
                bad(
                        "a command that is none",
                        "tables:\n  questions:\n    commands:\n      question.annoy: [bot]",
                        "line 4: tables.questions.commands.question.annoy: unknown command"),
                bad(
                        "a command of the hub",
                        "tables:\n  questions: {commands: {question.expire: [user]}}",
                        "the hub alone sends question.expire"),
                bad(
                        "fields for a built-in table",
                        "tables:\n  questions: {fields: {}}",
                        "line 2: tables.questions.fields: unknown word"),
                bad(
                        "a double key",
                        "tables: {}\nroles: {}\ntables: {}",
                        "line 3: tables: \"tables\" stands in line 1 already; keep one of the two"),
                bad(
                        "a double key in two spellings",
                        "roles:\n  on: {description: x}\n  'on': {description: y}",
                        "line 3: roles.on: \"on\" stands in line 2 already"),
                bad(
                        "an anchor",
                        "roles: &r {}\nrateLimits: *r",
                        "line 1: roles: anchors",
                        "line 2: rateLimits: anchors"),
                bad(
                        "a number with two meanings",
                        table("id: {type: string}\n      n: {enum: [012, 0644, -007]}"),
                        "line 9: tables.a.fields.n.enum[0]: 012 is an octal number to some and a decimal one to others; for a text put it in quotes: \"012\"",
                        "line 9: tables.a.fields.n.enum[1]: 0644 is",
                        "line 9: tables.a.fields.n.enum[2]: -007 is"),
                bad(
                        "a number without an end",
                        table("id: {type: string}\n      n: {enum: [.inf, -.INF, .nan, 1e999]}"),
                        "enum[0]: a number must be finite",
                        "enum[1]: a number must be finite",
                        "enum[2]: a number must be finite",
                        "enum[3]: a number must be finite"),
                bad(
                        "a name that is no text",
                        table("id: {type: string}\n      true: {type: string}\n      null: {}\n      2024: {}"),
                        "line 9: tables.a.fields.true: a name is a text, and true is true or false; put it in quotes: \"true\"",
                        "line 10: tables.a.fields.null: a name is a text, and null is null",
                        "line 11: tables.a.fields[2024]: a name is a text, and 2024 is a number"),
                bad(
                        "a tag",
                        table("id: {type: string}\n      n: {default: !!binary aGk=}"),
                        "line 9: tables.a.fields.n.default: tags are not read here"),
                bad(
                        "a name that is a list",
                        "roles:\n  ? [a, b]\n  : {description: x}",
                        "line 2: roles: a name must be a text"),
                bad("levels without an end", "roles: " + "[".repeat(5_000), "line 1: the file is nested more than"),
                bad("a list", "- 1", "line 1: must have fields"),
                bad("broken YAML", "tables: {a: [}", "line 1: "));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void each_fault_is_told_with_its_line_its_path_and_the_next_step(Bad bad) {
        assertThatThrownBy(() -> MatrixFile.parse(bad.yaml(), "signalbox.yaml"))
                .isInstanceOfSatisfying(MatrixFileRefused.class, refused -> {
                    assertThat(refused.faults()).hasSize(bad.faults().size());
                    for (int i = 0; i < bad.faults().size(); i++) {
                        assertThat(refused.faults().get(i).toString())
                                .contains(bad.faults().get(i));
                    }
                });
    }

    /** What is written, and what it is by the core schema of YAML 1.2; 1.1 reads most of these otherwise. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            on | "on"
            off | "off"
            no | "no"
            No | "No"
            NO | "NO"
            yes | "yes"
            y | "y"
            n | "n"
            1:30 | "1:30"
            190:20:30 | "190:20:30"
            1_000 | "1_000"
            1_000.5 | "1_000.5"
            0b11 | "0b11"
            0o14 | 12
            0x1F | 31
            2026-11-29 | "2026-11-29"
            2026-11-29T08:00:00Z | "2026-11-29T08:00:00Z"
            = | "="
            << | "<<"
            08 o'clock | "08 o'clock"
            +12 | 12
            1.10 | 1.10
            1e3 | 1E+3
            .5 | 0.5
            12345678901234567890123 | 12345678901234567890123
            0.10000000000000000055511151231257827 | 0.10000000000000000055511151231257827
            true | true
            False | false
            ~ | null
            Null | null
            '012' | "012"
            "no" | "no"
            !!str 12 | "12"
            ! 012 | "012"
            """)
    void a_value_is_what_yaml_1_2_says(String written, String json) {
        String file = table("id: {type: string}\n      n: {enum: [" + written + "]}");

        JsonNode value = MatrixFile.parse(file, "signalbox.yaml")
                .table("a")
                .orElseThrow()
                .schema()
                .at("/properties/n/enum/0");

        assertThat(value.toString()).isEqualTo(json);
    }

    @Test
    void a_role_may_be_called_on_and_a_field_no() {
        OwnershipMatrix matrix = MatrixFile.parse("""
                roles: {on: {description: The shift that works.}, off: {description: The one that sleeps.}}
                tables:
                  rota:
                    change: replace
                    writers: [on]
                    readers: [on, off]
                    fields: {id: {type: string}, no: {type: integer}, light: {enum: [on, off]}, at: {const: 1:30}}
                    required: [id, no]
                    why: Who is on.
                """, "signalbox.yaml");

        assertThat(matrix.mayWrite("on", "rota")).isTrue();
        assertThat(matrix.mayWrite("off", "rota")).isFalse();
        RowSchema schema = matrix.rowSchema("rota");
        assertThat(schema.faults(json("{'id': 'a', 'no': 1, 'light': 'on', 'at': '1:30'}")))
                .isEmpty();
        assertThat(schema.faults(json("{'id': 'a', 'no': 1, 'light': true, 'at': 90}")))
                .hasSize(2);
    }

    /** One of each kind, far from each other: whoever mends a file must not have to ask again and again. */
    @Test
    void all_faults_are_told_in_one_pass() {
        String file = """
                role: {}
                roles:
                  boss: {}
                  Big: {descriptoin: x}
                tables:
                  a:
                    change: often
                    colour: red
                    writers: [bott, boss]
                    readers: [012]
                    fields:
                      id: {type: string}
                      n: {type: int, minimun: 1, pattern: '['}
                      m: {pattern: '('}
                    required: [id, sate]
                    retention: soon
                  b: {change: append, writers: [Big], readers: all}
                  questions: {fields: {}, readers: [nobody], change: append, commands: {question.annoy: [bot]}}
                  keys: {readers: [all]}
                  c: {change: {isolated: emperor, to: x}, colour: red}
                  c: {change: append}
                rateLimits: {bot: {requests: many, per: soon, burts: 1}, chef: {requests: 1}}
                traceRetention: {dev: 1s, prod: never}
                """;

        assertThatThrownBy(() -> MatrixFile.parse(file, "team.yaml"))
                .isInstanceOfSatisfying(MatrixFileRefused.class, refused -> assertThat(refused.faults())
                        .extracting(fault -> fault.line() + " " + fault.path())
                        .containsExactlyInAnyOrder(
                                "1 role",
                                "3 roles.boss.description",
                                "4 roles.Big",
                                "4 roles.Big.descriptoin",
                                "4 roles.Big.description",
                                "7 tables.a.change",
                                "8 tables.a.colour",
                                "6 tables.a.why",
                                "9 tables.a.writers[0]",
                                "10 tables.a.readers[0]",
                                "13 tables.a.fields.n.type",
                                "13 tables.a.fields.n.minimun",
                                "13 tables.a.fields.n.pattern",
                                "14 tables.a.fields.m.pattern",
                                "15 tables.a.required[1]",
                                "16 tables.a.retention",
                                "17 tables.b.why",
                                "18 tables.questions.fields",
                                "18 tables.questions.readers[0]",
                                "18 tables.questions.change",
                                "18 tables.questions.commands.question.annoy",
                                "19 tables.keys",
                                "20 tables.c.change",
                                "20 tables.c.change.to",
                                "20 tables.c.colour",
                                "20 tables.c.why",
                                "21 tables.c",
                                "22 rateLimits.bot.requests",
                                "22 rateLimits.bot.per",
                                "22 rateLimits.bot.burts",
                                "22 rateLimits.chef",
                                "23 traceRetention.dev",
                                "23 traceRetention.prod"));
    }

    @Test
    void a_file_that_no_event_could_carry_is_refused() {
        String comment = "#" + "x".repeat(MatrixFile.BYTES_MAX - 1);

        assertThat(MatrixFile.parse(comment, "signalbox.yaml").tables()).isNotEmpty();
        assertThatThrownBy(() -> MatrixFile.parse(comment + "x", "signalbox.yaml"))
                .hasMessageContaining("more than " + MatrixFile.BYTES_MAX);
    }

    private static Bad bad(String what, String yaml, String... faults) {
        return new Bad(what, yaml, List.of(faults));
    }

    /** A table whose fields begin in line 8. */
    private static String table(String fields) {
        return "tables:\n  a:\n    change: append\n    writers: [bot]\n    readers: [all]\n    why: x\n    fields:\n      "
                + fields;
    }

    private static JsonNode json(String text) {
        return Json.readLenient(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
