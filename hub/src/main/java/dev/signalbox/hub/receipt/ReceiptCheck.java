package dev.signalbox.hub.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.PointerStep;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.Utf8Reader;
import dev.signalbox.wire.Word;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.LogHash;
import dev.signalbox.wire.resource.Question;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a receipt, held against public keys that one trusts; needs no hub. All that is wrong is named, not
 * the first thing alone. One check, one thread.
 */
public final class ReceiptCheck {
    private static final List<String> NEEDED = List.of(
            "/question",
            "/outcome",
            "/shown",
            "/event/stream",
            "/event/id",
            "/event/type",
            "/event/actor",
            "/event/occurredAt",
            "/event/recordedAt",
            "/event/dataSha256",
            "/event/commandDigest",
            "/event/previousHash",
            "/event/hash",
            "/head/hash");

    private final List<Fault> faults = new ArrayList<>();
    private @Nullable AnswerReceipt receipt;
    private String keyId = "";

    private ReceiptCheck() {}

    /** What may be wrong with a receipt. */
    public enum Kind implements Word {
        /** It has not the form of one, or not all of it is there. */
        NO_RECEIPT,
        /** The key that it names is none of those that are trusted. */
        KEY_UNKNOWN,
        /** What is signed is not what the key signed. */
        SIGNATURE_WRONG,
        /** A field says something else than what was signed, or than the event. */
        FIELD_CHANGED,
        /** The data of the event is not what its digest stands for. */
        DATA_CHANGED,
        /** The hash of the event does not follow from it and from the hash before. */
        CHAIN_BROKEN,
        /** The words that were shown are others. */
        WORDS_DIFFER
    }

    /**
     * One thing that is wrong.
     *
     * @param detail for people: where, and what stands there
     */
    public record Fault(Kind kind, String detail) {}

