package dev.signalbox.hub.trace.intake;

import dev.signalbox.wire.Limits;

/**
 * A pass over JSON that puts a mark in place of each part that breaks a limit of reading, however deep that is: it
 * keeps a count of open brackets and no stack. What is no JSON stays none. One instance for one text.
 */
final class ExcessScan {
    private final String json;
    private final String mark;
    private final StringBuilder out;

    private ExcessScan(String json, String mark) {
        this.json = json;
        this.mark = mark;
        this.out = new StringBuilder(json.length());
    }

    /** @param mark begins every mark; nothing that the sender can know */
    static String marked(String json, String mark) {
        return new ExcessScan(json, mark).read();
    }

    private String read() {
        int depth = 0;
        int end;
        for (int at = 0; at < json.length(); at = end) {
            char c = json.charAt(at);
            if (c == '"') {
                end = text(at);
            } else if (c == '-' || isDigit(c)) {
                end = number(at);
            } else if (opens(c) && depth == Limits.INTAKE_JSON_DEPTH_MAX) {
                end = put(Excess.DEPTH, endOfNested(at));
            } else {
                if (opens(c)) depth++;
                else if (closes(c)) depth--;
                end = at + 1;
                out.append(c);
            }
        }
        return out.toString();
    }

    private int text(int from) {
        int end = endOfText(from);
        return end - from > Excess.NAME_CHARS_MAX && isName(end) && charsIn(from, end) > Excess.NAME_CHARS_MAX
                ? put(Excess.NAME, end)
                : copy(from, end);
    }

    private int number(int from) {
        int digits = 0;
        int end = from;
        for (; end < json.length() && isOfNumber(json.charAt(end)); end++) if (isDigit(json.charAt(end))) digits++;
        return digits > Excess.NUMBER_DIGITS_MAX ? put(Excess.NUMBER, end) : copy(from, end);
    }

    private int put(Excess excess, int end) {
        out.append('"').append(excess.marked(mark)).append('"');
        return end;
    }

    private int copy(int from, int end) {
        out.append(json, from, end);
        return end;
    }

    /** Behind the bracket that closes the one here; the end when none does, so that the text ends too early. */
    private int endOfNested(int from) {
        int open = 0;
        int at = from;
        while (at < json.length()) {
            char c = json.charAt(at);
            if (opens(c)) open++;
            else if (closes(c)) open--;
            at = c == '"' ? endOfText(at) : at + 1;
            if (open == 0) break;
        }
        return at;
    }

    /** Behind its closing quote. */
    private int endOfText(int from) {
        int at = from + 1;
        while (at < json.length() && json.charAt(at) != '"') at += json.charAt(at) == '\\' ? 2 : 1;
        return Math.min(at + 1, json.length());
    }

    private boolean isName(int end) {
        int at = end;
        while (at < json.length() && Character.isWhitespace(json.charAt(at))) at++;
        return at < json.length() && json.charAt(at) == ':';
    }

    /** Characters between the quotes, an escape as one. */
    private int charsIn(int from, int end) {
        int chars = 0;
        int at = from + 1;
        while (at < end - 1) {
            if (json.charAt(at) != '\\') at++;
            else at += json.charAt(at + 1) == 'u' ? 6 : 2;
            chars++;
        }
        return chars;
    }

    private static boolean opens(char c) {
        return c == '{' || c == '[';
    }

    private static boolean closes(char c) {
        return c == '}' || c == ']';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isOfNumber(char c) {
        return isDigit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
    }
}
