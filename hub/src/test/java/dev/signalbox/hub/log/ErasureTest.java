package dev.signalbox.hub.log;

import static dev.signalbox.hub.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.database.SqliteDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ErasureTest {
    private static final String MANY = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)"
            + " INSERT INTO events (" + EventSql.COLUMNS + ") SELECT i, 'thing/1', i, 'id ' || i, 'thing.made', 'ann',"
            + " 0, 0, NULL, NULL, CAST('{}' AS BLOB), zeroblob(16), zeroblob(32) FROM n";

    @TempDir
    Path folder;

    @Test
    void a_stream_of_very_many_events_is_gone_through_to_its_end() {
        SqliteDatabase database = SqliteDatabase.scratch(folder.resolve("main.db"));
        result(database.write(transaction -> transaction.update(MANY, 150_000L)));

        int erased = result(database.write(
                transaction -> Erasure.erase(transaction, "thing/1", 150_001, chosen -> chosen.version() > 149_990)));

        assertThat(erased).isEqualTo(10);

        result(database.close());
    }
}
