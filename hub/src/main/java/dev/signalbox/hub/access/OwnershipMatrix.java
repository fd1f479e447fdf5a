package dev.signalbox.hub.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * For every table: who may send which command, who may read. Denies whatever it does not name. An admin may everything but what
 * only the hub itself does. Immutable; any thread.
 */
public final class OwnershipMatrix {
    public static final String ADMIN = "admin";
    public static final String DAEMON = "daemon";
    public static final String BOT = "bot";
    public static final String USER = "user";
    public static final String VIEWER = "viewer";
    /** The hub's own timers; no key can have it. */
    public static final String SYSTEM = "system";

    /** The roles that a key may have, in the order of the documents. */
    public static final List<String> ROLES = List.of(ADMIN, DAEMON, BOT, USER, VIEWER);

    private final List<Table> tables;
    private final Map<String, Set<String>> sendersOf = new LinkedHashMap<>();
    private final Map<String, Table> tableOfFamily = new LinkedHashMap<>();

    /**
     * One table of the matrix.
     *
     * @param family its events are {@code <family>.<verb>}, its streams {@code <family>/<id>}
     * @param commands for each command the roles that may send it
     * @param readers roles that may read its rows and its events
     * @param changes how it changes, for people
     * @param why the reason, for people
     */
    public record Table(
            String name,
            String family,
            Map<String, Set<String>> commands,
            Set<String> readers,
            String changes,
            String why) {
        public Table {
            commands = Map.copyOf(commands);
            readers = Set.copyOf(readers);
        }
    }

    public OwnershipMatrix(List<Table> tables) {
        this.tables = List.copyOf(tables);
        for (Table table : this.tables) {
            if (tableOfFamily.put(table.family(), table) != null) {
                throw new IllegalArgumentException("two tables claim the events " + table.family() + ".*");
            }
            table.commands().forEach((command, roles) -> {
                if (sendersOf.put(command, Set.copyOf(roles)) != null) {
                    throw new IllegalArgumentException("two tables claim the command " + command);
                }
            });
        }
    }

    /** The matrix that is shipped: design 1.5, the rows that exist. */
    public static OwnershipMatrix shipped() {
        Set<String> all = Set.of(DAEMON, BOT, USER, VIEWER);
        Set<String> programs = Set.of(DAEMON, BOT, USER);
        return new OwnershipMatrix(List.of(
                new Table(
                        "notifications",
                        "notification",
                        Map.of(
                                "notification.post", programs,
                                "notification.acknowledge", programs,
                                "notification.resolve", programs,
                                "notification.expire", Set.of(SYSTEM)),
                        all,
                        "commands",
                        "everybody who works may tell people something, and say that it is settled"),
                new Table(
                        "questions",
                        "question",
                        Map.of(
                                "question.ask",
                                programs,
                                "question.answer",
                                Set.of(USER, BOT),
                                "question.cancel",
                                programs,
                                "question.expire",
                                Set.of(SYSTEM)),
                        all,
                        "commands",
                        "a person answers, or a bot on behalf of a named person; a daemon has no right to answer"),
                new Table(
                        "keys",
                        "key",
                        Map.of(
                                // The hub itself makes the first admin key.
                                "key.create", Set.of(ADMIN, SYSTEM),
                                "key.revoke", Set.of(),
                                "key.refuse", Set.of(SYSTEM)),
                        Set.of(),
                        "commands, audited",
                        "whoever makes keys can become anybody")));
    }

    public List<Table> tables() {
        return tables;
    }

    /** Whether the role may send the command; false for a command that no table names. */
    public boolean maySend(String role, String command) {
        Set<String> senders = sendersOf.get(command);
        if (senders == null) return false;
        return senders.contains(role) || (role.equals(ADMIN) && !senders.contains(SYSTEM));
    }

    /** Whether the role may read the rows and events of the table with this family; false for an unknown one. */
    public boolean mayRead(String role, String family) {
        Table table = tableOfFamily.get(family);
        return table != null && (role.equals(ADMIN) || table.readers().contains(role));
    }

    /** Whether a table names the command. */
    public boolean knowsCommand(String command) {
        return sendersOf.containsKey(command);
    }

    /** Whether a table has this family. */
    public boolean knowsFamily(String family) {
        return tableOfFamily.containsKey(family);
    }

    /** The event families that the role may read; what a follower's filter gets. */
    public Set<String> readableFamilies(String role) {
        Set<String> families = new TreeSet<>();
        for (String family : tableOfFamily.keySet()) if (mayRead(role, family)) families.add(family);
        return families;
    }

    /** Names of the tables that the role may read. */
    public List<String> readableTables(String role) {
        List<String> names = new ArrayList<>();
        for (Table table : tables) if (mayRead(role, table.family())) names.add(table.name());
        return names;
    }

    /** Names of the commands that the role may send, sorted. */
    public List<String> sendableCommands(String role) {
        return sendersOf.keySet().stream()
                .filter(command -> maySend(role, command))
                .sorted()
                .toList();
    }
}
