package dev.signalbox.hub.doctor;

import dev.signalbox.hub.database.Database;
import java.util.List;

/** What is looked at on a PostgreSQL server, whether a hub runs on it or not. */
public final class ServerProbes {
    private ServerProbes() {}

    /**
     * Of the databases of both logs.
     *
     * @param port of the server's URL
     */
    public static List<Probe> of(Database main, Database traces, int port) {
        return List.of(
                new ServerSettings(main, port),
                new ServerConnections(main),
                ServerSessions.of(main),
                DeadRows.of("main", main),
                DeadRows.of("traces", traces),
                HeldWal.of(main));
    }
}
