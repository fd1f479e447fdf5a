package dev.signalbox.cli.roadmap.file;

import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How people write a status: {@code 📝 Planned}, {@code ✅ **COMPLETE** (2025-10-09)}. It is read with care: a text that
 * says more than one thing, or qualifies what it says, gives none.
 */
final class StatusWords {
    private static final int PHRASE_WORDS_MAX = 2;
    private static final Map<String, Status> PHRASES = new LinkedHashMap<>();
    private static final Map<String, Status> SIGNS = new LinkedHashMap<>();

    static {
        signs(Status.DONE, "✅", "✔", "☑", "✓");
        signs(Status.CANCELLED, "❌", "✖", "🗑");
        signs(Status.IN_PROGRESS, "🔄", "🚧", "🏗", "🔨", "🛠");
        signs(Status.BLOCKED, "⏸", "🚫", "⛔");
        signs(Status.PLANNED, "📝", "📋", "🔜", "⬜", "☐", "📅");
        phrases(Status.PLANNED, "planned", "not started", "to do", "todo", "proposed", "backlog", "new", "upcoming");
        phrases(Status.IN_PROGRESS, "in progress", "in work", "started", "ongoing", "doing", "wip", "active");
        phrases(Status.IN_PROGRESS, "mostly complete", "mostly done", "partially complete", "partially done");
        phrases(Status.IN_PROGRESS, "partly complete", "partly done", "almost done", "half done", "underway");
        phrases(Status.BLOCKED, "blocked", "on hold", "paused", "waiting");
        phrases(Status.DONE, "done", "completed", "complete", "finished", "shipped", "implemented", "released");
        phrases(Status.CANCELLED, "cancelled", "canceled", "dropped", "superseded", "abandoned", "won't do");
    }

    /** Words that take back what stands beside them. */
    private static final Set<String> NEGATIONS = Set.of("not", "never", "longer");

    private static final Pattern CHANGE = Pattern.compile("→|->|=>|~~|\\?");
    private static final Pattern PART =
            Pattern.compile("(?<![\\d./])(?:\\d{1,2}(?:[.,]\\d+)? ?%|(\\d+) ?/ ?(?!\\1\\b)\\d+(?![\\d/]))");
    private static final Pattern ALL = Pattern.compile("\\b100 ?%");
    /** A date, a version, a number: when or where it was finished. */
    private static final Pattern WHEN = Pattern.compile("(?:in|on|at|since|with|as|of|by|for|v|version|release|q[1-4]"
            + "|jan\\w*|feb\\w*|mar\\w*|apr\\w*|may|june?|july?|aug\\w*|sep\\w*|oct\\w*|nov\\w*|dec\\w*|v?\\d\\w*)");

    /** Words and signs by which something is not done, or not all of it, whatever stands before them. */
    private static final Pattern DOUBT = Pattern.compile("(?iu)~~|[⚠⏳⌛❓↩🔁]|\\?\\s*\\z"
            + "|\\b(?:partly|partially|re-?opened|re-?opening|reverted|rolled back|unfinished|incomplete|undone|yet|to be done"
            + "|(?:half|almost|nearly|mostly|not|never|\\w+n['’]t)[ -](?:(?:yet|fully|quite|really|all|entirely|completely|be|been) )?"
            + "(?:done|finished|complete|completed|ready|working|works?|tested|shipped|merged|released|implemented|deployed"
            + "|started|there|enabled|fixed|live))\\b");
    /** The same where they stand at the end, or in an aside: elsewhere they may be what the title is about. */
    private static final Pattern QUALIFIER = Pattern.compile(
            "(?iu)\\b(?:not|no longer|but|except|without|pending|still|remaining|remains|todo|to do|wip|blocked"
                    + "|tbd|partial|half|almost|mostly|needs?|missing|broken|fails?|failed|failing|waiting|waits|open|ongoing"
                    + "|in progress|started|redo|again|postponed|deferred|draft|untested|paused|on hold|planned)\\b");

    private static final Pattern ASIDE = Pattern.compile("\\(([^()]*)\\)|\\[([^\\[\\]]*)](?!\\()");
    private static final Pattern TAIL = Pattern.compile("(?:[,;:]|\\s[—–-]+)\\s+(\\S.*)");
    private static final int BRIEF_WORDS_MAX = 3;
    private static final Set<String> CROSSES = Set.of("❌", "✖", "✗", "✘", "❎");
    /** Signs that mean a status to whoever wrote them, and another one to others. */
    private static final Pattern LIGHT = Pattern.compile("[🔴🟠🟡🟢🔵🟣🟤⚫⚪🟥🟧🟨🟩🟦🟪🟫⬛🔲🔳◻◼⏳⌛⚠]\uFE0F?");

    private StatusWords() {}

    /**
     * What was read.
     *
     * @param status null when it is none that we know, or when the text says more than one thing
     * @param whole whether the text says nothing besides
     */
    record Read(@Nullable Status status, boolean whole) {
        static final Read NOTHING = new Read(null, false);
    }

