package dev.signalbox.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text in UTF-8, read strictly: what is no UTF-8 fails with an {@link InvalidInput} that names its line and byte, and
 * is never replaced by another character. A byte order mark at the beginning is left out; UTF-16, and files that are no
 * text, are called by their names. One thread.
 */
public final class Utf8Reader extends Reader {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final String NEXT_STEP = "; save it as UTF-8";

    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private final CharBuffer chars = CharBuffer.allocate(BUFFER_BYTES).flip();
    private boolean begun;
    private boolean ended;
    private long line = 1;
    private long byteOfLine;

    /** @param in closed with the reader */
    public Utf8Reader(InputStream in) {
        this.in = in;
    }

    /** The whole text of these bytes. Fails with {@link InvalidInput}. */
    public static String text(byte[] utf8) {
        StringWriter text = new StringWriter(utf8.length);
        try (Reader reader = new Utf8Reader(new ByteArrayInputStream(utf8))) {
            reader.transferTo(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        if (length == 0) return 0;
        while (!chars.hasRemaining()) {
            if (ended) return -1;
            fill();
        }
        int count = Math.min(length, chars.remaining());
        chars.get(into, offset, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void fill() throws IOException {
        boolean last = load();
        if (!begun) begin();
        int from = bytes.position();
        CoderResult result = decoder.decode(bytes, chars.clear(), last);
        chars.flip();
        count(from, bytes.position());
        // What stands before it is read first.
        if (result.isError() && !chars.hasRemaining()) {
            throw malformed(Byte.toUnsignedInt(bytes.get(bytes.position())));
        }
        if (last && !bytes.hasRemaining()) ended = true;
    }

    /**
     * Whether nothing comes behind what is loaded. The first load has enough to tell what it is, if there is enough.
     */
    private boolean load() throws IOException {
        bytes.compact();
        int enough = begun ? 3 : BinaryFormat.BYTES_MAX;
        int read = 0;
        while (read >= 0 && bytes.hasRemaining() && (read == 0 || bytes.position() < enough)) {
            read = in.read(bytes.array(), bytes.position(), bytes.remaining());
            if (read > 0) bytes.position(bytes.position() + read);
        }
        bytes.flip();
        return read < 0;
    }

    private void begin() {
        begun = true;
        BinaryFormat.of(bytes).ifPresent(format -> {
            throw new InvalidInput("", format.words());
        });
        int first = bytes.remaining() < 2 ? 0 : Short.toUnsignedInt(bytes.getShort(0));
        if (first == 0xFEFF || first == 0xFFFE) throw new InvalidInput("", "this is UTF-16, not UTF-8" + NEXT_STEP);
        boolean mark = bytes.remaining() >= 3 && first == 0xEFBB && Byte.toUnsignedInt(bytes.get(2)) == 0xBF;
        if (mark) bytes.position(3);
    }

    private void count(int from, int to) {
        for (int i = from; i < to; i++) {
            byteOfLine++;
            byte each = bytes.get(i);
            if (each == 0) {
                throw new InvalidInput("", at() + " is zero: this is UTF-16 or no text" + NEXT_STEP);
            }
            if (each == '\n') {
                line++;
                byteOfLine = 0;
            }
        }
    }

    private InvalidInput malformed(int value) {
        byteOfLine++;
        return new InvalidInput("", at() + String.format(" (0x%02X) is no UTF-8", value) + NEXT_STEP);
    }

    private String at() {
        return "line " + line + ": byte " + byteOfLine;
    }
}
