package dev.signalbox.hub.database;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flyway's own messages, one level lower: what it tells at every start is of no news to an operator. Flyway makes it by its name. */
public final class FlywayLog implements LogCreator {
    @Override
    public Log createLogger(Class<?> owner) {
        return new Quiet(LoggerFactory.getLogger(owner));
    }

    private record Quiet(Logger log) implements Log {
        @Override
        public void debug(String message) {
            log.trace(message);
        }

        @Override
        public void info(String message) {
            log.debug(message);
        }

        @Override
        public void warn(String message) {
            log.warn(message);
        }

        @Override
        public void error(String message) {
            log.error(message);
        }

        @Override
        public void error(String message, Exception cause) {
            log.error(message, cause);
        }

        @Override
        public void notice(String message) {
            log.debug(message);
        }
    }
}
