package dev.signalbox.hub.verify;

import dev.signalbox.wire.Json;
import dev.signalbox.wire.OwnerOnly;
import dev.signalbox.wire.resource.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code verified} in the data folder: how the last verify of the store ended, whoever ran it. It stands
 * outside of the store, for what is looked at cannot witness for itself, and a copy that is restored was not looked at.
 * Blocks; any thread.
 */
public record VerifyNote(Path folder) {
    static final String FILE = "verified";

    private static final int BYTES_MAX = 1024 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(VerifyNote.class);

    /** Empty when there was none, or what is there cannot be read. */
    public Optional<Verification> read() {
        Path file = folder.resolve(FILE);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > BYTES_MAX) return Optional.empty();
            return Optional.of(Json.readLenient(Files.readAllBytes(file), Verification.class));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read, and says nothing: {}", file, e.toString());
            return Optional.empty();
        }
    }

    /** A failure is told, and the note stays what it was. */
    public void write(Verification ended) {
        try {
            OwnerOnly.replace(folder.resolve(FILE), Json.writeText(ended));
        } catch (IOException e) {
            LOG.warn("cannot note how the verify ended in {}: {}", folder, e.toString());
        }
    }
}
