package dev.signalbox.hub.trace.usage;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.signalbox.hub.trace.usage.TokenKind.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The spelling of a usage key by some maker, and what it counts. A key is read by its words, whatever their order and
 * how they are joined: {@code cacheReadInputTokens}, {@code cache_read.input_tokens} and
 * {@code input_token_details.cache_read} are the same three words that matter.
 *
 * @param meaning what it counts
 * @param kind of the tokens; null unless it counts {@link Meaning#TOKENS}
 * @param side where it belongs; of other tokens what the name says
 * @param isDetail whether it stands among details, or below a whole: it tells of what that has in it
 * @param words all of them, in lower case
 */
public record Spelling(Meaning meaning, @Nullable TokenKind kind, Side side, boolean isDetail, Set<String> words) {
    /** What a key may count. */
    public enum Meaning {
        /** Tokens of a known kind. */
        TOKENS,
        /** Tokens of a kind that nobody told of. */
        OTHER,
        /** Something else: characters, images, seconds. */
        UNIT,
        /** Tokens that are counted elsewhere: a sum of several, or a part of a part. */
        COUNTED,
        /** No count at all: money, times. */
        ASIDE
    }

    /** Spellings that are remembered, and characters of a key that is. */
    private static final int REMEMBERED_MAX = 10_000;

    private static final int REMEMBERED_CHARS_MAX = 100;

    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern JOINT = Pattern.compile("[^a-z0-9]+");
    private static final Pattern FUSED = Pattern.compile("(cached)?(input|output|prompt|completion|reasoning|total)");

    private static final Set<String> OF_TOKENS = Set.of("token", "tokens");
    private static final Set<String> OF_DETAILS = Set.of("detail", "details", "modality");
    /** Words that any key may have. */
    private static final Set<String> NOISE =
            Set.of("token tokens detail details by modality count counts num usage metadata n of used native llm length"
                    .split(" "));
    /** Words for all of a side, or of everything. */
    private static final Set<String> TOTALS = Set.of("total totals sum overall all grand combined".split(" "));
    /** Words for what is counted elsewhere, too. */
    private static final Set<String> AGAIN =
            Set.of("subtotal sub cumulative running raw billed priority flex".split(" "));
    /** Words for how soon a call was answered: of LangChain, before each of its parts. */
    private static final Set<String> TIERS = Set.of("priority", "flex");
    /** Of llama.cpp: without what its cache had. */
    private static final Set<String> PROCESSED = Set.of("prompt", "n");
    /** Of llama.cpp, where it says {@code evaluated}: what stands in the cache behind the call, answer and all. */
    private static final Set<String> STANDING = Set.of("tokens", "cached");

    private static final Map<String, Side> SIDES = Stream.of(
                    named(Side.INPUT, "input prompt prompts prefill evaluated in"),
                    named(Side.OUTPUT, "output completion completions candidates response generated predicted out"))
            .flatMap(some -> some)
            .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    private static final Set<String> UNITS = Set.of(
            "character characters chars images pixels milliseconds seconds minutes requests calls queries searches pages bytes units sources"
                    .split(" "));
    private static final Set<String> ASIDE =
            Set.of("cost costs price prices byok time duration rate latency ms per max limit window remaining budget"
                    .split(" "));

    /** The table: the words that are left of a spelling without its side, in the order of the alphabet. */
    private static final Map<String, TokenKind> ALIASES = Stream.of(
                    all(
                            TokenKind.CACHED,
                            "cache, cached, cache read, cached read, cache hit, cache hits, cached content"),
                    all(
                            TokenKind.CACHE_WRITTEN,
                            "cache creation, cache write, cache writes, cache written, cache created"),
                    all(
                            TokenKind.CACHE_WRITTEN_5M,
                            "ephemeral 5m, ephemeral5m, cache 5m, cache creation 5m, cache write 5m, cache creation ephemeral 5m"),
                    all(
                            TokenKind.CACHE_WRITTEN_1H,
                            "ephemeral 1h, ephemeral1h, cache 1h, cache creation 1h, cache write 1h, cache creation ephemeral 1h"),
                    all(TokenKind.UNCACHED, "cache miss, cache misses, uncached, no cache, non cached"),
                    all(TokenKind.TOOL_USE, "tool use"),
                    all(TokenKind.REASONING, "reasoning, thinking, thought, thoughts"),
                    all(TokenKind.ACCEPTED, "accepted prediction"),
                    all(TokenKind.REJECTED, "rejected prediction"))
            .flatMap(some -> some)
            .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** Forms of what goes in and out, which need a side. */
    private static final Map<String, List<TokenKind>> FORMS = Map.of(
            "text", List.of(TokenKind.INPUT_TEXT, TokenKind.OUTPUT_TEXT),
            "document", List.of(TokenKind.INPUT_TEXT, TokenKind.OUTPUT_TEXT),
            "audio", List.of(TokenKind.INPUT_AUDIO, TokenKind.OUTPUT_AUDIO),
            "image", List.of(TokenKind.INPUT_IMAGE, TokenKind.OUTPUT_IMAGE),
            "video", List.of(TokenKind.INPUT_VIDEO, TokenKind.OUTPUT_VIDEO));

    private static final Map<String, Spelling> REMEMBERED = new ConcurrentHashMap<>();

    public Spelling {
        words = Set.copyOf(words);
    }

    /** Reads a key, or the path to it with dots. Total; any thread. */
    public static Spelling of(String key) {
        Spelling known = REMEMBERED.get(key);
        if (known != null) return known;
        Spelling read = read(key);
        if (REMEMBERED.size() < REMEMBERED_MAX && key.length() <= REMEMBERED_CHARS_MAX) REMEMBERED.put(key, read);
        return read;
    }

    /** The one name for what it counts; the key in lower case where it is no known kind of tokens. */
    public static String canonical(String key) {
        String stripped = key.strip();
        TokenKind kind = of(stripped).kind();
        return kind == null ? stripped.toLowerCase(Locale.ROOT) : kind.key();
    }

    /** Whether it calls itself tokens. */
    boolean saysTokens() {
        return words.stream().anyMatch(OF_TOKENS::contains);
    }

    /** Whether it may tell what a cache holds, and not what was read of it. */
    boolean isStanding() {
        return words.equals(STANDING);
    }

    /** Whether a word of the key is one of these. */
    boolean says(String... any) {
        return Arrays.stream(any).anyMatch(words::contains);
    }

    private static Spelling read(String key) {
        Set<String> words = new TreeSet<>(wordsOf(key));
        Set<String> rest = restOf(words);
        Side side = sideOf(words);
        boolean detail = says(words, OF_DETAILS);
        boolean within = detail || isBelowWhole(key);
        if (says(rest, ASIDE)) return new Spelling(Meaning.ASIDE, null, side, within, words);
        TokenKind kind = kindOf(words, rest, side);
        if (kind != null && !(detail && kind.group() == TokenKind.Group.WHOLE))
            return new Spelling(Meaning.TOKENS, kind, kind.side(), within, words);
        if (!says(words, OF_TOKENS) && says(rest, UNITS))
            return new Spelling(Meaning.UNIT, null, Side.NEITHER, within, words);
        boolean elsewhere = detail || says(rest, TOTALS) || says(rest, AGAIN) || isPartOfPart(rest);
        return new Spelling(
                elsewhere ? Meaning.COUNTED : Meaning.OTHER,
                null,
                side == Side.NEITHER ? sideNamed(key) : side,
                within,
                words);
    }

    private static boolean says(Set<String> words, Set<String> any) {
        return words.stream().anyMatch(any::contains);
    }

    private static Set<String> restOf(Set<String> words) {
        Set<String> rest = new TreeSet<>(words);
        rest.removeAll(NOISE);
        rest.removeAll(SIDES.keySet());
        return rest;
    }

    /** Of {@code inputTokens.cacheRead}, where the input has a total of its own inside. */
    private static boolean isBelowWhole(String key) {
        int dot = key.lastIndexOf('.');
        if (dot < 0) return false;
        Set<String> words = new TreeSet<>(wordsOf(key.substring(0, dot)));
        Side side = sideOf(words);
        return side != Side.NEITHER && restOf(words).isEmpty();
    }

    /** Of what a cache had, how much was audio. */
    private static boolean isPartOfPart(Set<String> rest) {
        return rest.stream().anyMatch(word -> word.startsWith("cache"))
                && rest.stream().anyMatch(FORMS::containsKey);
    }

    private static @Nullable TokenKind kindOf(Set<String> all, Set<String> rest, Side side) {
        if (all.equals(PROCESSED)) return TokenKind.UNCACHED;
        if (TOTALS.containsAll(rest)) {
            if (side != Side.NEITHER) return side == Side.INPUT ? TokenKind.INPUT : TokenKind.OUTPUT;
            return !rest.isEmpty() || says(all, OF_TOKENS) ? TokenKind.TOTAL : null;
        }
        List<TokenKind> form = FORMS.get(String.join(" ", rest));
        if (form != null) return side == Side.NEITHER ? null : form.get(side == Side.INPUT ? 0 : 1);
        String words = rest.stream()
                .filter(word -> !TOTALS.contains(word) && !TIERS.contains(word))
                .collect(joining(" "));
        if (words.equals("eval")) return side == Side.INPUT ? TokenKind.INPUT : TokenKind.OUTPUT;
        TokenKind kind = ALIASES.get(words);
        return kind != null && (side == Side.NEITHER || side == kind.side()) ? kind : null;
    }

    private static Side sideOf(Set<String> words) {
        for (String word : words) {
            Side side = SIDES.get(word);
            if (side != null) return side;
        }
        return Side.NEITHER;
    }

    /** What Langfuse takes the side of a free key from. */
    private static Side sideNamed(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return lower.contains("input") ? Side.INPUT : lower.contains("output") ? Side.OUTPUT : Side.NEITHER;
    }

    private static List<String> wordsOf(String key) {
        boolean shouted = key.equals(key.toUpperCase(Locale.ROOT));
        String humps = shouted ? key : HUMP.matcher(key).replaceAll("_");
        List<String> words = new ArrayList<>();
        for (String word : JOINT.split(humps.toLowerCase(Locale.ROOT), -1)) if (!word.isEmpty()) split(word, words);
        return words;
    }

    /** Takes apart what was written without joints: {@code cachedinputtokens}. */
    private static void split(String word, List<String> into) {
        String bare = word.endsWith("tokens") ? word.substring(0, word.length() - "tokens".length()) : "";
        var fused = FUSED.matcher(bare);
        if (!fused.matches()) {
            into.add(word);
            return;
        }
        for (int group = 1; group <= fused.groupCount(); group++)
            if (fused.group(group) != null) into.add(fused.group(group));
        into.add("tokens");
    }

    private static Stream<Map.Entry<String, Side>> named(Side side, String words) {
        return Arrays.stream(words.split(" ", -1)).map(word -> Map.entry(word, side));
    }

    private static Stream<Map.Entry<String, TokenKind>> all(TokenKind kind, String spellings) {
        return Arrays.stream(spellings.split(", ", -1))
                .map(words ->
                        Map.entry(Arrays.stream(words.split(" ", -1)).sorted().collect(joining(" ")), kind));
    }
}
