package dev.signalbox.hub.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;

/**
 * One command of one client, and all that the client knows about it. Times are of {@link System#nanoTime}. Written by
 * its client only; read when the client has ended.
 */
public final class Sent {
    /** What the hub said. */
    public enum Outcome {
        /** Nothing definite yet: the connection broke, or the hub said that it does not know. */
        UNKNOWN,
        ACKNOWLEDGED,
        REFUSED
    }

    private final String id;
    private final String command;
    private final String target;
    private final Long expectedVersion;
    private final ObjectNode body;
    private long firstSentAt;
    private long answeredAt;
    private Outcome outcome = Outcome.UNKNOWN;
    private String stream = "";
    private long position;
    private long version;
    private String refusal = "";

    /**
     * @param target null for a create
     * @param expectedVersion null for any
     */
    public Sent(String id, String command, String target, Long expectedVersion, ObjectNode body) {
        this.id = id;
        this.command = command;
        this.target = target;
        this.expectedVersion = expectedVersion;
        this.body = body;
    }

    /** A create with one field. */
    public static Sent create(String id, String command, String field, String value) {
        return new Sent(id, command, null, null, Json.object().put(field, value));
    }

    public String id() {
        return id;
    }

    public String command() {
        return command;
    }

    public String target() {
        return target;
    }

    public Long expectedVersion() {
        return expectedVersion;
    }

    public ObjectNode body() {
        return body;
    }

    /** Whether it is about a row of a declared table. */
    public boolean isOfRow() {
        return command.startsWith("table.");
    }

    public Outcome outcome() {
        return outcome;
    }

    public boolean isAcknowledged() {
        return outcome == Outcome.ACKNOWLEDGED;
    }

    public long firstSentAt() {
        return firstSentAt;
    }

    public long answeredAt() {
        return answeredAt;
    }

    public String stream() {
        return stream;
    }

    public long position() {
        return position;
    }

    public long version() {
        return version;
    }

    public String refusal() {
        return refusal;
    }

    /** The command as {@code POST /v1/commands} takes it. */
    public ObjectNode json() {
        ObjectNode json = Json.object().put("id", id).put("command", command);
        if (target != null) json.put("target", target);
        if (expectedVersion != null) json.put("expectedVersion", expectedVersion);
        json.set("body", body);
        return json;
    }

    /** It goes out now; only the first time counts. */
    public Sent sent(long now) {
        if (firstSentAt == 0) firstSentAt = now;
        return this;
    }

    public Sent acknowledged(long now, String inStream, long atPosition, long atVersion) {
        answeredAt = now;
        outcome = Outcome.ACKNOWLEDGED;
        stream = inStream;
        position = atPosition;
        version = atVersion;
        return this;
    }

    /** The hub said no, with the code of its problem. */
    public Sent refused(long now, String code) {
        answeredAt = now;
        outcome = Outcome.REFUSED;
        refusal = code;
        return this;
    }

    @Override
    public String toString() {
        return command + " " + id + (target == null ? "" : " for " + target)
                + (expectedVersion == null ? "" : " at version " + expectedVersion) + " → " + outcome + " " + refusal
                + (isAcknowledged() ? stream + "@" + version + " at " + position : "");
    }
}
