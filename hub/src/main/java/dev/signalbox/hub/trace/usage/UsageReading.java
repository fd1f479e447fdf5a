package dev.signalbox.hub.trace.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.usage.Counts.Told;
import dev.signalbox.hub.trace.usage.TokenKind.Group;
import dev.signalbox.hub.trace.usage.TokenKind.Side;
import dev.signalbox.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The reading of usage as one call told it, so that each token counts once. Makers differ in whether a part of the
 * input or output (what a cache had, reasoning, audio) is in the whole or beside it: where a total is told, the reading
 * that comes to it counts, else what is the custom of the spelling. What is in the whole is taken off it. Belongs to
 * one thread.
 */
public final class UsageReading {
    private final boolean ofBody;
    private final Counts counts = new Counts();
    private final Map<String, Long> units = new LinkedHashMap<>();
    private final List<String> doubts = new ArrayList<>();

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

    /** Takes a count in. Of several spellings of one kind the first that is not 0 counts; another is told of. */
    public void tell(String name, Spelling spelling, long count) {
        Told fresh = new Told(name, spelling, count);
        TokenKind kind = spelling.kind();
        Told other = kind == null ? null : counts.take(kind, fresh);
        if (other != null)
            doubts.add(name + " says " + count + " and " + other.name() + " of the same " + other.count()
                    + ", which counts");
        if (kind != null || !ofBody) return;
        if (spelling.says("billed")) counts.takeBilled(new Told(name, Spelling.of(lastOf(name)), count));
        else if (spelling.meaning() == Spelling.Meaning.OTHER) counts.takeFree(fresh);
        else if (spelling.meaning() == Spelling.Meaning.UNIT && count > 0) units.putIfAbsent(name, count);
    }

    private static String lastOf(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** Takes a part in, which counts only beside a whole or a part that is told elsewhere; wholes are left out. */
    public void tellPart(String name, Spelling spelling, long count) {
        TokenKind kind = spelling.kind();
        if (kind != null && kind.group() != Group.WHOLE) {
            var unused = counts.take(kind, new Told(name, spelling, count));
        }
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
        doubts.forEach(warnings);
        counts.settle();
        ObjectNode details = written(new Inclusion(counts, ofBody, warnings).chosen());
        units.forEach(details::put);
        Told total = counts.of(TokenKind.TOTAL);
        if (total != null) details.put(TokenKind.TOTAL.key(), atLeast(total.count(), details, warnings));
        return details;
    }

    private ObjectNode written(Set<Group> inside) {
        ObjectNode wholes = Json.object();
        ObjectNode parts = Json.object();
        for (Side side : Counts.SIDES) {
            Told whole = counts.whole(side);
            long left = whole == null ? 0 : whole.count();
            for (Group group : Group.of(side)) left -= write(group, inside.contains(group) ? left : -1, parts);
            if (whole != null) wholes.put(side == Side.INPUT ? "input" : "output", left);
        }
        counts.ofNoSide().forEach(other -> parts.put(other.name(), other.count()));
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
        boolean inside = room >= 0;
        for (Told part : counts.parts(group)) {
            if (inside && part.isText()) continue;
            long count = inside ? Math.min(part.count(), room - taken) : part.count();
            if (inside) taken += count;
            TokenKind kind = part.spelling().kind();
            boolean keeps = kind == null || keepsName(part, kind);
            String key = keeps || kind == null ? part.name() : kind.key();
            if (count > 0 || (keeps && !counts.isOfMaker()))
                parts.put(key, parts.path(key).asLong() + count);
        }
        return taken;
    }

    /** Whether a name tells its side as those of Langfuse's API do. */
    private boolean keepsName(Told part, TokenKind kind) {
        String name = part.name();
        return ofBody
                && !part.isBelow()
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
