package dev.signalbox.cli.space;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.TestShell.Run;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.OwnerOnly;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spaces by the command line, on one hub: each test has names of its own. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SpaceCommandTest {
    @TempDir
    static Path folder;

    private static TestHub hub;

    @BeforeAll
    static void a_hub() {
        hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void one_is_made_and_its_secret_alone_is_on_standard_output() {
        Run made = run("space", "create", "billing");

        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.result()).startsWith("sbx_admin_").doesNotContain("\n");
        assertThat(made.err())
                .contains("Made the space billing with the key billing (admin)")
                .contains("To take it back: signalbox space delete billing")
                .doesNotContain(made.result());
        shell().with("SIGNALBOX_KEY", made.result()).run("notify", "within");
        assertThat(by(made.result()).run("inbox").out()).contains("within");
        assertThat(run("inbox").out()).doesNotContain("within");
        assertThat(run("inbox", "--space", "billing").out()).contains("within");
        assertThat(run("--space", "billing", "inbox").out()).contains("within");
        assertThat(shell().with("SIGNALBOX_SPACE", "billing").run("inbox").out())
                .contains("within");
        assertThat(shell().with("SIGNALBOX_SPACE", "billing")
                        .run("space", "list")
                        .out())
                .as("spaces are managed in none")
                .contains("billing");
    }

    @Test
    void making_it_may_be_repeated_with_an_external_id_and_a_taken_name_is_a_conflict() {
        run("space", "create", "org", "--external-id", "org-7");

        Run again = run("space", "create", "org", "--external-id", "org-7");
        Run taken = run("space", "create", "org");
        Run other = run("space", "create", "org-two", "--external-id", "org-7");

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).contains("is there already", "signalbox keys list --space org");
        assertThat(taken.exitCode()).isEqualTo(ExitCode.CONFLICT);
        assertThat(taken.err()).contains("The name org is taken");
        assertThat(other.exitCode()).isEqualTo(ExitCode.CONFLICT);
        assertThat(other.err()).contains("org-7", "the space org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/b", "A", "1a", "", "default", "a b", "a_b", ".", "..", "x/../../etc"})
    void a_name_that_is_none_is_wrong_usage(String name) {
        for (Run run : List.of(
                run("space", "create", name),
                run("space", "clone", "default", "--as", name),
                run("space", "provision", name))) {
            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines().count()).isGreaterThan(1);
        }
    }

    @Test
    void a_name_that_is_too_long_is_wrong_usage_too() {
        String name = "x".repeat(41);
        assertThat(run("space", "create", name).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("inbox", "--space", name).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("space", "create", "x".repeat(40)).exitCode()).isZero();
    }

    @Test
    void rights_of_its_own_are_in_force_from_the_start_and_a_faulty_file_makes_nothing() throws IOException {
        Files.writeString(folder.resolve("good.yaml"), """
                tables:
                  tasks:
                    change: replace
                    key: id
                    writers: [daemon]
                    readers: [all]
                    fields: {id: {type: string}}
                    why: a trial
                """);
        Files.writeString(folder.resolve("bad.yaml"), "tables: 7\n");

        assertThat(run("space", "create", "ruled", "--config", "good.yaml", "--role", "daemon")
                        .result())
                .startsWith("sbx_daemon_");
        assertThat(run("table", "list", "--space", "ruled").out()).contains("tasks");
        assertThat(run("table", "list").out()).doesNotContain("tasks");
        assertThat(run("space", "create", "unruled", "--config", "bad.yaml").exitCode())
                .isNotZero();
        assertThat(run("space", "create", "unruled", "--config", "no.yaml").err())
                .contains("There is no file");
        assertThat(run("space", "create", "unruled", "--role", "king").err()).contains("Role must be one of");
        assertThat(run("space", "show", "unruled").exitCode())
                .as("nothing is made")
                .isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void the_password_of_a_database_is_never_shown() throws IOException {
        Files.writeString(folder.resolve("db.url"), "postgres://u:se%2Fcret7@127.0.0.1:1/x?sslmode=disable\n");
        for (Run run : List.of(
                run("space", "create", "kept", "--database-file", "db.url"),
                run("space", "create", "kept", "--database", "postgres://u:secret7@127.0.0.1:1/x"),
                run("space", "create", "kept", "--database", "postgres://u:secret7@/x"),
                run("space", "create", "kept", "--database", "mysql://u:secret7@h/x"),
                shell().with("SIGNALBOX_SPACE_DATABASE", "postgres://u:secret7@127.0.0.1:1/x")
                        .run("space", "create", "kept"))) {
            assertThat(run.exitCode()).isNotZero();
            assertThat(run.out() + run.err()).doesNotContain("secret7", "cret7").contains("signalbox: ");
        }
        assertThat(run("space", "list").out()).doesNotContain("kept");
        assertThat(run("space", "create", "--help").out()).contains("--database-file", "SIGNALBOX_SPACE_DATABASE");
    }

    @Test
    void it_is_listed_and_shown_with_what_is_in_it() {
        run("space", "create", "shown", "--external-id", "an id of somebody else's that is rather long, indeed");
        run("notify", "one", "--space", "shown");

        Run list = terminal().run("space", "list");
        Run show = terminal().run("space", "show", "shown");
        JsonNode json = json(run("space", "show", "shown", "-o", "json"));

        assertThat(list.out()).contains("NAME", "STATE", "shown", "open");
        assertThat(show.out()).contains("shown  open", "where the hub keeps its own data", "backup none yet");
        assertThat(show.out()).contains("KEY", "ROLE", "LOG", "EVENTS", "main", "traces", "LARGEST TABLES");
        assertThat(list.out() + show.out()).satisfies(text -> assertThat(text.lines())
                .allSatisfy(line -> assertThat(Cells.width(line)).as(line).isLessThanOrEqualTo(80)));
        assertThat(json.at("/space/name").asText()).isEqualTo("shown");
        assertThat(json.at("/keys/0/name").asText()).isEqualTo("shown");
        assertThat(json.at("/sizes/logs/0/head").asLong()).isPositive();
        assertThat(json.path("backups").has("plan")).isTrue();
        assertThat(run("space", "list", "-o", "jsonl").lines())
                .anySatisfy(line -> assertThat(line).contains("\"name\":\"shown\""));
    }

    @Test
    void one_that_is_not_there_is_told_with_the_line_that_lists_them() {
        for (Run run : List.of(
                run("space", "show", "nowhere"),
                run("space", "delete", "nowhere", "--yes", "nowhere"),
                run("space", "unseal", "nowhere"),
                run("space", "clone", "nowhere", "--as", "elsewhere"),
                run("inbox", "--space", "nowhere"),
                run("notify", "x", "--space", "nowhere"),
                run("traces", "list", "--space", "nowhere"),
                run("keys", "list", "--space", "nowhere"))) {
            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err())
                    .contains("no ", "space", "signalbox space list")
                    .doesNotContain("header", "/v1/");
        }
    }

    @Test
    void it_is_deleted_by_its_name_once_more_and_comes_back_as_it_was() {
        String key = run("space", "create", "gone").result();
        by(key).run("notify", "still here");

        Run nobody = run("space", "delete", "gone");
        Run wrong = run("space", "delete", "gone", "--yes", "gon");
        Run mistyped = terminal().typing(typed("goen\n")).run("space", "delete", "gone");
        assertThat(List.of(nobody, wrong, mistyped)).allSatisfy(run -> {
            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("nothing was done");
        });
        assertThat(nobody.err()).contains("--yes gone");
        assertThat(by(key).run("inbox").exitCode()).isZero();

        Run sealed = terminal().typing(typed("gone\n")).run("space", "delete", "gone");
        assertThat(sealed.exitCode()).as(sealed.err()).isZero();
        assertThat(sealed.out()).contains("Sealed gone", "its data is kept until 20", "UTC");
        assertThat(sealed.err()).contains("Type its name", "signalbox space unseal gone");
        assertThat(by(key).run("inbox").exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run("inbox", "--space", "gone").exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run("space", "list").out()).contains("GONE", "sealed");
        assertThat(run("space", "show", "gone"))
                .satisfies(run -> assertThat(run.err()).contains("signalbox space unseal gone"))
                .satisfies(run -> assertThat(run.out()).contains("gone  sealed, gone at "));
        assertThat(run("space", "provision", "gone").exitCode()).isEqualTo(ExitCode.CONFLICT);
        assertThat(run("space", "delete", "gone", "--yes", "gone").exitCode())
                .as("repeated")
                .isZero();

        Run open = run("space", "unseal", "gone");
        assertThat(open.exitCode()).as(open.err()).isZero();
        assertThat(open.err()).contains("To take it back: signalbox space delete gone");
        assertThat(by(key).run("inbox").out()).contains("still here");
    }

    @Test
    void a_clone_has_the_data_and_a_key_of_its_own() {
        String key = run("space", "create", "source").result();
        by(key).run("notify", "copied");

        Run cloned = run("space", "clone", "source", "--as", "trial");

        assertThat(cloned.exitCode()).as(cloned.err()).isZero();
        assertThat(cloned.err()).contains("Copied source to the space trial", "signalbox space delete trial");
        assertThat(by(cloned.result()).run("inbox").out()).contains("copied");
        assertThat(run("space", "list").out()).contains("CLONE OF");
        assertThat(run("space", "clone", "source", "--as", "trial").exitCode()).isEqualTo(ExitCode.CONFLICT);
    }

    @Test
    void a_service_gets_its_environment_and_is_not_cut_when_that_is_repeated() {
        Run first = run("space", "provision", "photos", "--role", "daemon");
        List<String> secrets = new ArrayList<>(List.of(variables(first).get("SIGNALBOX_KEY")));
        assertThat(variables(first)).containsEntry("SIGNALBOX_URL", hub.url().toString());
        assertThat(first.err()).contains("Made the space photos", "To take it back: signalbox space delete photos");
        by(secrets.get(0)).run("notify", "of the service");

        for (int i = 0; i < 4; i++) {
            Run again = run("space", "provision", "photos");
            assertThat(again.exitCode()).as(again.err()).isZero();
            assertThat(again.err()).contains("was there", "another secret", "24h");
            secrets.add(variables(again).get("SIGNALBOX_KEY"));
        }

        assertThat(secrets).doesNotHaveDuplicates();
        assertThat(secrets).allSatisfy(secret -> {
            assertThat(secret).startsWith("sbx_daemon_");
            assertThat(by(secret).run("inbox").out()).contains("of the service");
        });
        assertThat(run("space", "list", "-o", "jsonl").lines().stream().filter(line -> line.contains("photos")))
                .hasSize(1);
    }

    @Test
    void another_role_is_another_key_and_the_one_before_ends_in_a_day() {
        String before = variables(run("space", "provision", "roles")).get("SIGNALBOX_KEY");

        Run other = run("space", "provision", "roles", "--role", "viewer");

        assertThat(variables(other).get("SIGNALBOX_KEY")).startsWith("sbx_viewer_");
        assertThat(by(before).run("inbox").exitCode()).isZero();
        assertThat(run("keys", "list", "--space", "roles", "-o", "jsonl").lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("oldSecretUntil"));
    }

    @Test
    void the_environment_has_the_form_that_is_wanted() {
        assertThat(run("space", "provision", "forms").lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                .matches("SIGNALBOX_(URL|KEY)=\\S+"));
        assertThat(run("space", "provision", "forms", "--format", "export").lines())
                .allSatisfy(line -> assertThat(line).matches("export SIGNALBOX_(URL|KEY)='\\S+'"));
        for (String[] way : List.of(new String[] {"--format", "json"}, new String[] {"-o", "json"})) {
            JsonNode json = json(run("space", "provision", "forms", way[0], way[1]));
            assertThat(json.path("SIGNALBOX_KEY").asText()).startsWith("sbx_admin_");
        }
        assertThat(run("space", "provision", "forms", "--format", "xml").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_file_keeps_its_secret_as_long_as_that_opens_and_all_that_else_stands_in_it() throws IOException {
        Path file =
                Files.writeString(folder.resolve("files.env"), "# ours\nPORT=80\nexport SIGNALBOX_URL=http://old\n");

        Run wrote = run("space", "provision", "files", "--env-file", "files.env");
        String text = Files.readString(file);
        Run kept = run("space", "provision", "files", "--env-file", "files.env");

        assertThat(wrote.exitCode()).as(wrote.err()).isZero();
        assertThat(wrote.out() + wrote.err()).contains("Wrote").doesNotContain("sbx_admin_");
        assertThat(text)
                .startsWith("# ours\nPORT=80\nexport SIGNALBOX_URL=" + hub.url() + "\nSIGNALBOX_KEY=sbx_admin_");
        if (OwnerOnly.hasModes()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(kept.out() + kept.err()).contains("Up to date", "it stays");
        assertThat(file).hasContent(text);

        run("keys", "revoke", "files", "--space", "files", "--force");
        Run mended = run("space", "provision", "files", "--env-file", "files.env");
        assertThat(mended.exitCode()).as(mended.err()).isZero();
        String secret = Files.readString(file).replaceAll("(?s).*SIGNALBOX_KEY=(\\S+).*", "$1");
        assertThat(text).doesNotContain(secret);
        assertThat(by(secret).run("inbox").exitCode()).isZero();

        run("space", "provision", "another", "--env-file", "files.env");
        assertThat(Files.readString(file)).as("a key of another space").doesNotContain(secret);
        Run nowhere = run("space", "provision", "files", "--env-file", "no/such/folder/x.env");
        assertThat(nowhere.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(nowhere.err()).contains("cannot be written; nothing was sent");
    }

    @Test
    void who_is_no_admin_of_the_hub_is_told_so() {
        String ofSpace = run("space", "create", "inner").result();
        String user = run("keys", "create", "jane", "--role", "user", "-q").result();

        for (String[] command : List.of(
                new String[] {"space", "list"},
                new String[] {"space", "create", "mine"},
                new String[] {"space", "show", "inner"},
                new String[] {"space", "provision", "mine"},
                new String[] {"space", "delete", "inner", "--yes", "inner"})) {
            Run inner = by(ofSpace).run(command);
            assertThat(inner.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(inner.err()).contains("a key of the space inner", "admin of the hub");
            Run outer = by(user).run(command);
            assertThat(outer.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(outer.err()).doesNotContain("/v1/");
        }
        assertThat(by(user).run("inbox", "--space", "inner"))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED))
                .satisfies(run ->
                        assertThat(run.err()).contains("admin of the hub").doesNotContain("header"));
        assertThat(by(ofSpace).run("inbox", "--space", "inner").exitCode())
                .as("its own space may be named")
                .isZero();
        assertThat(by(ofSpace).run("inbox", "--space", "default").exitCode()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void a_hub_that_is_older_than_spaces_gets_nothing_that_was_meant_for_one() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer old = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        old.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                boolean whoami = exchange.getRequestURI().toString().equals("/v1/whoami");
                String text = whoami
                        ? "{\"key\":\"k\",\"name\":\"admin\",\"role\":\"admin\",\"space\":\"default\",\"mayRead\":[],"
                                + "\"mayWrite\":[]}"
                        : "{\"type\":\"/problems/not_found\",\"code\":\"not_found\",\"title\":\"There is no such thing\","
                                + "\"status\":404,\"detail\":\"nothing is at this path; GET /openapi.yaml lists all\"}";
                byte[] body = text.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders()
                        .set("Content-Type", whoami ? "application/json" : "application/problem+json");
                exchange.sendResponseHeaders(whoami ? 200 : 404, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        old.start();
        try {
            TestShell shell = new TestShell(folder)
                    .with(
                            "SIGNALBOX_URL",
                            "http://127.0.0.1:" + old.getAddress().getPort())
                    .with("SIGNALBOX_KEY", "sbx_admin_x");

            Run written = shell.run("notify", "x", "--space", "billing");
            assertThat(written.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(written.err()).contains("This hub is older than spaces", "Nothing was sent", "Upgrade the hub");
            assertThat(shell.run("traces", "list", "--space", "billing").err()).contains("older than spaces");
            assertThat(asked).containsOnly("GET /v1/whoami");
            assertThat(shell.run("space", "create", "billing").err())
                    .contains("This hub is older than spaces", "Upgrade");
            assertThat(shell.run("space", "list").exitCode()).isEqualTo(ExitCode.REFUSED);
        } finally {
            old.stop(0);
        }
    }

    @Test
    void the_last_inbox_of_one_is_not_that_of_another() {
        run("space", "create", "numbers");
        run("notify", "in the space", "--space", "numbers");
        run("inbox", "--space", "numbers");

        assertThat(run("show", "1", "--space", "numbers").out()).contains("in the space");
        assertThat(run("names", "numbers", "--space", "numbers").lines()).containsExactly("1");
        assertThat(run("names", "numbers", "--space", "default").out()).isEmpty();
        assertThat(run("names", "spaces").lines()).contains("numbers");
    }

    private static TestShell shell() {
        return new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
    }

    private static TestShell terminal() {
        return shell().onTerminals("012").with("NO_COLOR", "1").with("COLUMNS", "80");
    }

    private static TestShell by(String key) {
        return shell().with("SIGNALBOX_KEY", key);
    }

    private static Run run(String... arguments) {
        return shell().run(arguments);
    }

    private static ByteArrayInputStream typed(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(Run run) {
        return Json.read(run.out().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static Map<String, String> variables(Run run) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : run.lines()) {
            String[] parts = line.split("=", 2);
            variables.put(parts[0], parts[1]);
        }
        return variables;
    }
}
