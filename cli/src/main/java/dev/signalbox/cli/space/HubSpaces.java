package dev.signalbox.cli.space;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.SpaceApi;
import dev.signalbox.client.thread.Waits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.HubSpace;
import dev.signalbox.wire.resource.HubSpace.State;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The spaces of a hub, as its admin asks about them. */
final class HubSpaces {
    private static final String DEFAULT = "default";

    private HubSpaces() {}

    /** What the hub answers. Fails as {@link #asked} does. */
    static <T> T ask(CommandRun run, Function<SpaceApi, CompletableFuture<T>> wish) {
        return run.await(asked(run, wish));
    }

    /** The same, to come. A hub that has no such door tells so in words: of a key of a space, or for its age. */
    static <T> CompletableFuture<T> asked(CommandRun run, Function<SpaceApi, CompletableFuture<T>> wish) {
        return wish.apply(run.hubIn(null).spaces()).exceptionallyCompose(failure -> {
            Throwable cause = Waits.causeOf(failure);
            boolean noDoor = cause instanceof HubRefused refused
                    && refused.is(ProblemCode.NOT_FOUND)
                    && !Refusals.inWords(refused.problem()).contains(" space");
            return noDoor
                    ? run.hubIn(null).whoami().thenCompose(you -> CompletableFuture.failedFuture(noDoor(you.space())))
                    : CompletableFuture.failedFuture(cause);
        });
    }

    private static Failure noDoor(String space) {
        return space.equals(DEFAULT)
                ? new Failure(
                        ExitCode.REFUSED, "This hub is older than spaces.", "Upgrade it: docs/UPGRADING.md says how.")
                : new Failure(
                        ExitCode.REFUSED,
                        "This is a key of the space " + space + ", and spaces are managed by an admin of the hub.",
                        "Take an admin key of the default space, as the one in admin.key of the hub's data folder.");
    }

    /** Fails with {@link Failure} for a space in which nobody can do anything. */
    static void requireOpen(HubSpace space) {
        if (space.state() == State.OPEN) return;
        boolean sealed = space.state() == State.SEALED;
        throw new Failure(
                ExitCode.CONFLICT,
                "The space " + space.name()
                        + (sealed
                                ? " is sealed, and gone at " + Ages.minute(space.gone()) + " UTC."
                                : " is " + space.state().word() + "."),
                sealed
                        ? "To bring it back: signalbox space unseal " + space.name()
                        : "Repeat the clone, or: signalbox space delete " + space.name());
    }

    /** The line that takes back what was done. */
    static void tellUndo(CommandRun run, String line) {
        run.output().note("To take it back: " + line);
    }
}
