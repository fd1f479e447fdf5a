package dev.signalbox.hub.matrix;

import java.util.List;
import java.util.stream.Collectors;

/** A {@code signalbox.yaml} that is not understood. Nothing of it counts. */
public final class MatrixFileRefused extends IllegalArgumentException {
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

    /** All of them, in the order of their lines; at least one. */
    public List<Fault> faults() {
        return faults;
    }
}
