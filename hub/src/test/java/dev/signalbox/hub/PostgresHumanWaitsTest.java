package dev.signalbox.hub;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresHumanWaitsTest extends HumanWaitsContract {
    private String first;

    @Override
    HubConfig fresh(Path folder) {
        String database = TestPostgres.freshDatabase();
        if (first == null) first = database;
        return HubConfig.embedded(folder, 0).onPostgres(database);
    }

    @Test
    void two_nodes_tell_a_wait_once(@TempDir Path other) {
        try (TestHub second = TestHub.start(HubConfig.embedded(other, 0).onPostgres(first), hub().clock())) {
            String question = asked(Map.of("prompt", "Which node?"), parent(77));
            answered(question, Map.of("value", "yes"));

            untilToldOnce(77, question);
        }
    }
}
