package dev.signalbox.hub.history;

import dev.signalbox.hub.TestPostgres;
import java.nio.charset.StandardCharsets;
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
    private static final Map<String, String> ROWS = Map.of(
            "keys", "SELECT * FROM keys",
            "notifications", "SELECT * FROM notifications",
            "questions", "SELECT * FROM questions",
            "rows", "SELECT * FROM table_rows");

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

    /** Every row of the tables of these projections, by projection and id; declared tables' rows by table and key. */
    Map<String, Map<String, Map<String, Object>>> tables() {
        Map<String, Map<String, Map<String, Object>>> tables = new TreeMap<>();
        try (Connection connection = opening.connection();
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> each : ROWS.entrySet()) {
                try (ResultSet rows = statement.executeQuery(each.getValue())) {
                    tables.put(each.getKey(), rowsOf(rows));
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
                row.put(column, comparable(result.getObject(column)));
            }
            Object id = row.containsKey("id") ? row.get("id") : row.get("tbl") + "/" + row.get("row_key");
            rows.put((String) id, row);
        }
        return rows;
    }

    private static Object comparable(Object value) {
        if (value instanceof Number number) return number.longValue();
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value;
    }
}
