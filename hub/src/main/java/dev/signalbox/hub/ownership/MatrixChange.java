package dev.signalbox.hub.ownership;

import dev.signalbox.hub.matrix.Change;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.OwnershipMatrix.Role;
import dev.signalbox.hub.matrix.TableDeclaration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What lies between two matrices.
 *
 * @param words every change, for people
 * @param removedRoles roles that no key may have any more
 * @param removedTables declared tables that are gone
 * @param reshaped declared tables whose rows would mean something else: another key, or another way to change
 * @param rescheduled declared tables whose rows have to fit another schema
 */
record MatrixChange(
        List<String> words,
        Set<String> removedRoles,
        Set<String> removedTables,
        Set<String> reshaped,
        Set<String> rescheduled) {
    static MatrixChange between(OwnershipMatrix before, OwnershipMatrix after) {
        List<String> words = new ArrayList<>();
        Set<String> removedRoles = compareRoles(before, after, words);
        compareBuiltIn(before, after, words);
        Map<String, TableDeclaration> old = byName(before.declared());
        Map<String, TableDeclaration> fresh = byName(after.declared());
        Set<String> removed = new TreeSet<>();
        Set<String> reshaped = new TreeSet<>();
        Set<String> rescheduled = new TreeSet<>();
        fresh.forEach((name, table) -> {
            TableDeclaration was = old.get(name);
            if (was == null)
                words.add("table " + name + " added (" + table.change().word() + ")");
            else if (compare(was, table, words)) reshaped.add(name);
            if (was != null && !was.schema().equals(table.schema())) rescheduled.add(name);
        });
        old.forEach((name, table) -> {
            if (fresh.containsKey(name)) return;
            removed.add(name);
            words.add("table " + name + " removed");
        });
        if (!before.rateLimits().equals(after.rateLimits())) words.add("rate limits changed");
        if (!before.traceRetention().equals(after.traceRetention())) words.add("retention of traces changed");
        return new MatrixChange(List.copyOf(words), removedRoles, removed, reshaped, rescheduled);
    }

    private static Set<String> compareRoles(OwnershipMatrix before, OwnershipMatrix after, List<String> words) {
        Set<String> removed = new TreeSet<>();
        for (Role role : after.roles()) if (!before.knowsRole(role.name())) words.add("role " + role.name() + " added");
        for (Role role : before.roles()) {
            if (after.knowsRole(role.name())) continue;
            removed.add(role.name());
            words.add("role " + role.name() + " removed");
        }
        return removed;
    }

    private static void compareBuiltIn(OwnershipMatrix before, OwnershipMatrix after, List<String> words) {
        Map<String, OwnershipMatrix.Table> old =
                before.builtIn().stream().collect(Collectors.toMap(OwnershipMatrix.Table::name, table -> table));
        for (OwnershipMatrix.Table table : after.builtIn()) {
            OwnershipMatrix.Table was = old.get(table.name());
            if (was == null) continue;
            roles("readers of " + table.name(), was.readers(), table.readers(), words);
            table.commands()
                    .forEach((command, senders) -> roles(
                            "senders of " + command, was.commands().getOrDefault(command, Set.of()), senders, words));
        }
    }

    /** Whether the rows would mean something else. */
    private static boolean compare(TableDeclaration was, TableDeclaration is, List<String> words) {
        String name = is.name();
        boolean key = holds(was) && holds(is) && !was.key().equals(is.key());
        boolean change = was.change() != is.change() || !Objects.equals(was.isolatedTo(), is.isolatedTo());
        if (key) words.add("table " + name + ": key " + was.key() + " becomes " + is.key());
        if (change)
            words.add("table " + name + ": " + was.change().word() + " becomes "
                    + is.change().word());
        roles("writers of " + name, was.writers(), is.writers(), words);
        roles("readers of " + name, was.readers(), is.readers(), words);
        if (!was.schema().equals(is.schema())) words.add("table " + name + ": fields changed");
        if (!Objects.equals(was.retention(), is.retention())) {
            words.add("table " + name + ": retention " + was.retention() + " becomes " + is.retention());
        }
        return key || change;
    }

    private static void roles(String what, Set<String> was, Set<String> is, List<String> words) {
        if (!was.equals(is)) words.add(what + ": " + list(was) + " become " + list(is));
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
