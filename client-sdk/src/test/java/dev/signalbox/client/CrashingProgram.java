package dev.signalbox.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.client.model.FastPace;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.client.replica.Replica;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * A program of its own for tests. For each number it writes a private row together with a shared command, then posts a
 * notification; it says the number when both are queued. Meanwhile it keeps two replicas. The first half of the numbers
 * it writes at once, each of the others when the replicas hold the one before: however few batches the first ones went
 * out in, and however few pieces they came back in, each of the others is a batch and a piece of its own. Ends when its
 * standard input does, unless it dies before.
 */
public final class CrashingProgram {
    private CrashingProgram() {}

    /** Arguments: URL, store, how many numbers. */
    public static void main(String[] arguments) throws Exception {
        try (Signalbox box = open(URI.create(arguments[0]), Path.of(arguments[1]))) {
            Replica runs = box.replica("runs");
            Replica notifications = box.replica("notifications");
            int numbers = Integer.parseInt(arguments[2]);
            int next = next(box);
            write(box, next, numbers / 2, System.out::println);
            for (int n = Math.max(next, numbers / 2 + 1); n <= numbers; n++) {
                Written written = write(box, n);
                System.out.println(n);
                runs.awaitPosition(written.row()).toCompletableFuture().join();
                notifications
                        .awaitPosition(written.notification())
                        .toCompletableFuture()
                        .join();
            }
            while (System.in.read() >= 0) Thread.onSpinWait();
        }
    }

    static Signalbox open(URI url, Path store) {
        return Signalbox.open(
                options -> options.url(url).store(store).pace(FastPace.PACE).drain(Duration.ofSeconds(1)));
    }

    /**
     * The first number that the store does not have; what came before may lack its notification, so that is repeated.
     */
    static int next(Signalbox box) {
        box.local().update("CREATE TABLE IF NOT EXISTS mine (n INTEGER PRIMARY KEY)");
        int last = (int) box.local()
                .query("SELECT coalesce(max(n), 0) AS n FROM mine")
                .get(0)
                .number("n");
        if (last > 0) box.outbox().send(notification(last));
        return last + 1;
    }

    static void write(Signalbox box, int from, int to, IntConsumer acknowledged) {
        for (int n = from; n <= to; n++) {
            write(box, n);
            acknowledged.accept(n);
        }
    }

    private record Written(OutboxReceipt row, OutboxReceipt notification) {}

    private static Written write(Signalbox box, int n) {
        OutboxReceipt row = box.local().transact(tx -> {
            tx.update("INSERT INTO mine (n) VALUES ($1)", n);
            return tx.send(row(n));
        });
        return new Written(row, box.outbox().send(notification(n)));
    }

    private static Command row(int n) {
        String key = "row " + n % 7;
        ObjectNode body = Json.object();
        body.putObject("row").put("id", key).put("n", n);
        return new Command(Ids.derived("row", String.valueOf(n)), "table.put", "runs/" + key, null, null, body);
    }

    private static Command notification(int n) {
        String id = Ids.derived("notification", String.valueOf(n));
        ObjectNode body =
                Json.object().put("id", id).put("title", "number " + n).put("n", n);
        return new Command(id, "notification.post", null, null, null, body);
    }
}
