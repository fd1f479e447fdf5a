package dev.signalbox.cli.inbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Table;
import dev.signalbox.wire.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A line of the inbox. */
record NumberedItem(int number, Item item) {
    /** In narrower terminals the words of an item need the room. */
    private static final int WIDE = 120;

    private static final int FROM_WIDTH_MAX = 14;
    private static final int REMEMBERED_MAX = 500;
    /** Longer ones would be taken for ids. */
    private static final int NUMBER_MAX = 9_999;

    /** Number, what, priority and age, with the gaps behind them. */
    private static final int FIXED_WIDTH = 3 + 2 + 8 + 2 + 3 + 2 + 3 + 2 + 2;

    /** Numbered from 1 in their order. */
    static List<NumberedItem> of(List<Item> items) {
        List<NumberedItem> numbered = new ArrayList<>();
        for (Item item : items) numbered.add(new NumberedItem(numbered.size() + 1, item));
        return numbered;
    }

    /** Each with the number that it had before; what is new gets the numbers behind those. */
    static List<NumberedItem> keeping(List<Item> items, List<LastInbox.Entry> before) {
        Map<String, Integer> numbers = new HashMap<>();
        before.forEach(entry -> numbers.put(entry.id(), entry.number()));
        int next = numbers.values().stream().max(Integer::compare).orElse(0) + 1;
        if (next > NUMBER_MAX - items.size()) return of(items);
        List<NumberedItem> numbered = new ArrayList<>();
        for (Item item : items) {
            Integer number = numbers.get(item.id());
            numbered.add(new NumberedItem(number == null ? next++ : number, item));
        }
        return numbered;
    }

    /** What their numbers stand for, and those of what left the list lately. */
    static List<LastInbox.Entry> entries(List<NumberedItem> items, List<LastInbox.Entry> before) {
        Map<Integer, LastInbox.Entry> entries = new TreeMap<>();
        before.stream()
                .skip(Math.max(0, before.size() - REMEMBERED_MAX))
                .forEach(entry -> entries.put(entry.number(), entry));
        items.forEach(each -> entries.put(each.number(), each.entry()));
        return List.copyOf(entries.values());
    }

    LastInbox.Entry entry() {
        return new LastInbox.Entry(number, item.kind(), item.id(), item.title());
    }

    /** The API's shape, with the number and the kind before it. */
    ObjectNode json() {
        ObjectNode json = Json.object().put("number", number);
        json.setAll(item.json());
        return json;
    }

    /** A line each, below headings. */
    static String table(List<NumberedItem> items, Ink ink, Instant now, int width) {
        boolean narrow = width < WIDE;
        int from = items.stream()
                .mapToInt(each -> Cells.width(Ink.plain(each.item().from())))
                .max()
                .orElse(0);
        int fromShown = narrow ? Math.min(from, FROM_WIDTH_MAX) : from;
        int room = narrow ? width - FIXED_WIDTH - Math.max(4, fromShown) : width - (FIXED_WIDTH + 6) - fromShown;
        Table table = new Table(ink, "#", "WHAT", narrow ? "PRI" : "PRIORITY", "AGE", "FROM", "TEXT");
        for (NumberedItem each : items) {
            Item item = each.item();
            table.row(
                    each.number(),
                    item.word(),
                    item.priority(),
                    Ages.since(item.since(), now),
                    Cells.cut(item.from(), fromShown),
                    new Table.Ready(item.line(ink, now, width == Integer.MAX_VALUE ? width : room)));
        }
        return table.text(width);
    }
}
