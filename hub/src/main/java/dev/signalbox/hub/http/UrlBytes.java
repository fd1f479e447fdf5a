package dev.signalbox.hub.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The bytes that a URL encodes (RFC 3986, section 2.1). */
final class UrlBytes {
    private static final int HEX = 16;

    /** A segment that is a dot or two, as it stands or encoded. */
    private static final Pattern DOTS = Pattern.compile("/(?:\\.|%2[eE]){1,2}(?:/|$)");

    private UrlBytes() {}

    /**
     * Whether a segment of the path is {@code .} or {@code ..} (RFC 3986, section 3.3): it stands for a folder, encoded
     * or not, so no thing can be named by it.
     */
    static boolean namesFolders(String url) {
        int query = url.indexOf('?');
        return DOTS.matcher(query < 0 ? url : url.substring(0, query)).find();
    }

    /**
     * Whether path and query are ASCII, and what their percent signs encode is UTF-8. Anything else would be read with
     * replacement characters, under which different keys are one.
     */
    static boolean areUtf8(String url) {
        ByteBuffer bytes = ByteBuffer.allocate(url.length());
        for (int i = 0; i < url.length(); i++) {
            char each = url.charAt(i);
            if (each >= 0x7F) return false;
            if (each != '%') {
                bytes.put((byte) each);
                continue;
            }
            if (i + 2 >= url.length()) return false;
            int high = Character.digit(url.charAt(i + 1), HEX);
            int low = Character.digit(url.charAt(i + 2), HEX);
            if (high < 0 || low < 0) return false;
            bytes.put((byte) (high * HEX + low));
            i += 2;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
