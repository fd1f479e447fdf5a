package dev.signalbox.hub.fold;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

class SqliteProblemsAtTheDoorsTest extends ProblemsAtTheDoorsContract {
    @Override
    TestHub start(Path folder) {
        return TestHub.start(folder);
    }

    @Override
    void sql(String log, String text) {
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + data.resolve(log + ".db"));
                Statement statement = file.createStatement()) {
            statement.executeUpdate(text);
        } catch (SQLException e) {
            throw new AssertionError(text, e);
        }
    }

    @Override
    String bytes() {
        return "BLOB";
    }
}
