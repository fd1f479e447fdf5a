package dev.signalbox.hub.database;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a {@link Database}. Statements run in the order in which they are given; the next may be given
 * before the one before it has completed (PostgreSQL pipelines them, SQLite has them done on return). Parameters are
 * {@code String}, {@code Long}, {@code Integer}, {@code byte[]} or null. Valid only inside the work that received it.
 */
public interface Transaction {
    /** Rows of a select or a {@code RETURNING}. */
    Future<List<Row>> query(String sql, @Nullable Object... parameters);

    /** Number of rows that an insert, update or delete touched; 0 for a definition. */
    Future<Integer> update(String sql, @Nullable Object... parameters);

    /** The same statement once for each list of parameters, in their order; nothing when there is none. */
    Future<?> updateAll(String sql, List<@Nullable Object[]> parameters);
}
