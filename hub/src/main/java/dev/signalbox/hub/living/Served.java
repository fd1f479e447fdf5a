package dev.signalbox.hub.living;

import dev.signalbox.hub.feature.Features;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.stream.BusSpaces.Rights;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** A space that this process serves, or begins to. Any thread. */
public interface Served {
    /** Where its data is. Fails before it was opened, as all that follows. */
    String where();

    Space space();

    /** Makes the newest backup hold all that it has; says where that is. */
    Future<String> backedUp();

    /** What counts in it, for whoever listens on the event bus. */
    Rights rights(Runnable leave);

    /** What it can do; null before it was opened. */
    @Nullable
    Features features();

    /** From now on no new life is begun. {@link #close} comes next, when those who are served have gone. */
    void ends();

    /** Ends what lives on it, its stores and its engine. */
    Future<Void> close();
}
