package dev.signalbox.hub.trace.price;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names under which a model may be known: as given, and without makers and places in front. In lower case. */
final class ModelNames {
    /** As on Amazon Bedrock: a region or not, then the maker. */
    private static final Pattern REGION_AND_MAKER = Pattern.compile(
            "(?:(?:us|us-gov|eu|apac|au|jp|ca|sa|global)\\.)?(?:anthropic|amazon|meta|mistral|deepseek|openai|cohere|ai21|google|qwen|xai)\\.(.+)");

    private ModelNames() {}

    static List<String> of(String model) {
        List<String> names = new ArrayList<>();
        String name = model.strip().toLowerCase(Locale.ROOT);
        names.add(name);
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1))
            names.add(name.substring(slash + 1));
        for (String each : List.copyOf(names)) {
            Matcher bedrock = REGION_AND_MAKER.matcher(each);
            if (bedrock.matches()) names.add(bedrock.group(1));
        }
        return names;
    }
}
