package dev.signalbox.hub.page;

import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.wire.Ids;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of the page, as it stands in the jar, and compressed once. Its tag is of its bytes, so a browser asks for it
 * each time and gets it when it is another: a page never mixes files of two versions for long. Immutable.
 *
 * @param packed the same with gzip; null where that is not shorter
 */
record PageFile(String type, byte[] plain, byte @Nullable [] packed, String tag) {
    private static final String FOLDER = "/page/";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "webmanifest", "application/manifest+json");

    /** Null when there is no such file. */
    static @Nullable PageFile named(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) return null;
        try (InputStream in = PageFile.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) return null;
            byte[] plain = in.readAllBytes();
            byte[] packed = packed(plain);
            String tag = HexFormat.of().formatHex(Ids.sha256(plain), 0, 16);
            return new PageFile(type, plain, packed.length < plain.length ? packed : null, tag);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] packed(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    /** As the caller takes it; a compressed answer has a tag of its own, since its bytes are others. */
    Answer answer(Request request) {
        return packed != null && takesGzip(request.header("Accept-Encoding"))
                ? told(packed, "-gzip").header("Content-Encoding", "gzip")
                : told(plain, "");
    }

    private Answer told(byte[] body, String form) {
        return Answer.text(type, body)
                .header("Cache-Control", "no-cache")
                .header("Vary", "Accept-Encoding")
                .header("ETag", "\"" + tag + form + "\"");
    }

    private static boolean takesGzip(@Nullable String accepted) {
        if (accepted == null) return false;
        for (String each : accepted.split(",", -1)) {
            String[] parts = each.strip().split(";", 2);
            if (parts[0].strip().equalsIgnoreCase("gzip")) return parts.length == 1 || !isNothing(parts[1]);
        }
        return false;
    }

    private static boolean isNothing(String weight) {
        return weight.replace(" ", "").matches("q=0(\\.0*)?");
    }
}
