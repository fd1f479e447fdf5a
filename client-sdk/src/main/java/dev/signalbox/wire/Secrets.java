package dev.signalbox.wire;

import java.util.regex.Pattern;

/** Keys in texts that travel further than the key itself: refusals, logs. Any thread. */
public final class Secrets {
    private static final String MASK = "[redacted]";
    /** Wider than the form of a key: a mistyped one may hold all of the secret. */
    private static final Pattern KEY = Pattern.compile("(sbx_[0-9A-Za-z-]{1,40}_[0-9A-Za-z]{1,16}_)[0-9A-Za-z]+");

    private static final Pattern LANGFUSE_KEY = Pattern.compile("(sk-lf-[0-9A-Za-z]{1,16}-)[0-9A-Za-z]+");

    private Secrets() {}

    /** The text without the secrets of its keys; their public part stays, so that an operator can find them. */
    public static String masked(String text) {
        String clean = text.contains("sbx_") ? KEY.matcher(text).replaceAll("$1" + MASK) : text;
        return clean.contains("sk-lf-") ? LANGFUSE_KEY.matcher(clean).replaceAll("$1" + MASK) : clean;
    }
}
