package dev.signalbox.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** A format of files that are no text, known by the bytes with which they begin. */
enum BinaryFormat {
    SQLITE("a SQLite database", "export it: sqlite3 -json FILE 'SELECT …'", "53514c69746520666f726d6174203300"),
    GZIP("a gzip archive", "unpack it: gunzip FILE", "1f8b08"),
    ZIP("a ZIP archive, as XLSX, ODS and DOCX are", "save it as text, for instance as CSV", "504b(0304|0506|0708)"),
    OFFICE("an old Office file, such as XLS", "save it as text, for instance as CSV", "d0cf11e0a1b11ae1"),
    PDF("a PDF", "save it as text", "255044462d"),
    ZSTD("a zstd archive", "unpack it: zstd -d FILE", "28b52ffd"),
    XZ("an xz archive", "unpack it: xz -d FILE", "fd377a585a00"),
    BZIP2("a bzip2 archive", "unpack it: bunzip2 FILE", "425a683[1-9]314159"),
    SEVEN_ZIP("a 7z archive", "unpack it: 7z x FILE", "377abcaf271c"),
    PARQUET("a Parquet file", "export it as JSON lines or CSV", "5041523115"),
    AVRO("an Avro file", "export it as JSON lines or CSV", "4f626a01"),
    PNG("a picture (PNG)", "name a file of text", "89504e470d0a1a0a"),
    JPEG("a picture (JPEG)", "name a file of text", "ffd8ff"),
    ELF("a program", "name a file of text", "7f454c46"),
    UTF_32("UTF-32, not UTF-8", "save it as UTF-8", "fffe0000|0000feff");

    /** So many bytes tell every format. */
    static final int BYTES_MAX = 16;

    private final String thing;
    private final String nextStep;
    /** Of the first bytes in hexadecimal digits. */
    private final Pattern beginning;

    BinaryFormat(String thing, String nextStep, String beginning) {
        this.thing = thing;
        this.nextStep = nextStep;
        this.beginning = Pattern.compile(beginning);
    }

    /** That of a file that begins with the bytes that remain; empty when it may be text. */
    static Optional<BinaryFormat> of(ByteBuffer bytes) {
        byte[] first = new byte[Math.min(BYTES_MAX, bytes.remaining())];
        bytes.duplicate().get(first);
        String digits = HexFormat.of().formatHex(first);
        return Arrays.stream(values())
                .filter(format -> format.beginning.matcher(digits).lookingAt())
                .findFirst();
    }

    /** What it is and what to do, for people. */
    String words() {
        return "this is " + thing + (this == UTF_32 ? "; " : ", not text; ") + nextStep;
    }
}
