package dev.signalbox.hub.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.database.DatabaseUrl;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresSpaceTroubleTest extends SpaceTroubleContract {
    private final String database = TestPostgres.freshDatabase();

    @Override
    TestHub start(Path folder) {
        return TestHub.onPostgres(folder, database);
    }

    @Override
    void halfErased(String name) {
        TestPostgres.run(database, "DROP SCHEMA signalbox_" + name + "_main CASCADE");
    }

    @Test
    void without_the_right_to_make_schemas_no_space_is_made_and_the_grant_is_named() {
        String url = TestPostgres.freshDatabase();
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        String login = "spaceless_" + parsed.database();
        TestPostgres.run(url, "CREATE ROLE " + login + " LOGIN PASSWORD 'hush4711'");
        String limited =
                "postgres://" + login + ":hush4711@" + parsed.host() + ":" + parsed.port() + "/" + parsed.database();

        String refused = spaces.create(Map.of("name", "billing", "database", limited))
                .expect(400)
                .text();

        assertThat(refused)
                .contains("GRANT CREATE ON DATABASE", "signalbox_billing_main")
                .doesNotContain("hush4711");
        hub.get("admin", "/v1/spaces/billing").expect(404);
    }
}
