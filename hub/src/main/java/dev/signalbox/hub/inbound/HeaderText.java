package dev.signalbox.hub.inbound;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts in headers, which were made for ASCII: bare UTF-8, and the encoded words of RFC 2047. */
final class HeaderText {
    private static final Pattern WORD = Pattern.compile("=\\?([\\w-]{1,40})\\?([bBqQ])\\?([^?]*)\\?=");
    private static final Pattern BETWEEN = Pattern.compile("(\\?=)\\s+(=\\?)");

    private HeaderText() {}

    /** What was meant. A text that is not encoded as it says stays as it is. */
    static String decoded(String header) {
        String text = BETWEEN.matcher(utf8(header)).replaceAll("$1$2");
        return WORD.matcher(text).replaceAll(word -> Matcher.quoteReplacement(wordOf(word)));
    }

    /** Headers come as one character a byte. */
    private static String utf8(String header) {
        if (header.chars().anyMatch(c -> c > 0xFF) || header.chars().allMatch(c -> c < 0x80)) return header;
        ByteBuffer bytes = ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException latin1) {
            return header;
        }
    }

    private static String wordOf(MatchResult word) {
        try {
            Charset charset = Charset.forName(word.group(1));
            boolean base64 = word.group(2).equalsIgnoreCase("b");
            byte[] bytes = base64 ? Base64.getMimeDecoder().decode(word.group(3)) : quoted(word.group(3));
            return new String(bytes, charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return word.group();
        } catch (IllegalArgumentException e) {
            return word.group();
        }
    }

    private static byte[] quoted(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=' && i + 2 < text.length()) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(c == '_' ? ' ' : c);
            }
        }
        return bytes.toByteArray();
    }
}
