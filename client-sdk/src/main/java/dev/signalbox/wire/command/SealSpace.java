package dev.signalbox.wire.command;

import dev.signalbox.wire.Check;

/**
 * {@code space.seal}: nobody is let in to the space from now on, and in seven days its data is gone.
 *
 * @param name the name of the space once more, since it is a large step
 */
public record SealSpace(String name) {
    public SealSpace {
        name = Check.required("name", name, 40);
    }
}