    /** The one status that a text says; {@link Read#NOTHING} in doubt. */
    static Read read(String whole) {
        String text = ALL.matcher(whole).replaceAll("");
        Set<Status> said = EnumSet.noneOf(Status.class);
        SIGNS.forEach((sign, status) -> {
            if (text.contains(sign)) said.add(status);
        });
        List<String> words = words(text);
        List<String> rest = new ArrayList<>();
        boolean first =
                words.isEmpty() || !leadingSign(text.strip()).isEmpty() || take(words, 0, said, new ArrayList<>()) > 0;
        for (int i = 0; i < words.size(); ) i += Math.max(1, take(words, i, said, rest));
        if (said.size() != 1 || CHANGE.matcher(text).find()) return Read.NOTHING;
        Status status = said.iterator().next();
        if (rest.isEmpty() && !PART.matcher(text).find()) return new Read(status, true);
        boolean ended = status == Status.DONE || status == Status.CANCELLED;
        if (ended && !isPlain(text, rest)) return Read.NOTHING;
        return first && rest.stream().noneMatch(NEGATIONS::contains) ? new Read(status, false) : Read.NOTHING;
    }

    /** Whether a text takes back, or takes back in part, that what it names is done. */
    static boolean doubts(String text) {
        String rest = ALL.matcher(Markup.shown(text)).replaceAll("");
        if (DOUBT.matcher(rest).find() || PART.matcher(rest).find()) return true;
        Matcher aside = ASIDE.matcher(rest);
        while (aside.find()) if (QUALIFIER.matcher(aside.group()).find()) return true;
        Matcher tail = TAIL.matcher(rest);
        for (int from = 0; tail.find(from); from = tail.start(1)) {
            List<String> words = words(tail.group(1));
            int looked = words.size() <= BRIEF_WORDS_MAX ? words.size() : BRIEF_WORDS_MAX - 1;
            if (QUALIFIER.matcher(String.join(" ", words.subList(0, looked))).find()) return true;
        }
        return false;
    }

    /** Whether a text is a cross alone: what it marks may be cancelled, or only not done. */
    static boolean isCross(String text) {
        return CROSSES.contains(text.replace("\uFE0F", "").strip());
    }

    /** A sign in the text that may be a status, and nobody can know which; empty when there is none. */
    static String light(String text) {
        Matcher light = LIGHT.matcher(text);
        return light.find() ? light.group() : "";
    }

    /** The text without its signs of a status. */
    static String withoutSigns(String text) {
        String rest = text;
        for (String sign : SIGNS.keySet()) rest = rest.replaceAll(sign + "\uFE0F?\\s*", "");
        return rest;
    }

    /** Whether some sign or word of a status is in the text. */
    static boolean isIn(String text) {
        Set<Status> said = EnumSet.noneOf(Status.class);
        List<String> words = words(text);
        for (int i = 0; i < words.size(); ) i += Math.max(1, take(words, i, said, new ArrayList<>()));
        return !said.isEmpty() || SIGNS.keySet().stream().anyMatch(text::contains);
    }

    /** The sign with which the text begins; empty when it does not begin with one. */
    static String leadingSign(String text) {
        return SIGNS.keySet().stream().filter(text::startsWith).findFirst().orElse("");
    }

    /** Where the last sign of the text stands; -1 when there is none. */
    static int lastSign(String text) {
        return SIGNS.keySet().stream().mapToInt(text::lastIndexOf).max().orElse(-1);
    }

    /** The sign with which the text ends, with what makes it coloured; empty when it does not end with one. */
    static String trailingSign(String text) {
        return SIGNS.keySet().stream()
                .flatMap(sign -> List.of(sign, sign + "\uFE0F").stream())
                .filter(text::endsWith)
                .findFirst()
                .orElse("");
    }

    /** The status as files have it. */
    static String write(Status status) {
        return switch (status) {
            case PLANNED -> "📝 Planned";
            case IN_PROGRESS -> "🔄 In Progress";
            case BLOCKED -> "🚫 Blocked";
            case DONE -> "✅ Complete";
            case CANCELLED -> "❌ Cancelled";
        };
    }

    /** How many words from here are the name of a status; none goes to the rest. */
    private static int take(List<String> words, int at, Set<Status> said, List<String> rest) {
        for (int length = Math.min(PHRASE_WORDS_MAX, words.size() - at); length > 0; length--) {
            Status status = PHRASES.get(String.join(" ", words.subList(at, at + length)));
            if (status == null) continue;
            said.add(status);
            return length;
        }
        rest.add(words.get(at));
        return 0;
    }

    /** Whether nothing stands beside the status but when or where it was. */
    private static boolean isPlain(String text, List<String> rest) {
        return !PART.matcher(text).find()
                && rest.stream().allMatch(word -> WHEN.matcher(word).matches());
    }

    private static List<String> words(String text) {
        String plain = text.replaceAll("[^\\p{L}\\p{N}']+", " ").strip().toLowerCase(Locale.ROOT);
        return plain.isEmpty() ? List.of() : List.of(plain.split(" ", -1));
    }

    private static void phrases(Status status, String... phrases) {
        for (String phrase : phrases) PHRASES.put(phrase, status);
    }

    private static void signs(Status status, String... signs) {
        for (String sign : signs) SIGNS.put(sign, status);
    }
}
