package dev.signalbox.wire;

import java.util.regex.Pattern;

/** Keys in texts that travel further than the key itself: refusals, logs. Any thread. */
public final class Secrets {
    private static final String MASK = "[redacted]";
    private static final Pattern KEY = Pattern.compile("(sbx_[a-z][a-z0-9-]{0,39}_[0-9A-Za-z]{8}_)[0-9A-Za-z]+");

    private Secrets() {}

    /** The text without the secrets of its keys; their public part stays, so that an operator can find them. */
    public static String masked(String text) {
        return text.contains("sbx_") ? KEY.matcher(text).replaceAll("$1" + MASK) : text;
    }
}
