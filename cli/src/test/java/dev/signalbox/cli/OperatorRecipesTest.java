package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Folders;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The lines of the pages for operators, as they are typed there, on either engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OperatorRecipesTest {
    private static final Path DOCS = Path.of(System.getProperty("basedir", "")).resolve("../docs");

    @TempDir
    Path folder;

    enum Store {
        SQLITE,
        POSTGRESQL;

        /** Null for files. */
        String url() {
            return this == SQLITE ? null : TestPostgres.freshDatabase();
        }
    }

    /** A hub with a shell beside it that may do everything. */
    private TestShell shell(TestHub hub) {
        return new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("SIGNALBOX_KEY", hub.key("admin"));
    }

    private TestHub start(String data, String url) {
        HubConfig config = HubConfig.embedded(folder.resolve(data), 0);
        return TestHub.start(url == null ? config : config.onPostgres(url), Clock.systemUTC());
    }

    /** A line of the page is played; it must end well. */
    private static String play(TestShell shell, String onThePage, String... command) throws IOException {
        assertThat(Files.readString(DOCS.resolve("migrating.md"))).contains("`signalbox " + onThePage);
        TestShell.Run run = shell.run(command);
        assertThat(run.exitCode())
                .as(List.of(command) + ": " + run.out() + run.err())
                .isZero();
        return run.out();
    }

    @ParameterizedTest
    @EnumSource(Store.class)
    void what_recipes_for_copies_of_databases_become(Store store) throws Exception {
        String url = store.url();
        String place = url == null ? "--data" : "--database";
        String value = url == null ? "data" : url;
        String copy = url == null ? "copy" : store.url();
        String before = url == null ? "before" : store.url();
        Instant moment;
        try (TestHub hub = start("data", url)) {
            TestShell shell = shell(hub);
            Files.writeString(folder.resolve("signalbox.yaml"), "backups: {to: " + folder.resolve("kept") + "}\n");
            assertThat(shell.run("config", "apply", "signalbox.yaml").exitCode())
                    .isZero();
            notify(hub, "one");
            play(shell, "archive export exports/hub`", "archive", "export", "exports/hub");
            play(shell, "backup create`", "backup", "create");
            moment = Instant.now();
            notify(hub, "two");
            String added = play(shell, "archive export exports/hub`", "archive", "export", "exports/hub");
            assertThat(added).doesNotContain("Nothing new");
            play(shell, "backup create`", "backup", "create");
            assertThat(play(shell, "backup list`", "backup", "list").lines()).hasSizeGreaterThan(2);
            assertThat(play(shell, "backup drill`", "backup", "drill")).contains("Restored and compared");
            assertThat(play(shell, "verify`", "verify")).contains("clean");
        }
        TestShell shell = new TestShell(folder);
        play(shell, "archive verify exports/hub`", "archive", "verify", "exports/hub");
        play(shell, "schema status`", "schema", "status", place, value);
        play(shell, "schema repair --dry-run`", "schema", "repair", "--dry-run", place, value);
        assertThat(play(shell, "archive export exports/hub`", "archive", "export", "exports/hub", place, value))
                .contains("Added 1 event");
        play(shell, "restore exports/hub --to DIR`", "restore", "exports/hub", "--to", copy);
        play(shell, "restore backups --at", "restore", "kept", "--at", moment.toString(), "--to", before);
        assertThat(Files.readString(DOCS.resolve("migrating.md"))).contains("`signalbox compare ONE OTHER`");
        TestShell.Run compared = shell.run("compare", value, copy);
        assertThat(compared.out()).as(compared.err()).contains("main");

        assertThat(titles("data", url)).contains("one", "two");
        assertThat(titles("copied", "copy".equals(copy) ? null : copy)).contains("one", "two");
        assertThat(titles("before", url == null ? null : before))
                .contains("one")
                .doesNotContain("two");
    }

    private String titles(String data, String url) {
        String place = data.equals("copied") && url == null ? "copy" : data;
        try (TestHub hub = start(place, url)) {
            return hub.get("admin", "/v1/notifications").expect(200).text();
        }
    }

    private static void notify(TestHub hub, String title) {
        hub.post("admin", "/v1/notifications", Map.of("title", title)).expect(201);
    }

    @Test
    void a_newcomer_restores_on_another_machine_by_the_page_alone() throws Exception {
        String page = Files.readString(DOCS.resolve("backup.md"));
        String section =
                page.substring(page.indexOf("## Restore on another machine"), page.indexOf("## When it fails"));
        try (TestHub hub = start("old", null)) {
            Files.writeString(folder.resolve("signalbox.yaml"), "backups: {to: " + folder.resolve("written") + "}\n");
            assertThat(shell(hub).run("config", "apply", "signalbox.yaml").exitCode())
                    .isZero();
            notify(hub, "kept");
            assertThat(shell(hub).run("backup", "create").exitCode()).isZero();
        }
        // Nothing of the old machine is needed.
        Folders.copy(folder.resolve("written"), folder.resolve("backups"));
        Folders.delete(folder.resolve("written"));
        Folders.delete(folder.resolve("old"));
        TestShell machine = new TestShell(folder).with("SIGNALBOX_DATA", "signalbox");

        TestShell.Run restored = machine.run(line(section, "signalbox restore /mnt/backups --to"));
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        String[] hub = line(section, "signalbox hub --data");
        try (HubRun run = HubRun.start(folder, "--port", "0", hub[1], hub[2]).up()) {
            assertThat(run.url()).isNotNull();
            TestShell.Run status = machine.run(line(section, "signalbox status"));
            assertThat(status.exitCode()).as(status.err()).isZero();
            assertThat(machine.run("inbox").out()).contains("kept");
            assertThat(machine.run(line(section, "signalbox keys list")).out()).contains("admin");
            assertThat(machine.run(line(section, "signalbox events --types 'log.*'"))
                            .out())
                    .contains("log.restored");
        }
    }

    /** The command of the page that begins so, with the folders of this machine. */
    private static String[] line(String section, String beginning) {
        Matcher line = Pattern.compile("(?m)(?:^ *|`)(" + Pattern.quote(beginning) + "[^`\n]*)")
                .matcher(section);
        assertThat(line.find()).as(beginning + " stands on the page").isTrue();
        return line.group(1)
                .replace("/mnt/backups", "backups")
                .replace("/var/lib/signalbox", "signalbox")
                .replace("'", "")
                .replaceFirst("^signalbox ", "")
                .strip()
                .split(" ", -1);
    }
}
