package dev.signalbox.hub.trace.mapping;

import dev.signalbox.hub.trace.model.StorableText;
import java.util.ArrayList;
import java.util.List;

/**
 * The warnings of a mapping: what had to be put right or left out while one event was mapped. Bounded: nobody reads the
 * hundredth.
 */
final class Warnings {
    private static final int WARNINGS_MAX = 20;
    private static final int CHARS_MAX = 300;

    private final List<String> sentences = new ArrayList<>();

    void add(String sentence) {
        if (sentences.size() >= WARNINGS_MAX) return;
        String cut = StorableText.cut(sentence, CHARS_MAX);
        if (!sentences.contains(cut)) sentences.add(cut);
    }

    List<String> all() {
        return sentences;
    }
}
