package dev.signalbox.hub;

import dev.signalbox.wire.Times;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * One line a record on standard error, without secrets; line breaks inside a message are escaped, so that no caller can forge a
 * line.
 */
public final class LogFormat extends Formatter {
    /** Makes this the one format of the process. */
    public static void install() {
        LogManager.getLogManager().reset();
        Handler console = new ConsoleHandler();
        console.setFormatter(new LogFormat());
        Logger.getLogger("").addHandler(console);
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
        if (record.getThrown() != null) line.append(Redactor.redact(traceOf(record.getThrown())));
        return line.toString();
    }

    private static String oneLine(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n");
    }

    private static String traceOf(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private static String shortName(String logger) {
        return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }
}
