package dev.signalbox.hub;

import dev.signalbox.hub.database.DatabaseUrl;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

class PostgresVerifyTest extends VerifyContract {
    private final String url = TestPostgres.freshDatabase();

    @Override
    TestHub start(Path data) {
        return TestHub.onPostgres(data, data.endsWith("original") ? url : TestPostgres.freshDatabase());
    }

    private static String nameOf(String url) {
        return DatabaseUrl.parse(url).database();
    }

    @Override
    Copy copy(Path data, Path to) {
        Folders.copy(data, to);
        String copy = TestPostgres.copyOf(url);
        Folders.replace(to.resolve("heads"), nameOf(url), nameOf(copy));
        return new Copy(to, copy, log -> {
            Connection connection = TestPostgres.connect(copy);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET search_path TO signalbox_" + log);
            }
            return connection;
        });
    }
}
