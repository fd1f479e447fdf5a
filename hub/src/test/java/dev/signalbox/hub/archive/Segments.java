package dev.signalbox.hub.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.History.Numbered;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.log.RecordedReceipt;
import dev.signalbox.wire.Ids;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Histories that were never in a log, the segments that are made of them, and ways to take those apart. */
final class Segments {
    static final Instant NOW = Instant.parse("2026-11-30T08:00:00.000001Z");

    private Segments() {}

    /** A log of so many events and receipts; the same for the same seed. */
    record Chain(List<RecordedEvent> events, List<Numbered> receipts) {
        static Chain of(long seed, int events, int receipts) {
            Random random = new Random(seed);
            List<RecordedEvent> chained = new ArrayList<>();
            byte[] hash = HashChain.genesis();
            for (int i = 0; i < events; i++) {
                RecordedEvent next = new HashChain()
                        .link(hash, i + 1, 1 + random.nextInt(3), event(random), at(random), bytes(random, 16));
                hash = next.hash();
                chained.add(next);
            }
            List<Numbered> numbered = new ArrayList<>();
            for (int i = 0; i < receipts; i++) {
                numbered.add(new Numbered(
                        i + 1, new RecordedReceipt(id(random), "thing/" + i, random.nextInt(9), bytes(random, 16))));
            }
            return new Chain(chained, numbered);
        }

        SegmentHead head() {
            return head(0, events.size(), 0, receipts.size());
        }

        SegmentHead head(long from, long to, long receiptsFrom, long receiptsTo) {
            return new SegmentHead(
                    SegmentHead.FORMAT,
                    "default",
                    "main",
                    "0a1b2c3d",
                    from,
                    to,
                    receiptsFrom,
                    receiptsTo,
                    hashAt(from),
                    hashAt(to),
                    NOW,
                    "1.2.3");
        }

        String hashAt(long position) {
            byte[] hash = position == 0
                    ? HashChain.genesis()
                    : events.get((int) position - 1).hash();
            return HexFormat.of().formatHex(hash);
        }

        byte[] written(Recipients recipients) {
            return written(head(), recipients);
        }

        byte[] written(SegmentHead head, Recipients recipients) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            try (SegmentWriter writer = new SegmentWriter(head, file, recipients)) {
                writer.events(events.subList((int) head.from(), (int) head.to()));
                writer.receipts(receipts.subList((int) head.receiptsFrom(), (int) head.receiptsTo()));
                writer.finish();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return file.toByteArray();
        }
    }

    private static NewEvent event(Random random) {
        String id = id(random);
        String[] streams = {"thing/" + id, "thing/zwölf 🥊 'x'", "alone", "notification/" + id(random), "row/"};
        byte[][] datas = {
            "{ \"text\" : \"zwölf 🥊\",\n\t\"n\":1.0}".getBytes(UTF_8),
            ("{\"title\":\"" + HexFormat.of().formatHex(bytes(random, 20)) + "\"}").getBytes(UTF_8),
            erased(random),
            "{}".getBytes(UTF_8)
        };
        return new NewEvent(
                streams[random.nextInt(streams.length)],
                id,
                random.nextBoolean() ? "thing.made" : "notification.posted",
                random.nextBoolean() ? "ann's key" : "daemon",
                at(random),
                random.nextBoolean() ? null : id(random),
                random.nextBoolean() ? null : "cause",
                datas[random.nextInt(datas.length)]);
    }

    private static byte[] erased(Random random) {
        byte[] form = bytes(random, 33);
        form[0] = 0;
        return form;
    }

    private static String id(Random random) {
        if (random.nextInt(5) == 0) return "command " + random.nextInt(1000);
        return Ids.derived(Long.toString(random.nextLong()));
    }

    private static Instant at(Random random) {
        return Instant.EPOCH.plusNanos((random.nextLong() >> 4) / 1000 * 1000);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** What a reader gave out, as text, so that it can be compared; whether it came to the end. */
    record Seen(List<String> events, List<String> receipts) {
        static Seen nothing() {
            return new Seen(new ArrayList<>(), new ArrayList<>());
        }

        static Seen of(Chain chain) {
            Seen seen = nothing();
            seen.add(new Block(chain.events(), chain.receipts()));
            return seen;
        }

        void add(Block block) {
            block.events().forEach(event -> events.add(text(event)));
            block.receipts()
                    .forEach(each -> receipts.add(String.join(
                            "|",
                            Long.toString(each.number()),
                            each.receipt().commandId(),
                            each.receipt().stream(),
                            Long.toString(each.receipt().version()),
                            HexFormat.of().formatHex(each.receipt().commandDigest()))));
        }

        boolean isBeginningOf(Seen whole) {
            return begins(events, whole.events) && begins(receipts, whole.receipts);
        }

        private static boolean begins(List<String> some, List<String> all) {
            return some.size() <= all.size() && all.subList(0, some.size()).equals(some);
        }
    }

    static String text(RecordedEvent event) {
        HexFormat hex = HexFormat.of();
        return String.join(
                "|",
                Long.toString(event.position()),
                event.stream(),
                Long.toString(event.version()),
                event.id(),
                event.type(),
                event.actor(),
                event.occurredAt().toString(),
                event.recordedAt().toString(),
                String.valueOf(event.correlationId()),
                String.valueOf(event.causationId()),
                hex.formatHex(event.stored()),
                hex.formatHex(event.commandDigest()),
                hex.formatHex(event.hash()));
    }

    /**
     * Reads to the end, or to the damage: then the reader's failure is thrown, and {@code seen} has what came before.
     */
    static SegmentTail read(byte[] file, Identities identities, Seen seen) throws IOException {
        try (SegmentReader reader = new SegmentReader("a.sbx", new ByteArrayInputStream(file), identities)) {
            for (Block block = reader.next(); block != null; block = reader.next()) seen.add(block);
            return reader.tail();
        }
    }

    /** What lies within compression. */
    static byte[] opened(byte[] plainFile) {
        try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(plainFile))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] sealed(byte[] opened, Recipients recipients) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (OutputStream out = recipients.seal(file)) {
            out.write(opened);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    /** The same bytes as one frame of zstd, without the checksum of the writer: a file of somebody else. */
    static byte[] compressed(byte[] opened) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ZstdOutputStream out = new ZstdOutputStream(file)) {
            out.write(opened);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    /** The pieces of an opened segment, each with its digest; the first is the magic. */
    static List<byte[]> pieces(byte[] opened) {
        List<byte[]> pieces = new ArrayList<>();
        pieces.add(Arrays.copyOf(opened, Frame.MAGIC.length));
        for (int at = Frame.MAGIC.length; at < opened.length; ) {
            int length = 5 + ByteBuffer.wrap(opened, at + 1, 4).getInt() + Frame.DIGEST_BYTES;
            pieces.add(Arrays.copyOfRange(opened, at, at + length));
            at += length;
        }
        return pieces;
    }

    static byte[] joined(List<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** The same with the digests made anew, as somebody would who knows the format. */
    static byte[] digestedAnew(List<byte[]> pieces) {
        MessageDigest running = Ids.sha256();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            boolean magic = piece.length == Frame.MAGIC.length;
            byte[] bare = magic ? piece : Arrays.copyOf(piece, piece.length - Frame.DIGEST_BYTES);
            all.writeBytes(bare);
            running.update(bare);
            if (magic) continue;
            byte[] digest = Frame.soFar(running);
            all.writeBytes(digest);
            running.update(digest);
        }
        return all.toByteArray();
    }
}
