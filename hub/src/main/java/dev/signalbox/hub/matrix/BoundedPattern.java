package dev.signalbox.hub.matrix;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/**
 * A regular expression of a table, whose author nobody can make write a fast one. Held against the texts of one row it
 * looks at {@link #STEPS_A_ROW_MAX} characters in all, however often it goes back to one; then it gives up. A step is
 * counted and not timed, so a row is judged alike on every machine. Any thread.
 */
final class BoundedPattern implements RegularExpression {
    /** Characters that all patterns of a schema may look at for one row: some tens of milliseconds. */
    static final int STEPS_A_ROW_MAX = 2_000_000;
    /** The product of the least repeats of a pattern: repeats of nothing look at no character. */
    static final long REPEATS_MAX = 1_000_000;

    private static final Pattern LEAST_REPEATS = Pattern.compile("(?<!\\\\)\\{(\\d{1,10})(?:,\\d*)?}");
    private static final ThreadLocal<Steps> OF_THIS_ROW = new ThreadLocal<>();

    private final Pattern pattern;

    BoundedPattern(String pattern) {
        // As the library reads ECMA's dialect into Java's.
        this.pattern = Pattern.compile(RegularExpressions.replaceLongformCharacterProperties(
                RegularExpressions.replaceDollarAnchors(pattern)));
    }

    /** Whether a pattern repeats its parts too often for anybody to wait, even for an empty text. */
    static boolean repeatsTooOften(String pattern) {
        double product = 1;
        var repeats = LEAST_REPEATS.matcher(pattern);
        while (repeats.find()) product *= Math.max(1, Double.parseDouble(repeats.group(1)));
        return product > REPEATS_MAX;
    }

    /** The steps of one row, which are this thread's until they are closed. */
    static Steps steps() {
        Steps steps = new Steps();
        OF_THIS_ROW.set(steps);
        return steps;
    }

    /** False also when there are no steps left; {@link Steps#areUsedUp} then tells. */
    @Override
    public boolean matches(String text) {
        Steps steps = OF_THIS_ROW.get();
        if (steps == null) throw new IllegalStateException("a pattern is matched within the steps of a row");
        if (steps.areUsedUp()) return false;
        try {
            return pattern.matcher(new Counted(text, steps)).find();
        } catch (UsedUp | StackOverflowError tooMuch) {
            steps.left = 0;
            return false;
        }
    }

    /** How many characters may still be looked at. Belongs to one thread. */
    static final class Steps implements AutoCloseable {
        private int left = STEPS_A_ROW_MAX;

        boolean areUsedUp() {
            return left <= 0;
        }

        @Override
        public void close() {
            OF_THIS_ROW.remove();
        }
    }

    private record Counted(CharSequence text, Steps steps) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (--steps.left < 0) throw new UsedUp();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), steps);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static final class UsedUp extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UsedUp() {
            super(null, null, false, false);
        }
    }
}
