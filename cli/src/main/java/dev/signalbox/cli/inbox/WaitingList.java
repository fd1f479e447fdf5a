package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.OfflineCopies;
import dev.signalbox.cli.run.Pages;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Question;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What waits for people, read from the hub, or from the copies for when the hub is away. One command, one thread. */
final class WaitingList {
    /** No limit. */
    static final int ALL = Integer.MAX_VALUE;

    private final CommandRun run;
    private final InboxFilter filter;
    private final boolean questions;
    private final boolean notices;
    private final boolean over;

    /** @param over whether also what waits no more */
    WaitingList(CommandRun run, InboxFilter filter, boolean questions, boolean notices, boolean over) {
        filter.check();
        this.run = run;
        this.filter = filter;
        this.questions = questions;
        this.notices = notices;
        this.over = over;
    }

    /**
     * The most urgent first.
     *
     * @param more whether the limit left something out
     */
    record Found(List<Item> items, boolean more) {}

    /** At most so many questions and so many notifications; with the hub away those of the copies. */
    Found read(int limit) {
        return OfflineCopies.of(run).read(tables(), () -> ofTheHub(limit), store -> ofTheCopies(store, limit));
    }

    /** All of them. */
    List<Item> all() {
        return read(ALL).items();
    }

    /** The same of the hub alone. */
    List<Item> allOfTheHub() {
        return ofTheHub(ALL).items();
    }

    Found ofTheHub(int limit) {
        List<Item> items = new ArrayList<>();
        boolean more = false;
        if (questions) {
            more = add(items, limit, query("pending", "askedBy"), run.hub()::questions, Item::of);
        }
        if (notices) {
            more |= add(items, limit, query("open", "source"), run.hub()::notifications, Item::of);
        }
        return new Found(sorted(items), more);
    }

    /** The events that change it. */
    List<String> eventTypes() {
        List<String> types = new ArrayList<>();
        if (questions) types.add("question.*");
        if (notices) types.add("notification.*");
        return types;
    }

    private List<String> tables() {
        List<String> tables = new ArrayList<>();
        if (questions) tables.add("questions");
        if (notices) tables.add("notifications");
        return tables;
    }

    private Map<String, String> query(String openState, String fieldOfName) {
        Map<String, String> query = new LinkedHashMap<>(filter.query(fieldOfName));
        query.put("state", over ? "all" : openState);
        return query;
    }

    /** Says whether there is more. */
    private <T> boolean add(
            List<Item> items,
            int limit,
            Map<String, String> query,
            Function<Map<String, String>, CompletableFuture<Page<T>>> ask,
            Function<T, Item> item) {
        if (limit == ALL) {
            Pages.all(run, query, ask).stream().map(item).filter(filter::passes).forEach(items::add);
            return false;
        }
        Page<T> first = run.await(ask.apply(with(query, "limit", limit)));
        boolean more = first.nextCursor() != null;
        // A page has the newest; where that is not all, each urgency has a page of its own.
        List<T> found = more && !over ? mostUrgent(limit, query, ask) : first.items();
        found.stream().map(item).filter(filter::passes).forEach(items::add);
        return more;
    }

    private <T> List<T> mostUrgent(
            int limit, Map<String, String> query, Function<Map<String, String>, CompletableFuture<Page<T>>> ask) {
        List<T> found = new ArrayList<>();
        for (int priority = Limits.PRIORITY_MAX; priority >= filter.priorityMin() && found.size() < limit; priority--) {
            Map<String, String> each = with(query, "priority", priority);
            each.remove("minPriority");
            found.addAll(run.await(ask.apply(with(each, "limit", limit - found.size())))
                    .items());
        }
        return found;
    }

    private static Map<String, String> with(Map<String, String> query, String name, int value) {
        Map<String, String> changed = new LinkedHashMap<>(query);
        changed.put(name, Integer.toString(value));
        return changed;
    }

    private Found ofTheCopies(SqliteStore store, int limit) {
        List<Item> items = new ArrayList<>();
        boolean more = false;
        if (questions) more = add(items, limit, copied(store, "questions", "pending", Question.class, Item::of));
        if (notices) more |= add(items, limit, copied(store, "notifications", "open", Notification.class, Item::of));
        return new Found(sorted(items), more);
    }

    private <T> List<Item> copied(
            SqliteStore store, String table, String openState, Class<T> type, Function<T, Item> item) {
        List<T> rows = OfflineCopies.all(store, table, q -> over ? q : q.where("state", openState), type);
        return sorted(rows.stream().map(item).filter(filter::passes).toList());
    }

    private static boolean add(List<Item> items, int limit, List<Item> found) {
        items.addAll(found.subList(0, Math.min(limit, found.size())));
        return found.size() > limit;
    }

    private static List<Item> sorted(List<Item> items) {
        return items.stream().sorted(Item.MOST_URGENT_FIRST).toList();
    }
}
