package dev.signalbox.cli.trace;

import dev.signalbox.cli.text.Amounts;
import java.util.List;

/** A scale below bars: how long after the begin a place lies. */
final class TimeScale {
    /** Cells from one mark to the next, so that no time stands in another. */
    private static final int STEP_MIN = 10;

    private static final int STEPS_MAX = 4;

    private TimeScale() {}

    /** The marks, and the times below them; only the begin when nothing took any time. */
    static List<String> of(long micros, int width) {
        if (micros <= 0) return List.of("├" + "─".repeat(Math.max(0, width - 1)), "0s");
        int steps = Math.max(1, Math.min(STEPS_MAX, width / STEP_MIN));
        StringBuilder marks = new StringBuilder();
        StringBuilder times = new StringBuilder("0s");
        for (int step = 0; step < steps; step++) {
            int from = place(step, steps, width);
            int to = place(step + 1, steps, width);
            marks.append(step == 0 ? "├" : "┼").append("─".repeat(Math.max(0, to - from - 1)));
            boolean last = step == steps - 1;
            String time = Amounts.duration(micros * (step + 1) / steps);
            int at = last ? width - time.length() : to - time.length() / 2;
            times.append(" ".repeat(Math.max(1, at - times.length()))).append(time);
        }
        return List.of(marks.append("┤").toString(), times.toString());
    }

    private static int place(int step, int steps, int width) {
        return (int) Math.round((double) step * (width - 1) / steps);
    }
}
