package dev.signalbox.hub.recall;

import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

class PostgresRecallTest extends RecallContract {
    private String database;

    @Override
    HubConfig on(HubConfig plain) {
        database = TestPostgres.freshDatabase();
        return plain.onPostgres(database);
    }

    /** In any row of any table, as text or as the bytes of one. */
    @Override
    boolean stored(String text) {
        String bytes = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        for (String table : TestPostgres.query(
                database, "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname LIKE 'signalbox%'")) {
            String found = TestPostgres.query(
                            database,
                            "SELECT count(*) FROM " + table + " AS t WHERE t::text LIKE '%" + text
                                    + "%' OR t::text LIKE '%" + bytes + "%'")
                    .get(0);
            if (!found.equals("0")) return true;
        }
        return false;
    }
}
