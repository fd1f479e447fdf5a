package dev.signalbox.hub.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.Segments.Chain;
import dev.signalbox.hub.archive.Segments.Seen;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Every damage of a segment is found, with the file and the place named, and whatever was given out before it was found
 * is what the log wrote. Held for plain and for encrypted segments, by a reader alone and with the manifest.
 */
class SegmentDamageTest {
    private static final AgeKey KEY = AgeKey.fresh();
    private static final Chain CHAIN = Chain.of(11, 16, 3);
    private static final Sealing PLAIN = new Sealing(Recipients.NONE, Identities.NONE);
    private static final Sealing LOCKED =
            new Sealing(Recipients.of(List.of(KEY.recipient())), Identities.of(KEY.identity()));

    private record Sealing(Recipients recipients, Identities identities) {}

    /** A segment without damage, what a reader gives out of it, and how a manifest names it. */
    private record Good(byte[] file, Sealing sealing, Seen seen, Entry entry) {
        static Good of(Chain chain, Sealing sealing) {
            byte[] file = chain.written(sealing.recipients());
            Entry entry = new Entry(
                    chain.head(),
                    tail(chain),
                    file.length,
                    HexFormat.of().formatHex(Ids.sha256(file)),
                    sealing.recipients().encrypt(),
                    0);
            return new Good(file, sealing, Seen.of(chain), entry);
        }
    }

    @Example
    void one_without_damage_passes() throws IOException {
        for (Sealing sealing : List.of(PLAIN, LOCKED)) {
            Good good = Good.of(CHAIN, sealing);
            Seen seen = Seen.nothing();
            Segments.read(good.file(), sealing.identities(), seen);

            assertThat(seen).isEqualTo(Seen.of(CHAIN));
            assertThat(byManifest(good, good.file())).isNull();
            byte[] again = Segments.sealed(Segments.joined(Segments.pieces(opened())), sealing.recipients());
            assertThat(byReader(good, again)).isNull();
            assertThat(Segments.digestedAnew(Segments.pieces(opened()))).isEqualTo(opened());
        }
    }

    @Example
    void cut_at_any_byte() {
        for (Sealing sealing : List.of(PLAIN, LOCKED)) {
            Good good = Good.of(CHAIN, sealing);
            byte[] file = good.file();
            for (int length = 0; length < file.length; length++) {
                found("cut at " + length, good, Arrays.copyOf(file, length));
            }
        }
    }

    @Example
    void with_a_bit_flipped_in_any_byte() {
        Random bits = new Random(12);
        for (Sealing sealing : List.of(PLAIN, LOCKED)) {
            Good good = Good.of(CHAIN, sealing);
            byte[] file = good.file();
            for (int at = 0; at < file.length; at++) {
                byte[] flipped = file.clone();
                flipped[at] ^= (byte) (1 << bits.nextInt(8));
                noticed("flipped at " + at, good, flipped);
            }
        }
    }

    /** What compression and encryption do not see, the digests do: here they are opened, edited, and closed again. */
    @Example
    void with_a_bit_flipped_in_any_byte_that_was_compressed_anew() {
        Good good = Good.of(CHAIN, PLAIN);
        byte[] opened = opened();
        for (int at = 0; at < opened.length; at++) {
            byte[] flipped = opened.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            found("flipped at " + at, good, Segments.compressed(flipped));
        }
    }

