package dev.signalbox.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A format of files that are no text, known by the bytes with which they begin. */
enum BinaryFormat {
    SQLITE("a SQLite database", "export it: sqlite3 -json FILE 'SELECT …'", latin("SQLite format 3\0")),
    GZIP("a gzip archive", "unpack it: gunzip FILE", hex("1f8b08")),
    ZIP(
            "a ZIP archive, as XLSX, ODS and DOCX are",
            "save it as text, for instance as CSV",
            hex("504b0304"),
            hex("504b0506"),
            hex("504b0708")),
    OFFICE("an old Office file, such as XLS", "save it as text, for instance as CSV", hex("d0cf11e0a1b11ae1")),
    PDF("a PDF", "save it as text", latin("%PDF-")),
    ZSTD("a zstd archive", "unpack it: zstd -d FILE", hex("28b52ffd")),
    XZ("an xz archive", "unpack it: xz -d FILE", hex("fd377a585a00")),
    BZIP2("a bzip2 archive", "unpack it: bunzip2 FILE", hex("425a6839314159"), hex("425a6831314159")),
    SEVEN_ZIP("a 7z archive", "unpack it: 7z x FILE", hex("377abcaf271c")),
    PARQUET("a Parquet file", "export it as JSON lines or CSV", hex("5041523115")),
    AVRO("an Avro file", "export it as JSON lines or CSV", hex("4f626a01")),
    PNG("a picture (PNG)", "name a file of text", hex("89504e470d0a1a0a")),
    JPEG("a picture (JPEG)", "name a file of text", hex("ffd8ff")),
    ELF("a program", "name a file of text", hex("7f454c46")),
    UTF_32("UTF-32, not UTF-8", "save it as UTF-8", hex("fffe0000"), hex("0000feff"));

    /** So many bytes tell every format. */
    static final int BYTES_MAX = 16;

    private final String thing;
    private final String nextStep;
    private final List<byte[]> beginnings;

    BinaryFormat(String thing, String nextStep, byte[]... beginnings) {
        this.thing = thing;
        this.nextStep = nextStep;
        this.beginnings = List.of(beginnings);
    }

    /** That of a file that begins with the bytes that remain; empty when it may be text. */
    static Optional<BinaryFormat> of(ByteBuffer bytes) {
        byte[] first = new byte[Math.min(BYTES_MAX, bytes.remaining())];
        bytes.duplicate().get(first);
        return Arrays.stream(values())
                .filter(format -> format.beginnings.stream().anyMatch(each -> isAt(first, each)))
                .findFirst();
    }

    /** What it is and what to do, for people. */
    String words() {
        return "this is " + thing + (this == UTF_32 ? "; " : ", not text; ") + nextStep;
    }

    private static boolean isAt(byte[] first, byte[] beginning) {
        return first.length >= beginning.length
                && Arrays.equals(first, 0, beginning.length, beginning, 0, beginning.length);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
