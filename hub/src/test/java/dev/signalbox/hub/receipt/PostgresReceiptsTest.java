package dev.signalbox.hub.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresReceiptsTest extends ReceiptsContract {
    private final String database = TestPostgres.freshDatabase();

    @Override
    TestHub open(Path folder) {
        return TestHub.onPostgres(folder, database);
    }

    @Test
    void each_node_signs_with_a_key_of_its_own_and_shows_those_of_all(@TempDir Path other) {
        String question = answered("Which node?");
        try (TestHub second = TestHub.onPostgres(other, database)) {
            String secret = hub().newKey("second", "viewer");
            ReceiptCheck here = checked(receipt(question));
            var there = TestHub.send(second.request(TestHub.NOBODY, "/v1/questions/" + question + "/receipt")
                            .header("X-API-Key", secret)
                            .build())
                    .expect(200);

            ReceiptCheck second1 = checked(there.text());
            assertThat(here.faults()).isEmpty();
            assertThat(second1.faults()).isEmpty();
            assertThat(second1.keyId()).isNotEqualTo(here.keyId());
        }
    }
}
