package dev.signalbox.hub.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.matrix.Change;
import dev.signalbox.hub.matrix.MatrixFile;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.ownership.CellDoors.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cells of {@code table.*}: every role × table, of each way to change × verb × door. Expectations as in
 * {@link OwnershipCellsTest}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TableCellsTest {
    private static final List<String> CALLERS =
            List.of("admin", "daemon", "bot", "user", "viewer", "observer", TestHub.NOBODY);
    private static final List<String> DOORS = List.of("http", "batch", "bus", "bridge", "mcp");

    private static final String FILE = """
            roles: {observer: {description: "looks"}}
            tables:
              runs: {change: replace, writers: [bot], readers: [observer, user], why: "x"}
              clicks: {change: append, writers: [bot, daemon], readers: all, why: "x"}
              notes: {change: merge, writers: all, readers: [], why: "x"}
              session_state: {change: {isolated: bot}, why: "x"}
            """;

    /** Table, verbs that it takes, its writers and its readers beside an admin; or the one answer to everybody. */
    private static final String TABLES = """
            runs                 | put delete       | bot                             | observer user
            clicks               | append           | bot daemon                      | daemon bot user viewer observer
            notes                | put patch delete | daemon bot user viewer observer |
            slack_interactions   | append           | bot                             | daemon user viewer
            session_state        | table_isolated   |                                 |
            daemon_task_queue    | table_isolated   |                                 |
            daemon_execution_log | table_isolated   |                                 |
            notifications        | invalid          |                                 | daemon bot user viewer observer
            questions            | invalid          |                                 | daemon bot user viewer observer
            roadmap              | invalid          |                                 | daemon bot user viewer observer
            traces               | invalid          |                                 | daemon bot user viewer observer
            prices               | invalid          |                                 | daemon bot user viewer observer
            endpoints            | invalid          |                                 | user
            deliveries           | invalid          |                                 | user
            keys                 | invalid          |                                 |
            settings             | invalid          |                                 |
            backups              | invalid          |                                 |
            spaces               | invalid          |                                 |
            nowhere              | not_found        |                                 |
            """;

    /** Verb and its route. */
    private static final String VERBS = """
            put    | PUT /v1/tables/{table}/rows/{key}
            patch  | PATCH /v1/tables/{table}/rows/{key}
            delete | DELETE /v1/tables/{table}/rows/{key}
            append | POST /v1/tables/{table}/rows
            """;

    private static final List<String> READS = List.of(
            "/v1/tables/{table}/rows",
            "/v1/tables/{table}/rows/{key}",
            "/v1/tables/{table}/rows/{key}/history",
            "/v1/tables/{table}/snapshot");

    private static final Map<String, AtomicInteger> ASKED = new LinkedHashMap<>();
    private static final Map<String, String> KEYS = new LinkedHashMap<>();

    static TestHub hub;
    static CellDoors doors;
    static CellWishes wishes;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("signalbox.yaml"), FILE);
        HubConfig plain = HubConfig.embedded(folder.resolve("data"), 0);
        hub = TestHub.start(
                new HubConfig(plain.data(), null, plain.host(), 0, false, null, null, file), new TestClock());
        for (String caller : CALLERS) if (!caller.equals(TestHub.NOBODY)) hub.key(caller);
        doors = new CellDoors(hub);
        wishes = new CellWishes(hub, FILE);
        for (String table : List.of("runs", "notes")) {
            hub.send("admin", "PUT", "/v1/tables/" + table + "/rows/first", row(table))
                    .expect(201);
            KEYS.put(table, "first");
        }
        for (String table : List.of("clicks", "slack_interactions")) {
            KEYS.put(
                    table,
                    hub.post("admin", "/v1/tables/" + table + "/rows", row(table))
                            .expect(201)
                            .json()
                            .path("key")
                            .textValue());
        }
        KEYS.put(
                "notifications",
                wishes.of("notification.resolve", "admin", true).target());
        KEYS.put("roadmap", wishes.of("roadmap.remove", "admin", true).target());
        KEYS.put("questions", wishes.of("question.cancel", "admin", true).target());
        KEYS.put("endpoints", wishes.of("endpoint.enable", "admin", true).target());
    }

    /** The summary: how many cells there are, of which kind. */
    @AfterAll
    static void stop() {
        int all = ASKED.values().stream().mapToInt(AtomicInteger::get).sum();
        System.out.println("ownership cells of tables asked: " + all + " " + ASKED);
        hub.close();
    }

    @Test
    @Order(1)
    void the_tables_of_this_test_know_every_table_verb_and_route() {
        OwnershipMatrix matrix = MatrixFile.parse(FILE, "signalbox.yaml");
        Set<String> tables = new TreeSet<>(Set.of("nowhere"));
        matrix.tables().forEach(table -> tables.add(table.name()));
        Set<String> routes = new TreeSet<>();
        for (Route route : hub.hub().routes()) {
            if (route.path().startsWith("/v1/tables/")) routes.add(route.method() + " " + route.path());
        }
        Set<String> known = new TreeSet<>(rows(VERBS).map(row -> row.get(1)).toList());
        READS.forEach(path -> known.add("GET " + path));

        assertThat(rows(TABLES).map(row -> row.get(0))).containsExactlyInAnyOrderElementsOf(tables);
        assertThat(rows(VERBS).map(row -> "table." + row.get(0)))
                .containsExactlyInAnyOrderElementsOf(OwnershipMatrix.TABLE_COMMANDS);
        assertThat(known).isEqualTo(routes);
        assertThat(matrix.declared().stream().map(TableDeclaration::change))
                .containsOnlyOnceElementsOf(List.of(Change.REPLACE, Change.MERGE))
                .contains(Change.APPEND, Change.ISOLATED);
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> who_writes_a_table_through_which_door() {
        List<DynamicTest> cells = new ArrayList<>();
        rows(TABLES).forEach(table -> rows(VERBS).forEach(verb -> {
            for (String caller : CALLERS) {
                for (String door : DOORS) {
                    if (!CellDoors.takes(door, "table." + verb.get(0))) continue;
                    cells.add(writing(caller, table, verb, door));
                }
            }
        }));
        return cells.stream();
    }

    @TestFactory
    @Order(3)
    Stream<DynamicTest> who_reads_a_table_through_its_routes() {
        List<DynamicTest> cells = new ArrayList<>();
        rows(TABLES).forEach(table -> {
            for (String route : READS) {
                for (String caller : CALLERS) {
                    String path = route.replace("{table}", table.get(0))
                            .replace("{key}", KEYS.getOrDefault(table.get(0), "none"));
                    String what = caller + " " + route.replace("{table}", table.get(0));
                    cells.add(cell("read http", what, reading(caller, table), () -> doors.get(caller, path)));
                }
            }
        });
        return cells.stream();
    }

    @TestFactory
    @Order(4)
    Stream<DynamicTest> who_sees_the_events_of_a_table_through_which_door() {
        List<DynamicTest> cells = new ArrayList<>();
        Map<String, Set<String>> heard = doors.heard(CALLERS, "notification", () -> {
            declared().forEach(table -> {
                String verb = table.get(1).contains("append") ? "table.append" : "table.put";
                Wish wish = wishes.ofTable(verb, table.get(0), false, row(table.get(0)));
                assertThat(doors.batch("admin", wish)).isEqualTo(CellDoors.OK);
            });
            assertThat(doors.batch("admin", wishes.of("notification.post", "admin", true)))
                    .isEqualTo(CellDoors.OK);
        });
        declared().forEach(table -> {
            String family = table.get(0);
            for (String caller : CALLERS) {
                boolean may = reading(caller, table).equals(CellDoors.OK);
                String stranger = caller.equals(TestHub.NOBODY) ? "unauthorized" : null;
                String shown = may ? CellDoors.OK : stranger == null ? "hidden" : stranger;
                String found = may ? CellDoors.OK : stranger == null ? "not_found" : stranger;
                String what = caller + " " + family + ".*";
                String stream = family + "/" + CellDoors.segment(KEYS.get(family));
                cells.add(cell("events page", what, shown, () -> doors.page(caller, family)));
                cells.add(cell("events live", what, shown, () -> doors.live(caller, family)));
                cells.add(cell("events stream", what, found, () -> doors.stream(caller, stream)));
                cells.add(cell(
                        "events bridge",
                        what,
                        may ? "heard" : "silent",
                        () -> heard.getOrDefault(caller, Set.of()).contains(family) ? "heard" : "silent"));
            }
        });
        return cells.stream();
    }

    /** Every cell was asked, none twice: the number follows from the tables alone. */
    @Test
    @Order(5)
    void all_cells_were_asked() {
        long tables = rows(TABLES).count();
        long all = CALLERS.size()
                // Agents have a tool for one verb.
                * (tables * (rows(VERBS).count() * (DOORS.size() - 1) + 1)
                        + tables * READS.size()
                        + declared().count() * 4);

        assertThat(ASKED.values().stream().mapToLong(AtomicInteger::get).sum()).isEqualTo(all);
    }

    private static DynamicTest writing(String caller, List<String> table, List<String> verb, String door) {
        String expected = writing(caller, table, verb.get(0));
        String command = "table." + verb.get(0);
        return cell("write " + door, caller + " " + command + " " + table.get(0), expected, () -> {
            boolean may = expected.equals(CellDoors.OK);
            boolean needsRow = may && !command.equals("table.append") && !command.equals("table.put");
            Wish wish = wishes.ofTable(command, table.get(0), needsRow, row(table.get(0)));
            return switch (door) {
                case "http" -> doors.http(caller, verb.get(1), wish);
                case "batch" -> doors.batch(caller, wish);
                case "bus" -> doors.bus(caller, wish);
                case "mcp" -> doors.mcp(caller, wish);
                default -> doors.bridge(caller, wish);
            };
        });
    }

    private static String writing(String caller, List<String> table, String verb) {
        if (caller.equals(TestHub.NOBODY)) return "unauthorized";
        if (isAnswer(table.get(1))) return table.get(1);
        boolean takes = words(table.get(1)).contains(verb);
        return takes && isIn(caller, table.get(2)) ? CellDoors.OK : "forbidden";
    }

    private static String reading(String caller, List<String> table) {
        if (caller.equals(TestHub.NOBODY)) return "unauthorized";
        if (table.get(1).equals("table_isolated") || table.get(1).equals("not_found")) return table.get(1);
        if (!isIn(caller, table.get(3))) return "forbidden";
        // Tables that show no rows of this form: they have routes of their own.
        return KEYS.containsKey(table.get(0)) ? CellDoors.OK : "not_found";
    }

    private static Stream<List<String>> declared() {
        return rows(TABLES).filter(table -> !isAnswer(table.get(1)));
    }

    private static boolean isAnswer(String verbs) {
        return List.of("table_isolated", "invalid", "not_found").contains(verbs);
    }

    private static boolean isIn(String caller, String roles) {
        return caller.equals("admin") || words(roles).contains(caller);
    }

    private static Map<String, Object> row(String table) {
        return table.equals("slack_interactions")
                ? Map.of("type", "block_actions", "user", Map.of("id", "U1"))
                : Map.of("n", 1);
    }

    private static DynamicTest cell(String kind, String what, String expected, Supplier<String> ask) {
        return dynamicTest(kind + ": " + what + " -> " + expected, () -> {
            ASKED.computeIfAbsent(kind, any -> new AtomicInteger()).incrementAndGet();
            assertThat(ask.get()).isEqualTo(expected);
        });
    }

    private static List<String> words(String text) {
        return List.of(text.split(" ", -1));
    }

    private static Stream<List<String>> rows(String table) {
        return table.lines()
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList());
    }
}
