package dev.signalbox.hub.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.ownership.CellDoors.Wish;
import dev.signalbox.wire.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a writer is told of a thing that it may not read: every command of every table × door × way that it may end.
 * What an admin wrote there stands in no answer; and an admin, who may read it, is told.
 */
class AnswerCellsTest {
    private static final String BLIND = "blind";
    /** Stands in all that was there before. */
    private static final String SECRET = "canary";

    private static final List<String> DOORS = List.of("http", "batch", "bus", "bridge", "mcp");
    /** Tables of which the file says nothing: they belong to admins alone. */
    private static final Set<String> OF_ADMINS = Set.of("keys", "settings", "backups", "spaces");

    private static final Map<String, String> ROW_ROUTES = Map.of(
            "table.put", "PUT /v1/tables/{table}/rows/{key}",
            "table.patch", "PATCH /v1/tables/{table}/rows/{key}",
            "table.delete", "DELETE /v1/tables/{table}/rows/{key}");

    private static final Map<String, List<String>> DECLARED = Map.of(
            "runs", List.of("table.put", "table.delete"), "notes", List.of("table.put", "table.patch", "table.delete"));

    static TestHub hub;
    static CellDoors doors;
    static CellWishes wishes;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("signalbox.yaml"), file());
        HubConfig plain = HubConfig.embedded(folder.resolve("data"), 0);
        hub = TestHub.start(
                new HubConfig(plain.data(), null, plain.host(), 0, false, null, null, file), new TestClock());
        doors = new CellDoors(hub);
        wishes = new CellWishes(hub, file(), SECRET);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    /** Every command to one role, every table read by admins alone. */
    private static String file() {
        StringBuilder file =
                new StringBuilder("roles: {blind: {description: \"writes, and reads nothing\"}}\ntables:\n");
        for (OwnershipMatrix.Table table : OwnershipMatrix.shipped().builtIn()) {
            if (OF_ADMINS.contains(table.name())) continue;
            file.append("  ").append(table.name()).append(":\n    readers: []\n");
            if (!sent(table).isEmpty()) file.append("    commands:\n");
            for (String command : sent(table))
                file.append("      ").append(command).append(": [blind]\n");
        }
        return file.append("  runs: {change: replace, writers: [blind], readers: [], why: \"x\"}\n")
                .append("  notes: {change: merge, writers: [blind], readers: [], why: \"x\"}\n")
                .append("  clicks: {change: append, writers: [blind], readers: [], why: \"x\"}\n")
                .toString();
    }

    @TestFactory
    Stream<DynamicTest> a_command_of_a_built_in_table_tells_nothing_of_what_was_there() {
        List<DynamicTest> cells = new ArrayList<>();
        for (OwnershipMatrix.Table table : OwnershipMatrix.shipped().builtIn()) {
            if (OF_ADMINS.contains(table.name())) continue;
            for (String command : sent(table)) {
                for (String door : DOORS) {
                    String route = routeOf(command);
                    if (route == null && door.equals("http")) continue;
                    if (!CellDoors.takes(door, command)) continue;
                    cells.add(dynamicTest(command + " " + door, () -> {
                        Wish wish = wishes.of(command, BLIND, false);
                        assertThat(said(door, route, at(wish, 77L))).doesNotContain(SECRET);
                        assertThat(said(door, route, wish)).doesNotContain(SECRET);
                        assertThat(said(door, route, wish)).doesNotContain(SECRET);
                    }));
                }
            }
        }
        return cells.stream();
    }

    @TestFactory
    Stream<DynamicTest> a_write_to_a_row_tells_nothing_of_what_was_there() {
        List<DynamicTest> cells = new ArrayList<>();
        DECLARED.forEach((table, commands) -> commands.forEach(command -> doorsOf(command)
                .forEach(door -> cells.add(dynamicTest(table + " " + command + " " + door, () -> {
                    String route = ROW_ROUTES.get(command);
                    Wish wish = ofRow(command, table);

                    assertThat(said(door, route, at(wish, 77L))).doesNotContain(SECRET);
                    assertThat(said(door, route, at(wish, 1L))).doesNotContain(SECRET);
                    assertThat(said(door, route, wish)).doesNotContain(SECRET);
                })))));
        return cells.stream();
    }

    /** So the cells above can fail. */
    @TestFactory
    Stream<DynamicTest> whoever_may_read_the_row_is_shown_it() {
        List<DynamicTest> cells = new ArrayList<>();
        DECLARED.forEach((table, commands) -> commands.forEach(command -> doorsOf(command)
                .forEach(door -> cells.add(dynamicTest(table + " " + command + " " + door, () -> assertThat(
                                doors.said(door, "admin", ROW_ROUTES.get(command), at(ofRow(command, table), 77L)))
                        .contains(SECRET))))));
        return cells.stream();
    }

    @Test
    void a_writer_that_may_not_read_gets_what_it_needs_to_go_on() {
        Wish wish = ofRow("table.patch", "notes");
        String path = "/v1/tables/notes/rows/" + wish.target().split("/", 2)[1];

        TestHub.Reply stale = hub.send(BLIND, "PATCH", path, Map.of("m", 2), "If-Match", "\"9\"");
        TestHub.Reply done = hub.send(BLIND, "PATCH", path, Map.of("m", 2), "If-Match", "\"1\"");

        assertThat(stale.expect(409).json().at("/current").toString()).isEqualTo("{\"version\":1}");
        assertThat(stale.json().path("detail").textValue()).contains("may not read");
        assertThat(done.expect(200).header("ETag")).contains("\"2\"");
        assertThat(done.json().path("key").textValue()).isEqualTo(wish.target().split("/", 2)[1]);
        assertThat(done.json().path("version").intValue()).isEqualTo(2);
        assertThat(done.json().has("row")).isFalse();
    }

    private static Stream<String> doorsOf(String command) {
        return DOORS.stream().filter(door -> CellDoors.takes(door, command));
    }

    private static Wish ofRow(String command, String table) {
        Map<String, Object> row = new LinkedHashMap<>(Map.of("m", 1, "theirs", SECRET));
        String key = "r" + Ids.next();
        hub.send("admin", "PUT", "/v1/tables/" + table + "/rows/" + key, row).expect(201);
        return new Wish(
                command,
                table + "/" + key,
                switch (command) {
                    case "table.put" -> Map.of("row", Map.of("m", 2));
                    case "table.patch" -> Map.of("fields", Map.of("m", 2));
                    default -> Map.of();
                });
    }

    private static Wish at(Wish wish, Long expected) {
        return new Wish(wish.command(), wish.target(), wish.body(), expected);
    }

    private static String said(String door, String route, Wish wish) {
        return doors.said(door, BLIND, route, wish);
    }

    private static List<String> sent(OwnershipMatrix.Table table) {
        return table.commands().entrySet().stream()
                .filter(command -> !command.getValue().equals(Set.of(OwnershipMatrix.SYSTEM)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The hub's own route of a command; null when it has none. */
    private static String routeOf(String command) {
        for (Route route : hub.hub().routes()) {
            boolean own = route.path().startsWith("/v1/");
            if (own
                    && route.permission() instanceof Permission.Sends sends
                    && sends.command().equals(command)) {
                return route.method() + " " + route.path();
            }
        }
        return null;
    }
}
