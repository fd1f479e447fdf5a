package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What keeps a hub from starting is said in one line that tells what to do; it exits with 1 and leaves everything as it
 * was.
 */
class StartTroubleTest {
    @TempDir
    Path data;

    @Test
    void a_port_that_is_in_use() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Refusal refusal = refused(HubConfig.embedded(data, taken.getLocalPort()));

            assertThat(refusal.message()).contains(Integer.toString(taken.getLocalPort()), "--port");
        }
    }

    @Test
    void no_folder_is_made_by_a_start_that_cannot_succeed() throws IOException {
        Path fresh = data.resolve("fresh");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused(HubConfig.embedded(fresh, taken.getLocalPort()));
        }
        refused(HubConfig.embedded(fresh, 0).onPostgres("postgres://nobody@127.0.0.1:" + TestPorts.next() + "/none"));
        refused(HubConfig.embedded(fresh, 0).onPostgres("mysql://127.0.0.1/none"));

        assertThat(fresh).doesNotExist();
    }

    @Test
    void a_data_folder_that_is_a_file() throws IOException {
        Path file = Files.writeString(data.resolve("a-file"), "mine");

        Refusal refusal = refused(HubConfig.embedded(file, 0));

        assertThat(refusal.message()).contains(file.toString(), "--data");
        assertThat(file).hasContent("mine");
    }

    @Test
    void a_data_folder_of_another_hub_in_this_process() {
        try (TestHub hub = TestHub.start(data)) {
            Refusal refusal = refused(HubConfig.embedded(data, 0));

            assertThat(refusal.message()).contains("another hub", data.toString(), "--data");
            assertThat(hub.get("admin", "/v1/whoami").status()).isEqualTo(200);
        }
    }

    @Test
    void a_data_folder_of_another_hub_in_a_process_of_its_own() {
        try (TestHub hub = TestHub.start(data);
                HubProcess second = HubProcess.Launch.on(data, null).begin()) {
            assertThat(second.exitStatus()).isEqualTo(HubMain.EXIT_NOT_STARTED);
            assertThat(second.output()).contains("another hub", data.toString(), "--data");
            assertThat(hub.get("admin", "/v1/whoami").status()).isEqualTo(200);
        }
    }

    @Test
    void a_data_folder_of_a_newer_version() throws Exception {
        TestHub.start(data).close();
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("main.db"));
                Statement statement = file.createStatement()) {
            statement.execute("UPDATE schema_history SET version = '99'");
        }
        byte[] before = Files.readAllBytes(data.resolve("main.db"));

        Refusal refusal = refused(HubConfig.embedded(data, 0));

        assertThat(refusal.message())
                .contains("newer", "99", data.resolve("main.db").toString());
        assertThat(data.resolve("main.db")).hasBinaryContent(before);
    }

    @Test
    void a_postgres_schema_of_a_newer_version() {
        String url = TestPostgres.freshDatabase();
        TestHub.onPostgres(data, url).close();
        TestPostgres.run(url, "UPDATE signalbox_main.schema_history SET version = '99'");

        Refusal refusal = refused(HubConfig.embedded(data, 0).onPostgres(url));

        assertThat(refusal.message()).contains("newer", "99", "signalbox_main");
    }

    @Test
    void a_postgres_that_does_not_answer_and_its_password_is_not_told() {
        int nobody = TestPorts.next();

        Refusal refusal =
                refused(HubConfig.embedded(data, 0).onPostgres("postgres://ann:hushhush@127.0.0.1:" + nobody + "/box"));

        assertThat(refusal.message())
                .contains("127.0.0.1", Integer.toString(nobody))
                .doesNotContain("hushhush");
    }

    private record Refusal(String message) {}

    private static Refusal refused(HubConfig config) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);

        int status = HubMain.run(config, HubVoice.toPeople(err, err));

        String message = said.toString(StandardCharsets.UTF_8);
        assertThat(status).as(message).isEqualTo(HubMain.EXIT_NOT_STARTED);
        assertThat(message.strip()).startsWith("signalbox hub: ").hasLineCount(1);
        return new Refusal(message);
    }
}
