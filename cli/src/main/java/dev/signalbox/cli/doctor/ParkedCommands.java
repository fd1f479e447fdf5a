package dev.signalbox.cli.doctor;

import dev.signalbox.cli.run.Shell;
import dev.signalbox.client.outbox.Outbox;
import dev.signalbox.client.outbox.ParkedCommand;
import dev.signalbox.client.outbox.SqliteOutbox;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.doctor.Sight;
import dev.signalbox.wire.command.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a program on this machine has written and the hub has refused, or has not been sent for long. */
record ParkedCommands(Path store, Clock clock) implements Probe {
    /** A program that runs beside a hub sends within a second. */
    static final Duration WAITING_MAX = Duration.ofHours(1);

    /** Those that were named, and the one that {@code SIGNALBOX_STORE} gives to programs of this shell. */
    static List<Probe> of(Shell shell, List<Path> named) {
        List<Path> all = new ArrayList<>(named);
        String ofPrograms = shell.variable("SIGNALBOX_STORE");
        if (ofPrograms != null) all.add(Path.of(ofPrograms));
        return all.stream()
                .map(file -> shell.folder().resolve(file).normalize())
                .distinct()
                .<Probe>map(file -> new ParkedCommands(file, shell.clock()))
                .toList();
    }

    @Override
    public String name() {
        return "outbox";
    }

    @Override
    public String looksAt() {
        return "What a program here has written and the hub has not taken.";
    }

    @Override
    public Sight look() throws IOException {
        if (!Files.isRegularFile(store)) throw new IOException("there is no store " + store);
        try (SqliteStore open = SqliteStore.open(store)) {
            Outbox outbox = new Outbox(open, new SqliteOutbox(clock), Runnable::run);
            return judged(outbox.attention(), outbox.pending(), outbox.waiting(1));
        }
    }

    private Sight judged(List<ParkedCommand> parked, long pending, List<Command> oldest) {
        Sight sight = Sight.of(pending + " to send, " + parked.size() + " refused, in " + store);
        if (!parked.isEmpty())
            sight = sight.warn(
                    "the hub refused " + parked.size() + (parked.size() == 1 ? " command" : " commands") + " in "
                            + store + ", the first: " + parked.get(0).problem().title(),
                    "signalbox outbox --store " + store + " says why; then outbox retry or outbox discard");
        Instant written = oldest.isEmpty() ? null : oldest.get(0).occurredAt();
        if (written != null && written.isBefore(clock.instant().minus(WAITING_MAX)))
            sight = sight.warn(
                    "commands have waited in " + store + " since " + written,
                    "start the program that wrote them: it sends them when the hub answers");
        return sight;
    }
}
