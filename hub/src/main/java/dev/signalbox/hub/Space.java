package dev.signalbox.hub;

import io.vertx.core.Future;

/**
 * One isolated set of logs, tables and keys. A key belongs to one space; nothing but {@link Hub} may know how many there are.
 *
 * @param main notifications, questions, keys and shared tables
 * @param traces what LLM clients send
 */
record Space(String name, LogSpace main, LogSpace traces) {
    static final String DEFAULT = "default";

    Future<Void> close() {
        return Future.join(main.close(), traces.close()).mapEmpty();
    }
}
