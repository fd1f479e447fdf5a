package dev.signalbox.hub.archive;

import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.History.Numbered;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.log.RecordedReceipt;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Times;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads one segment and trusts nothing of it: each block is held against the chain before it is given out, and the end
 * against a digest of the whole. What was given out of a segment that turns out to be damaged behind it is genuine, but
 * not all; so whoever keeps it keeps it under a temporary name until {@link #next} has said that there is no more.
 * Blocks. For one thread at a time.
 */
public final class SegmentReader implements AutoCloseable {
    private static final int DIGEST_BYTES = 16;

    private final String file;
    private final MessageDigest sha256 = Ids.sha256();
    private final DigestInputStream digested;
    private final DataInputStream in;
    private final HashChain chain = new HashChain();
    private final SegmentHead head;
    private long position;
    private long receipt;
    private byte[] hash;
    private @Nullable SegmentTail tail;

    /**
     * Reads the head. Fails with {@link ArchiveFault} when the file is empty, is no segment, was written by a newer
     * version, or is locked with a key that is not among these.
     *
     * @param name of the file, for people
     * @param file its bytes; closed with this
     */
    public SegmentReader(String name, InputStream file, Identities identities) throws IOException {
        this.file = name;
        this.digested = new DigestInputStream(identities.open(name, file), sha256);
        this.in = new DataInputStream(digested);
        byte[] magic = new byte[Frame.MAGIC.length];
        byte[] first;
        try {
            in.readFully(magic);
            if (!Arrays.equals(magic, Frame.MAGIC)) throw new ArchiveFault(name, "it is no segment of an archive");
            if (in.readByte() != Frame.HEAD) throw new ArchiveFault(name, "it has no head; it is damaged");
            first = payload();
        } catch (EOFException e) {
            throw new ArchiveFault(name, "it is empty, or was cut before its first event", e);
        } catch (IOException e) {
            throw damaged(e);
        }
        this.head = SegmentHead.parse(name, first);
        this.position = head.from();
        this.receipt = head.receiptsFrom();
        this.hash = head.bytesBefore();
    }

    public SegmentHead head() {
        return head;
    }

    /** The end. Fails with {@link IllegalStateException} before {@link #next} has said that there is no more. */
    public SegmentTail tail() {
        if (tail == null) throw new IllegalStateException("not read to its end");
        return tail;
    }

    /**
     * The next block; null behind the last one, when the whole was found to be as it was written. Fails with
     * {@link ArchiveFault} at the first thing that is not.
     */
    public @Nullable Block next() {
        if (tail != null) return null;
        try {
            MessageDigest before = (MessageDigest) sha256.clone();
            byte kind = in.readByte();
            byte[] payload = payload();
            if (kind == Frame.EVENTS) return new Block(events(payload), List.of());
            if (kind == Frame.RECEIPTS) return new Block(List.of(), receipts(payload));
            if (kind != Frame.TAIL) throw new ArchiveFault(file, "it is damaged behind position " + position);
            end(SegmentTail.parse(file, payload), before);
            return null;
        } catch (EOFException e) {
            throw new ArchiveFault(
                    file, "it was cut: it ends at position " + position + " of " + head.to() + ", without its end", e);
        } catch (IOException e) {
            throw damaged(e);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ArchiveFault damaged(IOException e) {
        return new ArchiveFault(
                file, "it is cut or damaged behind position " + position + " (" + e.getMessage() + ")", e);
    }

    private byte[] payload() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > Frame.BYTES_MAX) {
            throw new ArchiveFault(file, "it is damaged behind position " + position);
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) throw new EOFException();
        return payload;
    }

    private List<RecordedEvent> events(byte[] payload) {
        Unpack pack = new Unpack(payload);
        try {
            int count = count(pack);
            List<RecordedEvent> events = new ArrayList<>(count);
            long occurred = 0;
            long recorded = 0;
            for (int i = 0; i < count; i++) {
                String stream = pack.text();
                long version = pack.number();
                String id = pack.text();
                String type = pack.text();
                String actor = pack.text();
                long recordedAt = recorded + pack.signed();
                long occurredAt = recordedAt - (recorded - occurred) - pack.signed();
                occurred = occurredAt;
                recorded = recordedAt;
                NewEvent event = new NewEvent(
                        stream,
                        id,
                        type,
                        actor,
                        Times.ofMicros(occurredAt),
                        pack.textOrNull(),
                        pack.textOrNull(),
                        pack.bytes());
                byte[] digest = pack.raw(DIGEST_BYTES);
                RecordedEvent linked =
                        chain.link(hash, position + 1, version, event, Times.ofMicros(recordedAt), digest);
                hash = linked.hash();
                position++;
                events.add(linked);
            }
            boolean fits = Arrays.equals(hash, pack.raw(HashChain.HASH_BYTES)) && pack.isAtEnd();
            if (!fits || position > head.to()) throw changed(count);
            return events;
        } catch (IllegalArgumentException e) {
            throw new ArchiveFault(file, "it is damaged behind position " + position, e);
        }
    }

    private ArchiveFault changed(int count) {
        return new ArchiveFault(
                file,
                "what it holds at the positions " + (position - count + 1) + " to " + position
                        + " is not what the log wrote there: it was changed, or belongs to another history");
    }

    private List<Numbered> receipts(byte[] payload) {
        Unpack pack = new Unpack(payload);
        try {
            int count = count(pack);
            List<Numbered> receipts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                receipts.add(new Numbered(
                        ++receipt,
                        new RecordedReceipt(pack.text(), pack.text(), pack.number(), pack.raw(DIGEST_BYTES))));
            }
            if (!pack.isAtEnd() || receipt > head.receiptsTo()) {
                throw new ArchiveFault(file, "it is damaged in its receipts");
            }
            return receipts;
        } catch (IllegalArgumentException e) {
            throw new ArchiveFault(file, "it is damaged in its receipts", e);
        }
    }

    private static int count(Unpack pack) {
        long count = pack.number();
        if (count < 1 || count > Block.ITEMS_MAX) throw new IllegalArgumentException("a block of " + count);
        return (int) count;
    }

    private void end(SegmentTail found, MessageDigest before) throws IOException {
        if (position != head.to() || receipt != head.receiptsTo() || found.events() != head.events()) {
            throw new ArchiveFault(
                    file, "events are missing: it ends at position " + position + ", and announces " + head.to());
        }
        if (!Arrays.equals(hash, head.bytesAfter())
                || !found.sha256().equals(HexFormat.of().formatHex(before.digest()))) {
            throw new ArchiveFault(file, "its digest is not that of what it holds: it was changed");
        }
        if (in.read() >= 0) throw new ArchiveFault(file, "there is something behind its end");
        tail = Objects.requireNonNull(found);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
