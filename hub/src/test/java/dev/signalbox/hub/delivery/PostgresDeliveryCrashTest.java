package dev.signalbox.hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.HubProcess.Launch;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.delivery.Receiver.Says;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PostgresDeliveryCrashTest extends DeliveryCrashContract {
    private final String database = TestPostgres.freshDatabase();

    @Override
    String databaseUrl() {
        return database;
    }

    @Test
    void of_two_nodes_one_sends_and_when_it_is_killed_the_other_goes_on() {
        try (Receiver receiver = new Receiver();
                HubProcess one = Launch.on(folder.resolve("one"), database).start()) {
            String key = one.adminKey();
            DeliveryCrashContract.endpoint(one, key, receiver);
            post(one, key, "first", Set.of());
            Eventually.until("the first node sends", () -> receiver.got("all").size() == 1);
            try (HubProcess other = Launch.on(folder.resolve("other"), database).start()) {
                for (int i = 0; i < 10; i++) post(i % 2 == 0 ? one : other, key, "both" + i, Set.of());
                Eventually.until("all came", () -> receiver.got("all").size() == 11);

                receiver.at("all", number -> {
                    if (number == 12) one.kill();
                    return Says.OK;
                });
                for (int i = 0; i < 3; i++) post(other, key, "alone" + i, Set.of());
                Eventually.until("the other goes on", () -> titles(receiver).contains("alone2"));
                assertThat(titles(receiver))
                        .containsExactly(
                                "first", "both0", "both1", "both2", "both3", "both4", "both5", "both6", "both7",
                                "both8", "both9", "alone0", "alone0", "alone1", "alone2");
            }
        }
    }
}
