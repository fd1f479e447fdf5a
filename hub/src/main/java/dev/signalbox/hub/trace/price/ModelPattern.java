package dev.signalbox.hub.trace.price;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The pattern of a price, ready to be compared with names in lower case. */
record ModelPattern(Price price, Pattern form) {
    /**
     * What stands behind a name without making it another model: a day, a version, or the word that there is none
     * newer.
     */
    private static final String VERSIONS =
            "(?:-[0-9]{4}-[0-9]{2}-[0-9]{2}|-[0-9]{8}|-[0-9]{6}|-[0-9]{3,4}|@[0-9]{6,8}|@default|[-@:]latest|-v[0-9]+(?::[0-9]+)?|:[0-9]+)*+";

    static ModelPattern of(Price price) {
        String regex =
                Arrays.stream(price.key().split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return new ModelPattern(price, Pattern.compile(regex + VERSIONS, Pattern.DOTALL));
    }

    boolean fits(String lowerCaseName) {
        return form.matcher(lowerCaseName).matches();
    }

    /** How much a name has to have in common with it. */
    int weight() {
        return price.key().replace("*", "").length();
    }
}
