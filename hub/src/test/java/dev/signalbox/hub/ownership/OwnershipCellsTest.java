package dev.signalbox.hub.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.matrix.Change;
import dev.signalbox.hub.matrix.MatrixFile;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.ownership.CellDoors.Wish;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
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
 * Every cell of role × table × verb × door, asked of a real hub. What is expected stands in the plain tables below,
 * written by hand and not taken from the matrix; and a table, command, role or route that they do not know fails the
 * test.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OwnershipCellsTest {
    private static final List<String> CALLERS =
            List.of("admin", "daemon", "bot", "user", "viewer", "observer", TestHub.NOBODY);

    /**
     * Command, who may send it beside an admin ("-": the hub alone), its route ("-": none; "foreign": those of
     * {@link #FOREIGN}).
     */
    private static final String COMMANDS = """
        notification.post        | daemon bot user | POST /v1/notifications
        notification.acknowledge | daemon bot user | POST /v1/notifications/{id}/acknowledge
        notification.resolve     | daemon bot user | POST /v1/notifications/{id}/resolve
        notification.expire      | -               | -
        question.ask             | daemon bot user | POST /v1/questions
        question.answer          | bot user        | POST /v1/questions/{id}/answer
        question.cancel          | daemon bot user | POST /v1/questions/{id}/cancel
        question.expire          | -               | -
        question.announce-signer | -               | -
        roadmap.add              | user            | POST /v1/roadmap
        roadmap.update           | user            | PATCH /v1/roadmap/{id}
        roadmap.move             | user            | POST /v1/roadmap/{id}/move
        roadmap.set-status       | user daemon     | POST /v1/roadmap/{id}/status
        roadmap.remove           | user            | DELETE /v1/roadmap/{id}
        trace.record             | daemon bot user | foreign
        trace.score              | daemon bot user | foreign
        trace.delete             | user            | DELETE /v1/traces/{id}
        trace.delete-score       | user            | -
        trace.expire             | -               | -
        price.set                | user            | POST /v1/prices
        price.remove             | user            | DELETE /v1/prices/{model}
        endpoint.create          | user            | POST /v1/endpoints
        endpoint.change          | user            | PATCH /v1/endpoints/{id}
        endpoint.rotate          | user            | POST /v1/endpoints/{id}/rotate
        endpoint.disable         | user            | POST /v1/endpoints/{id}/disable
        endpoint.enable          | user            | POST /v1/endpoints/{id}/enable
        endpoint.retry           | user            | POST /v1/endpoints/{id}/retry
        endpoint.replay          | user            | POST /v1/endpoints/{id}/replay
        endpoint.delete          | user            | DELETE /v1/endpoints/{id}
        endpoint.switch-off      | -               | -
        endpoint.end-replay      | -               | -
        delivery.note-failed     | -               | -
        key.create               |                 | POST /v1/keys
        key.rotate               |                 | POST /v1/keys/{id}/rotate
        key.revoke               |                 | DELETE /v1/keys/{id}
        key.refuse               | -               | -
        key.admit                | -               | -
        key.sign-in              | -               | -
        key.sign-out             | -               | -
        matrix.apply             |                 | PUT /v1/ownership
        backup.note-drill        | -               | -
        space.create             |                 | POST /v1/spaces
        space.clone              |                 | POST /v1/spaces/{id}/clone
        space.seal               |                 | DELETE /v1/spaces/{id}
        space.unseal             |                 | POST /v1/spaces/{id}/unseal
        space.erase              | -               | -
        space.admit-keys         | -               | -
        space.dismiss-keys       | -               | -
        space.note-open          | -               | -
        space.note-closed        | -               | -
        space.note-moved         | -               | -
        space.note-filled        | -               | -
        """;

    /** Routes of foreign protocols that write, and who may use them beside an admin. */
    private static final String FOREIGN = """
        POST /mcp                        | daemon bot user viewer observer
        POST /v1/hooks/claude-code       | daemon bot user viewer observer
        POST /v1/hooks/codex             | daemon bot user viewer observer
        POST /api/public/ingestion       | daemon bot user
        POST /api/public/scores          | daemon bot user
        POST /api/public/otel/v1/traces  | daemon bot user
        POST /api/public/otel/v1/logs    | daemon bot user
        POST /api/public/otel/v1/metrics | daemon bot user
        POST /v1/traces                  | daemon bot user
        POST /v1/logs                    | daemon bot user
        POST /v1/metrics                 | daemon bot user
        POST /opentelemetry.proto.collector.trace.v1.TraceService/Export     | daemon bot user
        POST /opentelemetry.proto.collector.logs.v1.LogsService/Export       | daemon bot user
        POST /opentelemetry.proto.collector.metrics.v1.MetricsService/Export | daemon bot user
        POST /v1/inbound/alertmanager    | daemon bot user
        POST /v1/inbound/grafana         | daemon bot user
        POST /v1/inbound/uptime-kuma     | daemon bot user
        POST /v1/inbound/github          | daemon bot user
        POST /v1/inbound/cloudevents     | daemon bot user
        POST /                           | daemon bot user
        PUT /                            | daemon bot user
        POST /{topic}                    | daemon bot user
        PUT /{topic}                     | daemon bot user
        POST /v1/inbound/ntfy            | daemon bot user
        PUT /v1/inbound/ntfy             | daemon bot user
        POST /v1/inbound/ntfy/{topic}    | daemon bot user
        PUT /v1/inbound/ntfy/{topic}     | daemon bot user
        POST /message                    | daemon bot user
        POST /v1/inbound/gotify          | daemon bot user
        DELETE /api/public/traces        | user
        DELETE /api/public/traces/{id}   | user
        DELETE /api/public/scores/{id}   | user
        """;

    /** Family of events, who reads the table beside an admin, its table, a stream that there is. */
    private static final String READERS = """
        notification | daemon bot user viewer observer | notifications | notification/%s
        question     | daemon bot user viewer observer | questions     | question/%s
        roadmap      | daemon bot user viewer observer | roadmap       | roadmap/%s
        trace        | daemon bot user viewer observer | traces        | trace/%s
        price        | daemon bot user viewer observer | prices        | price/%s
        endpoint     | user                            | endpoints     | endpoint/%s
        delivery     | user                            | deliveries    | delivery/%s
        key          |                                 | keys          | key/%s
        matrix       |                                 | settings      | matrix/default
        backup       |                                 | backups       | backup/drills
        space        |                                 | spaces        | space/%s
        """;

    private static final String FILE = """
        roles: {observer: {description: "looks"}}
        deliveries: {allow: [127.0.0.1]}
        """;

    private static final Set<String> LET_IN = Set.of("not_found", "invalid");
    private static final List<String> DOORS = List.of("http", "batch", "bus", "bridge", "mcp");
    /** Families of the traces log. */
    private static final Set<String> TRACES = Set.of("trace", "price");

    private static final Map<String, AtomicInteger> ASKED = new LinkedHashMap<>();

    static TestHub hub;
    static CellDoors doors;
    static CellWishes wishes;
    static Map<String, String> ids = new LinkedHashMap<>();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("signalbox.yaml"), FILE);
        HubConfig plain = HubConfig.embedded(folder.resolve("data"), 0);
        hub = TestHub.start(
                new HubConfig(plain.data(), null, plain.host(), 0, false, null, null, file), new TestClock());
        for (String caller : CALLERS) if (!caller.equals(TestHub.NOBODY)) hub.key(caller);
        doors = new CellDoors(hub);
        wishes = new CellWishes(hub, FILE);
        ids.put("notification", wishes.of("notification.resolve", "admin", true).target());
        ids.put("question", wishes.of("question.cancel", "admin", true).target());
        // What is over has a receipt.
        hub.post("admin", "/v1/questions/" + ids.get("question") + "/cancel", "")
                .expect(200);
        ids.put("roadmap", wishes.of("roadmap.remove", "admin", true).target());
        ids.put("trace", "first");
        ids.put("price", "first");
        hub.post("admin", "/api/public/ingestion", CellWishes.TRACE).expect(207);
        assertThat(doors.batch("admin", wishes.of("price.set", "admin", true))).isEqualTo(CellDoors.OK);
        ids.put("key", wishes.of("key.revoke", "admin", true).target());
        ids.put("space", "first");
        hub.post("admin", "/v1/spaces", Map.of("name", "first")).expect(201);
        worked("/v1/backups");
        worked("/v1/backups/newest/drill");
        ids.put("endpoint", givenUp());
        ids.put("delivery", ids.get("endpoint"));
    }

    /** An endpoint where nobody is, to which an event did not get in a day. */
    private static String givenUp() {
        String id = hub.post(
                        "admin",
                        "/v1/endpoints",
                        Map.of("name", "x", "url", "http://127.0.0.1:1/", "types", List.of("roadmap.added")))
                .expect(201)
                .json()
                .path("id")
                .asText();
        assertThat(doors.batch("admin", wishes.of("roadmap.add", "admin", true)))
                .isEqualTo(CellDoors.OK);
        String path = "/v1/endpoints/" + id;
        Eventually.until(
                "it was tried",
                () -> hub.get("admin", path)
                                .json()
                                .path("delivery")
                                .path("failures")
                                .asInt()
                        > 0);
        hub.clock().advance(Duration.ofHours(25));
        Eventually.until(
                "it was given up",
                () -> hub.get("admin", path)
                                .json()
                                .path("delivery")
                                .path("deadLetters")
                                .asInt()
                        > 0);
        return id;
    }

    /** Work on backups that is over. */
    private static void worked(String path) {
        String run = hub.post("admin", path, "{}").expect(202).json().path("id").asText();
        Eventually.until("it is over", () -> hub.get("admin", "/v1/backup-runs/" + run)
                .json()
                .path("state")
                .asText()
                .equals("done"));
    }

    /** The summary: how many cells there are, of which kind. */
    @AfterAll
    static void stop() {
        int all = ASKED.values().stream().mapToInt(AtomicInteger::get).sum();
        System.out.println("ownership cells asked: " + all + " " + ASKED);
        hub.close();
    }

    @Test
    @Order(1)
    void the_tables_of_this_test_know_every_role_table_command_and_route() {
        OwnershipMatrix matrix = MatrixFile.parse(FILE, "signalbox.yaml");
        Set<String> roles = new TreeSet<>(CALLERS);
        roles.remove(TestHub.NOBODY);
        Set<String> commands = new TreeSet<>();
        matrix.builtIn().forEach(table -> commands.addAll(table.commands().keySet()));
        Set<String> routes = new TreeSet<>();
        Set<String> foreign = new TreeSet<>();
        for (Route route : hub.hub().routes()) {
            if (!route.protocol().knowsItsParameters()) {
                if (!route.method().equals(HttpMethod.GET)) foreign.add(route.method() + " " + route.path());
            } else if (route.permission() instanceof Permission.Sends sends) {
                routes.add(sends.command() + " " + route.method() + " " + route.path());
            }
        }
        routes.add("matrix.apply PUT /v1/ownership");

        assertThat(matrix.roles()).extracting(OwnershipMatrix.Role::name).containsExactlyInAnyOrderElementsOf(roles);
        assertThat(column(COMMANDS, 0)).containsExactlyInAnyOrderElementsOf(commands);
        assertThat(column(FOREIGN, 0)).containsExactlyInAnyOrderElementsOf(foreign);
        assertThat(rows(COMMANDS).filter(OwnershipCellsTest::hasRoute).map(row -> row.get(0) + " " + row.get(2)))
                .containsExactlyInAnyOrderElementsOf(routes);
        assertThat(column(READERS, 2))
                .containsExactlyInAnyOrderElementsOf(matrix.tables().stream()
                        .filter(table -> table.change() == Change.COMMANDS)
                        .map(TableDeclaration::name)
                        .toList());
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> who_sends_a_command_through_which_door() {
        List<DynamicTest> cells = new ArrayList<>();
        rows(COMMANDS).forEach(row -> {
            for (String caller : CALLERS) {
                for (String door : DOORS) {
                    if (door.equals("http") && !hasRoute(row)) continue;
                    if (!CellDoors.takes(door, row.get(0))) continue;
                    cells.add(sending(caller, row.get(0), row.get(1), row.get(2), door));
                }
            }
        });
        return cells.stream();
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> who_sends_through_the_door_of_a_foreign_protocol() {
        List<DynamicTest> cells = new ArrayList<>();
        rows(FOREIGN).forEach(row -> {
            for (String caller : CALLERS) {
                String expected = expected(caller, row.get(1), "forbidden");
                cells.add(cell(
                        "send foreign",
                        caller + " " + row.get(0),
                        expected,
                        () -> doors.foreign(caller, row.get(0), "{\"batch\":[]}")));
            }
        });
        return cells.stream();
    }

    @TestFactory
    @Order(3)
    Stream<DynamicTest> who_reads_a_table_through_its_routes() {
        List<DynamicTest> cells = new ArrayList<>();
        for (Route route : hub.hub().routes()) {
            if (!(route.permission() instanceof Permission.Reads reads)) continue;
            String readers = rows(READERS)
                    .filter(row -> row.get(0).equals(reads.family()))
                    .findFirst()
                    .orElseThrow()
                    .get(1);
            String path = route.path().replaceAll("\\{\\w+}", ids.getOrDefault(reads.family(), "none"));
            boolean manyKinds = Set.of("trace", "delivery").contains(reads.family());
            for (String caller : CALLERS) {
                String expected = expected(caller, readers, "forbidden");
                cells.add(cell("read http", caller + " GET " + route.path(), expected, () -> {
                    if (!route.protocol().knowsItsParameters()) return doors.foreign(caller, "GET " + path, "");
                    String answer = doors.get(caller, path);
                    // Its routes want names of many kinds; what was let in may be told that there is no such thing.
                    return manyKinds && LET_IN.contains(answer) ? CellDoors.OK : answer;
                }));
            }
        }
        return cells.stream();
    }

    @TestFactory
    @Order(4)
    Stream<DynamicTest> who_sees_events_through_which_door() {
        List<DynamicTest> cells = new ArrayList<>();
        Map<String, Set<String>> heard = doors.heard(CALLERS, "notification", () -> {
            for (String command : List.of("question.ask", "roadmap.add", "key.create", "space.create")) {
                assertThat(doors.batch("admin", wishes.of(command, "admin", true)))
                        .isEqualTo(CellDoors.OK);
            }
            Wish another = new Wish("matrix.apply", null, Map.of("file", FILE + "# once more\n"));
            assertThat(doors.batch("admin", another)).isEqualTo(CellDoors.OK);
            worked("/v1/backups/newest/drill");
            givenUp();
            assertThat(doors.batch("admin", wishes.of("notification.post", "admin", true)))
                    .isEqualTo(CellDoors.OK);
        });
        rows(READERS).forEach(row -> {
            String family = row.get(0);
            String stream = row.get(3).formatted(ids.get(family));
            for (String caller : CALLERS) {
                String hidden = expected(caller, row.get(1), "hidden");
                String what = caller + " " + family + ".*";
                String log = TRACES.contains(family) ? "traces" : "main";
                cells.add(cell("events page", what, hidden, () -> doors.page(caller, family, log)));
                cells.add(cell("events live", what, hidden, () -> doors.live(caller, family, log)));
                String missing = expected(caller, row.get(1), "not_found");
                cells.add(
                        cell("events stream", caller + " " + stream, missing, () -> doors.stream(caller, stream, log)));
                // The bus tells of the main log alone.
                boolean hears = hidden.equals(CellDoors.OK) && log.equals("main");
                cells.add(cell(
                        "events bridge",
                        what,
                        hears ? CellDoors.OK : "silent",
                        () -> heard.getOrDefault(caller, Set.of()).contains(family) ? CellDoors.OK : "silent"));
            }
        });
        return cells.stream();
    }

    /** Every cell was asked, none twice: the number follows from the tables alone. */
    @Test
    @Order(5)
    void all_cells_were_asked() {
        long commands = rows(COMMANDS).count();
        long routes = rows(COMMANDS).filter(OwnershipCellsTest::hasRoute).count();
        long tools =
                rows(COMMANDS).filter(row -> CellDoors.takes("mcp", row.get(0))).count();
        long foreign = rows(FOREIGN).count();
        long reads = hub.hub().routes().stream()
                .filter(route -> route.permission() instanceof Permission.Reads)
                .count();
        long families = rows(READERS).count();
        long all = CALLERS.size() * (commands * (DOORS.size() - 2) + routes + tools + foreign + reads + families * 4);

        assertThat(ASKED.values().stream().mapToLong(AtomicInteger::get).sum()).isEqualTo(all);
    }

    private static DynamicTest sending(String caller, String command, String senders, String route, String door) {
        boolean foreign = route.equals("foreign");
        // No command of the other doors: they do not know its name.
        String expected =
                foreign && !caller.equals(TestHub.NOBODY) ? "invalid" : expected(caller, senders, "forbidden");
        return cell("send " + door, caller + " " + command, expected, () -> {
            boolean may = expected.equals(CellDoors.OK);
            Wish wish = wishes.of(command, caller, may);
            return through(door, caller, route, wish);
        });
    }

    private static boolean hasRoute(List<String> row) {
        return !row.get(2).equals("-") && !row.get(2).equals("foreign");
    }

    private static String through(String door, String caller, String route, Wish wish) {
        return switch (door) {
            case "http" -> doors.http(caller, route, wish);
            case "batch" -> doors.batch(caller, wish);
            case "bus" -> doors.bus(caller, wish);
            case "mcp" -> doors.mcp(caller, wish);
            default -> doors.bridge(caller, wish);
        };
    }

    private static String expected(String caller, String allowed, String otherwise) {
        if (caller.equals(TestHub.NOBODY)) return "unauthorized";
        if (allowed.equals("-")) return otherwise;
        boolean may = caller.equals("admin") || List.of(allowed.split(" ", -1)).contains(caller);
        return may ? CellDoors.OK : otherwise;
    }

    private static DynamicTest cell(
            String kind, String what, String expected, java.util.function.Supplier<String> ask) {
        return dynamicTest(kind + ": " + what + " -> " + expected, () -> {
            ASKED.computeIfAbsent(kind, any -> new AtomicInteger()).incrementAndGet();
            assertThat(ask.get()).isEqualTo(expected);
        });
    }

    private static Stream<List<String>> rows(String table) {
        return table.lines()
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList());
    }

    private static List<String> column(String table, int number) {
        return rows(table).map(row -> row.get(number)).toList();
    }
}
