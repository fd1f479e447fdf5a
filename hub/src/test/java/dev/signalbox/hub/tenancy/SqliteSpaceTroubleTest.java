package dev.signalbox.hub.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SqliteSpaceTroubleTest extends SpaceTroubleContract {
    @Override
    TestHub start(Path folder) {
        return TestHub.start(folder);
    }

    @Test
    void a_damaged_store_is_the_trouble_of_one_space() throws IOException {
        String key = spaces.keyOf("billing");
        String neighbour = spaces.keyOf("neighbour");
        silence();
        Eventually.until("both are closed", () -> spaces.count("space.closed") >= 2);
        Path store = folder.resolve("spaces/billing/main.db");
        byte[] noise = new byte[(int) Files.size(store)];
        Arrays.fill(noise, (byte) 7);
        Files.write(store, noise);
        Files.deleteIfExists(folder.resolve("spaces/billing/main.db-wal"));

        assertThat(spaces.get(key, "/v1/notifications").expect(503).text())
                .contains("this space")
                .doesNotContain(folder.toString());
        assertThat(spaces.get(key, "/v1/notifications").expect(503).text()).contains("this space");
        spaces.get(neighbour, "/v1/notifications").expect(200);
        hub.get("admin", "/v1/notifications").expect(200);
    }

    @Test
    void opened_and_closed_many_times_it_leaves_no_thread() {
        String key = spaces.keyOf("billing");
        for (int round = 0; round < 3; round++) openAndClose(key);
        int before = Thread.activeCount();
        for (int round = 0; round < 30; round++) openAndClose(key);
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 3);
    }

    private void openAndClose(String key) {
        spaces.get(key, "/v1/notifications").expect(200);
        spaces.seal("billing").expect(200);
        hub.post("admin", "/v1/spaces/billing/unseal", "").expect(200);
    }
}
