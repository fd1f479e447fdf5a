package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.signalbox.hub.matrix.MatrixFileRefused.Fault;
import dev.signalbox.wire.PointerStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A YAML text as a tree that knows the line of each part, and what of it is not read here. YAML 1.2 with its core
 * schema.
 *
 * @param root missing when the text says nothing
 * @param lines line of each part by its JSON pointer
 * @param flaws what the tree cannot hold as it was written, in the order of the text
 */
record YamlTree(JsonNode root, Map<String, Integer> lines, List<Flaw> flaws) {
    YamlTree {
        flaws = List.copyOf(flaws);
    }

    /**
     * A part that is not read.
     *
     * @param standIn whether the tree has something else there, from which faults at it and below it may come
     */
    record Flaw(String pointer, int line, String detail, boolean standIn) {}

    /** Fails with {@link MatrixFileRefused} when the text is no YAML; {@code name} stands in its message. */
    static YamlTree parse(String text, String name) {
        YamlReader reader = new YamlReader(text);
        try {
            JsonNode root = reader.read();
            return new YamlTree(root == null ? MissingNode.getInstance() : root, reader.lines(), reader.flaws());
        } catch (YamlReader.Unreadable e) {
            List<Fault> faults = new ArrayList<>();
            for (Flaw flaw : reader.flaws()) faults.add(new Fault(flaw.line(), pathOf(flaw.pointer()), flaw.detail()));
            faults.add(new Fault(e.line(), "", e.detail()));
            throw new MatrixFileRefused(name, faults);
        }
    }

    /** The line of a part, or of the nearest part around it. */
    int line(String pointer) {
        Integer line = lines.get(pointer);
        if (line != null) return line;
        return pointer.isEmpty() ? 1 : line(pointer.substring(0, pointer.lastIndexOf('/')));
    }

    /** Whether the part, or one around it, is a stand-in for what the text says. */
    boolean isStandIn(String pointer) {
        return flaws.stream()
                .filter(Flaw::standIn)
                .map(Flaw::pointer)
                .anyMatch(flawed -> pointer.equals(flawed) || pointer.startsWith(flawed + "/"));
    }

    /** {@code /tables/runs/writers/0} as people write it. */
    static String pathOf(String pointer) {
        StringBuilder path = new StringBuilder();
        for (String step :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            String plain = PointerStep.nameOf(step);
            if (plain.matches("\\d{1,9}")) path.append('[').append(plain).append(']');
            else path.append(path.isEmpty() ? "" : ".").append(plain);
        }
        return path.toString();
    }
}
