package dev.signalbox.hub.database;

/** What the engines say in different words. All other SQL is one text, see {@link Database}. */
public enum Dialect {
    SQLITE("INTEGER PRIMARY KEY", "%s ->> '%s'", "SELECT type AS kind FROM sqlite_schema WHERE name = $1"),
    POSTGRES(
            "bigint PRIMARY KEY",
            "(CAST(%s AS json) ->> '%s')",
            "SELECT CASE relkind WHEN 'v' THEN 'view' ELSE 'table' END AS kind FROM pg_class WHERE relname = $1"
                    + " AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())");

    private final String numberKey;
    private final String field;
    private final String kindOf;

    Dialect(String numberKey, String field, String kindOf) {
        this.numberKey = numberKey;
        this.field = field;
        this.kindOf = kindOf;
    }

    /**
     * A statement that makes a table, with {@code bigint PRIMARY KEY} in the words by which the engine keeps the rows
     * themselves in that order: SQLite has no second tree then.
     */
    public String definition(String statement) {
        return statement.replace(POSTGRES.numberKey, numberKey);
    }

    /**
     * A field of a column with JSON text: a text as it is, null and a missing one as NULL, anything else in the
     * engine's own form.
     */
    public String jsonField(String column, String name) {
        return field.formatted(column, name);
    }

    /**
     * The query that tells in {@code kind} whether {@code $1} names a {@code table} or a {@code view}; no row when it
     * names nothing.
     */
    public String kindOf() {
        return kindOf;
    }
}
