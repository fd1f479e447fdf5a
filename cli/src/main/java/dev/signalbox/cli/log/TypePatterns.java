package dev.signalbox.cli.log;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.EventQuery;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.cli.run.Suggestions;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.resource.Ownership;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Types that somebody wants to see, held against those that the hub can have: what none is would be waited for in vain.
 */
final class TypePatterns {
    private static final Set<String> OF_TRACES = Set.of("trace", "price");

    private final Set<String> builtIn = new TreeSet<>();
    private final Set<String> families = new TreeSet<>();
    private final String log;

    /** @param log {@code main} or {@code traces} */
    TypePatterns(Ownership matrix, String log) {
        this.log = log;
        EventTypes.ALL.forEach(type -> builtIn.add(familyOf(type)));
        families.addAll(builtIn);
        matrix.tables().stream()
                .map(Ownership.Table::events)
                .flatMap(Stream::ofNullable)
                .forEach(events -> families.add(familyOf(events)));
    }

    /**
     * Says on standard error which of the types nothing will ever be. A hub that does not tell its tables is believed.
     */
    static void check(EventQuery query, CommandRun run) {
        if (query.types().isEmpty()) return;
        try {
            Ownership matrix = run.await(run.hub().operator().ownership());
            TypePatterns known = new TypePatterns(matrix, query.log == null ? "main" : query.log);
            query.types().forEach(type -> known.fault(type).ifPresent(run.output()::warn));
        } catch (HubRefused e) {
            run.output().note("Whether there are such types is not known: " + Refusals.inWords(e.problem()));
        }
    }

    /** Why nothing will ever be of this type; empty when something may be. */
    Optional<String> fault(String pattern) {
        if (pattern.equals("*")) return Optional.empty();
        int dot = pattern.indexOf('.');
        if (dot < 0) {
            return Optional.of("No event is of type " + pattern + ". A type has a dot: "
                    + near(pattern).orElse("question") + ".*");
        }
        String family = familyOf(pattern);
        String verb = verbOf(pattern);
        // The hub refuses a star for the family, in its own words.
        if (family.equals("*")) return Optional.empty();
        if (!families.contains(family)) {
            String meant = near(family)
                    .map(near -> "Did you mean " + near + "." + verb + "?")
                    .orElse("There are: " + String.join(".*, ", families) + ".*");
            return Optional.of("No event is of type " + pattern + ". " + meant);
        }
        if (!verb.equals("*") && !isKnown(family, verb)) {
            return Optional.of("No event is of type " + pattern + ". There are: " + String.join(", ", typesOf(family)));
        }
        boolean ofTraces = OF_TRACES.contains(family);
        if (ofTraces == log.equals("traces")) return Optional.empty();
        return Optional.of(pattern + " is not in this log. It is in: --log " + (ofTraces ? "traces" : "main"));
    }

    private boolean isKnown(String family, String verb) {
        return typesOf(family).contains(family + "." + verb);
    }

    private List<String> typesOf(String family) {
        if (!builtIn.contains(family)) {
            return EventTypes.ROW_VERBS.stream()
                    .map(verb -> family + "." + verb)
                    .toList();
        }
        return EventTypes.ALL.stream()
                .filter(type -> familyOf(type).equals(family))
                .toList();
    }

    private Optional<String> near(String word) {
        return Suggestions.of(word, new ArrayList<>(families)).stream().findFirst();
    }

    private static String familyOf(String type) {
        int dot = type.lastIndexOf('.');
        return dot < 0 ? type : type.substring(0, dot);
    }

    private static String verbOf(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
