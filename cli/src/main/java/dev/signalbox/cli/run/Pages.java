package dev.signalbox.cli.run;

import dev.signalbox.wire.resource.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lists that come page by page. */
public final class Pages {
    private Pages() {}

    /** All items; {@code page} is asked with null first, then with each page's cursor. */
    public static <T> List<T> all(Function<@Nullable String, Page<T>> page) {
        Page<T> latest = page.apply(null);
        List<T> items = new ArrayList<>(latest.items());
        while (latest.nextCursor() != null) {
            latest = page.apply(latest.nextCursor());
            items.addAll(latest.items());
        }
        return items;
    }
}
