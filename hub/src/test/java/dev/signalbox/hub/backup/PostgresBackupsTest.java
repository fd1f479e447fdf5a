package dev.signalbox.hub.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresBackupsTest extends BackupsContract {
    private final String database = TestPostgres.freshDatabase();

    @Override
    TestHub start(Path folder, TestClock clock) {
        return TestHub.start(HubConfig.embedded(folder, 0).onPostgres(database), clock);
    }

    @Override
    Connection connect(String log) throws SQLException {
        Connection connection = TestPostgres.connect(database);
        connection.setSchema("signalbox_" + log);
        return connection;
    }

    @Test
    void two_nodes_that_write_at_once_make_one_whole_row() {
        plan("to: " + target);
        try (TestHub other = start(folder.resolve("other"), clock)) {
            for (int i = 0; i < 5; i++) {
                tell("one " + i);
                String here = create();
                String there = other.post("admin", "/v1/backups", "{}")
                        .expect(202)
                        .json()
                        .path("id")
                        .asText();
                assertThat(run(here).path("error").asText("")).isEmpty();
                Eventually.assertThat(() -> assertThat(other.get("admin", "/v1/backup-runs/" + there)
                                .expect(200)
                                .json()
                                .path("state")
                                .asText())
                        .isEqualTo("done"));
            }
        }

        assertThat(chains()).hasSize(1);
        assertThat(ids("main")).isEqualTo(logged("main"));
    }
}
