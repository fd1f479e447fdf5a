package dev.signalbox.client.local;

import dev.signalbox.client.Commands;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.model.FastPace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A program of its own for tests: takes tasks for ever; each leaves a row and a command. Its leases are short. */
public final class TaskWorker {
    /** Longer than a slow disk needs for one task, and as long as a killed worker holds up the test. */
    private static final Duration LEASE = Duration.ofSeconds(2);

    private TaskWorker() {}

    /** Arguments: URL, store, name. */
    public static void main(String[] arguments) {
        try (Signalbox box = Signalbox.open(options -> options.url(URI.create(arguments[0]))
                .store(Path.of(arguments[1]))
                .name(arguments[2])
                .pace(FastPace.PACE))) {
            box.local().update("CREATE TABLE IF NOT EXISTS result (n INTEGER PRIMARY KEY)");
            TaskQueue tasks = box.local().tasks("work");
            int done = 0;
            while (true) {
                Optional<Task> task = tasks.claim(LEASE);
                if (task.isEmpty()) LockSupport.parkNanos(5_000_000);
                if (task.isPresent() && work(box, tasks, task.get())) System.out.println(++done);
            }
        }
    }

    private static boolean work(Signalbox box, TaskQueue tasks, Task task) {
        int n = task.payload().path("n").asInt();
        try {
            box.local().write(tx -> {
                tx.update("INSERT INTO result (n) VALUES ($1)", n);
                tx.send(Commands.note("work", n));
                tasks.complete(tx, task);
            });
            return true;
        } catch (ClaimLost lost) {
            return false;
        }
    }
}
