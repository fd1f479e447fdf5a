package dev.signalbox.cli.run;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Utf8Reader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that somebody names on the command line. Whatever is wrong with it is wrong usage, and names the file. */
public final class GivenFile {
    private GivenFile() {}

    /** Its text, which must be UTF-8; without a byte order mark. */
    public static String text(Path path) {
        try (InputStream in = open(path)) {
            return Utf8Reader.text(in.readAllBytes());
        } catch (InvalidInput notUtf8) {
            throw Failure.usage(path + ", " + notUtf8.detail() + ".", "Nothing was sent.");
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** Its first bytes, at most so many. */
    public static byte[] beginning(Path path, int bytesMax) {
        try (InputStream in = open(path)) {
            return in.readNBytes(bytesMax);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** Its bytes, from the first. */
    public static InputStream open(Path path) {
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static Failure unreadable(Path path, IOException e) {
        if (e instanceof NoSuchFileException) return Failure.usage("There is no file " + path + ".", "Check its name.");
        if (e instanceof AccessDeniedException) return Failure.usage(path + " may not be read.", "Check its rights.");
        if (Files.isDirectory(path)) return Failure.usage(path + " is a folder.", "Name a file in it.");
        return Failure.usage(path + " cannot be read: " + e.getMessage() + ".", "");
    }
}
