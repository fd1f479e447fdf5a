package dev.signalbox.cli.roadmap.file;

import dev.signalbox.wire.Limits;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a heading, or the first line of a list entry, calls an item: {@code PRIORITY 3: Title}, {@code ### Phase 1 —
 * Title}, {@code ✅ v0.9}, {@code Now}.
 *
 * @param key as it stands there; else what of the text can be one; null when nothing can
 * @param title with all that stands behind the key, as it was written; the whole text when no key stands in it
 * @param bare the title without a status at its end
 * @param kind how much the text looks like the name of an item
 * @param sign what stands before the first word; of a text that is struck out as a whole, {@code ~~} too
 * @param ending the status at the end of the title, as it stands there
 */
record Label(@Nullable String key, String title, String bare, Kind kind, String sign, String ending) {
    /** How much a text looks like the name of an item. */
    enum Kind {
        /**
         * {@code KEY: Title} with a digit in the key, {@code Phase 1 — Title}, {@code [AB-1] Title}, {@code 3. Title}.
         */
        NUMBERED,
        /** {@code KEY: Title} without a digit: an item only if it says a status. */
        NAMED,
        /** {@code v0.9}, {@code Q3 2026}, {@code Now}: an item, or what its items have in common. */
        PERIOD,
        /** Any other text. */
        PLAIN
    }

