package dev.signalbox.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A constant of an enum that goes over the wire as its name in lower case. */
public interface Word {
    /** As the enum declares it. */
    String name();

    /** As JSON, queries and people have it. */
    @JsonValue
    default String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
