package dev.signalbox.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * One JSON object a line, without secrets: {@code time}, {@code level}, {@code logger}, {@code message}, and
 * {@code stack} where something was thrown. No text in it can begin another line.
 */
final class JsonLogFormat extends Formatter {
    @Override
    public String format(LogRecord record) {
        ObjectNode line = Json.object()
                .put("time", Times.format(record.getInstant()))
                .put("level", record.getLevel().getName())
                .put("logger", LogFormat.shortName(record.getLoggerName()))
                .put("message", Redactor.redact(String.valueOf(formatMessage(record))));
        if (record.getThrown() != null) line.put("stack", Redactor.redact(LogFormat.traceOf(record.getThrown())));
        return Json.writeText(line) + System.lineSeparator();
    }
}
