package dev.signalbox.hub.operator;

import dev.signalbox.hub.TestHub;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

class SqliteArchiveDoorTest extends ArchiveDoorContract {
    @Override
    TestHub start() {
        return TestHub.start(data);
    }

    @Override
    void damage(String sql) {
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("main.db"));
                Statement statement = file.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
