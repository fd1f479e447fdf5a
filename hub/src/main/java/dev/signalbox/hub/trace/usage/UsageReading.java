package dev.signalbox.hub.trace.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.usage.TokenKind.Group;
import dev.signalbox.hub.trace.usage.TokenKind.Side;
import dev.signalbox.wire.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The reading of usage as one call told it, so that each token counts once. Makers differ in whether a part of the
 * input or output (what a cache had, reasoning, audio) is in the whole or beside it: where a total is told, the reading
 * that comes to it counts, else what is the custom of the spelling. What is in the whole is taken off it. Belongs to
 * one thread.
 */
public final class UsageReading {
    private final boolean ofBody;
    private final Map<TokenKind, Told> told = new EnumMap<>(TokenKind.class);
    /** Tokens of no known kind. */
    private final Map<String, Told> others = new LinkedHashMap<>();

    private final Map<String, Long> units = new LinkedHashMap<>();

    private record Told(String name, Spelling spelling, long count) {}

    private UsageReading(boolean ofBody) {
        this.ofBody = ofBody;
    }

    /** Of a body that tells usage and nothing else: free names count, too, and parts keep theirs. */
    public static UsageReading ofBody() {
        return new UsageReading(true);
    }

    /** Of attributes among others: only what is known to be tokens counts, and parts are in their whole by custom. */
    public static UsageReading ofAttributes() {
        return new UsageReading(false);
    }

    /** Takes a count in. Of several spellings of one kind the first that is not 0 counts. */
    public void tell(String name, Spelling spelling, long count) {
        Told fresh = new Told(name, spelling, count);
        TokenKind kind = spelling.kind();
        if (kind != null) told.merge(kind, fresh, (first, next) -> first.count() == 0 ? next : first);
        else if (!ofBody) return;
        else if (spelling.meaning() == Spelling.Meaning.OTHER) others.putIfAbsent(name, fresh);
        else if (spelling.meaning() == Spelling.Meaning.UNIT && count > 0) units.putIfAbsent(name, count);
    }

    /** Takes a part in, which counts only beside a whole or a part that is told elsewhere; wholes are left out. */
    public void tellPart(String name, Spelling spelling, long count) {
        TokenKind kind = spelling.kind();
        if (kind != null && kind.group() != Group.WHOLE) tell(name, spelling, count);
    }

    /** Takes a count of something else than tokens in, such as characters. */
    public void tellUnit(String unit, Spelling spelling, long count) {
        TokenKind kind = spelling.kind();
        if (kind != null) units.putIfAbsent(unit + "_" + kind.key(), count);
    }

    /**
     * Usage details as they are stored: each key counts for itself, {@code total} last. Empty when nothing was told.
     *
     * @param warnings hears what does not add up
     */
    public ObjectNode details(Consumer<String> warnings) {
        settleWritten();
        if (isOfMaker()) others.values().removeIf(other -> !other.spelling().saysTokens());
        Told total = told.get(TokenKind.TOTAL);
        Set<Group> inside = total == null ? fitting(byCustom()) : comingTo(total.count(), warnings);
        ObjectNode details = written(inside);
        units.forEach(details::put);
        if (total != null) details.put(TokenKind.TOTAL.key(), atLeast(total.count(), details, warnings));
        return details;
    }

    /** What was written into a cache for an hour is a part of all that was written where it is told below it. */
    private void settleWritten() {
        Told all = told.get(TokenKind.CACHE_WRITTEN);
        Told hour = told.get(TokenKind.CACHE_WRITTEN_1H);
        if (all == null || all.count() == 0) return;
        told.computeIfPresent(TokenKind.CACHE_WRITTEN_5M, (kind, part) -> isBelow(part) ? null : part);
        if (hour == null || !isBelow(hour)) return;
        long left = all.count() - hour.count();
        if (left < 0) told.remove(TokenKind.CACHE_WRITTEN_1H);
        else if (left == 0) told.remove(TokenKind.CACHE_WRITTEN);
        else told.put(TokenKind.CACHE_WRITTEN, new Told(all.name(), all.spelling(), left));
    }

