package dev.signalbox.hub.crash;

import dev.signalbox.hub.HubProcess.Launch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

class SqliteKilledRebuildTest extends KilledRebuildContract {
    @Override
    Launch launch(Path folder) {
        return Launch.on(folder, null);
    }

    @Override
    List<String> query(String sql) {
        List<String> found = new ArrayList<>();
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("traces.db"));
                Statement statement = file.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) found.add(rows.getString(1));
            return found;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @Override
    List<String> halfBuilt() {
        return query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '*_[0-9a-f][0-9a-f][0-9a-f]"
                + "[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'");
    }

    @Override
    boolean isKept(String text) {
        for (String name : List.of("traces.db", "traces.db-wal")) {
            try {
                byte[] bytes = Files.readAllBytes(data.resolve(name));
                if (new String(bytes, StandardCharsets.ISO_8859_1).contains(text)) return true;
            } catch (NoSuchFileException gone) {
                // Nothing is kept there.
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return false;
    }
}
