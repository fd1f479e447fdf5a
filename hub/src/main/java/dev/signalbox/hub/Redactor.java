package dev.signalbox.hub;

import dev.signalbox.wire.Secrets;
import java.util.regex.Pattern;

/**
 * Takes secrets out of texts that leave the process in a log: keys, credentials of headers, passwords in URLs. Any
 * thread.
 */
public final class Redactor {
    private static final String MASK = "[redacted]";
    private static final Pattern HEADER = Pattern.compile(
            "(?i)((?:proxy-)?authorization|x-api-key|cookie|set-cookie)(\"?\\s*[:=]\\s*\"?)(?:(?:bearer|basic)\\s+)?[^\\s,;\"}]+");
    private static final Pattern SCHEME = Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9+/_=.~-]{8,}");
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("(://[^:/?#\\s@]*:)[^/?#\\s]*@");
    private static final Pattern PASSWORD_PARAMETER =
            Pattern.compile("(?i)\\b(password|pgpassword|secret)(=)[^&\\s,;]+");

    private Redactor() {}

    /** The text without its secrets; of a key the public part stays, so that an operator can find it. */
    public static String redact(String text) {
        String clean = Secrets.masked(text);
        clean = HEADER.matcher(clean).replaceAll("$1$2" + MASK);
        clean = SCHEME.matcher(clean).replaceAll("$1 " + MASK);
        clean = PASSWORD_IN_URL.matcher(clean).replaceAll("$1" + MASK + "@");
        return PASSWORD_PARAMETER.matcher(clean).replaceAll("$1$2" + MASK);
    }
}
