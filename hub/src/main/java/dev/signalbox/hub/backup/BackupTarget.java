package dev.signalbox.hub.backup;

import dev.signalbox.hub.archive.ArchiveStore;
import dev.signalbox.hub.archive.Chains;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.hub.archive.bucket.ArchiveStores;
import dev.signalbox.hub.matrix.BackupPlan;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the backups of a space go by the plan in force: opened when it is needed, anew when the plan names another. */
final class BackupTarget {
    private final Supplier<OwnershipMatrix> matrix;
    private final Path data;
    private final Path base;
    private final String space;
    private final Vertx vertx;
    private @Nullable ArchiveStore open;
    private String opened = "";

    /** @param base below which relative folders lie */
    BackupTarget(Supplier<OwnershipMatrix> matrix, Path data, Path base, String space, Vertx vertx) {
        this.matrix = matrix;
        this.data = data;
        this.base = base;
        this.space = space;
        this.vertx = vertx;
    }

    BackupPlan plan() {
        return matrix.get().backups();
    }

    /** Whom the plan encrypts for. */
    Recipients recipients() {
        return Recipients.of(plan().recipients());
    }

    /** The data folder, in which segments are written before they go there. */
    Path data() {
        return data;
    }

    /** The archives there. Blocks. */
    synchronized Chains chains() {
        String to = plan().target();
        ArchiveStore store = open;
        if (store == null || !opened.equals(to)) {
            if (store != null) store.close();
            store = ArchiveStores.of(to, base);
            open = store;
            opened = to;
        }
        return new Chains(store, space);
    }

    /** Its name, for people. */
    String where() {
        return ArchiveStores.shown(plan().target(), base);
    }

    /** Does work that blocks. */
    <T> Future<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work, false);
    }

    synchronized void close() {
        ArchiveStore store = open;
        open = null;
        if (store != null) store.close();
    }
}
