package dev.signalbox.hub.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.MoveWriter;
import dev.signalbox.hub.TestPostgres;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqliteSpaceCrashTest extends SpaceCrashContract {
    @Override
    String database() {
        return null;
    }

    /** The hub is killed at each step that decides where the data of the space is. */
    @Test
    void a_move_of_one_space_that_was_killed_has_lost_and_doubled_nothing() {
        String url = TestPostgres.freshDatabase();
        String key = keyOf(admin.post("/v1/spaces", Map.of("name", "moving")));
        try (MoveWriter writer = new MoveWriter(() -> hub.url(), key)) {
            for (String step : List.of("leave", "arrive", "switch")) {
                writer.more(5);
                move(url);
                HubProcess watched = hub;
                Eventually.until("the step " + step, () -> hasReached(watched, step));
                killed();
                writer.more(5);
            }
            writer.close();
            List<String> posted = MoveWriter.posted(hub.url(), key);
            assertThat(writer.faults()).isEmpty();
            assertThat(posted).doesNotHaveDuplicates();
            assertThat(new HashSet<>(posted)).containsAll(writer.acknowledged());
        }
    }

    private void move(String url) {
        boolean away = admin.get("/v1/spaces/moving").path("database").isTextual();
        String to = away ? data.resolve("spaces/moving").toString() : url;
        admin.within("moving", "/v1/move", Map.of("to", to)).expect(202);
    }

    private static boolean hasReached(HubProcess hub, String step) {
        if (hub.output().contains("given up at")) throw new IllegalStateException(hub.output());
        return hub.output().lines().anyMatch(line -> line.contains("move ") && line.endsWith(": " + step));
    }
}
