package dev.signalbox.cli.run;

import dev.signalbox.wire.Limits;
import dev.signalbox.wire.resource.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Lists that come page by page. */
public final class Pages {
    private Pages() {}

    /** All items that a query finds; {@code ask} is asked for each page with the cursor of the one before. */
    public static <T> List<T> all(
            CommandRun run, Map<String, String> query, Function<Map<String, String>, CompletableFuture<Page<T>>> ask) {
        Map<String, String> next = new LinkedHashMap<>(query);
        next.putIfAbsent("limit", Integer.toString(Limits.LIST_MAX));
        List<T> items = new ArrayList<>();
        for (boolean more = true; more; ) {
            Page<T> page = run.await(ask.apply(next));
            items.addAll(page.items());
            more = page.nextCursor() != null;
            if (more) next.put("cursor", page.nextCursor());
        }
        return items;
    }

    /** The first page, or {@code all} as one. */
    public static <T> Page<T> of(
            CommandRun run,
            boolean all,
            Map<String, String> query,
            Function<Map<String, String>, CompletableFuture<Page<T>>> ask) {
        return all ? new Page<>(all(run, query, ask), null) : run.await(ask.apply(query));
    }
}
