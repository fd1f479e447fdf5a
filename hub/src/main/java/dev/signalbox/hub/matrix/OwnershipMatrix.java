package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * For every table: who may send which command, who may read. Denies whatever it does not name. An admin may everything
 * but what only the hub itself does, and but what is isolated. Immutable; any thread. Which one counts:
 * {@link MatrixInForce}.
 *
 * <p>A built-in table ({@link Table}) has commands of its own, and its events have a family of their own. A declared
 * table ({@link TableDeclaration}) is written by {@link #TABLE_COMMANDS} with the target {@code <table>/<key>}, and its
 * name is the family of its events.
 */
public final class OwnershipMatrix {
    public static final String ADMIN = "admin";
    public static final String DAEMON = "daemon";
    public static final String BOT = "bot";
    public static final String USER = "user";
    public static final String VIEWER = "viewer";
    /** The hub's own timers; no key can have it. */
    public static final String SYSTEM = "system";

    /** Among readers or writers: every role that a key may have. */
    public static final String ALL = "all";

    /** The roles of the shipped matrix. */
    public static final List<String> ROLES = List.of(ADMIN, DAEMON, BOT, USER, VIEWER);

    /** What writes declared tables. Who may send one depends on its target, so ask {@link #objection}. */
    public static final Set<String> TABLE_COMMANDS = Set.of("table.append", "table.delete", "table.patch", "table.put");

    /** Events about a log as such: of no table, and read by every role, for they are about everybody's place in it. */
    private static final String LOG_FAMILY = "log";

    /** Names that no declared table can have: built-in tables to come, and families of their events. */
    static final Set<String> RESERVED = Set.of(
            "backup",
            LOG_FAMILY,
            "observation",
            "observations",
            "roadmap_history",
            "score",
            "scores",
            "table",
            "tables",
            "trace",
            "traces");

    private final List<Role> roles;
    private final List<Table> builtIn;
    private final List<TableDeclaration> declared;
    private final RateLimits rateLimits;
    private final TraceRetention traceRetention;
    private final BackupPlan backups;
    private final VerifyPlan verify;
    private final DoorPlan doors;
    private final Map<String, TableDeclaration> tables = new LinkedHashMap<>();
    private final Map<String, Table> builtInByName = new LinkedHashMap<>();
    private final Map<String, Set<String>> sendersOf = new LinkedHashMap<>();
    private final Map<String, String> tableOfCommand = new LinkedHashMap<>();
    private final Map<String, String> tableOfFamily = new LinkedHashMap<>();
    private final Map<String, RowSchema> rowSchemas = new ConcurrentHashMap<>();

    /** A role that a key may have. */
    public record Role(String name, String description) {}

    /**
     * One built-in table of the matrix.
     *
     * @param family its events are {@code <family>.<verb>}, its streams {@code <family>/<id>}
     * @param commands for each command the roles that may send it; {@link #SYSTEM} for the hub itself
     * @param readers roles that may read its rows and its events
     * @param why the reason, for people
     */
    public record Table(
            String name, String family, Map<String, Set<String>> commands, Set<String> readers, String why) {
        public Table {
            commands = Collections.unmodifiableMap(new LinkedHashMap<>(commands));
            readers = Set.copyOf(readers);
        }

        /** The table as every other stands in the matrix. */
        TableDeclaration declaration() {
            Set<String> writers = new TreeSet<>();
            commands.values().forEach(writers::addAll);
            writers.remove(SYSTEM);
            return new TableDeclaration(
                    name,
                    "id",
                    JsonNodeFactory.instance.objectNode(),
                    writers,
                    readers,
                    Change.COMMANDS,
                    null,
                    null,
                    why);
        }
    }

    /** Fails with {@link IllegalArgumentException} when two tables claim one name, command or family of events. */
    public OwnershipMatrix(
            List<Role> roles,
            List<Table> builtIn,
            List<TableDeclaration> declared,
            RateLimits rateLimits,
            TraceRetention traceRetention,
            BackupPlan backups,
            VerifyPlan verify,
            DoorPlan doors) {
        this.roles = List.copyOf(roles);
        this.builtIn = List.copyOf(builtIn);
        this.declared = List.copyOf(declared);
        this.rateLimits = rateLimits;
        this.traceRetention = traceRetention;
        this.backups = backups;
        this.verify = verify;
        this.doors = doors;
        for (Table table : this.builtIn) {
            builtInByName.put(table.name(), table);
            add(table.declaration(), table.family());
            table.commands().forEach((command, senders) -> {
                if (sendersOf.put(command, Set.copyOf(senders)) != null) {
                    throw new IllegalArgumentException("two tables claim the command " + command);
                }
                tableOfCommand.put(command, table.name());
            });
        }
        for (TableDeclaration table : this.declared) add(table, table.name());
    }

    private void add(TableDeclaration table, String family) {
        if (tables.put(table.name(), table) != null) {
            throw new IllegalArgumentException("two tables have the name " + table.name());
        }
        if (tableOfFamily.put(family, table.name()) != null) {
            throw new IllegalArgumentException("two tables claim the events " + family + ".*");
        }
    }

    /** The matrix that is shipped. */
    public static OwnershipMatrix shipped() {
        return Shipped.MATRIX;
    }

    /** The shipped matrix with more roles and more declared tables. */
    public static OwnershipMatrix shippedWith(List<Role> moreRoles, List<TableDeclaration> moreTables) {
        OwnershipMatrix shipped = shipped();
        List<Role> roles = new ArrayList<>(shipped.roles);
        roles.addAll(moreRoles);
        List<TableDeclaration> declared = new ArrayList<>(shipped.declared);
        declared.addAll(moreTables);
        return new OwnershipMatrix(
                roles,
                shipped.builtIn,
                declared,
                RateLimits.NONE,
                TraceRetention.NONE,
                BackupPlan.NONE,
                VerifyPlan.NONE,
                DoorPlan.NONE);
    }

    private static final class Shipped {
        static final OwnershipMatrix MATRIX = MatrixFile.shipped();
    }

    /** The roles that a key may have. */
    public List<Role> roles() {
        return roles;
    }

    /** Roles of a set as the documents list them: {@link #ALL} first, {@link #SYSTEM} last. */
    public List<String> inOrder(Set<String> some) {
        List<String> order = new ArrayList<>(List.of(ALL));
        for (Role role : roles) order.add(role.name());
        order.add(SYSTEM);
        return some.stream().sorted(Comparator.comparingInt(order::indexOf)).toList();
    }

    /** Whether a key may have this role. */
    public boolean knowsRole(String role) {
        return roles.stream().anyMatch(known -> known.name().equals(role));
    }

    /** Every table, the built-in ones first. */
    public List<TableDeclaration> tables() {
        return List.copyOf(tables.values());
    }

    /** The table of this name; empty when there is none. */
    public Optional<TableDeclaration> table(String name) {
        return Optional.ofNullable(tables.get(name));
    }

    /**
     * What the rows of a declared table are held against; compiled once. Fails with {@link IllegalArgumentException}
     * for no table.
     */
    public RowSchema rowSchema(String table) {
        TableDeclaration found = tables.get(table);
        if (found == null) throw new IllegalArgumentException("there is no table " + table);
        return rowSchemas.computeIfAbsent(table, name -> RowSchema.compile(found.schema()));
    }

    /** How often the keys of each role may ask. */
    public RateLimits rateLimits() {
        return rateLimits;
    }

    /** How long traces are kept. */
    public TraceRetention traceRetention() {
        return traceRetention;
    }

    /**
     * Which sections of its file plan what is done with the operator's machine: only the default space has them. Empty
     * when none does.
     */
    public List<String> plansOfOperator() {
        List<String> sections = new ArrayList<>();
        if (!backups.equals(BackupPlan.NONE)) sections.add("backups");
        if (!verify.equals(VerifyPlan.NONE)) sections.add("verify");
        if (!doors.origins().isEmpty()) sections.add("origins");
        if (!doors.allowed().isEmpty()) sections.add("deliveries");
        return sections;
    }

    /** When and where to backups are made. */
    public BackupPlan backups() {
        return backups;
    }

    /** How often the store is verified. */
    public VerifyPlan verify() {
        return verify;
    }

    /** What holds of doors for others. */
    public DoorPlan doors() {
        return doors;
    }

    /** Whether something is kept for a time only: rows of a declared table, or traces. */
    public boolean endsAnything() {
        return !traceRetention.byEnvironment().isEmpty()
                || tables.values().stream().anyMatch(table -> table.retention() != null);
    }

    /** The declared tables, the isolated ones too. */
    public List<TableDeclaration> declared() {
        return declared;
    }

    /** The built-in tables, with who may send each of their commands. */
    public List<Table> builtIn() {
        return builtIn;
    }

    /** Whether the role may read the rows and events of the table; false for an unknown or isolated one. */
    public boolean mayRead(String role, String table) {
        TableDeclaration found = tables.get(table);
        if (found == null || found.change() == Change.ISOLATED) return false;
        return role.equals(ADMIN) || allows(found.readers(), role);
    }

    /** Whether the role may write the table in any way; false for an unknown or isolated one. */
    public boolean mayWrite(String role, String table) {
        TableDeclaration found = tables.get(table);
        if (found == null || found.change() == Change.ISOLATED) return false;
        if (found.change() == Change.COMMANDS) {
            return commandsOf(table).stream().anyMatch(command -> maySend(role, command));
        }
        // The hub itself takes away what retention ends.
        return role.equals(ADMIN) || role.equals(SYSTEM) || allows(found.writers(), role);
    }

    /**
     * Whether the role may send the command; false for a command that no table names. The hub itself may send all. One
     * of {@link #TABLE_COMMANDS}: whether there is a table to which the role may send it.
     */
    public boolean maySend(String role, String command) {
        if (TABLE_COMMANDS.contains(command)) {
            return tables.values().stream()
                    .anyMatch(table -> table.change().commands().contains(command) && mayWrite(role, table.name()));
        }
        Set<String> senders = sendersOf.get(command);
        if (senders == null) return false;
        if (role.equals(SYSTEM)) return true;
        return allows(senders, role) || (role.equals(ADMIN) && !senders.contains(SYSTEM));
    }

    /**
     * Why the role may not send the command to the target; null when it may. {@code forbidden}; for
     * {@link #TABLE_COMMANDS} also {@code table_isolated}, {@code not_found} for an unknown table, {@code invalid} for
     * a target that is none or a built-in table.
     */
    public @Nullable Problem objection(String role, String command, @Nullable String target) {
        if (TABLE_COMMANDS.contains(command)) return objectionToWriting(role, tableOf(target));
        if (maySend(role, command)) return null;
        return forbidden(role, "send " + command);
    }

    /** Why the role may not read rows and events of the table; null when it may. */
    public @Nullable Problem objectionToReading(String role, String table) {
        TableDeclaration found = tables.get(table);
        if (found == null) return unknown(table);
        if (found.change() == Change.ISOLATED) return isolated(found);
        return mayRead(role, table) ? null : forbidden(role, "read " + table);
    }

    /** Whether the role may read the table that the command writes; false when there is none. */
    public boolean mayReadWhatItWrites(String role, String command, @Nullable String target) {
        String table = TABLE_COMMANDS.contains(command) ? tableOf(target) : tableOfCommand.get(command);
        return table != null && mayRead(role, table);
    }

    /** Whether a table names the command. */
    public boolean knowsCommand(String command) {
        return sendersOf.containsKey(command) || TABLE_COMMANDS.contains(command);
    }

    /** Whether a table has this family of events. */
    public boolean knowsFamily(String family) {
        return family.equals(LOG_FAMILY) || tableOfFamily.containsKey(family);
    }

    /** Whether the role may read events of the family; false for an unknown one. */
    public boolean mayReadFamily(String role, String family) {
        String table = tableOfFamily.get(family);
        return family.equals(LOG_FAMILY) || (table != null && mayRead(role, table));
    }

    /** The event families that the role may read; what a follower's filter gets. */
    public Set<String> readableFamilies(String role) {
        Set<String> families = new TreeSet<>();
        families.add(LOG_FAMILY);
        for (String family : tableOfFamily.keySet()) if (mayReadFamily(role, family)) families.add(family);
        return families;
    }

    /** The event families of a table; empty for an unknown one. */
    public Set<String> familiesOf(String table) {
        Set<String> families = new TreeSet<>();
        tableOfFamily.forEach((family, of) -> {
            if (of.equals(table)) families.add(family);
        });
        return families;
    }

    /** Names of the tables that the role may read. */
    public List<String> readableTables(String role) {
        return tables.keySet().stream().filter(table -> mayRead(role, table)).toList();
    }

    /** Names of the commands that the role may send, sorted. */
    public List<String> sendableCommands(String role) {
        Set<String> commands = new TreeSet<>(sendersOf.keySet());
        commands.addAll(TABLE_COMMANDS);
        return commands.stream().filter(command -> maySend(role, command)).toList();
    }

    private @Nullable Problem objectionToWriting(String role, @Nullable String table) {
        TableDeclaration found = table == null ? null : tables.get(table);
        if (table == null) {
            return Problem.invalid(new InvalidInput("/target", "target must say which row: <table>/<key>"));
        }
        if (found == null) return unknown(table);
        if (found.change() == Change.ISOLATED) return isolated(found);
        if (found.change() == Change.COMMANDS) {
            String commands = String.join(", ", commandsOf(table));
            return Problem.invalid(
                    new InvalidInput("/target", table + " is built in; it changes by its own commands: " + commands));
        }
        return mayWrite(role, table) ? null : forbidden(role, "write " + table);
    }

    private Set<String> commandsOf(String builtInTable) {
        Table found = builtInByName.get(builtInTable);
        return found == null ? Set.of() : new TreeSet<>(found.commands().keySet());
    }

    private static @Nullable String tableOf(@Nullable String target) {
        if (target == null) return null;
        int slash = target.indexOf('/');
        return slash < 0 ? target : target.substring(0, slash);
    }

    private Problem unknown(String table) {
        String shown = table.length() <= 40 ? table : table.substring(0, 40) + "…";
        return Problem.of(
                ProblemCode.NOT_FOUND,
                "there is no table \"" + shown + "\"; known are " + String.join(", ", tables.keySet())
                        + ". Declare it in signalbox.yaml, then run signalbox config apply");
    }

    private static Problem isolated(TableDeclaration table) {
        return Problem.of(
                ProblemCode.TABLE_ISOLATED,
                table.name() + " belongs to the role " + table.isolatedTo()
                        + " alone, in its own store; the hub neither takes nor shows its rows. Keep them there");
    }

    private static Problem forbidden(String role, String what) {
        return Problem.of(
                ProblemCode.FORBIDDEN, "the role " + role + " may not " + what + "; GET /v1/whoami shows what it may");
    }

    private boolean allows(Set<String> roles, String role) {
        return roles.contains(role) || (roles.contains(ALL) && knowsRole(role));
    }
}
