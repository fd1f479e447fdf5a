package dev.signalbox.hub.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many more files the file system of a folder takes. Java cannot ask; {@code stat} of Linux does. */
public record InodesLeft(Path folder) implements Probe {
    private static final int SECONDS_MAX = 3;
    private static final Pattern LEFT_OF = Pattern.compile("(\\d{1,18}) (\\d{1,18})");
    private static final long LEFT_MIN = 100;

    @Override
    public String name() {
        return "inodes";
    }

    @Override
    public String looksAt() {
        return "How many more files the disk takes: a disk with room and without inodes takes none.";
    }

    @Override
    public Sight look() throws IOException, InterruptedException {
        Process stat = new ProcessBuilder("stat", "-f", "-c", "%d %c", folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        stat.getOutputStream().close();
        if (!stat.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            stat.destroyForcibly();
            throw new IOException("the command stat did not answer");
        }
        Matcher found =
                LEFT_OF.matcher(new String(stat.getInputStream().readNBytes(200), StandardCharsets.UTF_8).strip());
        if (!found.matches()) throw new IOException("this system has no command stat that tells");
        return judged(Long.parseLong(found.group(1)), Long.parseLong(found.group(2)));
    }

    Sight judged(long left, long total) {
        if (total == 0) return Sight.of("this file system has no limit");
        long share = Math.round(100.0 * left / total);
        String amount = String.format(Locale.ROOT, "%,d of %,d left (%d %%)", left, total, share);
        Sight sight = Sight.of(amount);
        String next =
                "remove files that nobody needs (df -i " + folder + "), or move the folder to another file system";
        if (left < LEFT_MIN) return sight.fail("the disk of " + folder + " takes no more files: " + amount, next);
        return share < 5 ? sight.warn("few inodes on the disk of " + folder + ": " + amount, next) : sight;
    }
}
