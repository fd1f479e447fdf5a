package dev.signalbox.hub;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.ForwardingLog;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.space.Store;
import dev.signalbox.wire.Cursor;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A log around that of an engine; subclasses break a promise, or look on. */
public class WrappedLog extends ForwardingLog {
    protected WrappedLog(EventLog real) {
        super(real);
    }

    /** The engine that the settings name, with this around its main log. */
    static Engine.Choice engine(UnaryOperator<EventLog> fault) {
        return engine((database, log) -> fault.apply(log));
    }

    /** The engine that the settings name, with this around the log of that name. */
    static Engine.Choice engine(String log, UnaryOperator<EventLog> fault) {
        return engine(log, (database, real) -> fault.apply(real));
    }

    /** The same for a log that needs its database. */
    static Engine.Choice engine(BiFunction<Database, EventLog, EventLog> fault) {
        return engine("main", fault);
    }

    private static Engine.Choice engine(String log, BiFunction<Database, EventLog, EventLog> fault) {
        return (config, clock, onFatal, vertx) ->
                Engine.of(config, clock, onFatal, vertx).map(engine -> new Wrapped(engine, log, fault));
    }

    @Override
    public Future<Appended> append(Append append) {
        return real.append(append);
    }

    private record Wrapped(Engine engine, String faulty, BiFunction<Database, EventLog, EventLog> fault)
            implements Engine {
        @Override
        public String name() {
            return engine.name();
        }

        @Override
        public String where() {
            return engine.where();
        }

        @Override
        public Future<Database> database(String log) {
            return engine.database(log);
        }

        @Override
        public Future<Store> open(String log, AppendMeter meter, Cursor seen) {
            return engine.open(log, meter, seen)
                    .map(store -> log.equals(faulty)
                            ? new Store(store.database(), fault.apply(store.database(), store.log()))
                            : store);
        }

        @Override
        public List<Probe> probes(Space in) {
            return engine.probes(in);
        }

        @Override
        public Future<Store> look(String log) {
            return engine.look(log);
        }

        @Override
        public Future<Void> close() {
            return engine.close();
        }
    }

    /** Whether what is appended makes things that were not there, and leaves no receipt. */
    static boolean makesSomething(Append append) {
        return append.receipt() == null
                && append.events().stream()
                        .map(event -> append.expected().getOrDefault(event.stream(), ExpectedVersion.NO_STREAM))
                        .allMatch(ExpectedVersion.NO_STREAM::equals);
    }
}
