package dev.signalbox.hub.receipt;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.signalbox.hub.log.Erasure;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.LogHash;
import dev.signalbox.wire.resource.Question;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a hub signs of how a question ended: who said what, by which face, to which words, and the event that says so.
 *
 * @param form {@link #FORM}
 * @param space whose question it was
 * @param history by what the history is known: the beginning of the hash of its first event
 * @param epoch of the log then
 * @param outcome how it ended; never PENDING
 * @param answer null unless the outcome is ANSWERED and the words of the answer are there
 * @param erased true when the words of the event were erased; its place and its hash stay. Absent otherwise
 * @param head the newest event of the log when the receipt was signed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AnswerReceipt(
        String form,
        Instant signedAt,
        String space,
        String history,
        String epoch,
        String question,
        Question.State outcome,
        @Nullable Answer answer,
        @Nullable Boolean erased,
        Shown shown,
        Link event,
        LogHash head) {
    /** The name of this form. */
    public static final String FORM = "signalbox-answer-receipt/1";

    /**
     * What people saw when it ended.
     *
     * @param version of the question
     * @param sha256 of its words and options in the form of RFC 8785, in hex: an object with {@code kind},
     *     {@code prompt}, {@code options} and, where it has one, {@code body}. Null when the words were erased
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Shown(long version, @Nullable String sha256) {}

    /**
     * The event, with all that its hash is made of.
     *
     * @param data its JSON, byte for byte; null when it was erased
     * @param dataSha256 of the data, in hex
     * @param commandDigest in hex
     * @param previousHash of the event before it in the log, in hex
     * @param hash in hex
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Link(
            long position,
            String stream,
            long version,
            String id,
            String type,
            String actor,
            Instant occurredAt,
            Instant recordedAt,
            @Nullable String correlationId,
            @Nullable String causationId,
            @Nullable String data,
            String dataSha256,
            String commandDigest,
            String previousHash,
            String hash) {
        private static final HexFormat HEX = HexFormat.of();

        /**
         * The link of an event as it was recorded.
         *
         * @param previousHash of the event before it in the log
         */
        public static Link of(byte[] previousHash, RecordedEvent event) {
            byte[] erased = event.erasedDigest();
            return new Link(
                    event.position(),
                    event.stream(),
                    event.version(),
                    event.id(),
                    event.type(),
                    event.actor(),
                    event.occurredAt(),
                    event.recordedAt(),
                    event.correlationId(),
                    event.causationId(),
                    erased == null ? new String(event.data(), StandardCharsets.UTF_8) : null,
                    HEX.formatHex(erased == null ? Ids.sha256(event.data()) : erased),
                    HEX.formatHex(event.commandDigest()),
                    HEX.formatHex(previousHash),
                    HEX.formatHex(event.hash()));
        }

        /**
         * Whether the hash follows from all the rest of it. Fails with {@link IllegalArgumentException} when a digest
         * is no hexadecimal.
         */
        boolean follows() {
            RecordedEvent event = new RecordedEvent(
                    position,
                    stream,
                    version,
                    id,
                    type,
                    actor,
                    occurredAt,
                    recordedAt,
                    correlationId,
                    causationId,
                    Erasure.standIn(HEX.parseHex(dataSha256)),
                    HEX.parseHex(commandDigest),
                    HEX.parseHex(hash));
            return new HashChain().verifies(HEX.parseHex(previousHash), event);
        }
    }

    /**
     * A receipt as it is handed out.
     *
     * @param receipt what was signed, to be read; only the signature counts
     * @param jws the same bytes under their signature: RFC 7515 in the compact form, EdDSA of RFC 8037
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Signed(AnswerReceipt receipt, String jws) {}
}
