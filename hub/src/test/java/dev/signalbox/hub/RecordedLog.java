package dev.signalbox.hub;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What this process logs until it is closed, at every level, as {@link LogFormat} writes it. */
public final class RecordedLog implements AutoCloseable {
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final LogFormat format = new LogFormat();
    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    public RecordedLog() {
        recorder.setLevel(Level.ALL);
        root.addHandler(recorder);
        root.setLevel(Level.ALL);
    }

    /** Everything. */
    public List<String> lines() {
        return atLeast(Level.ALL);
    }

    /** What has this level or a higher one. */
    public List<String> atLeast(Level level) {
        return records.stream()
                .filter(record -> record.getLevel().intValue() >= level.intValue())
                .map(format::format)
                .toList();
    }

    /** What one logger was given, as it was given. */
    public List<LogRecord> of(String logger) {
        return records.stream()
                .filter(record -> logger.equals(record.getLoggerName()))
                .toList();
    }

    @Override
    public void close() {
        root.setLevel(before);
        root.removeHandler(recorder);
    }
}
