package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Settings;
import dev.signalbox.hub.StoppedHub;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.verify.Side;
import dev.signalbox.hub.verify.StoreSide;
import dev.signalbox.hub.verify.Verify;
import dev.signalbox.hub.verify.VerifyNote;
import dev.signalbox.wire.resource.Verification;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The stores of a hub that is stopped, opened by a command to be looked at. Blocks; one thread. */
public final class StoppedStore implements AutoCloseable {
    private final CommandRun run;
    private final Path data;
    private final @Nullable String database;
    private final Vertx vertx = Vertx.vertx();

    private StoppedStore(CommandRun run, Path data, @Nullable String database) {
        this.run = run;
        this.data = data;
        this.database = database;
    }

    /**
     * The store that options name.
     *
     * @param data null for the folder of this machine's hub
     */
    public static StoppedStore of(@Nullable Path data, @Nullable String database, CommandRun run) {
        if (database != null) {
            try {
                DatabaseUrl.parse(database);
            } catch (IllegalArgumentException e) {
                throw Failure.usage(String.valueOf(e.getMessage()), "It reads postgres://user:password@host/db .");
            }
        }
        Path folder =
                data == null ? Settings.data(run.shell()) : run.shell().folder().resolve(data);
        return new StoppedStore(run, folder, database);
    }

    /**
     * Opens it and verifies it. A store that is so damaged that it cannot be opened is a result.
     *
     * @param watch waits for the end of what it is given
     */
    Verification verify(Function<Supplier<Verification>, Verification> watch) {
        StoppedHub hub;
        try {
            hub = open();
        } catch (StoreBroken broken) {
            return noted(Verify.broken(broken, run.shell().clock()));
        }
        try {
            Path scratch = scratch();
            Verify verify = Verify.alone(hub.logs(), scratch, run.shell().clock(), vertx);
            var unused = verify.run();
            Verification end = noted(watch.apply(verify::shown));
            if (database != null) Files.deleteIfExists(scratch);
            return end;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            await(hub.close());
        }
    }

    /** Its logs, to be compared; closing them closes this. */
    Side side() {
        try {
            StoppedHub hub = open();
            return new StoreSide(hub.where(), hub.logs(), vertx, () -> {
                await(hub.close());
                close();
            });
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Opens it. Fails with {@link StoreBroken}, and with {@link Failure} for everything else. */
    public StoppedHub open() {
        try {
            return await(StoppedHub.open(data, database, run.shell().clock(), vertx));
        } catch (StoreBroken broken) {
            throw broken;
        } catch (RuntimeException e) {
            throw new Failure(ExitCode.REFUSED, String.valueOf(e.getMessage()), "");
        }
    }

    private Verification noted(Verification end) {
        if (Files.isDirectory(data) && !end.state().equals(Verification.FAILED)) new VerifyNote(data).write(end);
        return end;
    }

    /** Beside the files, where there is room for them; of a database, where temporary files are. */
    private Path scratch() throws IOException {
        return database == null ? data : Files.createTempDirectory("signalbox-verify");
    }

    /** Waits for it; what it failed with is thrown. */
    public <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    /** On which its logs are read. */
    public Vertx vertx() {
        return vertx;
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
