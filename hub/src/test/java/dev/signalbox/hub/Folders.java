package dev.signalbox.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Folders as an operator moves them. */
public final class Folders {
    private Folders() {}

    /** Copies all that is in a folder into another, which is made. */
    public static void copy(Path from, Path to) {
        copy(from, to, name -> true);
    }

    /** Copies those whose names are chosen. */
    static void copy(Path from, Path to, Predicate<String> chosen) {
        for (Path each : all(from)) {
            if (!chosen.test(each.getFileName().toString())) continue;
            try {
                Path there = to.resolve(from.relativize(each));
                if (Files.isDirectory(each)) Files.createDirectories(there);
                else Files.copy(each, there, StandardCopyOption.COPY_ATTRIBUTES);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Deletes a folder with all that is in it. */
    public static void delete(Path folder) {
        all(folder).stream().sorted(Comparator.reverseOrder()).forEach(each -> {
            try {
                Files.delete(each);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Puts another text in the place of one within a file. */
    static void replace(Path file, String text, String other) {
        try {
            Files.writeString(file, Files.readString(file).replace(text, other));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> all(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
