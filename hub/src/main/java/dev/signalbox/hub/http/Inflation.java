package dev.signalbox.hub.http;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.BodyRule;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Inflates a body piece by piece and stops at the limit, so that what a bomb would become is never in memory. Blocks.
 */
final class Inflation {
    private static final int PIECE_BYTES = 64 * 1024;

    private Inflation() {}

    /**
     * The encoding of a body; null for none. Fails with {@code unsupported_media_type} for one that is not known.
     *
     * @param name of the header that says it
     */
    static @Nullable String encodingOf(HttpServerRequest http, String name, BodyRule rule) {
        String header = http.getHeader(name);
        String encoding = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
        if (encoding.isEmpty() || encoding.equals("identity")) return null;
        if (encoding.equals("x-gzip")) encoding = BodyRule.GZIP;
        if (rule.encodings().contains(encoding)) return encoding;
        throw new Refused(
                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                name + " must be " + (rule.encodings().isEmpty() ? "absent" : "gzip, deflate or absent")
                        + " on this path");
    }

    /** The bytes as they were. Fails with {@link Refused}: {@code too_large}, {@code overloaded}, {@code invalid}. */
    static byte[] inflate(byte[] body, String encoding, int bytesMax, ByteBudget.Share share) {
        List<byte[]> pieces = new ArrayList<>();
        int total = 0;
        try (InputStream in = opened(body, encoding)) {
            for (byte[] piece = in.readNBytes(PIECE_BYTES); piece.length > 0; piece = in.readNBytes(PIECE_BYTES)) {
                total += piece.length;
                if (total > bytesMax) throw Body.tooLarge(bytesMax, " after inflation");
                share.take(piece.length);
                pieces.add(piece);
            }
        } catch (IOException e) {
            throw new Refused(
                    ProblemCode.INVALID,
                    "the body is not " + encoding + ", though its head says so: "
                            + (e.getMessage() == null ? "it ends too early" : e.getMessage()));
        }
        return joined(pieces, total);
    }

    private static InputStream opened(byte[] body, String encoding) throws IOException {
        InputStream in = new ByteArrayInputStream(body);
        if (encoding.equals(BodyRule.GZIP)) return new GZIPInputStream(in, PIECE_BYTES);
        // "deflate" means the zlib form (RFC 9110), and some send the bare one.
        boolean zlib =
                body.length >= 2 && (body[0] & 0x0F) == 8 && ((body[0] & 0xFF) << 8 | (body[1] & 0xFF)) % 31 == 0;
        return new InflaterInputStream(in, new Inflater(!zlib), PIECE_BYTES);
    }

    private static byte[] joined(List<byte[]> pieces, int total) {
        if (pieces.size() == 1) return pieces.get(0);
        byte[] all = new byte[total];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }
}
