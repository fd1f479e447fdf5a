package dev.signalbox.hub.ownership;

import dev.signalbox.hub.ownership.Found.Table;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.MatrixPlan;
import dev.signalbox.wire.resource.MatrixPlan.Risk;
import dev.signalbox.wire.resource.MatrixPlan.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What each difference between two matrices costs, given what the store holds. A pure function, by which a plan is
 * shown and an application is judged, so that the two cannot disagree.
 */
final class Plan {
    private static final int HASH_BYTES = 8;

    private Plan() {}

    /**
     * @param now what is in force
     * @param file that would follow it
     * @param change what lies between the two
     * @param found in the store, of what the change is about
     */
    static MatrixPlan of(AppliedMatrix now, String file, MatrixChange change, Found found) {
        List<Step> steps = new ArrayList<>();
        for (Difference each : change.differences()) steps.add(step(each, change, found));
        String sha256 = AppliedMatrix.digestOf(file);
        return new MatrixPlan(hashOf(now, sha256, steps), now.version(), sha256, steps);
    }

    private static Step step(Difference each, MatrixChange change, Found found) {
        if (!each.less()) return safe(each);
        Table table = found.table(each.about());
        return switch (each.kind()) {
            case ROLE_REMOVED -> role(each, found);
            case READERS, RATE_LIMITS -> right(each, found, found.keysOf(each.roles()));
            case WRITERS, COMMAND -> right(each, found, both(found.keysOf(each.roles()), table.senders()));
            case TABLE_REMOVED -> emptied(each, table, "which nobody could read any more", "table back");
            case KEY, CHANGE ->
                emptied(each, table, "which were written under another key or way to change", "new form another name");
            case FIELDS -> fields(each, table, change.reshaped().contains(each.about()));
            case RETENTION -> table.rows() == 0 ? safe(each) : deleting(each, table.over(), "rows");
            case TRACE_RETENTION -> deleting(each, found.traces(), "traces");
            case BACKUPS ->
                new Step(
                        Risk.LOSSY,
                        each.about(),
                        each.words(),
                        0,
                        List.of(),
                        "backups are made less often, fewer of them are kept, or whoever has the file can read them");
            case VERIFY ->
                new Step(
                        Risk.LOSSY,
                        each.about(),
                        each.words(),
                        0,
                        List.of(),
                        "damage of the store is found later, or by nobody");
            case INBOUND ->
                new Step(
                        Risk.LOSSY,
                        each.about(),
                        each.words(),
                        0,
                        List.of(),
                        "whoever has the key of such a tool can speak in its name without its secret");
            case ORIGINS ->
                new Step(
                        Risk.LOSSY,
                        each.about(),
                        each.words(),
                        0,
                        List.of(),
                        "pages of the sites that go are shut out");
            case HOOKS ->
                new Step(
                        Risk.LOSSY,
                        each.about(),
                        each.words(),
                        0,
                        List.of(),
                        "coding agents do without asking what they asked before, or what was denied is asked");
            case DELIVERIES ->
                new Step(
                        Risk.LOSSY,
                        each.about(),
                        each.words(),
                        0,
                        List.of(),
                        "whoever may make endpoints can reach these addresses from the hub");
            case ROLE_ADDED, TABLE_ADDED -> safe(each);
        };
    }

    private static Step role(Difference each, Found found) {
        List<String> keys = found.keysOf(each.roles());
        if (keys.isEmpty()) return safe(each);
        return new Step(
                Risk.BLOCKED,
                each.about(),
                each.words(),
                0,
                keys,
                "role " + each.about() + " is removed, but keys have it: " + String.join(", ", keys)
                        + ". Revoke them first: signalbox keys revoke NAME");
    }

    /** Roles without a key lose nothing. */
    private static Step right(Difference each, Found found, List<String> clients) {
        List<String> keys = found.keysOf(each.roles());
        if (keys.isEmpty()) return safe(each);
        String loses =
                switch (each.kind()) {
                    case READERS -> "can no longer read " + each.about() + " and its events";
                    case WRITERS -> "can no longer write " + each.about();
                    case COMMAND -> "can no longer send " + each.about();
                    default -> "may ask less often than now";
                };
        String who = String.join(", ", new TreeSet<>(each.roles()));
        return new Step(Risk.LOSSY, each.about(), each.words(), 0, clients, who + " " + loses);
    }

    private static Step emptied(Difference each, Table table, String why, String back) {
        List<String> clients = sorted(table.senders());
        if (table.rows() > 0) {
            return new Step(
                    Risk.BLOCKED,
                    each.about(),
                    each.words(),
                    table.rows(),
                    clients,
                    "table " + each.about() + " has " + table.rows() + " rows, " + why
                            + ". Delete them first, or give the " + back);
        }
        if (table.gone() == 0 && clients.isEmpty()) return safe(each);
        return new Step(
                Risk.LOSSY,
                each.about(),
                each.words(),
                table.gone(),
                clients,
                each.kind() == Difference.Kind.TABLE_REMOVED
                        ? "nobody can read the history of its deleted rows until the table comes back"
                        : "whoever writes it as before is refused");
    }

    private static Step fields(Difference each, Table table, boolean reshaped) {
        if (reshaped && table.rows() > 0) return safe(each);
        long breaking = table.breaking().rows();
        List<String> clients = sorted(table.oldShape());
        if (breaking > 0) {
            return new Step(
                    Risk.BLOCKED,
                    each.about(),
                    each.words(),
                    breaking,
                    clients,
                    "table " + each.about() + " has rows that break the new fields: "
                            + String.join("; ", table.breaking().named())
                            + (breaking > table.breaking().named().size() ? "; " + breaking + " in all" : "")
                            + ". Change these rows first, or widen the fields");
        }
        if (clients.isEmpty()) return safe(each);
        return new Step(
                Risk.LOSSY,
                each.about(),
                each.words(),
                0,
                clients,
                "what they wrote last does not fit the new fields, so the next is refused");
    }

    private static Step deleting(Difference each, long over, String what) {
        String loses = over == 0
                ? "none of its " + what + " is over yet; each is deleted for good as soon as its new time is"
                : over + " " + what
                        + " are over at once and deleted for good, each other as soon as its new time is over";
        return new Step(Risk.DESTRUCTIVE, each.about(), each.words(), over, List.of(), loses);
    }

    private static Step safe(Difference each) {
        return new Step(Risk.SAFE, each.about(), each.words(), 0, List.of(), null);
    }

    private static List<String> both(List<String> keys, Set<String> senders) {
        return keys.stream().filter(senders::contains).toList();
    }

    private static List<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }

    private static String hashOf(AppliedMatrix now, String sha256, List<Step> steps) {
        String all = Json.writeText(List.of(now.version(), String.valueOf(now.sha256()), sha256, steps));
        byte[] digest = Ids.sha256(all.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(Arrays.copyOf(digest, HASH_BYTES));
    }
}
