package dev.signalbox.hub.key;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.key.KeyFeature.Newcomers;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.OwnerOnly;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.resource.Key;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code admin.key} in the data folder, mode 0600: whoever may read the hub's files is an admin, so the first
 * command on the same machine needs no set-up. Kept while its key opens; else a new key is made and the file replaced.
 * The lost key, if any, stays valid: somebody may have copied it on purpose. {@code signalbox keys} lists and revokes.
 * When its key is rotated by way of this node, the file has the new secret.
 */
public final class AdminKey implements Newcomers {
    private static final int FILE_BYTES_MAX = 4096;
    private static final Logger LOG = LoggerFactory.getLogger(AdminKey.class);

    private final Path file;
    private final KeyRing ring;
    private final CommandHandler commands;
    private final Clock clock;
    private final Vertx vertx;

    public AdminKey(Path file, KeyRing ring, CommandHandler commands, Clock clock, Vertx vertx) {
        this.file = file;
        this.ring = ring;
        this.commands = commands;
        this.clock = clock;
        this.vertx = vertx;
    }

    /**
     * Completes when the file holds a key that opens. Call once the ring is loaded, and before the hub listens.
     *
     * @return whether a new key had to be made. Fails when the file cannot be read or written
     */
    public Future<Boolean> ensure() {
        return vertx.executeBlocking(this::read).compose(secret -> {
            if (secret != null && ring.authenticate(secret, clock.instant()).isPresent()) {
                return Future.succeededFuture(false);
            }
            return create().compose(fresh -> vertx.executeBlocking(() -> write(fresh)))
                    .map(written -> {
                        LOG.info(
                                secret == null
                                        ? "wrote a new admin key to {}"
                                        : "the key in {} does not open any more; wrote a new admin key",
                                file);
                        return true;
                    });
        });
    }

    /**
     * The new secret of a key, which the file gets when it holds that key. Never fails: the next start mends the file.
     */
    @Override
    public Future<?> admit(List<String> shown) {
        return vertx.executeBlocking(() -> {
                    String kept = read();
                    KeySecret fresh = KeySecret.parse(shown.get(0)).orElseThrow();
                    boolean own = kept != null
                            && KeySecret.parse(kept)
                                    .filter(known -> known.id().equals(fresh.id()))
                                    .isPresent();
                    return own ? write(fresh.text()) : file;
                })
                .otherwise(failure -> {
                    LOG.warn("{} has the old secret: {}", file, failure.toString());
                    return file;
                });
    }

    /** Everybody knows the way to the space that is there from the start. */
    @Override
    public Future<?> opened(Set<String> sha256) {
        return Future.succeededFuture();
    }

    private Future<String> create() {
        CreateKey wish = new CreateKey(OwnershipMatrix.ADMIN, OwnershipMatrix.ADMIN, null);
        Command command = new Command(Ids.next(), "key.create", null, null, null, Json.tree(wish));
        return commands.handle(command, new Caller(Principal.SYSTEM, "start", null))
                .map(outcome -> Objects.requireNonNull(((Key) outcome.resource()).secret()));
    }

    private @Nullable String read() throws IOException {
        OwnerOnly.tighten(file);
        try (var bytes = Files.newInputStream(file)) {
            return new String(bytes.readNBytes(FILE_BYTES_MAX), StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException missing) {
            return null;
        }
    }

    /**
     * A file of its own first, then its name: a reader sees the whole old key or the whole new one, also after a power
     * cut.
     */
    private Path write(String secret) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = OwnerOnly.open(fresh, options)) {
            ByteBuffer line = ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.US_ASCII));
            while (line.hasRemaining()) channel.write(line);
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
        return file;
    }

    private void forceFolder() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !posix()) return;
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
