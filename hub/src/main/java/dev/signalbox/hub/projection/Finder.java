package dev.signalbox.hub.projection;

import dev.signalbox.hub.database.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A table of a projection that only finds what stands in the others, in the words of each engine. It is made, renamed
 * and dropped with them, and compared with nothing.
 *
 * @param definition the statements that make it, by engine and the template of its name
 */
public record Finder(String table, BiFunction<Dialect, String, List<String>> definition) {

    List<String> definition(Dialect engine) {
        return definition.apply(engine, "{" + table + "}");
    }

    /** Its form on all engines: another one is another shape. */
    List<String> everywhere() {
        List<String> all = new ArrayList<>();
        for (Dialect engine : Dialect.values()) all.addAll(definition(engine));
        return all;
    }
}