    /**
     * Checks a receipt as {@code GET /v1/questions/{id}/receipt} gives it, or its signed form alone.
     *
     * @param file its bytes; more than {@link Limits#RECEIPT_BYTES_MAX} are none
     * @param keys that are trusted
     */
    public static ReceiptCheck of(byte[] file, PublicKeys keys) {
        ReceiptCheck check = new ReceiptCheck();
        try {
            if (file.length > Limits.RECEIPT_BYTES_MAX) {
                throw new IllegalArgumentException("it has more than " + Limits.RECEIPT_BYTES_MAX + " bytes");
            }
            check.look(read(Utf8Reader.text(file).strip()), keys);
        } catch (IllegalArgumentException e) {
            check.fault(Kind.NO_RECEIPT, Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
        return check;
    }

    private static JsonNode read(String given) {
        if (!given.startsWith("{")) return TextNode.valueOf(given);
        try {
            return Json.readLenient(given.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        } catch (IllegalArgumentException broken) {
            throw new IllegalArgumentException("it begins as JSON and is none, or is cut off", broken);
        }
    }

    /** Holds the words of a question against those that the receipt says were shown. */
    public void shown(Question question) {
        if (receipt == null) return;
        String sha256 = receipt.shown().sha256();
        String here = ShownWords.digest(question.kind(), question.prompt(), question.body(), question.options());
        if (!question.id().equals(receipt.question()))
            fault(Kind.WORDS_DIFFER, "the receipt is of the question " + receipt.question() + ", not " + question.id());
        else if (!here.equals(sha256))
            fault(Kind.WORDS_DIFFER, "the words given have the digest " + here + "; shown were those of " + sha256);
    }

    /** All that is wrong; empty for a genuine receipt. */
    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** What was signed; null when it cannot be read. */
    public @Nullable AnswerReceipt receipt() {
        return receipt;
    }

    /** Of the key that it names. */
    public String keyId() {
        return keyId;
    }

    private void look(JsonNode document, PublicKeys keys) {
        JsonNode compact = document.isTextual() ? document : document.path("jws");
        if (!compact.isTextual()) throw new IllegalArgumentException("it has no field jws, which is what was signed");
        Jws jws = Jws.parse(compact.textValue());
        keyId = jws.keyId();
        PublicKey key = keys.of(jws);
        if (key == null) fault(Kind.KEY_UNKNOWN, keyId + " is none of " + String.join(", ", new TreeSet<>(keys.ids())));
        else if (!jws.isSignedBy(key)) fault(Kind.SIGNATURE_WRONG, "the key " + keyId + " did not sign this");
        JsonNode signed = Json.readLenient(jws.payload(), JsonNode.class);
        if (document.isObject()) compare("", document.path("receipt"), signed);
        for (String field : NEEDED)
            if (signed.at(field).isMissingNode() || signed.at(field).isNull())
                throw new IllegalArgumentException("what was signed lacks " + field);
        if (signed.has("answer") && !signed.at("/answer/source").isTextual())
            throw new IllegalArgumentException("what was signed lacks /answer/source");
        AnswerReceipt read = Json.readLenient(signed, AnswerReceipt.class);
        if (!AnswerReceipt.FORM.equals(read.form()))
            throw new IllegalArgumentException("its form is \"" + read.form() + "\", not " + AnswerReceipt.FORM);
        receipt = read;
        lookAtEvent(read, read.event());
    }

    /** Names each place where the copy for people says something else. */
    private void compare(String at, JsonNode shown, JsonNode signed) {
        if (shown.equals(signed)) return;
        if (!shown.isObject() || !signed.isObject()) {
            fault(Kind.FIELD_CHANGED, "/receipt" + at + " is " + said(shown) + "; signed is " + said(signed));
            return;
        }
        TreeSet<String> names = new TreeSet<>();
        for (Iterator<String> each = signed.fieldNames(); each.hasNext(); ) names.add(each.next());
        for (Iterator<String> each = shown.fieldNames(); each.hasNext(); ) names.add(each.next());
        for (String name : names) compare(at + "/" + PointerStep.of(name), shown.path(name), signed.path(name));
    }

    private static String said(JsonNode value) {
        String text = value.isMissingNode() ? "missing" : value.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private void lookAtEvent(AnswerReceipt read, AnswerReceipt.Link event) {
        String data = event.data();
        if (data == null) {
            if (!Boolean.TRUE.equals(read.erased()))
                fault(Kind.DATA_CHANGED, "the event has no data, and nothing says that it was erased");
        } else if (!Ids.sha256Hex(data).equals(event.dataSha256())) {
            fault(Kind.DATA_CHANGED, "the data of the event is not that of the digest " + event.dataSha256());
        } else {
            compareWithData(read, event, data);
        }
        agree("/question", read.question(), Event.subjectIdOf(event.stream()));
        agree(
                "/outcome",
                EventTypes.QUESTION_ASKED.replace("asked", read.outcome().word()),
                event.type());
        agree("/shown/version", read.shown().version(), event.version() - 1);
        lookAtChain(event, read.head());
    }

    private void compareWithData(AnswerReceipt read, AnswerReceipt.Link event, String data) {
        Answer answer = read.answer();
        if (answer == null) return;
        JsonNode said = Json.readLenient(data.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        agree("/answer/value", answer.value(), said.path("value").textValue());
        agree("/answer/comment", answer.comment(), said.path("comment").textValue());
        agree("/answer/source", answer.source().word(), said.path("source").textValue());
        agree("/answer/onBehalfOf", answer.onBehalfOf(), said.path("onBehalfOf").textValue());
        agree("/answer/via", answer.via(), said.path("via").textValue());
        JsonNode seen = said.path("seenAt");
        agree("/answer/seenAt", answer.seenAt(), seen.isTextual() ? Times.parse(seen.textValue()) : null);
        agree("/answer/by", answer.by(), event.actor());
        agree("/answer/at", answer.at(), event.recordedAt());
    }

    private void agree(String field, @Nullable Object said, @Nullable Object event) {
        if (!Objects.equals(said, event))
            fault(Kind.FIELD_CHANGED, field + " is " + said + "; the event says " + event);
    }

    private void lookAtChain(AnswerReceipt.Link event, LogHash head) {
        if (!event.follows())
            fault(Kind.CHAIN_BROKEN, "the hash of the event at position " + event.position() + " does not follow");
        boolean ends = head.position() == event.position();
        if (head.position() < event.position() || (ends && !isSame(head.hash(), event.hash())))
            fault(Kind.CHAIN_BROKEN, "the head at position " + head.position() + " does not lie behind the event");
    }

    private static boolean isSame(String oneHex, String otherHex) {
        HexFormat hex = HexFormat.of();
        return MessageDigest.isEqual(hex.parseHex(oneHex), hex.parseHex(otherHex));
    }

    private void fault(Kind kind, String detail) {
        faults.add(new Fault(kind, detail));
    }
}
