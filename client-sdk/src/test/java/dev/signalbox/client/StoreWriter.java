package dev.signalbox.client;

import dev.signalbox.client.model.FastPace;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.command.Command;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A program of its own for tests: writes the numbers {@code from} to {@code to} on a lane and says each when it is
 * queued. Ends when its standard input does. The id of a command follows from lane and number, as in a program that
 * repeats what it is not sure of.
 */
public final class StoreWriter {
    private StoreWriter() {}

    /** Arguments: URL, store, lane, from, to. */
    public static void main(String[] arguments) throws Exception {
        String lane = arguments[2];
        int from = Integer.parseInt(arguments[3]);
        int to = Integer.parseInt(arguments[4]);
        try (Signalbox box = Signalbox.open(options -> options.url(URI.create(arguments[0]))
                .store(Path.of(arguments[1]))
                .name(lane)
                .pace(FastPace.PACE)
                .drain(Duration.ofSeconds(10)))) {
            for (int n = from; n <= to; n++) {
                box.outbox().send(command(lane, n));
                System.out.println(n);
            }
            System.out.println("done");
            while (System.in.read() >= 0) Thread.onSpinWait();
        }
    }

    static Command command(String lane, int n) {
        return new Command(Ids.derived(lane, Integer.toString(n)), "note.write", lane, null, null, Commands.body(n));
    }
}
