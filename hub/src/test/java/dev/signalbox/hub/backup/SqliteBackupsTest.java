package dev.signalbox.hub.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Folders;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqliteBackupsTest extends BackupsContract {
    @Override
    TestHub start(Path folder, TestClock clock) {
        return TestHub.start(folder, clock);
    }

    @Override
    Connection connect(String log) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + folder.resolve("data").resolve(log + ".db"));
    }

    @Test
    void a_log_that_went_back_begins_a_new_row_and_the_old_one_stays() throws Exception {
        plan("to: " + target);
        tell("kept");
        String before = made().at("/backup/id").asText();
        hub.stop();
        Path copy = folder.resolve("copy");
        Folders.copy(folder.resolve("data"), copy);
        hub.open();
        tell("lost");
        String lost = made().at("/backup/id").asText();
        hub.stop();
        Folders.delete(folder.resolve("data"));
        Folders.copy(copy, folder.resolve("data"));

        hub.open();
        tell("another");
        tell("and more");
        String after = made().at("/backup/id").asText();
        tell("still more");
        String next = made().at("/backup/id").asText();

        assertThat(chains()).hasSize(2);
        assertThat(listed()).isEqualTo(List.of(next, after, lost, before));
        assertThat(after.substring(5)).startsWith(lost.substring(5, lost.indexOf('.')));
        assertThat(ids("main")).isEqualTo(logged("main"));
        assertThat(verified(lost).path("state").asText()).isEqualTo("done");
        assertThat(run(hub.delete("admin", "/v1/backups/" + lost)
                                .expect(202)
                                .json()
                                .path("id")
                                .asText())
                        .path("state")
                        .asText())
                .isEqualTo("done");
        assertThat(listed()).isEqualTo(List.of(next, after, before));
        assertThat(verified(before).path("state").asText()).isEqualTo("done");
    }
}
