package dev.signalbox.hub.trace.price;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The many names of one usage key, and which price stands in for one that is missing. */
final class UsageKeys {
    static final String INPUT = "input";
    static final String OUTPUT = "output";
    static final String TOTAL = "total";
    /** The price of a call, whatever it uses. */
    static final String REQUEST = "request";

    private static final Map<String, String> NAMES = Map.of(
            INPUT,
            "input_tokens prompt prompt_tokens prompttokens inputtokens",
            OUTPUT,
            "output_tokens completion completion_tokens completiontokens outputtokens",
            "input_cached_tokens",
            """
            cache_read_input_tokens input_cache_read input_cached input_cache_read_tokens input_cache_read_input_tokens
            cached_input_tokens cached_tokens cache_read cache_read_tokens cachedinputtokens input_cached_content""",
            "input_cache_creation",
            """
            cache_creation_input_tokens input_cache_creation_tokens input_cache_write input_cache_write_tokens
            cache_write_input_tokens cache_creation cache_write cache_creation_tokens cache_write_tokens
            input_cache_creation_5m input_cache_creation_5m_tokens""",
            "input_cache_creation_1h",
            "input_cache_creation_1h_tokens cache_creation_1h_input_tokens",
            "output_reasoning_tokens",
            """
            output_reasoning reasoning_tokens reasoning reasoningtokens output_thinking_tokens thinking_tokens
            thoughts_tokens""",
            "input_audio_tokens",
            "input_audio audio_input_tokens audio_input",
            "output_audio_tokens",
            "output_audio audio_output_tokens audio_output");

    private static final Map<String, String> CANONICAL = NAMES.entrySet().stream()
            .flatMap(entry -> Stream.concat(
                            Stream.of(entry.getKey()),
                            Stream.of(entry.getValue().split("\\s+")))
                    .map(name -> Map.entry(name, entry.getKey())))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private UsageKeys() {}

    /** The one name under which a price is kept. */
    static String canonical(String key) {
        String lower = key.strip().toLowerCase(Locale.ROOT);
        return CANONICAL.getOrDefault(lower, lower);
    }

    /** The keys whose price counts for this one, the first that has one. */
    static List<String> pricedAs(String key) {
        String canonical = canonical(key);
        List<String> keys = new ArrayList<>(List.of(canonical));
        if (canonical.equals("input_cache_creation_1h")) keys.add("input_cache_creation");
        if (canonical.startsWith("input_")) keys.add(INPUT);
        if (canonical.startsWith("output_")) keys.add(OUTPUT);
        return keys;
    }
}
