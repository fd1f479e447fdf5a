package dev.signalbox.cli.trace;

import dev.signalbox.wire.resource.Observation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Observations as lines of a tree: each below its parent, siblings in the order in which they came. Whatever is given
 * comes out once.
 */
final class ObservationTree {
    /** Deeper ones are drawn as deep as this. */
    private static final int DEPTH_DRAWN_MAX = 10;

    private ObservationTree() {}

    /**
     * A line.
     *
     * @param branches what is drawn before the name
     * @param below what is drawn before more lines about the same thing
     */
    record Line(String branches, String below, Observation observation) {}

    /** @param observations in the order of their starts, perhaps without the parents of some */
    static List<Line> of(List<Observation> observations) {
        Map<String, Observation> known = new HashMap<>();
        for (Observation each : observations) known.put(each.id(), each);
        Map<String, List<Observation>> children = new HashMap<>();
        List<Observation> tops = new ArrayList<>();
        for (Observation each : observations) {
            String parent = each.parentId();
            if (parent == null || !known.containsKey(parent) || parent.equals(each.id())) tops.add(each);
            else children.computeIfAbsent(parent, id -> new ArrayList<>()).add(each);
        }
        List<Line> lines = new ArrayList<>();
        Set<String> drawn = new HashSet<>();
        draw(tops, children, drawn, lines);
        // What is left stands in a ring of parents.
        for (Observation each : observations) {
            if (!drawn.contains(each.id())) draw(List.of(each), children, drawn, lines);
        }
        return lines;
    }

    private record Pending(Observation observation, String prefix, boolean top, boolean last, int depth) {}

    private static void draw(
            List<Observation> tops, Map<String, List<Observation>> children, Set<String> drawn, List<Line> lines) {
        Deque<Pending> stack = new ArrayDeque<>();
        push(stack, tops, "", true, 0);
        while (!stack.isEmpty()) {
            Pending next = stack.pop();
            Observation observation = next.observation();
            if (!drawn.add(observation.id())) continue;
            List<Observation> below = Objects.requireNonNullElse(children.get(observation.id()), List.of());
            String own = next.top() ? "" : next.last() ? "└ " : "├ ";
            String inner = next.top() ? "" : next.last() ? "  " : "│ ";
            boolean deep = next.depth() >= DEPTH_DRAWN_MAX;
            String prefix = deep ? next.prefix() : next.prefix() + inner;
            lines.add(new Line(next.prefix() + own, prefix + (below.isEmpty() ? "  " : "│ "), observation));
            push(stack, below, prefix, false, next.depth() + 1);
        }
    }

    private static void push(Deque<Pending> stack, List<Observation> siblings, String prefix, boolean top, int depth) {
        for (int i = siblings.size() - 1; i >= 0; i--) {
            stack.push(new Pending(siblings.get(i), prefix, top, i == siblings.size() - 1, depth));
        }
    }
}
