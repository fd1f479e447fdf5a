package dev.signalbox.hub.archive;

import dev.signalbox.wire.Times;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Files of an archive in memory, which a test may damage. */
final class MemoryStore implements ArchiveStore {
    final ConcurrentSkipListMap<String, byte[]> files = new ConcurrentSkipListMap<>();

    @Override
    public String where() {
        return "memory";
    }

    @Override
    public boolean put(String name, Path file) throws IOException {
        return files.putIfAbsent(name, Files.readAllBytes(file)) == null;
    }

    @Override
    public InputStream get(String name) throws IOException {
        byte[] file = files.get(name);
        if (file == null) throw new NoSuchFileException(name);
        return new ByteArrayInputStream(file);
    }

    @Override
    public List<Item> list(String beginning) {
        Instant then = Times.ofMicros(0);
        return files.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(beginning))
                .map(entry -> new Item(entry.getKey(), entry.getValue().length, then))
                .toList();
    }

    @Override
    public void delete(String name) {
        files.remove(name);
    }

    @Override
    public Optional<Long> room() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