    private static boolean isBelow(Told part) {
        return part.name().indexOf('.') >= 0;
    }

    /** Whether a maker's own names tell the wholes, and not those of Langfuse's API. */
    private boolean isOfMaker() {
        for (Side side : List.of(Side.INPUT, Side.OUTPUT)) {
            Told whole = whole(side);
            if (whole != null && !isPlain(whole, side)) return true;
        }
        return false;
    }

    private static boolean isPlain(Told whole, Side side) {
        return whole.name().equals(side == Side.INPUT ? "input" : "output");
    }

    private @Nullable Told whole(Side side) {
        if (side == Side.OUTPUT) return told.get(TokenKind.OUTPUT);
        Told all = told.get(TokenKind.INPUT);
        return all == null ? told.get(TokenKind.UNCACHED) : all;
    }

    private Set<Group> byCustom() {
        Set<Group> inside = EnumSet.noneOf(Group.class);
        told.forEach((kind, part) -> {
            if (kind.group() != Group.WHOLE && isInsideByCustom(kind, part)) inside.add(kind.group());
        });
        return inside;
    }

    private boolean isInsideByCustom(TokenKind kind, Told part) {
        Told whole = whole(kind.side());
        boolean cache = kind.group() == Group.CACHE;
        if (whole == null || (cache && whole.spelling().kind() == TokenKind.UNCACHED)) return false;
        if (part.spelling().isDetail()) return true;
        // Of Gemini.
        if (kind == TokenKind.TOOL_USE || part.spelling().says("thought", "thoughts")) return false;
        if (!ofBody) return true;
        // Of Langfuse's API; of Anthropic and Bedrock.
        if (isPlain(whole, kind.side())) return false;
        return !cache || whole.spelling().says("prompt") || part.spelling().says("cached");
    }

    /** As many of the groups as their wholes have room for. */
    private Set<Group> fitting(Set<Group> wanted) {
        Set<Group> inside = EnumSet.noneOf(Group.class);
        for (Group group : wanted) {
            inside.add(group);
            if (!fits(inside)) inside.remove(group);
        }
        return inside;
    }

    private boolean fits(Set<Group> inside) {
        for (Side side : List.of(Side.INPUT, Side.OUTPUT)) {
            long solid = 0;
            for (Group group : groups(side)) {
                if (!inside.contains(group)) continue;
                Told whole = whole(side);
                long sum = sum(group, false);
                if (whole == null || sum > whole.count()) return false;
                if (!group.isForm()) solid += sum;
                if (solid > whole.count()) return false;
            }
        }
        return true;
    }

    /** The reading that comes to the total, the most customary of several; else the largest that is no more. */
    private Set<Group> comingTo(long total, Consumer<String> warnings) {
        Set<Group> custom = fitting(byCustom());
        long usual = sumOf(custom);
        if (usual == total) return custom;
        Set<Group> best = usual < total ? custom : null;
        for (Set<Group> reading : readings()) {
            long sum = sumOf(reading);
            if (sum > total || !fits(reading)) continue;
            if (sum == total && (best == null || sumOf(best) != total || isNearer(reading, best, custom)))
                best = reading;
            else if (best == null || (usual > total && sum > sumOf(best))) best = reading;
        }
        return best == null ? leavingOut(usual, total, warnings) : best;
    }

    private static boolean isNearer(Set<Group> reading, Set<Group> other, Set<Group> custom) {
        return distance(reading, custom) < distance(other, custom);
    }

    private static long distance(Set<Group> reading, Set<Group> custom) {
        return reading.stream().filter(group -> !custom.contains(group)).count()
                + custom.stream().filter(group -> !reading.contains(group)).count();
    }

    /** The counts contradict each other: parts that fit nowhere are not counted. */
    private Set<Group> leavingOut(long usual, long total, Consumer<String> warnings) {
        Set<Group> all = EnumSet.noneOf(Group.class);
        told.keySet().forEach(kind -> all.add(kind.group()));
        all.remove(Group.WHOLE);
        Set<Group> inside = fitting(all);
        List<String> left = new ArrayList<>();
        for (TokenKind kind : List.copyOf(told.keySet())) {
            boolean kept = kind.group() == Group.WHOLE || inside.contains(kind.group()) || whole(kind.side()) == null;
            Told part = told.get(kind);
            if (kept || part == null || part.count() == 0) continue;
            told.remove(kind);
            left.add(part.name());
        }
        warnings.accept("the counts of usage come to " + usual + ", more than their total of " + total
                + (left.isEmpty() ? "" : "; left out: " + String.join(", ", left)));
        return inside;
    }

