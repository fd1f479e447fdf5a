package dev.signalbox.hub.matrix;

import java.util.List;
import java.util.stream.Collectors;

/** A {@code signalbox.yaml} that is not understood. Nothing of it counts. */
public final class MatrixFileRefused extends IllegalArgumentException {
    /** Faults that are told at once. */
    static final int FAULTS_MAX = 100;
    /** What stands behind them when there are more. */
    static final String MORE = "there are more faults than these " + FAULTS_MAX + "; mend them, then the rest shows";

    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    /**
     * One fault of the file.
     *
     * @param line counted from 1
     * @param path where, {@code tables.runs.writers[0]}; empty for the file as a whole
     * @param detail what is wrong and what to write instead
     */
    public record Fault(int line, String path, String detail) {
        /** {@code line 12: tables.runs.writers[0]: …}. */
        @Override
        public String toString() {
            return "line " + line + ": " + (path.isEmpty() ? "" : path + ": ") + detail;
        }
    }

    MatrixFileRefused(String file, List<Fault> faults) {
        super(faults.stream().map(fault -> file + " " + fault).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** In the order of their lines; at least one. Of more than a hundred the last says so. */
    public List<Fault> faults() {
        return faults;
    }
}
