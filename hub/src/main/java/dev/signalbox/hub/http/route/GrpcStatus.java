package dev.signalbox.hub.http.route;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The messages {@code google.rpc.Status} and {@code google.rpc.RetryInfo} (googleapis, {@code google/rpc}), a few
 * fields for which no library is needed, and the words beside them.
 */
public final class GrpcStatus {
    private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";
    private static final String HEX = "0123456789ABCDEF";

    private GrpcStatus() {}

    /** A status with words. */
    public static byte[] of(int code, String words) {
        return message(out -> {
            out.writeInt32(1, code);
            out.writeString(2, words);
        });
    }

    /** A status that says when to come again. */
    static byte[] retry(int code, String words, int seconds) {
        byte[] detail = message(out -> {
            out.writeString(1, RETRY_INFO);
            out.writeByteArray(2, retryInfo(seconds));
        });
        return message(out -> {
            out.writeInt32(1, code);
            out.writeString(2, words);
            out.writeByteArray(3, detail);
        });
    }

    /** When to come again. */
    static byte[] retryInfo(int seconds) {
        byte[] delay = message(out -> out.writeInt64(1, seconds));
        return message(out -> out.writeByteArray(1, delay));
    }

    /** Words as {@code grpc-message} has them: printable ASCII, any other byte of UTF-8 behind a percent sign. */
    static String percentEncoded(String words) {
        StringBuilder text = new StringBuilder(words.length());
        for (byte each : words.getBytes(StandardCharsets.UTF_8)) {
            if (each >= ' ' && each <= '~' && each != '%') text.append((char) each);
            else text.append('%').append(HEX.charAt(each >> 4 & 0xF)).append(HEX.charAt(each & 0xF));
        }
        return text.toString();
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
