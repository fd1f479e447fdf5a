package dev.signalbox.hub;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;

/**
 * Classes as a JVM has them in memory, in a file that processes of tests map instead of reading each class anew: half
 * of what a start costs. A run that starts several processes makes it, once for all of its JVMs and beside its tests,
 * under {@code target}; whoever starts before it is there, or with another JVM, does without.
 */
final class ClassArchive {
    /** The start of so many processes begins it; a run of a class or two starts fewer, and would not earn it back. */
    private static final int WORTH_IT = 4;

    private static final AtomicInteger STARTS = new AtomicInteger();
    private static final Path ARCHIVE = of();

    private ClassArchive() {}

    /** Options of a process that runs a class of the class path of the tests. */
    static List<String> options() {
        if (Files.exists(ARCHIVE)) {
            return List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:cds=off", "-cp", joined(jars().stream()));
        }
        if (STARTS.incrementAndGet() == WORTH_IT) {
            Thread maker = new Thread(ClassArchive::make, "class archive");
            maker.setDaemon(true);
            maker.start();
        }
        return List.of("-cp", joined(paths()));
    }

    /** Without an entry that is empty: it stands for the folder of the module, in which the archive is made. */
    private static Stream<String> paths() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(path -> !path.isEmpty() && Files.exists(Path.of(path)));
    }

    private static String joined(Stream<String> paths) {
        return String.join(File.pathSeparator, paths.toList());
    }

    /** The class path again, with a jar in the place of each folder: an archive is one of jars. */
    private static List<String> jars() {
        AtomicInteger count = new AtomicInteger();
        return paths().map(path -> path.endsWith(".jar") ? path : ARCHIVE + "-" + count.incrementAndGet() + ".jar")
                .toList();
    }

    /** Named by the JVM and the files that it is for: another is made when one of them is another. */
    private static Path of() {
        String key = System.getProperty("java.vm.version")
                + paths().map(path -> path + changedAt(Path.of(path))).toList();
        return Path.of("target", "classes-%08x.jsa".formatted(key.hashCode())).toAbsolutePath();
    }

    /** When the newest file in it was changed. */
    private static long changedAt(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            return files.mapToLong(file -> file.toFile().lastModified()).max().orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make() {
        Path list = Path.of(ARCHIVE + ".list");
        Path unnamed = Path.of(ARCHIVE + ".new");
        String inUnnamed = "-XX:SharedArchiveFile=" + unnamed;
        try (FileChannel file = opened(Path.of(ARCHIVE + ".lock"));
                FileLock mine = file.tryLock()) {
            if (mine == null || Files.exists(ARCHIVE)) return;
            List<String> jars = jars();
            List<String> paths = paths().toList();
            for (int i = 0; i < jars.size(); i++) {
                if (!jars.get(i).equals(paths.get(i))) pack(Path.of(paths.get(i)), Path.of(jars.get(i)));
            }
            String classPath = joined(jars.stream());
            boolean made = run("-XX:DumpLoadedClassList=" + list, "-cp", classPath, Loaded.class.getName())
                    && run("-Xshare:dump", "-XX:SharedClassListFile=" + list, inUnnamed, "-cp", classPath);
            if (made) Files.move(unnamed, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pack(Path folder, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(folder)) {
            out.setLevel(Deflater.NO_COMPRESSION);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
                out.putNextEntry(new ZipEntry(name));
                Files.copy(file, out);
            }
        }
    }

    private static FileChannel opened(Path lock) throws IOException {
        Files.createDirectories(lock.getParent());
        return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static boolean run(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(HubProcess.JAVA));
        command.addAll(HubProcess.FAST_START);
        command.addAll(List.of(options));
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Loads what a hub loads, and ends. */
    static final class Loaded {
        private Loaded() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Files.createTempDirectory("signalbox-classes");
            try (TestHub hub = TestHub.start(folder, Clock.systemUTC())) {
                hub.post("admin", "/v1/notifications", Map.of("title", "loaded"))
                        .expect(201);
            }
            Folders.delete(folder);
            System.exit(0);
        }
    }
}
