package dev.signalbox.hub.trace.price;

import java.util.regex.Pattern;

/** The pattern of a price, ready to be compared with names in lower case. */
final class ModelPattern {
    /**
     * What stands behind a name without making it another model: a day, a version, or the word that there is none
     * newer.
     */
    private static final String VERSIONS =
            "(?:-[0-9]{4}-[0-9]{2}-[0-9]{2}|-[0-9]{8}|-[0-9]{6}|-[0-9]{3,4}|@[0-9]{6,8}|@default|[-@:]latest|-v[0-9]+(?::[0-9]+)?|:[0-9]+)*+";

    private final Price price;
    private final Pattern form;
    private final int weight;

    ModelPattern(Price price) {
        this.price = price;
        StringBuilder regex = new StringBuilder();
        for (String part : price.key().split("\\*", -1)) {
            if (regex.length() > 0) regex.append(".*");
            regex.append(part.isEmpty() ? "(?:)" : Pattern.quote(part));
        }
        this.form = Pattern.compile(regex + VERSIONS, Pattern.DOTALL);
        this.weight = price.key().replace("*", "").length();
    }

    boolean fits(String lowerCaseName) {
        return form.matcher(lowerCaseName).matches();
    }

    /** How much a name has to have in common with it. */
    int weight() {
        return weight;
    }

    Price price() {
        return price;
    }
}
