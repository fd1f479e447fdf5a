package dev.signalbox.hub;

import dev.signalbox.wire.Times;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One line a record on standard error, without secrets; behind it the trace of what was thrown, indented. Whatever a
 * caller wrote, it can forge no record: control characters and line breaks of a message are escaped, and no line of a
 * trace begins at the margin.
 */
public final class LogFormat extends Formatter {
    /** What some reader of the log, or a terminal, may take for a new line or a command; a tab it may not. */
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\u2028\\u2029&&[^\\t]]");

    private static final String INDENT = "    ";

    /** Held, because a logger that nobody holds forgets its level. */
    private static final Logger OURS = Logger.getLogger("dev.signalbox");

    /** Makes this the one format of the process, from {@link Level#INFO} on. */
    public static void install() {
        install(Level.INFO, false);
    }

    /**
     * The same.
     *
     * @param level from which on there are lines; what is finer than {@link Level#INFO} only of our own code
     * @param json whether each line is one JSON object, see {@link JsonLogFormat}
     */
    public static void install(Level level, boolean json) {
        LogManager.getLogManager().reset();
        Handler console = new ConsoleHandler();
        console.setLevel(level);
        console.setFormatter(json ? new JsonLogFormat() : new LogFormat());
        console.setFilter(new ConnectionFaults(level));
        Logger root = Logger.getLogger("");
        root.setLevel(level.intValue() < Level.INFO.intValue() ? Level.INFO : level);
        OURS.setLevel(level);
        root.addHandler(console);
    }

    @Override
    public String format(LogRecord record) {
        StringBuilder line = new StringBuilder()
                .append(Times.format(record.getInstant()))
                .append(' ')
                .append(record.getLevel().getName())
                .append(' ')
                .append(shortName(record.getLoggerName()))
                .append(": ")
                .append(oneLine(Redactor.redact(String.valueOf(formatMessage(record)))))
                .append(System.lineSeparator());
        if (record.getThrown() != null) line.append(indented(Redactor.redact(traceOf(record.getThrown()))));
        return line.toString();
    }

    private static String oneLine(String text) {
        return BREAKS.matcher(text).replaceAll(found -> escaped(found.group().charAt(0)));
    }

    private static String indented(String trace) {
        return trace.lines()
                .map(line -> INDENT + oneLine(line) + System.lineSeparator())
                .collect(Collectors.joining());
    }

    private static String escaped(char character) {
        if (character == '\n') return "\\\\n";
        if (character == '\r') return "\\\\r";
        return String.format(Locale.ROOT, "\\\\u%04x", (int) character);
    }

    static String traceOf(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    static String shortName(@Nullable String logger) {
        return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }
}
