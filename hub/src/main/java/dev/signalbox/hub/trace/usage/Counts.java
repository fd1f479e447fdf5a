package dev.signalbox.hub.trace.usage;

import dev.signalbox.hub.trace.usage.TokenKind.Group;
import dev.signalbox.hub.trace.usage.TokenKind.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The counts that one call told, and what they come to. Belongs to one thread. */
final class Counts {
    static final List<Side> SIDES = List.of(Side.INPUT, Side.OUTPUT);

    private final Map<TokenKind, Told> known = new EnumMap<>(TokenKind.class);
    /** Tokens of no known kind. */
    private final Map<String, Told> free = new LinkedHashMap<>();
    /** What is said to be paid for, which repeats what was used where both are told. */
    private final Map<TokenKind, Told> billed = new EnumMap<>(TokenKind.class);

    /** A count as it was told. */
    record Told(String name, Spelling spelling, long count) {
        /** Text is what is left of a whole that has it inside. */
        boolean isText() {
            TokenKind kind = spelling.kind();
            return kind != null && kind.isText();
        }

        boolean isBelow() {
            return name.indexOf('.') >= 0;
        }
    }

    /**
     * Of several spellings of one kind the first that is not 0 counts.
     *
     * @return another count that was told of the same before; null when there is none
     */
    @Nullable
    Told take(TokenKind kind, Told fresh) {
        Told first = known.get(kind);
        if (first == null || first.count() == 0) known.put(kind, fresh);
        boolean differs = first != null && first.count() != 0 && fresh.count() != 0 && first.count() != fresh.count();
        return differs && !kind.isText() ? first : null;
    }

    void takeFree(Told fresh) {
        free.putIfAbsent(fresh.name(), fresh);
    }

    void takeBilled(Told fresh) {
        TokenKind kind = fresh.spelling().kind();
        if (kind != null) billed.putIfAbsent(kind, fresh);
    }

    /** Makes them ready to be read, when all are told. */
    void settle() {
        if (known.isEmpty()) known.putAll(billed);
        settleWritten();
        settleStanding();
        if (isOfMaker()) free.values().removeIf(other -> !other.spelling().saysTokens());
    }

    /** What was written into a cache for an hour is a part of all that was written where it is told below it. */
    private void settleWritten() {
        Told all = known.get(TokenKind.CACHE_WRITTEN);
        Told hour = known.get(TokenKind.CACHE_WRITTEN_1H);
        if (all == null || all.count() == 0) return;
        known.computeIfPresent(TokenKind.CACHE_WRITTEN_5M, (kind, part) -> part.isBelow() ? null : part);
        if (hour == null || !hour.isBelow()) return;
        long left = all.count() - hour.count();
        if (left < 0) known.remove(TokenKind.CACHE_WRITTEN_1H);
        else if (left == 0) known.remove(TokenKind.CACHE_WRITTEN);
        else known.put(TokenKind.CACHE_WRITTEN, new Told(all.name(), all.spelling(), left));
    }

    /** What stands in a cache behind the call is the input and most of the output, and no part of either. */
    private void settleStanding() {
        Told input = known.get(TokenKind.INPUT);
        boolean evaluated = input != null && input.spelling().says("evaluated");
        if (evaluated)
            known.computeIfPresent(
                    TokenKind.CACHED, (kind, part) -> part.spelling().isStanding() ? null : part);
    }

    @Nullable
    Told of(TokenKind kind) {
        return known.get(kind);
    }

    @Nullable
    Told whole(Side side) {
        if (side == Side.OUTPUT) return known.get(TokenKind.OUTPUT);
        Told all = known.get(TokenKind.INPUT);
        return all == null ? known.get(TokenKind.UNCACHED) : all;
    }

    /** Whether a maker's own names tell the wholes, and not those of Langfuse's API. */
    boolean isOfMaker() {
        return SIDES.stream().anyMatch(side -> whole(side) != null && !isPlain(side));
    }

    boolean isPlain(Side side) {
        Told whole = whole(side);
        return whole != null && whole.name().equals(side == Side.INPUT ? "input" : "output");
    }

    List<Told> parts(Group group) {
        List<Told> parts = new ArrayList<>();
        Side side = group == Group.FREE_INPUT ? Side.INPUT : group == Group.FREE_OUTPUT ? Side.OUTPUT : Side.NEITHER;
        if (side == Side.NEITHER)
            known.forEach((kind, part) -> {
                if (kind.group() == group) parts.add(part);
            });
        else for (Told other : free.values()) if (other.spelling().side() == side) parts.add(other);
        return parts;
    }

    /** Tokens of which nobody knows where they went. */
    List<Told> ofNoSide() {
        return free.values().stream()
                .filter(other -> other.spelling().side() == Side.NEITHER)
                .toList();
    }

    /** Takes a group out again, and tells what of it counted something. */
    List<String> leaveOut(Group group) {
        List<Told> parts = parts(group);
        known.values().removeAll(parts);
        free.values().removeAll(parts);
        return parts.stream().filter(part -> part.count() > 0).map(Told::name).toList();
    }

    long sum(Group group, boolean withText) {
        return parts(group).stream()
                .filter(part -> withText || !part.isText())
                .mapToLong(Told::count)
                .sum();
    }

    /** All of them, when these groups are in their wholes. */
    long sum(Set<Group> inside) {
        long sum = ofNoSide().stream().mapToLong(Told::count).sum();
        for (Side side : SIDES) {
            Told whole = whole(side);
            if (whole != null) sum += whole.count();
            for (Group group : Group.of(side)) if (!inside.contains(group)) sum += sum(group, true);
        }
        return sum;
    }

    /** Whether the wholes have room for these groups. */
    boolean haveRoom(Set<Group> inside) {
        for (Side side : SIDES) {
            Told whole = whole(side);
            long solid = 0;
            for (Group group : Group.of(side)) {
                if (!inside.contains(group)) continue;
                long sum = sum(group, false);
                if (whole == null || sum > whole.count()) return false;
                if (!group.isForm()) solid += sum;
                if (solid > whole.count()) return false;
            }
        }
        return true;
    }
}
