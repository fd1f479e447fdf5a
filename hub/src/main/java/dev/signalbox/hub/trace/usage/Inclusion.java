package dev.signalbox.hub.trace.usage;

import dev.signalbox.hub.trace.usage.Counts.Told;
import dev.signalbox.hub.trace.usage.TokenKind.Group;
import dev.signalbox.hub.trace.usage.TokenKind.Side;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The choice of which groups of counts are in the whole of their side, and which beside it: what comes to the total
 * where one is told, else the custom of the spelling. Belongs to one thread.
 */
final class Inclusion {
    private final Counts counts;
    private final boolean ofBody;
    private final Consumer<String> warnings;

    /**
     * @param ofBody whether the custom is that of makers, and not of attributes, whose parts are in their whole
     * @param warnings hears what does not add up
     */
    Inclusion(Counts counts, boolean ofBody, Consumer<String> warnings) {
        this.counts = counts;
        this.ofBody = ofBody;
        this.warnings = warnings;
    }

    /** The groups that are inside. What fits nowhere is left out of the counts. */
    Set<Group> chosen() {
        Told total = counts.of(TokenKind.TOTAL);
        Set<Group> inside = total == null ? customary() : comingTo(total.count());
        for (Side side : Counts.SIDES) {
            Told whole = counts.whole(side);
            for (Group group : Group.of(side))
                if (whole != null && inside.contains(group) && counts.sum(group, true) > whole.count())
                    warnings.accept("the parts of " + whole.name() + " come to " + counts.sum(group, true)
                            + ", more than all of it, " + whole.count());
        }
        return inside;
    }

    private Set<Group> customary() {
        Set<Group> custom = byCustom();
        Set<Group> inside = fitting(custom);
        for (Group group : custom) {
            boolean contradicts = counts.parts(group).stream()
                    .anyMatch(part -> part.count() > 0
                            && (ofBody
                                    || group != Group.CACHE
                                    || part.spelling().isDetail()
                                    || part.spelling().says("cached")));
            if (contradicts && !inside.contains(group)) tooLarge(group);
        }
        return inside;
    }

    /** A part that is larger than its whole: one of makers who count it beside, unless it says what the whole was. */
    private void tooLarge(Group group) {
        boolean leftOut = group.isForm() || group == Group.PREDICTION;
        List<Told> parts = counts.parts(group);
        if (leftOut) counts.leaveOut(group);
        warnings.accept(String.join(", ", parts.stream().map(Told::name).toList())
                + (leftOut
                        ? " is more than what it is a part of, and was left out"
                        : " is more than what it is a part of, and was counted beside it"));
    }

    private Set<Group> byCustom() {
        Set<Group> inside = EnumSet.noneOf(Group.class);
        for (Side side : Counts.SIDES)
            for (Group group : Group.of(side))
                if (counts.parts(group).stream().anyMatch(part -> isInsideByCustom(group, side, part)))
                    inside.add(group);
        return inside;
    }

    private boolean isInsideByCustom(Group group, Side side, Told part) {
        Told whole = counts.whole(side);
        boolean cache = group == Group.CACHE;
        if (whole == null || part.spelling().kind() == null) return false;
        if (cache && whole.spelling().kind() == TokenKind.UNCACHED) return false;
        Told uncached = counts.of(TokenKind.UNCACHED);
        if (part.spelling().isDetail() || (cache && uncached != null && uncached.count() < whole.count())) return true;
        // Of Gemini, whose sums are called so.
        boolean sums = part.spelling().says("total") && whole.spelling().says("total");
        if (group == Group.TOOL_USE || part.spelling().says("thought", "thoughts")) return false;
        if (group == Group.REASONING && sums) return false;
        if (!ofBody) return true;
        // Of Langfuse's API; of Anthropic and Bedrock, who say which input a cache had.
        if (counts.isPlain(side)) return false;
        return !cache
                || whole.spelling().says("prompt")
                || !part.spelling().says("input")
                || part.spelling().says("cached");
    }

    /** As many of the groups as their wholes have room for. */
    private Set<Group> fitting(Set<Group> wanted) {
        Set<Group> inside = EnumSet.noneOf(Group.class);
        for (Group group : wanted) {
            inside.add(group);
            if (!counts.haveRoom(inside)) inside.remove(group);
        }
        return inside;
    }

    /** The reading that comes to the total, the most customary of several; else the largest that is no more. */
    private Set<Group> comingTo(long total) {
        Set<Group> custom = fitting(byCustom());
        long usual = counts.sum(custom);
        if (usual == total) return custom;
        Set<Group> best = usual < total ? custom : null;
        for (Set<Group> reading : readings()) {
            long sum = counts.sum(reading);
            if (sum > total || !counts.haveRoom(reading)) continue;
            if (sum == total
                    && (best == null
                            || counts.sum(best) != total
                            || distance(reading, custom) < distance(best, custom))) best = reading;
            else if (best == null || (usual > total && sum > counts.sum(best))) best = reading;
        }
        return best == null ? leavingOut(usual, total) : best;
    }

    private static long distance(Set<Group> reading, Set<Group> custom) {
        return reading.stream().filter(group -> !custom.contains(group)).count()
                + custom.stream().filter(group -> !reading.contains(group)).count();
    }

    /** The counts contradict each other: parts that fit nowhere are not counted. */
    private Set<Group> leavingOut(long usual, long total) {
        Set<Group> inside = fitting(EnumSet.range(Group.CACHE, Group.FREE_OUTPUT));
        List<String> left = new ArrayList<>();
        for (Side side : Counts.SIDES)
            for (Group group : Group.of(side))
                if (counts.whole(side) != null && !inside.contains(group)) left.addAll(counts.leaveOut(group));
        warnings.accept("the counts of usage come to " + usual + ", more than their total of " + total
                + (left.isEmpty() ? "" : "; left out: " + String.join(", ", left)));
        return inside;
    }

    /** Every choice of groups that are in their whole. */
    private List<Set<Group>> readings() {
        List<Set<Group>> readings = new ArrayList<>(List.of(EnumSet.noneOf(Group.class)));
        for (Group group : Group.values()) {
            if (group == Group.WHOLE || counts.sum(group, true) == 0) continue;
            for (Set<Group> without : List.copyOf(readings)) {
                Set<Group> with = EnumSet.copyOf(without);
                with.add(group);
                readings.add(with);
            }
        }
        return readings;
    }
}
