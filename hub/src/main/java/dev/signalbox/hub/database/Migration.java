package dev.signalbox.hub.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * One numbered file of SQL that brings the tables of a store from one shape to the next: {@code V<number>__<what>.sql}
 * in {@code /db/sqlite} or {@code /db/postgres}. A statement in it ends with a semicolon at the end of a line.
 */
record Migration(int number, String file, String sql) {
    private static final String STATEMENT_END = ";\\s*\\R";
    private static final Pattern COMMENT = Pattern.compile("--[^\\n]*");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** All that this version of the hub knows, the first one first. */
    static List<Migration> all(Dialect engine) {
        List<Migration> all = new ArrayList<>();
        for (String file : Migrations.FILES) {
            all.add(new Migration(
                    all.size() + 1, file, text((engine == Dialect.SQLITE ? "sqlite/" : "postgres/") + file)));
        }
        return List.copyOf(all);
    }

    /** {@code fold_problems} of {@code V3__fold_problems.sql}. */
    String what() {
        return file.substring(file.indexOf("__") + 2, file.lastIndexOf('.'));
    }

    List<String> statements() {
        return List.of(sql.split(STATEMENT_END));
    }

    /** CRC-32 of the lines without their ends, which may differ between checkouts. */
    int checksum() {
        CRC32 crc = new CRC32();
        sql.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }

    /** A statement, or what an engine makes of one, without comments and breaks. */
    static String line(String sql) {
        return BLANKS.matcher(COMMENT.matcher(sql).replaceAll(""))
                .replaceAll(" ")
                .strip();
    }

    private static String text(String file) {
        String path = "/db/" + file;
        try (InputStream stream = Migration.class.getResourceAsStream(path)) {
            if (stream == null) throw new IllegalStateException(path + " is missing in this build");
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
