package dev.signalbox.wire;

/**
 * One step of a JSON pointer (RFC 6901): a name in which {@code ~} and {@code /} are written {@code ~0} and {@code ~1}.
 */
public final class PointerStep {
    private PointerStep() {}

    public static String of(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** The name that a step stands for. */
    public static String nameOf(String step) {
        return step.replace("~1", "/").replace("~0", "~");
    }
}
