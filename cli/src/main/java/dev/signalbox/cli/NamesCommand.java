package dev.signalbox.cli;

import dev.signalbox.cli.inbox.InboxCommands;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.wire.resource.HubSpace;
import dev.signalbox.wire.resource.Key;
import dev.signalbox.wire.resource.Ownership;
import dev.signalbox.wire.resource.SharedTable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox names}: what the completion of a shell asks. Silent where nothing can be known. */
@Command(name = "names", hidden = true, description = "Names for the completion of a shell, one a line.")
final class NamesCommand implements Subcommand {
    /** Whoever presses TAB does not wait. */
    private static final long MILLIS_MAX = 1_000;

    @Parameters(paramLabel = "KIND", description = "roles, tables, keys, spaces or numbers.")
    private Completion kind = Completion.NUMBERS;

    @Override
    public void run(CommandRun run) {
        try {
            List<String> names = kind == Completion.NUMBERS ? InboxCommands.numbers(run) : asked(run);
            names.stream().distinct().forEach(run.output()::line);
        } catch (CompletionException | Failure nothingKnown) {
            return;
        }
    }

    private List<String> asked(CommandRun run) {
        return of(run).orTimeout(MILLIS_MAX, TimeUnit.MILLISECONDS).join();
    }

    private CompletableFuture<List<String>> of(CommandRun run) {
        return switch (kind) {
            case ROLES ->
                run.hub().operator().ownership().thenApply(matrix -> matrix.roles().stream()
                        .map(Ownership.Role::name)
                        .toList());
            case TABLES ->
                run.hub().tables().thenApply(tables -> tables.stream()
                        .map(SharedTable::name)
                        .toList());
            case KEYS ->
                run.hub().operator().keys(Map.of("limit", "500")).thenApply(page -> page.items().stream()
                        .filter(key -> key.revokedAt() == null)
                        .map(Key::name)
                        .toList());
            case SPACES ->
                run.hubIn(null).spaces().list(Map.of("limit", "500")).thenApply(page -> page.items().stream()
                        .filter(space -> space.state() != HubSpace.State.ERASED)
                        .map(HubSpace::name)
                        .toList());
            case NUMBERS -> CompletableFuture.completedFuture(List.of());
        };
    }
}
