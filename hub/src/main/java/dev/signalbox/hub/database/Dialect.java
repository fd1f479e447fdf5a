package dev.signalbox.hub.database;

/** What the engines say in different words. All other SQL is one text, see {@link Database}. */
public enum Dialect {
    SQLITE("%s ->> '%s'", "SELECT type AS kind FROM sqlite_schema WHERE name = $1"),
    POSTGRES(
            "(CAST(%s AS json) ->> '%s')",
            "SELECT CASE relkind WHEN 'v' THEN 'view' ELSE 'table' END AS kind FROM pg_class WHERE relname = $1"
                    + " AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())");

    private final String field;
    private final String kindOf;

    Dialect(String field, String kindOf) {
        this.field = field;
        this.kindOf = kindOf;
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
