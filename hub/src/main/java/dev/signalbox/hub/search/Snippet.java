package dev.signalbox.hub.search;

import java.util.List;

/** The part of a text in which what is looked for stands. Pure. */
public final class Snippet {
    private static final int CHARS_MAX = 200;
    private static final int BEFORE = 60;

    private Snippet() {}

    /**
     * At most {@value #CHARS_MAX} characters on one line, from a little before the place that has most of the words;
     * the beginning when there is no such place.
     */
    public static String of(String text, Sought sought) {
        List<Words.Place> places = Words.places(text);
        int from = 0;
        int most = 0;
        for (int i = 0; i < places.size(); i++) {
            int count = 0;
            int begin = places.get(i).from();
            if (!sought.has(places.get(i).word())) continue;
            for (int j = i; j < places.size() && places.get(j).to() < begin + CHARS_MAX - BEFORE; j++) {
                if (sought.has(places.get(j).word())) count++;
            }
            if (count > most) {
                most = count;
                from = begin;
            }
        }
        return line(text, beginBefore(places, from));
    }

    /** The beginning of a word a little before a place. */
    private static int beginBefore(List<Words.Place> places, int at) {
        if (at <= BEFORE) return 0;
        for (Words.Place each : places) if (each.from() >= at - BEFORE) return each.from();
        return at;
    }

    private static String line(String text, int from) {
        int to = Math.min(text.length(), from + CHARS_MAX - 2);
        if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) to--;
        String part = text.substring(from, to).replaceAll("\\s+", " ").strip();
        return (from > 0 ? "…" : "") + part + (to < text.length() ? "…" : "");
    }
}
