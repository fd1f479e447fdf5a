package dev.signalbox.cli.inbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Table;
import dev.signalbox.wire.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A line of the inbox. */
record NumberedItem(int number, Item item) {
    /** In narrower terminals the words of an item need the room. */
    private static final int WIDE = 120;

    private static final int FROM_WIDTH_MAX = 14;
    /** Number, what, priority and age, with the gaps behind them. */
    private static final int FIXED_WIDTH = 3 + 2 + 8 + 2 + 3 + 2 + 3 + 2 + 2;

    /** Numbered from 1 in their order. */
    static List<NumberedItem> of(List<Item> items) {
        List<NumberedItem> numbered = new ArrayList<>();
        for (Item item : items) numbered.add(new NumberedItem(numbered.size() + 1, item));
        return numbered;
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
