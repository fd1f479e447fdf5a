package dev.signalbox.hub.recall;

import dev.signalbox.hub.HubConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

class SqliteRecallTest extends RecallContract {
    private Path data;

    @Override
    HubConfig on(HubConfig plain) {
        data = plain.data();
        return plain;
    }

    /** In any byte of any file. */
    @Override
    boolean stored(String text) {
        try (Stream<Path> files = Files.walk(data)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            for (Path file : all) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) return true;
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
