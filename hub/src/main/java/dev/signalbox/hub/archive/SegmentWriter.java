package dev.signalbox.hub.archive;

import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.History.Numbered;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes one segment: what its head announces, held against the chain on the way, so that no segment is made of a log
 * that was edited. Hashes are not written but at the ends of blocks: whoever reads computes them. Blocks. For one
 * thread at a time.
 */
public final class SegmentWriter implements AutoCloseable {
    private final SegmentHead head;
    private final OutputStream sealed;
    private final MessageDigest sha256 = Ids.sha256();
    private final DataOutputStream out;
    private final HashChain chain = new HashChain();
    private final Map<String, Long> categories = new TreeMap<>();
    private final Pack pack = new Pack();
    private long position;
    private long receipt;
    private byte[] hash;
    private boolean finished;

    /**
     * Writes the head.
     *
     * @param file takes the bytes; closed with this
     * @param recipients who can read it; {@link Recipients#NONE} for everybody
     */
    public SegmentWriter(SegmentHead head, OutputStream file, Recipients recipients) throws IOException {
        this.head = head;
        this.sealed = recipients.seal(file);
        this.out = new DataOutputStream(new DigestOutputStream(sealed, sha256));
        this.position = head.from();
        this.receipt = head.receiptsFrom();
        this.hash = head.bytesBefore();
        out.write(Frame.MAGIC);
        frame(Frame.HEAD, Json.write(head));
    }

    /**
     * Writes the next events. Fails with {@link StoreBroken} when they are not what the log wrote there: the log is
     * damaged, and the segment not to be used.
     */
    public void events(List<RecordedEvent> events) throws IOException {
        int at = 0;
        while (at < events.size()) {
            int end = endOfBlock(events, at);
            block(events.subList(at, end));
            at = end;
        }
    }

    private static int endOfBlock(List<RecordedEvent> events, int from) {
        int end = from;
        long bytes = 0;
        while (end < events.size() && end - from < Block.ITEMS_MAX && bytes < Block.DATA_BYTES) {
            bytes += events.get(end).stored().length;
            end++;
        }
        return end;
    }

    private void block(List<RecordedEvent> events) throws IOException {
        pack.clear();
        pack.number(events.size());
        long occurred = 0;
        long recorded = 0;
        for (RecordedEvent event : events) {
            if (event.position() != position + 1) throw broken(position + 1, "is missing");
            if (!chain.verifies(hash, event)) throw broken(event.position(), "is not what was written there");
            hash = event.hash();
            position++;
            categories.merge(event.category(), 1L, Long::sum);
            pack.text(event.stream());
            pack.number(event.version());
            pack.text(event.id());
            pack.text(event.type());
            pack.text(event.actor());
            long occurredAt = Times.toMicros(event.occurredAt());
            long recordedAt = Times.toMicros(event.recordedAt());
            pack.signed(recordedAt - recorded);
            pack.signed(recordedAt - occurredAt - (recorded - occurred));
            occurred = occurredAt;
            recorded = recordedAt;
            pack.textOrNull(event.correlationId());
            pack.textOrNull(event.causationId());
            pack.bytes(event.stored());
            pack.raw(event.commandDigest());
        }
        pack.raw(hash);
        frame(Frame.EVENTS);
    }

    private StoreBroken broken(long at, String how) {
        return new StoreBroken(
                "the log " + head.log() + " is damaged: the event at position " + at + " " + how
                        + "; put a whole copy in its place (docs/recovery.md)",
                null);
    }

    /** Writes the next receipts. */
    public void receipts(List<Numbered> receipts) throws IOException {
        for (int at = 0; at < receipts.size(); at += Block.ITEMS_MAX) {
            List<Numbered> some = receipts.subList(at, Math.min(at + Block.ITEMS_MAX, receipts.size()));
            pack.clear();
            pack.number(some.size());
            for (Numbered each : some) {
                if (each.number() != receipt + 1) {
                    throw new StoreBroken(
                            "the log " + head.log() + " is damaged: the receipt " + (receipt + 1) + " is missing",
                            null);
                }
                receipt++;
                pack.text(each.receipt().commandId());
                pack.text(each.receipt().stream());
                pack.number(each.receipt().version());
                pack.raw(each.receipt().commandDigest());
            }
            frame(Frame.RECEIPTS);
        }
    }

    /** Whether all events have come that the head announces. */
    public boolean hasAllEvents() {
        return position == head.to();
    }

    /** Writes the end. Fails with {@link IllegalStateException} when not all has come that the head announces. */
    public SegmentTail finish() throws IOException {
        if (position != head.to() || receipt != head.receiptsTo()) {
            throw new IllegalStateException(head.name() + " is not complete at " + position);
        }
        if (!Arrays.equals(hash, head.bytesAfter())) throw broken(position, "is not what was written there");
        SegmentTail tail = new SegmentTail(
                head.events(), head.receipts(), categories, HexFormat.of().formatHex(sha256.digest()));
        frame(Frame.TAIL, Json.write(tail));
        finished = true;
        out.close();
        return tail;
    }

    /** Ends it; what was not finished has no end, and is refused by whoever reads it. */
    @Override
    public void close() throws IOException {
        if (!finished) sealed.close();
    }

    private void frame(byte kind, byte[] payload) throws IOException {
        out.writeByte(kind);
        out.writeInt(payload.length);
        out.write(payload);
    }

    private void frame(byte kind) throws IOException {
        out.writeByte(kind);
        out.writeInt(pack.length());
        out.write(pack.array(), 0, pack.length());
    }
}
