package dev.signalbox.hub.doctor;

/**
 * Which Java runs.
 *
 * @param heapMax bytes that its heap may have
 */
public record JavaVersion(Runtime.Version version, long heapMax) implements Probe {
    /** The oldest that a hub runs on. */
    static final int FEATURE_MIN = 17;

    private static final long HEAP_MIN = 96 * Amount.MIB;

    /** Of this process. */
    public static JavaVersion here() {
        return new JavaVersion(Runtime.version(), Runtime.getRuntime().maxMemory());
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public String looksAt() {
        return "The version of Java, and how much memory it may take.";
    }

    @Override
    public Sight look() {
        Sight sight = Sight.of(version + ", heap at most " + Amount.bytes(heapMax));
        if (version.feature() < FEATURE_MIN)
            sight = sight.fail(
                    "Java " + version.feature() + " is too old", "install Java " + FEATURE_MIN + " or newer");
        if (version.pre().isPresent())
            sight = sight.warn(
                    "Java " + version + " is no release but a build on the way to one", "install a released Java");
        if (heapMax < HEAP_MIN)
            sight = sight.warn(
                    "a heap of " + Amount.bytes(heapMax) + " is too small for a hub under load",
                    "SIGNALBOX_JAVA_OPTS=-Xmx512m, or give the machine more memory");
        return sight;
    }
}
