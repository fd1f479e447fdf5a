package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.log.NewEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The receiver of what a reader of OTLP finds, span by span or log record by log record. */
interface OtlpSink {
    /** One in the form of its event, its ids as they came: hex digits, or whatever stood there. */
    void take(ObjectNode flat);

    /**
     * One that cannot be read.
     *
     * @param traceId in hex digits; null when that cannot be read either
     * @param reason for people
     * @param excerpt what can be shown of it
     */
    void refuse(@Nullable String traceId, String reason, String excerpt);

    /**
     * A part of the request in which nothing is known, so that it holds no span and no record.
     *
     * @param reason for people
     * @param excerpt what can be shown of it
     */
    void ignored(String reason, String excerpt);

    /** What came of them, to be written before the answer may be given. */
    List<NewEvent> events();

    /** The answer in protobuf: no bytes at all when everything is well. */
    byte[] protobufAnswer();

    /** The same in JSON. */
    ObjectNode jsonAnswer();
}
