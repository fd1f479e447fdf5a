package dev.signalbox.hub.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the check notices when rows of declared tables are not what their events say. */
class TablesCheckTest {
    @TempDir
    Path data;

    private TestHub hub;
    private Admin admin;

    @BeforeEach
    void a_hub_with_rows_of_each_kind() {
        hub = TestHub.start(data, Clock.systemUTC());
        admin = new Admin(hub::url, hub.key("admin"));
        RowWrites.declare(admin);
        admin.post("/v1/tables/trial_notes/rows", new Words("a note")).expect(201);
        admin.put("/v1/tables/trial_runs/rows/r", new Words("first")).expect(201);
        admin.put("/v1/tables/trial_runs/rows/r", new Words("then")).expect(200);
        admin.put("/v1/tables/trial_moods/rows/m", new Words("calm")).expect(201);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private record Words(String text) {}

    @Test
    void nothing_is_found_in_rows_that_are_what_their_events_say() {
        assertThat(found()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE rows_folded SET resource = replace(resource, 'then', 'first')",
                "UPDATE rows_folded SET version = 3 WHERE row_key = CAST('m' AS BLOB)",
                "UPDATE rows_folded SET extra = '{\"created\":1,\"origins\":{\"text\":[\"x\",1,1]}}' WHERE row_key = CAST('m' AS BLOB)",
                "DELETE FROM rows_folded WHERE category = 'trial_notes'"
            })
    void a_row_that_is_otherwise_is_found(String damage) throws SQLException {
        Eventually.until(
                "all rows are there",
                () -> Store.sqlite(data).tables().get("rows").size() == 3);
        try (Connection connection = Store.sqlite(data).opening().connection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(damage)).isPositive();
        }

        assertThat(found()).extracting(Finding::kind).contains(Finding.Kind.TABLE);
    }

    private List<Finding> found() {
        Store store = Store.sqlite(data);
        return new TablesCheck(store, admin).findings(store.read());
    }
}
