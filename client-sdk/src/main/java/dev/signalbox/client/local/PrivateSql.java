package dev.signalbox.client.local;

import java.util.Locale;

/**
 * What SQL of the program may say: one statement, and no name that begins with {@code signalbox_}, for those are the
 * SDK's. Text literals and comments may say anything.
 */
final class PrivateSql {
    private static final String RESERVED = "signalbox_";

    private PrivateSql() {}

    /** Fails with {@link IllegalArgumentException}; answers the same text. */
    static String checked(String sql) {
        String bare = withoutTextAndComments(sql);
        if (namesReserved(bare)) {
            throw new IllegalArgumentException("names that begin with " + RESERVED
                    + " are the SDK's own; name the program's tables otherwise: " + sql.strip());
        }
        if (hasSecondStatement(bare)) {
            throw new IllegalArgumentException(
                    "only the first of several statements would run; give each its own text: " + sql.strip());
        }
        return sql;
    }

    private static boolean namesReserved(String bare) {
        String lower = bare.toLowerCase(Locale.ROOT);
        for (int at = lower.indexOf(RESERVED); at >= 0; at = lower.indexOf(RESERVED, at + 1)) {
            if (at == 0 || !isPartOfName(lower.charAt(at - 1))) return true;
        }
        return false;
    }

    private static boolean isPartOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    /** The body of a trigger has statements of its own. */
    private static boolean hasSecondStatement(String bare) {
        int end = bare.indexOf(';');
        boolean trigger =
                bare.strip().toLowerCase(Locale.ROOT).matches("create\\s+(temp\\s+|temporary\\s+)?trigger[\\s\\S]*");
        return end >= 0 && !trigger && !bare.substring(end).replace(';', ' ').isBlank();
    }

    private static String withoutTextAndComments(String sql) {
        StringBuilder bare = new StringBuilder(sql.length());
        int at = 0;
        while (at < sql.length()) {
            int end = endOfSkipped(sql, at);
            if (end == at) {
                bare.append(sql.charAt(at++));
            } else {
                bare.append(' ');
                at = end;
            }
        }
        return bare.toString();
    }

    /** Where the text literal or comment that begins here ends; the same place when none begins. */
    private static int endOfSkipped(String sql, int at) {
        if (sql.charAt(at) == '\'') return after(sql, "'", at + 1);
        if (sql.startsWith("--", at)) return after(sql, "\n", at + 2);
        if (sql.startsWith("/*", at)) return after(sql, "*/", at + 2);
        return at;
    }

    private static int after(String sql, String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }
}
