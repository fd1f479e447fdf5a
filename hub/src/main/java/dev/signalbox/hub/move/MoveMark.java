package dev.signalbox.hub.move;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Dialect;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a move between stores has noted in the one with the main log; there is one a store, or none.
 *
 * @param kind what the store is to the move
 * @param move the id of the move, the same in both stores
 * @param other the store at the other end, for people; without a password
 * @param at when it was noted
 */
public record MoveMark(Kind kind, String move, String other, Instant at) {
    private static final String MAKE = "CREATE TABLE move_mark"
            + " (kind text NOT NULL, move text NOT NULL, other text NOT NULL, at bigint NOT NULL)";
    private static final String READ = "SELECT kind, move, other, at FROM move_mark";
    private static final String CLEAR = "DELETE FROM move_mark";
    private static final String WRITE = "INSERT INTO move_mark (kind, move, other, at) VALUES ($1, $2, $3, $4)";

    /** What a store is to a move. */
    public enum Kind {
        /** The data comes here, and is not all here: no hub opens it. */
        FILLING,
        /** The data has gone: no hub opens it. */
        LEFT,
        /** The data has come. */
        ARRIVED;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The mark of a store; empty when no move has touched it. */
    public static Future<Optional<MoveMark>> of(Database database) {
        return database.read(transaction -> isThere(transaction, database.dialect())
                .compose(there -> there ? transaction.query(READ) : Future.succeededFuture(List.of()))
                .map(rows -> rows.stream().findFirst().map(MoveMark::of)));
    }

    private static Future<Boolean> isThere(Transaction transaction, Dialect dialect) {
        return transaction.query(dialect.kindOf(), "move_mark").map(found -> !found.isEmpty());
    }

    private static MoveMark of(Row row) {
        return new MoveMark(
                Kind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                row.text("move"),
                row.text("other"),
                Times.ofMicros(row.bigint("at")));
    }

    /** What a person types to bring data back to a store: of one of PostgreSQL no hub keeps the password. */
    static String undo(String where) {
        return "signalbox move back" + (isFolder(where) ? "" : " --to postgres://USER:PASSWORD@" + where);
    }

    static boolean isFolder(String where) {
        return where.startsWith("/");
    }

    /** Puts it in the place of the one that is there. Completes when it is on disk. */
    public Future<Void> put(Database database) {
        return database.write(transaction -> isThere(transaction, database.dialect())
                .compose(there -> transaction.update(there ? CLEAR : MAKE))
                .compose(free -> transaction.update(WRITE, kind.word(), move, other, Times.toMicros(at)))
                .mapEmpty());
    }

    /** Takes away what a move has noted. Completes when that is on disk. */
    static Future<Void> forget(Database database) {
        return database.write(transaction -> isThere(transaction, database.dialect())
                .compose(there -> there ? transaction.update(CLEAR) : Future.succeededFuture())
                .mapEmpty());
    }

    /** The same move, seen from a store that is something else to it. */
    public MoveMark as(Kind other, Instant now) {
        return new MoveMark(other, move, this.other, now);
    }
}
