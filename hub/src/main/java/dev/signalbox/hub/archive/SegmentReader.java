package dev.signalbox.hub.archive;

import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.History.Numbered;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.log.RecordedReceipt;
import dev.signalbox.wire.Ids;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one segment and trusts nothing of it: each piece is held against its digest before it is looked at, each block
 * of events against the chain before it is given out, and the end against what the head announced. What was given out
 * of a segment that turns out to be damaged behind it is genuine, but not all; so whoever keeps it keeps it under a
 * temporary name until {@link #next} has said that there is no more. Blocks. For one thread at a time.
 */
public final class SegmentReader implements AutoCloseable {
    private static final int DIGEST_BYTES = 16;

    private final String name;
    private final SegmentFile file;
    private final MessageDigest sha256 = Ids.sha256();
    private final DataInputStream in;
    private final HashChain chain = new HashChain();
    private final SegmentHead head;
    private long position;
    private long receipt;
    private byte[] hash;
    private byte[] digest = {};
    private @Nullable SegmentTail tail;

    /**
     * Reads the head. Fails with {@link ArchiveFault} when the file is empty, is no segment, was written by a newer
     * version, or is locked with a key that is not among these; with an {@link IOException} when the store fails.
     *
     * @param name of the file, for people
     * @param file its bytes; closed with this, also when that fails
     */
    public SegmentReader(String name, InputStream file, Identities identities) throws IOException {
        this.name = name;
        this.file = new SegmentFile(file);
        try {
            this.in = new DataInputStream(new DigestInputStream(identities.open(name, this.file), sha256));
            this.head = begin();
        } catch (ArchiveFault e) {
            file.close();
            throw e;
        } catch (IOException | RuntimeException e) {
            file.close();
            if (this.file.failure() != null) throw e;
            throw new ArchiveFault(
                    name,
                    e instanceof EOFException
                            ? "it was cut before its first event"
                            : "it is no segment of an archive, or damaged at its beginning (" + e.getMessage() + ")",
                    e);
        }
        this.position = head.from();
        this.receipt = head.receiptsFrom();
        this.hash = head.bytesBefore();
    }

    private SegmentHead begin() throws IOException {
        byte[] magic = new byte[Frame.MAGIC.length];
        in.readFully(magic);
        if (!Arrays.equals(magic, Frame.MAGIC)) throw new ArchiveFault(name, "it is no segment of an archive");
        byte kind = in.readByte();
        byte[] json = payload();
        if (kind != Frame.HEAD) throw damaged(null);
        return SegmentHead.parse(name, json);
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
     * SHA-256 of the file as it lies in its store, 64 hex digits; for the last call. It finds also what changes nothing
     * that is read: bits that the compression does not use, an empty frame behind the end.
     */
    String fileSha256() throws IOException {
        return file.digest();
    }

    /**
     * The next block; null behind the last one, when the whole was found to be as it was written. Fails with
     * {@link ArchiveFault} at the first thing that is not, with {@link UncheckedIOException} when the store fails.
     */
    public @Nullable Block next() {
        if (tail != null) return null;
        try {
            byte kind = in.readByte();
            byte[] before = digest;
            byte[] payload = payload();
            if (kind == Frame.EVENTS) return new Block(events(payload), List.of());
            if (kind == Frame.RECEIPTS) return new Block(List.of(), receipts(payload));
            if (kind == Frame.GIVEN_UP) throw givenUp(payload);
            if (kind != Frame.TAIL) throw damaged(null);
            end(SegmentTail.parse(name, payload), before);
            return null;
        } catch (ArchiveFault e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
    }

    private RuntimeException failed(Exception e) {
        Exception store = file.failure();
        if (store instanceof RuntimeException known) return known;
        if (store instanceof IOException known) return new UncheckedIOException(name + " cannot be read", known);
        if (!(e instanceof EOFException)) return damaged(e);
        return new ArchiveFault(
                name, "it was cut: it ends at position " + position + " of " + head.to() + ", without its end", e);
    }

    private ArchiveFault damaged(@Nullable Exception e) {
        String why = e == null || e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
        return new ArchiveFault(name, "it is cut or damaged behind position " + position + why, e);
    }

    private ArchiveFault givenUp(byte[] why) {
        return new ArchiveFault(
                name,
                "it was given up behind position " + position + " of " + head.to() + ": "
                        + new String(why, StandardCharsets.UTF_8));
    }

    /** What follows the kind of a piece, held against the digest behind it. */
    private byte[] payload() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > Frame.BYTES_MAX) throw damaged(null);
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) throw new EOFException();
        digest = Frame.soFar(sha256);
        byte[] written = new byte[Frame.DIGEST_BYTES];
        in.readFully(written);
        if (!Arrays.equals(digest, written)) throw damaged(null);
        return payload;
    }

    private List<RecordedEvent> events(byte[] payload) {
        Unpack pack = new Unpack(payload);
        int count = count(pack);
        List<RecordedEvent> events = EventColumns.unpack(pack, count, position, hash, chain);
        byte[] last = events.get(count - 1).hash();
        if (!Arrays.equals(last, pack.raw(HashChain.HASH_BYTES)) || !pack.isAtEnd() || position + count > head.to()) {
            throw new ArchiveFault(
                    name,
                    "what it holds at the positions " + (position + 1) + " to " + (position + count)
                            + " is not what the log wrote there: it was changed, or belongs to another history");
        }
        hash = last;
        position += count;
        return events;
    }

    private List<Numbered> receipts(byte[] payload) {
        Unpack pack = new Unpack(payload);
        int count = count(pack);
        List<Numbered> receipts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String id = pack.id();
            if (id == null) throw new IllegalArgumentException("a receipt has no id");
            receipts.add(new Numbered(
                    ++receipt, new RecordedReceipt(id, pack.text(), pack.number(), pack.raw(DIGEST_BYTES))));
        }
        if (!pack.isAtEnd() || receipt > head.receiptsTo()) throw new IllegalArgumentException("too many receipts");
        return receipts;
    }

    private static int count(Unpack pack) {
        long count = pack.number();
        if (count < 1 || count > Block.ITEMS_MAX) throw new IllegalArgumentException("a block of " + count);
        return (int) count;
    }

    private void end(SegmentTail found, byte[] before) throws IOException {
        if (position != head.to() || receipt != head.receiptsTo() || found.events() != head.events()) {
            throw new ArchiveFault(
                    name, "events are missing: it ends at position " + position + ", and announces " + head.to());
        }
        if (!Arrays.equals(hash, head.bytesAfter())
                || !found.sha256().equals(HexFormat.of().formatHex(before))) {
            throw new ArchiveFault(name, "its digest is not that of what it holds: it was changed");
        }
        if (in.read() >= 0) throw new ArchiveFault(name, "there is something behind its end");
        tail = found;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
