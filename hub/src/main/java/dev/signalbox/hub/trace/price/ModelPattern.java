package dev.signalbox.hub.trace.price;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The pattern of a price, ready to be compared with names in lower case. However many stars it has, each of its parts
 * is looked for once.
 *
 * @param parts the texts between its stars
 */
record ModelPattern(Price price, List<String> parts) {
    /**
     * What stands behind a name without making it another model: a day, a version, or the word that there is none
     * newer.
     */
    private static final Pattern VERSIONS = Pattern.compile(
            "(?:-[0-9]{4}-[0-9]{2}-[0-9]{2}|-[0-9]{8}|-[0-9]{6}|-[0-9]{3,4}|@[0-9]{6,8}|@default|[-@:]latest|-v[0-9]+(?::[0-9]+)?|:[0-9]+)*+");

    static ModelPattern of(Price price) {
        return new ModelPattern(price, List.of(price.key().split("\\*", -1)));
    }

    boolean fits(String lowerCaseName) {
        if (!lowerCaseName.startsWith(parts.get(0))) return false;
        int at = parts.get(0).length();
        if (parts.size() == 1) return isVersion(lowerCaseName, at);
        for (String part : parts.subList(1, parts.size() - 1)) {
            int found = lowerCaseName.indexOf(part, at);
            if (found < 0) return false;
            at = found + part.length();
        }
        return endsWithLast(lowerCaseName, at);
    }

    /** How much a name has to have in common with it. */
    int weight() {
        return price.key().replace("*", "").length();
    }

    private boolean endsWithLast(String name, int from) {
        String last = parts.get(parts.size() - 1);
        for (int at = name.indexOf(last, from); at >= 0; at = name.indexOf(last, at + 1)) {
            if (isVersion(name, at + last.length())) return true;
            if (at == name.length()) return false;
        }
        return false;
    }

    private static boolean isVersion(String name, int from) {
        return VERSIONS.matcher(name).region(from, name.length()).matches();
    }
}