    @Property(tries = 15)
    void cut_flipped_or_put_together_anew(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 1_300) int events,
            @ForAll @IntRange(max = 1_100) int receipts,
            @ForAll boolean encrypted) {
        Chain chain = Chain.of(seed, events, receipts);
        Sealing sealing = encrypted ? LOCKED : PLAIN;
        Good good = Good.of(chain, sealing);
        byte[] file = good.file();
        Random random = new Random(seed);
        byte[] cut = Arrays.copyOf(file, random.nextInt(file.length));
        byte[] flipped = file.clone();
        flipped[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));

        found("cut", good, cut);
        noticed("flipped", good, flipped);
        List<byte[]> pieces = Segments.pieces(Segments.opened(chain.written(Recipients.NONE)));
        for (List<byte[]> other : disorders(pieces, random)) {
            found("disorder", good, Segments.sealed(Segments.joined(other), sealing.recipients()));
            assertThat(catchThrowable(() -> Segments.read(
                            Segments.compressed(Segments.digestedAnew(other)), Identities.NONE, Seen.nothing())))
                    .isInstanceOf(ArchiveFault.class);
        }
    }

    private static List<List<byte[]>> disorders(List<byte[]> pieces, Random random) {
        List<List<byte[]>> disorders = new ArrayList<>();
        int one = 1 + random.nextInt(pieces.size() - 1);
        List<byte[]> dropped = new ArrayList<>(pieces);
        dropped.remove(one);
        disorders.add(dropped);
        List<byte[]> doubled = new ArrayList<>(pieces);
        doubled.add(one, pieces.get(one));
        disorders.add(doubled);
        int other = 1 + random.nextInt(pieces.size() - 1);
        if (one == other) return disorders;
        List<byte[]> swapped = new ArrayList<>(pieces);
        Collections.swap(swapped, one, other);
        disorders.add(swapped);
        return disorders;
    }

    /** Somebody who knows the format makes the digests anew: the chain finds it, and names the positions. */
    @Example
    void with_an_event_that_was_edited_by_who_knows_the_format() {
        String title = "zwölf";
        List<byte[]> pieces = new ArrayList<>(Segments.pieces(opened()));
        byte[] block = pieces.get(2);
        byte[] wanted = title.getBytes(UTF_8);
        int at = indexOf(block, wanted);
        block[at] = 'Z';

        Throwable failure = byReader(Good.of(CHAIN, PLAIN), Segments.compressed(Segments.digestedAnew(pieces)));

        assertThat(failure)
                .isInstanceOf(ArchiveFault.class)
                .hasMessageContaining("what it holds at the positions 1 to 16 is not what the log wrote there");
    }

    private static int indexOf(byte[] all, byte[] some) {
        for (int at = 0; at + some.length <= all.length; at++) {
            if (Arrays.equals(Arrays.copyOfRange(all, at, at + some.length), some)) return at;
        }
        throw new AssertionError("not there");
    }

    @Example
    void by_a_writer_that_died() throws IOException {
        for (Sealing sealing : List.of(PLAIN, LOCKED)) {
            Good good = Good.of(CHAIN, sealing);
            ByteArrayOutputStream died = new ByteArrayOutputStream();
            try (SegmentWriter writer = new SegmentWriter(CHAIN.head(), died, sealing.recipients())) {
                writer.events(CHAIN.events());
            }
            assertThat(found("died", good, died.toByteArray())).hasMessageContaining("without its end");
            byte[] opened = opened();
            for (int length = 0; length < opened.length; length++) {
                byte[] whole = Segments.sealed(Arrays.copyOf(opened, length), sealing.recipients());
                found("a good frame of " + length, good, whole);
            }
        }
    }

    @Example
    void with_something_behind_its_end() {
        byte[] nothing = Segments.compressed(new byte[0]);
        byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 'j', 'u', 'n', 'k'};
        for (Sealing sealing : List.of(PLAIN, LOCKED)) {
            Good good = Good.of(CHAIN, sealing);
            byte[] file = good.file();
            byte[] more = Segments.sealed(concat(opened(), "more".getBytes(UTF_8)), sealing.recipients());
            assertThat(found("within", good, more)).hasMessageContaining("behind its end");
            for (byte[] behind : List.of(new byte[] {0}, "junk".getBytes(UTF_8), file, nothing, skippable)) {
                noticed("behind", good, concat(file, behind));
            }
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Example
    void in_whose_place_lies_another() {
        Chain others = Chain.of(13, 16, 3);
        Good good = Good.of(CHAIN, PLAIN);
        byte[] shorter = CHAIN.written(CHAIN.head(0, 9, 0, 0), Recipients.NONE);

        assertThat(byManifest(good, others.written(Recipients.NONE)))
                .hasMessageContaining("another segment lies in its place");
        assertThat(byManifest(good, shorter)).hasMessageContaining("another segment lies in its place");
        assertThat(byManifest(good, new byte[0])).hasMessageContaining("it is empty");
        assertThat(byManifest(good, "hello".getBytes(UTF_8))).hasMessageContaining("no segment");
    }

    @Example
    void of_a_newer_form() {
        List<byte[]> pieces = new ArrayList<>(Segments.pieces(opened()));
        byte[] json = Json.writeText(CHAIN.head())
                .replace("\"format\":1", "\"format\":7")
                .getBytes(UTF_8);
        byte[] head = new byte[5 + json.length + Frame.DIGEST_BYTES];
        head[0] = Frame.HEAD;
        head[3] = (byte) (json.length >> 8);
        head[4] = (byte) json.length;
        System.arraycopy(json, 0, head, 5, json.length);
        pieces.set(1, head);

        assertThat(byReader(Good.of(CHAIN, PLAIN), Segments.compressed(Segments.digestedAnew(pieces))))
                .isInstanceOf(ArchiveFault.class)
                .hasMessageContaining("written by Signalbox 1.2.3 in the form 7, and this version reads up to 1");
    }

    private static byte[] opened() {
        return Segments.opened(CHAIN.written(Recipients.NONE));
    }

    /** By the reader alone and with the manifest. */
    private static Throwable found(String how, Good good, byte[] damaged) {
        Throwable failure = byReader(good, damaged);
        assertThat(failure).as(how).isInstanceOf(ArchiveFault.class);
        assertThat(failure.getMessage())
                .as(how)
                .startsWith("a.sbx: ")
                .containsAnyOf(
                        "position",
                        "beginning",
                        "first event",
                        "is empty",
                        "no segment",
                        "its end",
                        "its digest",
                        "encrypted",
                        "head");
        assertThat(byManifest(good, damaged)).as(how).isInstanceOf(ArchiveFault.class);
        return failure;
    }

    /** With the manifest; the reader alone may see nothing where what it reads is what was written, bit by bit. */
    private static void noticed(String how, Good good, byte[] damaged) {
        Throwable failure = byReader(good, damaged);
        if (failure != null) assertThat(failure).as(how).isInstanceOf(ArchiveFault.class);
        assertThat(byManifest(good, damaged)).as(how).isInstanceOf(ArchiveFault.class);
    }

    /** The failure of a reader; null when there is none, and then all was given out. Never anything false. */
    private static Throwable byReader(Good good, byte[] file) {
        Seen seen = Seen.nothing();
        Throwable failure =
                catchThrowable(() -> Segments.read(file, good.sealing().identities(), seen));
        assertThat(seen.isBeginningOf(good.seen())).isTrue();
        if (failure == null) assertThat(seen).isEqualTo(good.seen());
        return failure;
    }

    /** The same for an archive whose manifest names the good file. */
    private static Throwable byManifest(Good good, byte[] damaged) {
        Entry entry = good.entry();
        MemoryStore store = new MemoryStore();
        store.files.put("default/" + entry.name(), damaged);
        Archive archive = new Archive(store, "default");
        Seen seen = Seen.nothing();
        Throwable failure =
                catchThrowable(() -> archive.read(entry, good.sealing().identities(), seen::add));
        assertThat(seen.isBeginningOf(good.seen())).isTrue();
        assertThat(catchThrowable(() -> archive.check(entry)) == null).isEqualTo(Arrays.equals(good.file(), damaged));
        if (failure != null) assertThat(failure).hasMessageStartingWith(entry.name() + ": ");
        return failure;
    }

    private static SegmentTail tail(Chain chain) {
        try {
            return Segments.read(chain.written(Recipients.NONE), Identities.NONE, Seen.nothing());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
