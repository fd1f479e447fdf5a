package dev.signalbox.hub.archive;

import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An archive in a folder, which is made with the first file. Files are 0600 from their first byte, folders that it
 * makes 0700; a file has its name when it is flushed, and no sooner.
 */
public final class FolderStore implements ArchiveStore {
    private static final String PART = ".part";
    private static final int COPY_BYTES = 1024 * 1024;

    private final Path folder;

    public FolderStore(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    @Override
    public String where() {
        return folder.toString();
    }

    @Override
    public boolean put(String name, Path file) throws IOException {
        Path target = resolve(name);
        if (Files.exists(target)) return false;
        Path parent = Objects.requireNonNull(target.getParent());
        make(parent);
        Path part = parent.resolve("." + UUID.randomUUID() + PART);
        try {
            copy(file, part);
            Files.createLink(target, part);
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException e) {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        flush(parent);
        return true;
    }

    private static void copy(Path from, Path to) throws IOException {
        OwnerOnly.make(to);
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = OwnerOnly.open(to, Set.of(StandardOpenOption.WRITE))) {
            long length = in.size();
            for (long at = 0; at < length; ) at += in.transferTo(at, COPY_BYTES, out);
            out.force(true);
        }
    }

    private void make(Path wanted) throws IOException {
        if (Files.isDirectory(wanted)) return;
        Path parent = wanted.getParent();
        if (parent != null) make(parent);
        OwnerOnly.makeFolder(wanted);
    }

    /** So that the name outlives a loss of power, too. */
    private static void flush(Path parent) throws IOException {
        try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public InputStream get(String name) throws IOException {
        return Files.newInputStream(resolve(name));
    }

    @Override
    public List<Item> list(String beginning) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        List<Item> items = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (!name.startsWith(beginning) || name.endsWith(PART)) continue;
                items.add(new Item(
                        name, Files.size(file), Files.getLastModifiedTime(file).toInstant()));
            }
        }
        items.sort(Comparator.comparing(Item::name));
        return items;
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(resolve(name));
    }

    @Override
    public Optional<Long> room() throws IOException {
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) there = there.getParent();
        return Optional.of(Files.getFileStore(there).getUsableSpace());
    }

    @Override
    public void close() {}

    private Path resolve(String name) {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of a file in an archive");
        }
        return file;
    }
}
