package dev.signalbox.hub.mcp;

import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Limits;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a client holds while its person looks at a question, and brings back with the answer: which question, in which
 * version, shown when. A MAC binds it to the event that asked, to the key that asked and to what it asked with. The
 * MAC's own key is the whole hash of the first event of the log: it stands there, so every node has it and no restart
 * loses it, and only admins, who may answer anyhow, are shown it. Any thread.
 *
 * @param question its id
 * @param version that was shown
 */
record RequestState(String question, int version, Instant shown) {
    private static final int MAC_BYTES = 32;
    private static final int HEAD_BYTES = 16 + Long.BYTES + Integer.BYTES;

    /**
     * The text for the client.
     *
     * @param about what else must be the same when it comes back
     */
    Future<String> issue(EventLog log, Principal to, byte[] about) {
        byte[] head = head();
        return mac(log, head, to, about).map(mac -> {
            ByteBuffer whole = ByteBuffer.allocate(HEAD_BYTES + MAC_BYTES).put(head);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(whole.put(mac).array());
        });
    }

    /**
     * What a client brought back. Fails with a {@link Fault} when it was given to nobody, to another, about something
     * else, or too long ago.
     */
    static Future<RequestState> read(String text, EventLog log, Principal from, byte[] about, Instant now) {
        ByteBuffer bytes = decoded(text);
        UUID id = new UUID(bytes.getLong(), bytes.getLong());
        Instant shown = Instant.ofEpochMilli(bytes.getLong());
        RequestState state = new RequestState(id.toString(), bytes.getInt(), shown);
        byte[] mac = new byte[MAC_BYTES];
        bytes.get(mac);
        return state.mac(log, state.head(), from, about).map(own -> {
            if (!MessageDigest.isEqual(mac, own)) throw forged();
            if (state.shown().plus(Limits.FORM_AGE_MAX).isBefore(now)) throw old(state.question());
            return state;
        });
    }

    private static ByteBuffer decoded(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length == HEAD_BYTES + MAC_BYTES) return ByteBuffer.wrap(bytes);
        } catch (IllegalArgumentException noBase64) {
            throw forged();
        }
        throw forged();
    }

    private Future<byte[]> mac(EventLog log, byte[] head, Principal holder, byte[] about) {
        return log.readStream("question/" + question, 0, 1)
                .compose(asked -> log.at(1).map(first -> {
                    if (asked.isEmpty()) throw forged();
                    byte[] key = first.orElseThrow(RequestState::forged).hash();
                    byte[] name = holder.name().getBytes(StandardCharsets.UTF_8);
                    return mac(key, List.of(asked.get(0).hash(), head, name, about));
                }));
    }

    private byte[] head() {
        UUID id = UUID.fromString(question);
        return ByteBuffer.allocate(HEAD_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putLong(shown.toEpochMilli())
                .putInt(version)
                .array();
    }

    private static byte[] mac(byte[] key, List<byte[]> parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform must provide HmacSHA256", e);
        }
    }

    private static Fault forged() {
        return Fault.of(
                Fault.INVALID_PARAMS,
                "requestState is none that this hub gave to this key for these arguments; call the tool without it");
    }

    private static Fault old(String question) {
        return Fault.of(
                Fault.INVALID_PARAMS,
                "requestState is older than " + Limits.FORM_AGE_MAX.toDays()
                        + " days; call await_answer with the handle " + question + ", or ask again without it");
    }
}
