package dev.signalbox.cli.roadmap.file;

import dev.signalbox.hub.search.Words;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * The words of a text, wherever they stand in it and in whatever form: as a heading, in a list, a table, HTML, code or
 * a comment. Case, accents, marks, blanks and dashes make no difference; a word is found as a whole, {@code P2} not in
 * {@code P20} or {@code P2.1}.
 */
final class Mentions {
    private final Letters written;
    private final Letters shown;
    private final List<String> lines;

    Mentions(List<String> lines) {
        this.lines = List.copyOf(lines);
        this.written = new Letters(lines);
        this.shown = new Letters(lines.stream().map(Markup::shown).toList());
    }

    /** The first line, from 1, in which the words stand or begin; 0 when they stand nowhere. */
    int lineOf(String words) {
        int line = written.lineOf(lettersOf(words));
        if (line == 0) line = shown.lineOf(lettersOf(Markup.shown(words)));
        if (line > 0 || !lettersOf(words).isEmpty() || words.isBlank()) return line;
        for (int i = 0; i < lines.size(); i++) if (lines.get(i).contains(words.strip())) return i + 1;
        return 0;
    }

    private static String lettersOf(String words) {
        return new Letters(List.of(words)).text.toString();
    }

    /** A text without what is no letter and no digit, with the places at which words begin and end. */
    private static final class Letters {
        private final StringBuilder text = new StringBuilder();
        private final BitSet starts = new BitSet();
        private final BitSet ends = new BitSet();
        private final List<Integer> firsts = new ArrayList<>();

        Letters(List<String> lines) {
            for (String line : lines) {
                firsts.add(text.length());
                add(folded(line));
            }
        }

        int lineOf(String letters) {
            if (letters.isEmpty()) return 0;
            for (int at = text.indexOf(letters); at >= 0; at = text.indexOf(letters, at + 1)) {
                if (starts.get(at) && ends.get(at + letters.length() - 1)) return lineAt(at);
            }
            return 0;
        }

        private int lineAt(int place) {
            int line = firsts.size();
            while (firsts.get(line - 1) > place) line--;
            return line;
        }

        private void add(int[] line) {
            for (int i = 0; i < line.length; i++) {
                if (!Character.isLetterOrDigit(line[i])) continue;
                if (isEdge(line, i, -1)) starts.set(text.length());
                text.appendCodePoint(line[i]);
                if (isEdge(line, i, 1)) ends.set(text.length() - 1);
            }
        }

        /** Whether no word goes on in this direction: a point between two digits ends none. */
        private static boolean isEdge(int[] line, int at, int step) {
            int beside = codePoint(line, at + step);
            if (Character.isLetterOrDigit(beside)) return Words.isUndivided(beside) || Words.isUndivided(line[at]);
            return beside != '.'
                    || !Character.isDigit(line[at])
                    || !Character.isDigit(codePoint(line, at + step + step));
        }

        private static int codePoint(int[] line, int at) {
            return at < 0 || at >= line.length ? ' ' : line[at];
        }

        private static int[] folded(String line) {
            String plain = Normalizer.normalize(line, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
            return plain.toUpperCase(Locale.ROOT)
                    .toLowerCase(Locale.ROOT)
                    .replace('ς', 'σ')
                    .codePoints()
                    .toArray();
        }
    }
}
