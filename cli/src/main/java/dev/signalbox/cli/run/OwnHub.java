package dev.signalbox.cli.run;

import dev.signalbox.hub.Hub;
import dev.signalbox.hub.HubConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A hub of this command's own: in this process, on a free port of loopback, in a folder that goes with it. */
public final class OwnHub implements AutoCloseable {
    private final Path data;
    private final Hub hub;

    private OwnHub(Path data, Hub hub) {
        this.data = data;
        this.hub = hub;
    }

    /** Starts it; returns when it can serve. Fails with {@link Failure}. */
    public static OwnHub start(Path data) {
        // Its log is nobody's business; what it cannot do comes as a failure.
        Logger.getLogger("").setLevel(Level.WARNING);
        try {
            Hub hub = Hub.start(HubConfig.embedded(data, 0), Clock.systemUTC(), fatal -> {})
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return new OwnHub(data, hub);
        } catch (CompletionException e) {
            throw new Failure(ExitCode.REFUSED, "A hub could not be started: " + e.getCause(), "");
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + hub.port());
    }

    /** What the other commands need to find it and its admin key. */
    public Map<String, String> environment() {
        return Map.of("SIGNALBOX_URL", url().toString(), "SIGNALBOX_DATA", data.toString(), "SIGNALBOX_KEY", "");
    }

    @Override
    public void close() {
        hub.close().toCompletionStage().toCompletableFuture().join();
    }
}
