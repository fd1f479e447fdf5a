package dev.signalbox.hub.ownership;

import dev.signalbox.hub.matrix.Change;
import dev.signalbox.hub.matrix.HookRules;
import dev.signalbox.hub.matrix.Network;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.OwnershipMatrix.Role;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.ownership.Difference.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** What lies between two matrices: every difference, in the order in which people read it. */
record MatrixChange(OwnershipMatrix before, OwnershipMatrix after, List<Difference> differences) {
    MatrixChange {
        differences = List.copyOf(differences);
    }

    static MatrixChange between(OwnershipMatrix before, OwnershipMatrix after) {
        return new Comparison(before, after).compared();
    }

    /** Roles that no key may have any more. */
    Set<String> removedRoles() {
        return about(Kind.ROLE_REMOVED);
    }

    /** Declared tables that are gone. */
    Set<String> removedTables() {
        return about(Kind.TABLE_REMOVED);
    }

    /** Declared tables whose rows would mean something else: another key, or another way to change. */
    Set<String> reshaped() {
        return about(Kind.KEY, Kind.CHANGE);
    }

    /** Declared tables whose rows have to fit another schema. */
    Set<String> rescheduled() {
        return about(Kind.FIELDS);
    }

    private Set<String> about(Kind... kinds) {
        return differences.stream()
                .filter(each -> List.of(kinds).contains(each.kind()))
                .map(Difference::about)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The two of which the differences are. */
    private static final class Comparison {
        private final OwnershipMatrix before;
        private final OwnershipMatrix after;
        private final List<Difference> found = new ArrayList<>();

        Comparison(OwnershipMatrix before, OwnershipMatrix after) {
            this.before = before;
            this.after = after;
        }

        MatrixChange compared() {
            roles();
            builtIn();
            declared();
            Set<String> tighter = Narrowing.ofLimits(before.rateLimits(), after.rateLimits());
            if (!before.rateLimits().equals(after.rateLimits())) {
                found.add(Difference.of(Kind.RATE_LIMITS, "", "rate limits changed", tighter));
            }
            if (!before.traceRetention().equals(after.traceRetention())) {
                String words = "retention of traces changed";
                boolean less = Narrowing.ofTraces(before.traceRetention(), after.traceRetention());
                found.add(
                        less
                                ? Difference.less(Kind.TRACE_RETENTION, "traces", words)
                                : Difference.more(Kind.TRACE_RETENTION, "traces", words));
            }
            if (!before.backups().equals(after.backups())) {
                String words = "backups: " + after.backups().words();
                found.add(
                        Narrowing.ofBackups(before.backups(), after.backups())
                                ? Difference.less(Kind.BACKUPS, "backups", words)
                                : Difference.more(Kind.BACKUPS, "backups", words));
            }
            if (!before.verify().equals(after.verify())) {
                String words = "verify: " + after.verify().words();
                found.add(
                        Narrowing.ofVerify(before.verify(), after.verify())
                                ? Difference.less(Kind.VERIFY, "verify", words)
                                : Difference.more(Kind.VERIFY, "verify", words));
            }
            if (!before.doors().origins().equals(after.doors().origins())) origins();
            if (!before.doors().inbound().equals(after.doors().inbound())) inbound();
            if (!before.doors().hooks().equals(after.doors().hooks())) hooks();
            if (!before.doors().allowed().equals(after.doors().allowed())) deliveries();
            return new MatrixChange(before, after, found);
        }

        /** Who need not sign any more may be anybody who has the key. */
        private void inbound() {
            Set<String> signs = after.doors().inbound().keySet();
            boolean fewer = !signs.containsAll(before.doors().inbound().keySet());
            String words = "inbound: "
                    + (signs.isEmpty() ? "nobody signs" : "signed by " + String.join(", ", new TreeSet<>(signs)));
            found.add(
                    fewer
                            ? Difference.less(Kind.INBOUND, "inbound", words)
                            : Difference.more(Kind.INBOUND, "inbound", words));
        }

        /** Whatever is not denied any more, or allowed from now on, is done without a person or by another rule. */
        private void hooks() {
            HookRules now = after.doors().hooks();
            boolean looser = !now.deny().containsAll(before.doors().hooks().deny())
                    || !before.doors().hooks().allow().containsAll(now.allow());
            String words = "hooks: " + now.allow().size() + " rules allow, "
                    + now.deny().size() + " deny";
            found.add(
                    looser ? Difference.less(Kind.HOOKS, "hooks", words) : Difference.more(Kind.HOOKS, "hooks", words));
        }

        /** Whoever makes endpoints reaches what may be sent to from now on. */
        private void deliveries() {
            List<Network> now = after.doors().allowed();
            boolean wider = !before.doors().allowed().containsAll(now);
            String words = "deliveries: "
                    + (now.isEmpty()
                            ? "public addresses only"
                            : "also to " + now.stream().map(Network::text).collect(Collectors.joining(", ")));
            found.add(
                    wider
                            ? Difference.less(Kind.DELIVERIES, "deliveries", words)
                            : Difference.more(Kind.DELIVERIES, "deliveries", words));
        }

        private void origins() {
            List<String> sites = after.doors().origins();
            boolean fewer = !sites.containsAll(before.doors().origins());
            String words = "origins: " + (sites.isEmpty() ? "no pages of other sites" : String.join(", ", sites));
            found.add(
                    fewer
                            ? Difference.less(Kind.ORIGINS, "origins", words)
                            : Difference.more(Kind.ORIGINS, "origins", words));
        }

        private void roles() {
            for (Role role : after.roles()) {
                if (before.knowsRole(role.name())) continue;
                found.add(Difference.more(Kind.ROLE_ADDED, role.name(), "role " + role.name() + " added"));
            }
            for (Role role : before.roles()) {
                if (after.knowsRole(role.name())) continue;
                found.add(Difference.of(
                        Kind.ROLE_REMOVED, role.name(), "role " + role.name() + " removed", Set.of(role.name())));
            }
        }

        private void builtIn() {
            Map<String, OwnershipMatrix.Table> old =
                    before.builtIn().stream().collect(Collectors.toMap(OwnershipMatrix.Table::name, table -> table));
            for (OwnershipMatrix.Table table : after.builtIn()) {
                OwnershipMatrix.Table was = old.get(table.name());
                if (was == null) continue;
                readers(table.name(), was.readers(), table.readers());
                table.commands().forEach((command, senders) -> {
                    Set<String> sent = was.commands().getOrDefault(command, Set.of());
                    rights(
                            Kind.COMMAND,
                            command,
                            "senders of " + command,
                            sent,
                            senders,
                            (matrix, role) -> matrix.maySend(role, command));
                });
            }
        }

        private void declared() {
            Map<String, TableDeclaration> old = byName(before.declared());
            Map<String, TableDeclaration> fresh = byName(after.declared());
            fresh.forEach((name, table) -> {
                TableDeclaration was = old.get(name);
                if (was != null) table(was, table);
                else {
                    String words = "table " + name + " added (" + table.change().word() + ")";
                    found.add(Difference.more(Kind.TABLE_ADDED, name, words));
                }
            });
            old.keySet().stream()
                    .filter(name -> !fresh.containsKey(name))
                    .forEach(
                            name -> found.add(Difference.less(Kind.TABLE_REMOVED, name, "table " + name + " removed")));
        }

        private void table(TableDeclaration was, TableDeclaration is) {
            String name = is.name();
            if (holds(was) && holds(is) && !was.key().equals(is.key())) {
                found.add(Difference.less(
                        Kind.KEY, name, "table " + name + ": key " + was.key() + " becomes " + is.key()));
            }
            if (was.change() != is.change() || !Objects.equals(was.isolatedTo(), is.isolatedTo())) {
                String words = "table " + name + ": " + was.change().word() + " becomes "
                        + is.change().word();
                found.add(Difference.less(Kind.CHANGE, name, words));
            }
            rights(
                    Kind.WRITERS,
                    name,
                    "writers of " + name,
                    was.writers(),
                    is.writers(),
                    (matrix, role) -> matrix.mayWrite(role, name));
            readers(name, was.readers(), is.readers());
            if (!was.schema().equals(is.schema())) {
                found.add(Difference.less(Kind.FIELDS, name, "table " + name + ": fields changed"));
            }
            if (Objects.equals(was.retention(), is.retention())) return;
            String words = "table " + name + ": retention " + was.retention() + " becomes " + is.retention();
            found.add(
                    Narrowing.ofTime(was.retention(), is.retention())
                            ? Difference.less(Kind.RETENTION, name, words)
                            : Difference.more(Kind.RETENTION, name, words));
        }

        private void readers(String table, Set<String> was, Set<String> is) {
            rights(Kind.READERS, table, "readers of " + table, was, is, (matrix, role) -> matrix.mayRead(role, table));
        }

        /** Roles that are gone altogether lose nothing here: their keys are looked for by themselves. */
        private void rights(
                Kind kind,
                String about,
                String what,
                Set<String> was,
                Set<String> is,
                BiPredicate<OwnershipMatrix, String> may) {
            if (was.equals(is)) return;
            Set<String> losers = before.roles().stream()
                    .map(Role::name)
                    .filter(role -> after.knowsRole(role) && may.test(before, role) && !may.test(after, role))
                    .collect(Collectors.toSet());
            found.add(Difference.of(kind, about, what + ": " + list(was) + " become " + list(is), losers));
        }

        private static String list(Set<String> roles) {
            return roles.isEmpty() ? "admin alone" : String.join(", ", new TreeSet<>(roles));
        }

        private static boolean holds(TableDeclaration table) {
            return table.change() != Change.ISOLATED;
        }

        private static Map<String, TableDeclaration> byName(Collection<TableDeclaration> tables) {
            Map<String, TableDeclaration> byName = new TreeMap<>();
            for (TableDeclaration table : tables) byName.put(table.name(), table);
            return byName;
        }
    }
}
