package dev.signalbox.hub.archive;

import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.History.Numbered;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
    private final EventColumns block = new EventColumns();
    private final Pack pack = new Pack();
    private long position;
    private long receipt;
    private byte[] hash;
    private byte[] digest = {};
    private boolean closed;

    /**
     * Writes the head.
     *
     * @param file takes the bytes; closed with this, also when that fails
     * @param recipients who can read it; {@link Recipients#NONE} for everybody
     */
    public SegmentWriter(SegmentHead head, OutputStream file, Recipients recipients) throws IOException {
        this.head = head;
        this.position = head.from();
        this.receipt = head.receiptsFrom();
        this.hash = head.bytesBefore();
        try {
            this.sealed = recipients.seal(file);
            this.out = new DataOutputStream(new DigestOutputStream(sealed, sha256));
            out.write(Frame.MAGIC);
            byte[] json = Json.write(head);
            frame(Frame.HEAD, json, json.length);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Writes the next events. Fails with {@link StoreBroken} when they are not what the log wrote there: the log is
     * damaged, and the segment not to be used.
     */
    public void events(List<RecordedEvent> events) throws IOException {
        for (RecordedEvent event : events) {
            if (event.position() != position + 1) throw broken(position + 1, "is missing");
            if (!chain.verifies(hash, event)) throw broken(event.position(), "is not what was written there");
            hash = event.hash();
            position++;
            categories.merge(event.category(), 1L, Long::sum);
            block.add(event);
            if (block.count() == Block.ITEMS_MAX || block.dataBytes() >= Block.DATA_BYTES) writeBlock();
        }
    }

    private void writeBlock() throws IOException {
        if (block.count() == 0) return;
        pack.clear();
        block.packInto(pack);
        pack.raw(hash);
        frame(Frame.EVENTS, pack.array(), pack.length());
    }

    private StoreBroken broken(long at, String how) {
        return new StoreBroken("the log " + head.log() + " is damaged: the event at position " + at + " " + how, null);
    }

    /** Writes the next receipts, behind all events. Fails with {@link StoreBroken} when one is missing. */
    public void receipts(List<Numbered> receipts) throws IOException {
        if (!receipts.isEmpty()) writeBlock();
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
                pack.id(each.receipt().commandId());
                pack.text(each.receipt().stream());
                pack.number(each.receipt().version());
                pack.raw(each.receipt().commandDigest());
            }
            frame(Frame.RECEIPTS, pack.array(), pack.length());
        }
    }

    /** The position of the newest event that came. */
    long position() {
        return position;
    }

    /** The number of the newest receipt that came. */
    long receipt() {
        return receipt;
    }

    /** Writes the end. Fails with {@link IllegalStateException} when not all has come that the head announces. */
    public SegmentTail finish() throws IOException {
        if (position != head.to() || receipt != head.receiptsTo()) {
            throw new IllegalStateException(head.name() + " is not complete at " + position);
        }
        if (!Arrays.equals(hash, head.bytesAfter())) throw broken(position, "is not what was written there");
        writeBlock();
        SegmentTail tail = new SegmentTail(
                head.events(), head.receipts(), categories, HexFormat.of().formatHex(digest));
        byte[] json = Json.write(tail);
        frame(Frame.TAIL, json, json.length);
        close();
        return tail;
    }

    /** Says for whoever reads it why it has no end. Nothing when it has one. */
    void giveUp(String why) throws IOException {
        if (closed) return;
        byte[] utf8 = why.getBytes(StandardCharsets.UTF_8);
        frame(Frame.GIVEN_UP, utf8, utf8.length);
        close();
    }

    /** Ends it; what was not finished has no end, and is refused by whoever reads it. */
    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        sealed.close();
    }

    private void frame(byte kind, byte[] payload, int length) throws IOException {
        out.writeByte(kind);
        out.writeInt(length);
        out.write(payload, 0, length);
        digest = Frame.soFar(sha256);
        out.write(digest);
    }
}
