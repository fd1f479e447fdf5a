package dev.signalbox.cli.run;

import java.util.List;
import java.util.Locale;

/** Words that somebody may have meant. What is not like the word that was typed is no suggestion. */
public final class Suggestions {
    private static final int MAX = 3;
    private static final int BEGINNING_MIN = 3;

    private Suggestions() {}

    /** The known words that are like the typed one, the likeliest first; empty when none is. */
    public static List<String> of(String typed, List<String> known) {
        String word = typed.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(each -> isLike(word, each))
                .sorted((a, b) -> Integer.compare(distance(word, a), distance(word, b)))
                .limit(MAX)
                .toList();
    }

    /** One letter in three may be wrong, or it is the beginning. */
    private static boolean isLike(String word, String known) {
        if (word.length() >= BEGINNING_MIN && known.startsWith(word)) return true;
        return distance(word, known) <= Math.max(1, Math.min(word.length(), known.length()) / 3);
    }

    /** Letters to change, add, leave out, or swap with their neighbour (Damerau and Levenshtein). */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) cost[i][0] = i;
        for (int j = 0; j <= b.length(); j++) cost[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }
        return cost[a.length()][b.length()];
    }
}
