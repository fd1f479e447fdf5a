package dev.signalbox.hub;

import dev.signalbox.hub.history.Store;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Appended;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * A hub whose disk can be filled: in a mount namespace of its own with a small tmpfs where the system lets us, else
 * with a quota on the pages of its file, which SQLite reports as the same error.
 */
abstract class SmallDisk implements AutoCloseable {
    static SmallDisk start(Path data) {
        return MountNamespace.isAllowed() ? new Namespace(data, data) : new Quota(data);
    }

    /** The same of which only a folder in the data folder is small. Needs a mount namespace. */
    static SmallDisk of(Path data, Path small) {
        return new Namespace(data, small);
    }

    /** How the disk is small, for people. */
    abstract String means();

    abstract URI url();

    abstract String adminKey();

    abstract Store store();

    /** Leaves no room. */
    abstract void fill();

    abstract void makeRoom();

    @Override
    public abstract void close();

    private static final class Namespace extends SmallDisk {
        private static final String SIZE = "24m";
        private static final byte[] MEBIBYTE = new byte[1024 * 1024];

        private final Path data;
        private final HubProcess hub;
        private final Path inside;

        Namespace(Path data, Path small) {
            this.data = data;
            List<String> wrapper =
                    MountNamespace.wrapper("mount -t tmpfs -o size=" + SIZE + " tmpfs \"$1\"", small.toString());
            this.hub = HubProcess.Launch.on(data, null).wrapper(wrapper).start();
            this.inside = hub.inside(small);
        }

        @Override
        String means() {
            return "a tmpfs of " + SIZE + " in a mount namespace";
        }

        @Override
        URI url() {
            return hub.url();
        }

        @Override
        String adminKey() {
            return hub.adminKey();
        }

        /** A copy outside: SQLite resolves the way into the namespace to the file of the same name out here. */
        @Override
        Store store() {
            try {
                Path copy = Files.createTempDirectory(data, "copy");
                for (String file : List.of("main.db", "main.db-wal"))
                    Files.copy(inside.resolve(file), copy.resolve(file));
                return Store.sqlite(copy);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        void fill() {
            try (OutputStream ballast = Files.newOutputStream(inside.resolve("ballast"))) {
                while (true) ballast.write(MEBIBYTE);
            } catch (IOException full) {
                if (!String.valueOf(full.getMessage()).contains("No space left")) throw new UncheckedIOException(full);
            }
        }

        @Override
        void makeRoom() {
            try {
                Files.delete(inside.resolve("ballast"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            hub.close();
        }
    }

    private static final class Quota extends SmallDisk {
        private static final long UNLIMITED = 1_000_000;

        private final Path data;
        private final TestHub hub;
        private volatile long pagesMax = UNLIMITED;

        Quota(Path data) {
            this.data = data;
            this.hub = TestHub.start(
                    HubConfig.embedded(data, 0),
                    Clock.systemUTC(),
                    WrappedLog.engine((database, log) -> new WrappedLog(log) {
                        @Override
                        public Future<Appended> append(Append append) {
                            // Of the connection that writes: set again each time, for after an error it is a new one.
                            database.write(transaction -> transaction.query("PRAGMA max_page_count = " + pagesMax));
                            return real.append(append);
                        }
                    }));
        }

        @Override
        String means() {
            return "a quota of pages, for this system allows no mount namespace";
        }

        @Override
        URI url() {
            return hub.url();
        }

        @Override
        String adminKey() {
            return hub.key("admin");
        }

        @Override
        Store store() {
            return Store.sqlite(data);
        }

        @Override
        void fill() {
            pagesMax = 1;
        }

        @Override
        void makeRoom() {
            pagesMax = UNLIMITED;
        }

        @Override
        public void close() {
            hub.close();
        }
    }
}
