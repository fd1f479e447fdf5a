package dev.signalbox.hub.history;

import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The store of a hub, read around it with a plain driver while it runs. */
public record Store(String name, Opening opening) {
    private static final List<String> TABLES = List.of("keys", "notifications", "questions");

    /** How to reach it. */
    public interface Opening {
        Connection connection() throws SQLException;
    }

    public static Store sqlite(Path data) {
        return new Store("SQLite", () -> DriverManager.getConnection("jdbc:sqlite:" + data.resolve("main.db")));
    }

    public static Store postgres(String url) {
        return new Store("PostgreSQL " + TestPostgres.description(), () -> {
            Connection connection = TestPostgres.connect(url);
            connection.setSchema("signalbox_main");
            return connection;
        });
    }

    public StoredLog read() {
        try (Connection connection = opening.connection()) {
            return StoredLog.read(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every row of every table, by table and id. */
    Map<String, Map<String, Map<String, Object>>> tables() {
        Map<String, Map<String, Map<String, Object>>> tables = new TreeMap<>();
        try (Connection connection = opening.connection();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    tables.put(table, rowsOf(rows));
                }
            }
            return tables;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Map<String, Object>> rowsOf(ResultSet result) throws SQLException {
        Map<String, Map<String, Object>> rows = new TreeMap<>();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            columns.add(result.getMetaData().getColumnLabel(i));
        }
        while (result.next()) {
            Map<String, Object> row = new TreeMap<>();
            for (String column : columns) {
                Object value = result.getObject(column);
                row.put(column, value instanceof Number number ? (Object) number.longValue() : value);
            }
            rows.put(result.getString("id"), row);
        }
        return rows;
    }
}