    /** Every choice of groups that are in their whole. */
    private List<Set<Group>> readings() {
        List<Set<Group>> readings = new ArrayList<>(List.of(EnumSet.noneOf(Group.class)));
        for (Group group : Group.values()) {
            if (group == Group.WHOLE || sum(group, true) == 0) continue;
            for (Set<Group> without : List.copyOf(readings)) {
                Set<Group> with = EnumSet.copyOf(without);
                with.add(group);
                readings.add(with);
            }
        }
        return readings;
    }

    private long sumOf(Set<Group> inside) {
        long sum = others.values().stream().mapToLong(Told::count).sum();
        for (Side side : List.of(Side.INPUT, Side.OUTPUT)) {
            Told whole = whole(side);
            if (whole != null) sum += whole.count();
            for (Group group : groups(side)) if (!inside.contains(group)) sum += sum(group, true);
        }
        return sum;
    }

    private static List<Group> groups(Side side) {
        return side == Side.INPUT
                ? List.of(Group.CACHE, Group.TOOL_USE, Group.INPUT_FORM)
                : List.of(Group.REASONING, Group.PREDICTION, Group.OUTPUT_FORM);
    }

    /** @param withText text is what is left of a whole that has it inside */
    private long sum(Group group, boolean withText) {
        long sum = 0;
        for (Map.Entry<TokenKind, Told> part : told.entrySet()) {
            TokenKind kind = part.getKey();
            if (kind.group() == group && (withText || !kind.isText()))
                sum += part.getValue().count();
        }
        return sum;
    }

    private ObjectNode written(Set<Group> inside) {
        ObjectNode wholes = Json.object();
        ObjectNode parts = Json.object();
        for (Side side : List.of(Side.INPUT, Side.OUTPUT)) {
            Told whole = whole(side);
            long left = whole == null ? 0 : whole.count();
            for (Group group : groups(side)) left -= write(group, inside.contains(group) ? left : -1, parts);
            if (whole != null) wholes.put(side == Side.INPUT ? "input" : "output", left);
        }
        others.forEach((name, other) -> parts.put(name, other.count()));
        return wholes.setAll(parts);
    }

    /**
     * Writes the parts of a group.
     *
     * @param room what the whole has left for them; negative when they are beside it. What a cache had may have been
     *     audio, too, and counts as the former
     * @return what is taken off the whole
     */
    private long write(Group group, long room, ObjectNode parts) {
        long taken = 0;
        for (Map.Entry<TokenKind, Told> entry : told.entrySet()) {
            TokenKind kind = entry.getKey();
            Told part = entry.getValue();
            boolean inside = room >= 0;
            if (kind.group() != group || (inside && kind.isText())) continue;
            long count = inside ? Math.min(part.count(), room - taken) : part.count();
            if (inside) taken += count;
            String key = keepsName(part, kind) ? part.name() : kind.key();
            if (count > 0 || (keepsName(part, kind) && !isOfMaker()))
                parts.put(key, parts.path(key).asLong() + count);
        }
        return taken;
    }

    /** Whether a name tells its side as those of Langfuse's API do. */
    private boolean keepsName(Told part, TokenKind kind) {
        String name = part.name();
        return ofBody
                && !isBelow(part)
                && name.equals(name.toLowerCase(Locale.ROOT))
                && name.contains(kind.side() == Side.INPUT ? "input" : "output");
    }

    private static long atLeast(long total, ObjectNode details, Consumer<String> warnings) {
        Usage usage = Usage.of(details);
        long parts = usage.input() + usage.output();
        if (parts <= total) return total;
        warnings.accept("the total of usage, " + total + ", is less than its input and output, " + parts
                + ", which stands for it");
        return parts;
    }
}
