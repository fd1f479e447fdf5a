package dev.signalbox.hub.verify;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.projection.Refold;
import dev.signalbox.hub.vertx.FewAtOnce;
import dev.signalbox.hub.vertx.Turns;
import dev.signalbox.wire.resource.LogHash;
import dev.signalbox.wire.resource.LogState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a log is compared by: its head, how much there is of what, and the hashes at some positions. Any thread. */
final class LogStates {
    /** Positions of one question at most. */
    static final int POSITIONS_MAX = 100;

    private static final String NEXT_STREAM = "SELECT stream FROM events WHERE stream >= $1 ORDER BY stream LIMIT 1";
    private static final String OF_CATEGORY = "SELECT count(*) AS n FROM events WHERE stream >= $1 AND stream < $2";
    private static final String RECEIPTS = "SELECT count(*) AS n FROM receipts";
    private static final String HASH = "SELECT hash FROM events WHERE position = $1";

    private final EventLog log;
    private final Database database;
    private final List<Projection> projections;
    private final Vertx vertx;

    LogStates(VerifiedLog of, Vertx vertx) {
        this.log = of.log();
        this.database = of.database();
        this.projections = of.projections();
        this.vertx = vertx;
    }

    Future<LogState> now() {
        Map<String, Long> categories = new TreeMap<>();
        Map<String, Long> tables = new TreeMap<>();
        return log.head().compose(head -> categories(categories)
                .compose(counted -> tables(tables))
                .compose(counted -> count(RECEIPTS))
                .map(receipts -> new LogState(
                        log.name(),
                        log.epoch(),
                        head.position(),
                        HexFormat.of().formatHex(head.hash()),
                        receipts,
                        categories,
                        tables)));
    }

    /** From one category to the next, by the index of the streams: no row is read. */
    private Future<Void> categories(Map<String, Long> counts) {
        String[] from = {""};
        return Turns.whileMore(
                vertx.getOrCreateContext(), () -> database.read(transaction -> transaction.query(NEXT_STREAM, from[0]))
                        .compose(rows -> {
                            if (rows.isEmpty()) return Future.succeededFuture(false);
                            String stream = rows.get(0).text("stream");
                            int slash = stream.indexOf('/');
                            String category = slash < 0 ? stream : stream.substring(0, slash);
                            String first = slash < 0 ? stream : category + '/';
                            // What comes behind all that begin with a slash begins with the character behind it.
                            from[0] = slash < 0 ? stream + '\u0001' : category + (char) ('/' + 1);
                            return count(OF_CATEGORY, first, from[0]).map(n -> {
                                counts.put(category, n);
                                return true;
                            });
                        }));
    }

    private Future<Void> tables(Map<String, Long> counts) {
        return Refold.areFolded(projections, database).compose(folded -> {
            Future<?> last = Future.succeededFuture();
            for (Projection each : folded ? projections : List.<Projection>of()) {
                for (String table : each.tables()) {
                    last = last.compose(counted -> count("SELECT count(*) AS n FROM " + table))
                            .map(n -> counts.put(table, n));
                }
            }
            return last.mapEmpty();
        });
    }

    private Future<Long> count(String sql, Object... parameters) {
        return database.read(transaction -> transaction.query(sql, parameters))
                .map(rows -> rows.get(0).bigint("n"));
    }

    /** The hashes at positions that the log has, in the order in which they are asked for. */
    Future<List<LogHash>> hashes(List<Long> positions) {
        return database.read(transaction -> FewAtOnce.inOrder(positions, position -> hash(position, transaction)))
                .map(found -> found.stream().flatMap(Optional::stream).toList());
    }

    private static Future<Optional<LogHash>> hash(long position, Transaction transaction) {
        if (position == 0) return Future.succeededFuture(Optional.of(of(0, HashChain.genesis())));
        return transaction
                .query(HASH, position)
                .map(rows -> rows.stream().findFirst().map(row -> of(position, row.bytes("hash"))));
    }

    private static LogHash of(long position, byte[] hash) {
        return new LogHash(position, HexFormat.of().formatHex(hash));
    }
}