    private static final Pattern START = Pattern.compile("[\\p{L}\\p{N}#]");
    private static final String NUMBER = "v?\\d[\\p{L}\\p{N}._-]*?";
    /** One to three words, the last with a digit. */
    private static final String NUMBERED = "(?:\\p{L}[\\p{L}\\p{N}._-]* ){1,2}#?" + NUMBER
            + "|\\p{L}{1,12}-?\\d[\\p{N}._-]*\\p{L}?|\\p{L}{1,10}-\\d+|#\\d+|" + NUMBER;

    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\[\\]]+)](?:\\([^()]*\\))?[:\\s—–-]*(.*)");
    private static final Pattern SEPARATED =
            Pattern.compile("(" + NUMBERED + ")(?:\\s*[—–|]\\s*|\\s+-+\\s+|[.)]\\s+)(\\S.*)");
    private static final Pattern FOLLOWED = Pattern.compile(
            "((?i:phase|stage|step|milestone|sprint|epic|part|iteration|priority|week|wave)s? #?\\d[\\d.]*"
                    + "|#\\d+|[A-Z]{2,10}-\\d+|\\d+(?:\\.\\d+)+)\\s+(\\S.*)");
    /** {@code PRIORITY 3 (Title)}. */
    private static final Pattern ENCLOSED = Pattern.compile("\\(([^()]+)\\)");

    private static final Pattern BEFORE_ENCLOSED =
            Pattern.compile("([MmPp]\\d+|v\\d+(?:\\.\\w+)*)\\s+(" + ENCLOSED.pattern() + ".*)");
    private static final Pattern WHOLE = Pattern.compile(
            "(?i:(?:version |release )?v?\\d+(?:\\.\\w+)+|v\\d\\w*|(?:q|h)[1-4](?:[ -]20\\d\\d)?|20\\d\\d(?:[ -](?:q|h)[1-4])?"
                    + "|now|next|soon|later|future|someday|backlog|done|in progress|todo|to do|up next|planned|completed|shipped"
                    + "|(?:short|mid|medium|long)[- ]?term"
                    + "|(?:phase|stage|step|milestone|sprint|epic|part|iteration|priority|week|wave) #?\\d[\\d.]*|[mp]\\d+)");
    private static final Pattern DASH = Pattern.compile("(.*\\S)\\s+[—–-]+\\s+(\\S[^—–]*)");
    private static final Pattern ASIDE = Pattern.compile("(.*\\S)\\s*(?:\\(([^()]*)\\)|\\[([^\\[\\]]*)])");

    private static final Pattern CAPITALS = Pattern.compile("(.*[^\\s:])\\s+(\\p{Lu}{3,}(?: \\p{Lu}{2,})?)");

    /** What opens a pair of which the key would take one half. */
    private static final Pattern OPENING = Pattern.compile("[\"'<{«“„‘@$]|\\((?!\\z)");

    private static final List<String> EMPHASES = List.of("**", "~~", "__", "*", "_", "`");

    static Label of(String written) {
        String text = Markup.read(written);
        Matcher start = START.matcher(text);
        if (!start.find()) return new Label(null, text, text, Kind.PLAIN, "", "");
        int from = start.start();
        if (from > 0 && text.charAt(from - 1) == '[') from--;
        String sign = text.substring(0, from);
        String rest = text.substring(from).strip();
        Label keyed = split(withoutClosing(rest, sign), sign);
        boolean halved = OPENING.matcher(sign).find() || (sign.endsWith("(") && !rest.startsWith(keyed.key() + ")"));
        if (keyed.kind() != Kind.PLAIN && !halved) return keyed;
        String whole = (StatusWords.withoutSigns(sign) + text.substring(from)).strip();
        Label plain = ended(null, whole.replace('\t', ' '), Kind.PLAIN, sign);
        return new Label(keyFrom(plain.bare()), plain.title(), plain.bare(), Kind.PLAIN, sign, plain.ending());
    }

    /** Whether a name stands before the title, so that the sign before it is no part of that. */
    boolean isKeyed() {
        return kind != Kind.PLAIN;
    }

    /** Whether it says more than the key. */
    boolean saysTitle() {
        boolean apart = kind == Kind.NUMBERED || kind == Kind.NAMED;
        return apart || !bare.replaceAll("[:.]+$", "").strip().equals(key);
    }

    /** A title that stands in brackets behind the key, without them. */
    private Label opened() {
        Matcher enclosed = ENCLOSED.matcher(bare);
        if (!enclosed.matches()) return this;
        String inner = enclosed.group(1).strip();
        return new Label(key, inner + title.substring(bare.length()), inner, kind, sign, ending);
    }

    /** The title with the sign before it, for what a sign says and is not taken. */
    String signed() {
        if (kind == Kind.PLAIN) {
            String marks = StatusWords.withoutSigns(sign);
            return sign + title.substring(title.startsWith(marks) ? marks.length() : 0);
        }
        return sign.replace("*", "").strip() + " " + title;
    }

    /** What emphasises the key, and perhaps the title, is no part of either. */
    private static String withoutClosing(String text, String sign) {
        String rest = text;
        String opened = sign;
        for (String mark : EMPHASES) {
            if (!opened.contains(mark)) continue;
            opened = opened.replace(mark, "");
            rest = rest.replaceFirst(Pattern.quote(mark), "").strip();
        }
        return rest;
    }

    private static Label split(String text, String sign) {
        int colon = text.indexOf(':');
        String before = colon < 0 ? "" : text.substring(0, colon).strip();
        String behind =
                colon < 0 ? "" : text.substring(colon + 1).replace('\t', ' ').strip();
        if (RoadmapItem.isKey(before) && !behind.isEmpty()) {
            boolean digit = before.codePoints().anyMatch(Character::isDigit);
            return ended(before, behind, digit ? Kind.NUMBERED : Kind.NAMED, sign);
        }
        Label whole = ended(null, text.replace('\t', ' '), Kind.PLAIN, sign);
        String name = whole.bare().replaceAll("[:.]+$", "").strip();
        boolean period = WHOLE.matcher(name).matches() && RoadmapItem.isKey(name);
        if (period) return new Label(name, whole.title(), whole.bare(), Kind.PERIOD, sign, whole.ending());
        for (Pattern pattern : new Pattern[] {BRACKETED, SEPARATED, FOLLOWED, BEFORE_ENCLOSED}) {
            Matcher parts = pattern.matcher(text);
            if (!parts.matches()) continue;
            String key = parts.group(1).strip().replaceAll("[.]+$", "");
            boolean digit = key.codePoints().anyMatch(Character::isDigit);
            if (RoadmapItem.isKey(key) && digit && !parts.group(2).isEmpty()) {
                return ended(key, parts.group(2).strip(), Kind.NUMBERED, sign).opened();
            }
        }
        Matcher dash = DASH.matcher(text);
        if (dash.matches() && WHOLE.matcher(dash.group(1)).matches() && RoadmapItem.isKey(dash.group(1))) {
            return ended(dash.group(1), dash.group(2), Kind.PERIOD, sign);
        }
        return new Label(keyFrom(whole.bare()), whole.title(), whole.bare(), Kind.PLAIN, sign, whole.ending());
    }

    /** A status at the end: {@code Title (done)}, {@code Title — shipped}, {@code Title ✅}. */
    private static Label ended(@Nullable String key, String title, Kind kind, String sign) {
        String trailing = StatusWords.trailingSign(title);
        if (!trailing.isEmpty()) {
            String bare = title.substring(0, title.length() - trailing.length()).strip();
            if (!bare.isEmpty()) return new Label(key, title, bare, kind, sign, trailing);
        }
        int last = StatusWords.lastSign(title);
        Matcher aside = ASIDE.matcher(title);
        boolean within = aside.matches() && last > aside.end(1);
        if (last > 0 && !within) {
            return new Label(key, title, title.substring(0, last).strip(), kind, sign, title.substring(last));
        }
        for (Pattern pattern : new Pattern[] {ASIDE, DASH, CAPITALS}) {
            Matcher parts = pattern.matcher(title);
            if (!parts.matches()) continue;
            String ending = parts.group(parts.groupCount() < 3 || parts.group(2) != null ? 2 : 3);
            if (StatusWords.isIn(ending)) return new Label(key, title, parts.group(1), kind, sign, ending);
        }
        return new Label(key, title, title, kind, sign, "");
    }

    /** As much of a text as can be a key, cut between words. */
    private static @Nullable String keyFrom(String text) {
        String key = Markup.shown(text)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}._#-]+", " ")
                .replaceAll("^[^\\p{L}\\p{N}#]+", "")
                .strip();
        if (key.length() > Limits.ROADMAP_KEY_CHARS_MAX) {
            String cut = key.substring(0, Limits.ROADMAP_KEY_CHARS_MAX);
            int space = cut.lastIndexOf(' ');
            key = space > 0 ? cut.substring(0, space) : cut;
        }
        return RoadmapItem.isKey(key) ? key : null;
    }
}
