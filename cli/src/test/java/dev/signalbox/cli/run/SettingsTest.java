package dev.signalbox.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.TestShell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @TempDir
    Path folder;

    private TestShell shell;
    private final GlobalOptions options = new GlobalOptions();

    @BeforeEach
    void with_the_key_file_of_a_hub() throws IOException {
        shell = new TestShell(folder);
        Path data = Files.createDirectories(folder.resolve("signalbox-data"));
        Files.writeString(data.resolve("admin.key"), "sbx_admin_file\n");
    }

    @Test
    void finds_the_key_of_this_machines_hub() {
        assertThat(settings().key()).isEqualTo("sbx_admin_file");
        assertThat(settings().url()).hasToString("http://127.0.0.1:7433");
    }

    @Test
    void never_sends_that_key_to_another_machine() {
        options.url = "https://hub.example.org/";

        assertThat(settings().key()).isNull();
        assertThat(settings().url()).hasToString("https://hub.example.org");
    }

    @Test
    void prefers_the_option_to_the_variable_and_the_variable_to_the_file() {
        shell.with("SIGNALBOX_KEY", "sbx_variable");
        assertThat(settings().key()).isEqualTo("sbx_variable");

        options.key = "sbx_option";
        assertThat(settings().key()).isEqualTo("sbx_option");
    }

    @Test
    void looks_in_the_data_folder_of_the_environment() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("other")).resolve("admin.key"), "sbx_other");
        shell.with("SIGNALBOX_DATA", "other");

        assertThat(settings().key()).isEqualTo("sbx_other");
        assertThat(settings().adminKey()).isEqualTo(folder.resolve("other/admin.key"));
    }

    @Test
    void finds_the_hub_that_runs_on_the_folder_unless_somebody_says_where_it_is() throws IOException {
        Path noted = Files.writeString(folder.resolve("signalbox-data/hub.url"), "http://127.0.0.1:24100\n");
        assertThat(settings().url()).hasToString("http://127.0.0.1:24100");
        assertThat(settings().urlFile()).isEqualTo(noted);
        assertThat(settings().key()).isEqualTo("sbx_admin_file");

        shell.with("SIGNALBOX_URL", "http://127.0.0.1:1");
        assertThat(settings().url()).hasToString("http://127.0.0.1:1");
        assertThat(settings().urlFile()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://hub.example.org", "", "not a url", "http://127.0.0.1.example.org:1", "\0"})
    void believes_no_file_that_points_elsewhere(String text) throws IOException {
        Files.writeString(folder.resolve("signalbox-data/hub.url"), text);
        shell.with("SIGNALBOX_KEY", "sbx_mine");

        assertThat(settings().url()).hasToString("http://127.0.0.1:7433");
        assertThat(settings().urlFile()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:24100,http://127.0.0.1:24100",
        "localhost:24100,http://localhost:24100",
        "LOCALHOST,http://LOCALHOST",
        "[::1]:24100/,http://[::1]:24100",
        "127.0.0.1:24100/hub/,http://127.0.0.1:24100/hub",
        "HTTPS://hub.example.org,https://hub.example.org"
    })
    void completes_what_people_type(String typed, String meant) {
        options.url = typed;

        assertThat(settings().url()).hasToString(meant);
    }

    private Settings settings() {
        return Settings.of(options, shell.shell(new ByteArrayOutputStream(), new ByteArrayOutputStream()));
    }
}
