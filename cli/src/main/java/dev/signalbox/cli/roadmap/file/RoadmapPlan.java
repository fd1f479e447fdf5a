package dev.signalbox.cli.roadmap.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.RoadmapOrder;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.MoveRoadmapItem;
import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.command.SetRoadmapStatus;
import dev.signalbox.wire.command.UpdateRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RowChange.FieldChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to make the hub's roadmap say what a file says. Items are recognised by their keys; those that only the
 * hub has stay, unless they are to be pruned. The sequence of the file becomes that of its items, with as few moves as
 * possible. Every command expects the version that was compared.
 *
 * <p>What is not certain removes nothing: an item whose key or title stands anywhere in the file is kept, and one whose
 * number is that of an item that only the file has; and so are all when a part of the file became no item.
 */
public final class RoadmapPlan {
    private static final Pattern NUMBER = Pattern.compile("0*(\\d+)");

    private final Map<String, RoadmapItem> byKey = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final Set<Integer> moved;
    private final TreeSet<String> orders = new TreeSet<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Kept> kept = new ArrayList<>();
    private int unchanged;

    /**
     * @param present the hub's items in their order
     * @param prune whether items that are not in the file are to be removed
     */
    public RoadmapPlan(List<RoadmapItem> present, RoadmapFile file, boolean prune) {
        List<Entry> wanted = file.entries();
        for (RoadmapItem item : present) {
            String key = RoadmapItem.folded(item.key());
            places.put(key, byKey.size());
            byKey.put(key, item);
        }
        this.moved = Comparison.moved(wanted.stream()
                .map(entry -> places.get(RoadmapItem.folded(entry.key())))
                .filter(place -> place != null)
                .toList());
        for (RoadmapItem item : present) {
            if (!moved.contains(places.get(RoadmapItem.folded(item.key())))) orders.add(item.order());
        }
        Set<String> read = new HashSet<>();
        String order = null;
        String behind = null;
        for (Entry entry : wanted) {
            read.add(RoadmapItem.folded(entry.key()));
            order = plan(entry, order, behind);
            behind = entry.key();
        }
        if (!prune) return;
        for (RoadmapItem item : present) {
            if (!read.contains(RoadmapItem.folded(item.key()))) remove(item, file);
        }
    }

    public List<Change> changes() {
        return List.copyOf(changes);
    }

    /** Items that would be removed, were it certain that the file does not have them. */
    public List<Kept> kept() {
        return List.copyOf(kept);
    }

    /** Items of the file that need no change. */
    public int unchanged() {
        return unchanged;
    }

    /** All commands; those for one item follow each other. */
    public List<Command> commands() {
        return changes.stream().flatMap(change -> change.commands().stream()).toList();
    }

    /** Plans one entry behind the one before it, and gives its order. */
    private String plan(Entry told, @Nullable String low, @Nullable String behind) {
        RoadmapItem item = byKey.get(RoadmapItem.folded(told.key()));
        Entry entry = item == null ? told : told.over(item.title());
        String place = behind == null ? "at the top" : "behind " + behind;
        if (item == null) {
            String id = Ids.next();
            String order = next(low, id);
            List<FieldChange> fields = Comparison.fields(null, entry);
            changes.add(new Change(
                    Change.Kind.ADDED, entry.key(), entry.title(), fields, place, List.of(add(entry, id, order))));
            return order;
        }
        boolean stays = !moved.contains(places.get(RoadmapItem.folded(entry.key())));
        String order = stays ? item.order() : next(low, item.id());
        List<FieldChange> fields = Comparison.fields(Entry.of(item), entry);
        List<Command> commands = commands(item, entry, fields, order);
        if (commands.isEmpty()) unchanged++;
        else
            changes.add(
                    new Change(Change.Kind.CHANGED, item.key(), item.title(), fields, stays ? null : place, commands));
        return order;
    }

    private void remove(RoadmapItem item, RoadmapFile file) {
        int line = file.lineOf(item);
        if (line == 0) line = lineOfNumber(item, file);
        if (line > 0 || file.leftOut() > 0) {
            kept.add(new Kept(item.key(), line, line == 0 ? null : file.keyIn(line)));
            return;
        }
        Command remove = command("remove", item, item.version(), new RemoveRoadmapItem("not in the imported file"));
        changes.add(new Change(Change.Kind.REMOVED, item.key(), item.title(), List.of(), null, List.of(remove)));
    }

    /**
     * The line of an item that only the file has and that has the same number, {@code 2.5} for {@code PRIORITY 2.5}.
     */
    private int lineOfNumber(RoadmapItem item, RoadmapFile file) {
        List<String> number = numberOf(item.key());
        return file.entries().stream()
                .filter(entry -> !byKey.containsKey(RoadmapItem.folded(entry.key())))
                .filter(entry -> !number.isEmpty() && numberOf(entry.key()).equals(number))
                .mapToInt(Entry::line)
                .findFirst()
                .orElse(0);
    }

    private static List<String> numberOf(String key) {
        return NUMBER.matcher(key).results().map(found -> found.group(1)).toList();
    }

    /** An order right behind another; it is taken from then on. */
    private String next(@Nullable String low, String id) {
        String high = low == null ? (orders.isEmpty() ? null : orders.first()) : orders.higher(low);
        String order = RoadmapOrder.between(low, high, id);
        orders.add(order);
        return order;
    }

    private static Command add(Entry entry, String id, String order) {
        RoadmapItem.Status status = entry.status() == null ? RoadmapItem.Status.PLANNED : entry.status();
        AddRoadmapItem add = new AddRoadmapItem(
                id,
                entry.key(),
                entry.title(),
                status,
                entry.description(),
                entry.links(),
                entry.estimate(),
                null,
                null,
                null,
                order);
        return new Command(id, "roadmap.add", null, null, null, Json.tree(add));
    }

    /** Each of them changes something, so each is one version further. */
    private static List<Command> commands(RoadmapItem item, Entry entry, List<FieldChange> fields, String order) {
        List<Command> commands = new ArrayList<>();
        Set<String> differing = new HashSet<>();
        for (FieldChange field : fields) differing.add(field.field());
        boolean status = differing.remove("status");
        if (!differing.isEmpty()) commands.add(command("update", item, item.version(), update(entry, differing)));
        if (status && entry.status() != null) {
            SetRoadmapStatus set = new SetRoadmapStatus(entry.status(), null);
            commands.add(command("set-status", item, item.version() + commands.size(), set));
        }
        if (!order.equals(item.order())) {
            MoveRoadmapItem move = new MoveRoadmapItem(null, null, null, order);
            commands.add(command("move", item, item.version() + commands.size(), move));
        }
        return commands;
    }

    private static UpdateRoadmapItem update(Entry entry, Set<String> differing) {
        return new UpdateRoadmapItem(
                null,
                differing.contains("title") ? entry.title() : null,
                differing.contains("description") ? orEmpty(entry.description()) : null,
                differing.contains("links") ? entry.links() : null,
                differing.contains("estimate") ? orEmpty(entry.estimate()) : null);
    }

    private static Command command(String verb, RoadmapItem item, long version, Object body) {
        JsonNode fields = Json.tree(body);
        return new Command(Ids.next(), "roadmap." + verb, item.id(), version, null, fields);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
