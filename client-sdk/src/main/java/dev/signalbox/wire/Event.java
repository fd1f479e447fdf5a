package dev.signalbox.wire;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A fact that happened, as every door shows it: a CloudEvent 1.0 in JSON with six extension attributes.
 *
 * @param specversion always {@code 1.0}
 * @param id exists once in a log, for ever
 * @param source {@code /signalbox/<log>}
 * @param type a literal of {@link EventTypes}, such as {@code question.asked}
 * @param subject the stream, {@code question/0192…}
 * @param time the producer's clock; never an order
 * @param datacontenttype always {@code application/json}
 * @param data the fact
 * @param sequence the position in the log as 19 digits, which order as texts do
 * @param streamversion 1 for the first event of its stream
 * @param recordedtime the hub's clock at the append
 * @param actor name of the key that caused it
 */
public record Event(
        String specversion,
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        String datacontenttype,
        JsonNode data,
        String sequence,
        long streamversion,
        Instant recordedtime,
        String actor,
        @Nullable String correlationid,
        @Nullable String causationid) {

    /** The place in the log: 1, 2, 3 … */
    @JsonIgnore
    public long position() {
        return Long.parseLong(sequence);
    }

    /** The part of the stream's name before the slash: {@code question}. */
    @JsonIgnore
    public String category() {
        return categoryOf(subject);
    }

    /** The part of the stream's name behind the slash: the id of the thing. */
    @JsonIgnore
    public String subjectId() {
        return subjectIdOf(subject);
    }

    /** The part of a stream name before its first slash. */
    public static String categoryOf(String stream) {
        int slash = stream.indexOf('/');
        return slash < 0 ? stream : stream.substring(0, slash);
    }

    /** The part of a stream name behind its first slash; the whole of one without a slash. */
    public static String subjectIdOf(String stream) {
        return stream.substring(stream.indexOf('/') + 1);
    }
}
