package dev.signalbox.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a text that is no JSON, in words for whoever wrote it. The reader of JSON has words for its own
 * programmers: they are recognised here, and none is passed on.
 */
final class JsonWords {
    private static final Pattern FIELD = Pattern.compile("(?i)duplicate (?:object property|field) ['\"](.*)['\"]");
    private static final Pattern TOKEN =
            Pattern.compile("(?:Unrecognized token|Non-standard token) ['\"](\\S{1,40})['\"]");
    private static final Pattern CHARACTER = Pattern.compile("^Unexpected character \\('(.)' ");
    /** By what the reader says, in lower case; the first that fits. */
    private static final Map<String, String> BY_WORD = new LinkedHashMap<>();

    static {
        BY_WORD.put("end-of-input", "it ends too early");
        BY_WORD.put("surrogate", "half of a pair of surrogates stands alone");
        BY_WORD.put("utf-8", "it is not encoded as UTF-8");
        BY_WORD.put("utf-32", "it is not encoded as UTF-8");
        BY_WORD.put("character escape", "behind \\ stands none of \" \\ / b f n r t u");
        BY_WORD.put("hex-digit", "behind \\u stand no four hex digits");
        BY_WORD.put("unquoted character", "a control character in a text must be escaped, as \\n");
        BY_WORD.put("ctrl-char", "a control character must be escaped, as \\n, and stand in a text");
        BY_WORD.put("double-quote", "the name of a field must stand in double quotes");
        BY_WORD.put("field name", "the name of a field must stand in double quotes");
        BY_WORD.put("out of range", "the number is too large for this field");
        BY_WORD.put("zero", "a number has no zeros before its first digit");
        BY_WORD.put("numeric", "a number is not written as JSON has it, like -1.5e3");
        BY_WORD.put("decimal", "a number is not written as JSON has it, like -1.5e3");
        BY_WORD.put("digit", "a number is not written as JSON has it, like -1.5e3");
        BY_WORD.put("comma", "a comma is missing, or stands where none belongs");
        BY_WORD.put("colon", "a colon is missing between a name and its value");
        BY_WORD.put("close marker", "a bracket is closed that was not opened, or by another kind");
    }

    private JsonWords() {}

    static String of(JacksonException failure) {
        if (failure instanceof StreamConstraintsException) return limit(failure.getOriginalMessage());
        if (failure instanceof JsonEOFException) return "it ends too early";
        String said = String.valueOf(failure.getOriginalMessage());
        Matcher field = FIELD.matcher(said);
        if (field.find()) return "the field \"" + field.group(1) + "\" is a duplicate; give it once";
        Matcher token = TOKEN.matcher(said);
        if (token.find()) return "\"" + token.group(1) + "\" is no value; texts stand in double quotes";
        String known = byWord(said);
        if (known != null) return known;
        Matcher character = CHARACTER.matcher(said);
        return character.find()
                ? "'" + character.group(1) + "' is not expected there"
                : "it cannot be read from there on";
    }

    /** Which limit a text breaks. */
    static String limit(@Nullable String said) {
        String lower = String.valueOf(said).toLowerCase(Locale.ROOT);
        if (lower.contains("depth")) return "it is nested deeper than " + Limits.JSON_DEPTH_MAX + " levels";
        if (lower.contains("number")) return "a number has more than " + Limits.JSON_NUMBER_CHARS_MAX + " characters";
        if (lower.contains("name")) return "a name has more than " + Limits.JSON_NAME_CHARS_MAX + " characters";
        return "it is too long";
    }

    private static @Nullable String byWord(String said) {
        String lower = said.toLowerCase(Locale.ROOT);
        for (Map.Entry<String, String> each : BY_WORD.entrySet()) {
            if (lower.contains(each.getKey())) return each.getValue();
        }
        return null;
    }
}
