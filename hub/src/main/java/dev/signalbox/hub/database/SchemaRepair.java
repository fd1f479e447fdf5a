package dev.signalbox.hub.database;

import dev.signalbox.hub.database.Ledger.Entry;
import dev.signalbox.hub.database.Shape.Made;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What brings the ledger of a store and its tables together again, decided by what the tables are. A pure function. It
 * changes the ledger, and takes away empty tables of a file that was applied by half; a table that holds something, or
 * that is gone, is never touched.
 *
 * @param steps what to do, in order; none when ledger and tables agree, or when it is refused
 * @param refused why nothing may be done, with the next step; null when it may
 */
record SchemaRepair(List<Step> steps, @Nullable String refused) {
    private static final String NEXT = "Restore a backup, or start the version that wrote it";

    /**
     * One change of the store.
     *
     * @param words for people
     * @param statement SQL without parameters; null for a note of {@code file}
     * @param file of which the ledger gets a note; null for a statement
     */
    record Step(
            String words,
            @Nullable String statement,
            @Nullable Migration file) {}

    SchemaRepair {
        steps = List.copyOf(steps);
    }

    /**
     * @param made what the files make: nothing, the first, the second …
     * @param tables what is there of what they make
     * @param filled which of its tables hold rows
     */
    static SchemaRepair of(
            String where, Ledger ledger, List<Migration> files, List<Made> made, Shape tables, Set<String> filled) {
        Entry newer = ledger.newerThan(files);
        if (newer != null) {
            return no(where + " was written by a newer Signalbox (schema " + newer.number() + ", noted by " + newer.by()
                    + "). Nothing of it is broken: start that version");
        }
        for (Entry entry : ledger.entries()) {
            if (entry.number() >= 1) continue;
            return no("the ledger notes a version " + entry.version() + " (" + entry.script()
                    + ") that no Signalbox made. Whoever made it has to take it out: DELETE FROM schema_history WHERE"
                    + " installed_rank = " + entry.rank());
        }
        int whole = made.size() - 1;
        while (!tables.holds(made.get(whole).whole())) whole--;
        int noted = ledger.entries().stream()
                .filter(Entry::success)
                .mapToInt(Entry::number)
                .max()
                .orElse(0);
        if (noted > whole) return no(gone(files, made, tables, noted));
        Set<String> left = tables.beyond(made.get(whole).whole());
        if (!left.isEmpty() && (whole == files.size() || !made.get(whole + 1).isHalf(tables))) {
            return no("the tables are those of no version: "
                    + String.join(", ", tables.differences(made.get(whole).whole())) + ". " + NEXT);
        }
        for (String table : left) {
            if (filled.contains(table)) {
                return no(table + " is of " + files.get(whole).file()
                        + ", which is applied by half, and holds rows: who wrote them is unknown. " + NEXT);
            }
        }
        return new SchemaRepair(steps(ledger, files, whole, tables, left), null);
    }

    private static String gone(List<Migration> files, List<Made> made, Shape tables, int noted) {
        if (noted < files.size() && made.get(noted + 1).isHalf(tables)) {
            return files.get(noted).file()
                    + " is applied by half, and has changed what was there before, which cannot be" + " taken back. "
                    + NEXT;
        }
        return "the ledger says that " + files.get(noted - 1).file() + " was applied, but "
                + String.join(", ", tables.differences(made.get(noted).whole()))
                + ". What stood there cannot be made again. " + NEXT;
    }

    private static List<Step> steps(Ledger ledger, List<Migration> files, int whole, Shape tables, Set<String> left) {
        List<Step> steps = new ArrayList<>();
        for (String object : left) {
            if (!goesWithATable(object, tables, left)) {
                steps.add(statement(
                        "take away the empty " + object + ", which is what is left of "
                                + files.get(whole).file(),
                        "DROP " + object));
            }
        }
        boolean[] noted = new boolean[files.size()];
        for (Entry entry : ledger.entries()) {
            int index = entry.number() - 1;
            boolean ofTables = index < whole;
            if (ofTables && !noted[index] && entry.fault(files.get(index)) == null) {
                noted[index] = true;
                continue;
            }
            steps.add(statement(
                    "take the note of " + entry.script() + " out of the ledger"
                            + (entry.success() ? "" : ", which says that it failed"),
                    "DELETE FROM schema_history WHERE installed_rank = " + entry.rank()));
        }
        for (int i = 0; i < whole; i++) {
            if (noted[i]) continue;
            Migration file = files.get(i);
            steps.add(new Step(
                    "note that " + file.file() + " is applied: its tables are there, as it makes them", null, file));
        }
        return steps;
    }

    /** An index goes when its table does. */
    private static boolean goesWithATable(String object, Shape tables, Set<String> left) {
        if (object.startsWith("table ")) return false;
        String definition = tables.objects().getOrDefault(object, "");
        return left.stream()
                .filter(other -> other.startsWith("table "))
                .anyMatch(table -> definition.contains(" on " + table.substring("table ".length()) + " "));
    }

    private static Step statement(String words, String sql) {
        return new Step(words, sql, null);
    }

    private static SchemaRepair no(String why) {
        return new SchemaRepair(List.of(), why);
    }
}
