package dev.signalbox.client.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The mounts of this process, as Linux lists them in {@code /proc/self/mounts}; elsewhere nothing is known. */
final class Mounts {
    private static final Path LIST = Path.of("/proc/self/mounts");

    private Mounts() {}

    /** Whether the folder lies on a mount that runs no programs and maps no libraries ({@code noexec}). */
    static boolean forbidsPrograms(Path folder) throws IOException {
        return Files.isReadable(LIST) && forbidsPrograms(folder.toRealPath(), Files.readAllLines(LIST));
    }

    /** @param mounts in the order in which they were made: device, place, kind, options; the last of a place counts */
    static boolean forbidsPrograms(Path folder, List<String> mounts) {
        String options = "";
        int depth = 0;
        for (String mount : mounts) {
            String[] fields = mount.split(" ", -1);
            Path place = Path.of(fields[1].replace("\\040", " "));
            if (!folder.startsWith(place) || place.getNameCount() < depth) continue;
            depth = place.getNameCount();
            options = fields[3];
        }
        return List.of(options.split(",", -1)).contains("noexec");
    }
}
