package dev.signalbox.hub.archive;

import dev.signalbox.hub.database.DataFolder;
import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
        if (linked(file, target)) {
            DataFolder.flush(parent);
            return true;
        }
        Path part = parent.resolve("." + UUID.randomUUID() + PART);
        try {
            copy(file, part);
            name(part, target);
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(part);
        }
        DataFolder.flush(parent);
        return true;
    }

    /** A file of the same file system needs no copy. */
    private static boolean linked(Path file, Path target) throws IOException {
        OwnerOnly.tighten(file);
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        try {
            Files.createLink(target, file);
            return true;
        } catch (UnsupportedOperationException | FileSystemException e) {
            return false;
        }
    }

    /** A link never replaces what is there. File systems without links, as those of memory sticks, look before. */
    private static void name(Path part, Path target) throws IOException {
        try {
            Files.createLink(target, part);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(part, target);
        }
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
        if (parent != null) DataFolder.flush(parent);
    }

    @Override
    public InputStream get(String name) throws IOException {
        return Files.newInputStream(resolve(name));
    }

    @Override
    public List<Item> list(String beginning) throws IOException {
        Path below = folder.resolve(beginning.substring(0, beginning.lastIndexOf('/') + 1));
        if (!Files.isDirectory(below)) return List.of();
        List<Item> items = new ArrayList<>();
        Files.walkFileTree(below, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes of) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (of.isRegularFile() && name.startsWith(beginning) && !name.endsWith(PART)) {
                    items.add(new Item(name, of.size(), of.lastModifiedTime().toInstant()));
                }
                return FileVisitResult.CONTINUE;
            }

            /** What goes while others write and delete is not there. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure) throws IOException {
                if (failure == null || failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw failure;
            }
        });
        items.sort(Comparator.comparing(Item::name));
        return items;
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(resolve(name));
    }

    @Override
    public Optional<Long> room() throws IOException {
        return Optional.of(DataFolder.room(folder));
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
