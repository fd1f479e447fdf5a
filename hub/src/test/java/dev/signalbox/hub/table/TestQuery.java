package dev.signalbox.hub.table;

import dev.signalbox.hub.http.route.Query;
import io.vertx.core.MultiMap;

/** A {@link RowQuery} as a URL has it. */
final class TestQuery {
    private TestQuery() {}

    static RowQuery of(String parameters, TableSource<?> table) {
        MultiMap given = MultiMap.caseInsensitiveMultiMap();
        for (String parameter : parameters.split("&", -1)) {
            int equals = parameter.indexOf('=');
            given.add(parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        return RowQuery.of(new Query(RowQuery.PARAMETERS, given), table);
    }
}
