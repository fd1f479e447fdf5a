package dev.signalbox.hub.history;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All rows of one log, read around the hub with a plain driver, and what must hold of any log, whatever was done to it.
 * The hash is computed here from its description, not by the hub's own code.
 */
public record StoredLog(List<StoredEvent> events) {
    private static final String ALL = "SELECT position, stream, version, id, type, actor, occurred_at, recorded_at,"
            + " correlation_id, causation_id, data, command_digest, hash FROM events ORDER BY position";

    public static StoredLog read(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ALL)) {
            List<StoredEvent> events = new ArrayList<>();
            while (row.next()) {
                events.add(new StoredEvent(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getString(9),
                        row.getString(10),
                        row.getBytes(11),
                        row.getBytes(12),
                        row.getBytes(13)));
            }
            return new StoredLog(events);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is wrong with the rows themselves: positions, ids, versions, chain. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Map<String, Long> versions = new HashMap<>();
        Map<String, StoredEvent> ids = new HashMap<>();
        byte[] previous = new byte[32];
        long position = 0;
        for (StoredEvent event : events) {
            if (event.position() != ++position) {
                findings.add(new Finding(Finding.Kind.POSITION_GAP, event + " instead of position " + position));
                position = event.position();
            }
            StoredEvent twin = ids.put(event.id(), event);
            if (twin != null) findings.add(new Finding(Finding.Kind.DUPLICATE_ID, twin + " and " + event));
            long version = versions.merge(event.stream(), 1L, Long::sum);
            if (event.version() != version) {
                findings.add(new Finding(Finding.Kind.VERSION_GAP, event + " instead of version " + version));
            }
            if (!Arrays.equals(event.hash(), hash(previous, event))) {
                findings.add(new Finding(Finding.Kind.CHAIN, event.toString()));
            }
            previous = event.hash();
        }
        return findings;
    }

    /** SHA-256(previous ‖ every other column, with SHA-256(data) in the place of data). */
    static byte[] hash(byte[] previous, StoredEvent event) {
        MessageDigest sha256 = sha256();
        sha256.update(previous);
        number(sha256, event.position());
        text(sha256, event.stream());
        number(sha256, event.version());
        text(sha256, event.id());
        text(sha256, event.type());
        text(sha256, event.actor());
        number(sha256, event.occurredAt());
        number(sha256, event.recordedAt());
        text(sha256, event.correlationId());
        text(sha256, event.causationId());
        sha256.update(event.commandDigest());
        return sha256.digest(digest(event.data()));
    }

    /** Of erased data the digest stands in its place, behind a zero byte. */
    private static byte[] digest(byte[] data) {
        boolean erased = data.length == 33 && data[0] == 0;
        return erased ? Arrays.copyOfRange(data, 1, data.length) : sha256().digest(data);
    }

    private static void number(MessageDigest sha256, long value) {
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    private static void text(MessageDigest sha256, String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        int length = text == null ? -1 : bytes.length;
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
        sha256.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
