package dev.signalbox.hub.crash;

import dev.signalbox.hub.history.Store;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The tables of traces, read around the hub with a plain driver. */
record TraceTables(Store store) {
    private static final List<String> TABLES =
            List.of("traces", "trace_details", "observations", "observation_details", "trace_scores", "trace_problems");

    /** Every row of every table with all that stands in it, sorted. */
    List<String> all() {
        List<String> rows = new ArrayList<>();
        for (String table : TABLES) rows("SELECT * FROM " + table).forEach(row -> rows.add(table + " | " + row));
        rows.sort(null);
        return rows;
    }

    /** Trace and id of each. */
    List<String> observations() {
        return rows("SELECT trace_id || ' ' || id FROM observations");
    }

    private List<String> rows(String sql) {
        try (Connection connection = store.opening().connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) row.add(Objects.toString(result.getObject(i)));
                rows.add(String.join(" | ", row));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
