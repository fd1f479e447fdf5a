package dev.signalbox.hub;

/** The version in the jar's manifest. */
final class Version {
    private Version() {}

    /** {@code unpackaged} when the hub runs from its classes. */
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
