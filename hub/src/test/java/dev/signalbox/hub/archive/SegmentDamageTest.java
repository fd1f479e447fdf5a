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
import java.util.IdentityHashMap;
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

    private static final IdentityHashMap<Chain, SegmentTail> TAILS = new IdentityHashMap<>();

    private record Sealing(Recipients recipients, Identities identities) {}

    @Example
    void one_without_damage_passes() throws IOException {
        for (Sealing sealing : List.of(PLAIN, LOCKED)) {
            byte[] file = CHAIN.written(sealing.recipients());
            Seen seen = Seen.nothing();
            Segments.read(file, sealing.identities(), seen);

            assertThat(seen).isEqualTo(Seen.of(CHAIN));
            assertThat(byManifest(CHAIN, file, file, sealing)).isNull();
            byte[] again = Segments.sealed(Segments.joined(Segments.pieces(opened())), sealing.recipients());
            assertThat(byReader(CHAIN, again, sealing)).isNull();
            assertThat(Segments.digestedAnew(Segments.pieces(opened()))).isEqualTo(opened());
        }
    }

    @Example
    void cut_at_any_byte() {
        for (Sealing sealing : List.of(PLAIN, LOCKED)) {
            byte[] file = CHAIN.written(sealing.recipients());
            for (int length = 0; length < file.length; length++) {
                found("cut at " + length, CHAIN, file, Arrays.copyOf(file, length), sealing);
            }
        }
    }

    @Example
    void with_a_bit_flipped_in_any_byte() {
        Random bits = new Random(12);
        for (Sealing sealing : List.of(PLAIN, LOCKED)) {
            byte[] file = CHAIN.written(sealing.recipients());
            for (int at = 0; at < file.length; at++) {
                byte[] flipped = file.clone();
                flipped[at] ^= (byte) (1 << bits.nextInt(8));
                noticed("flipped at " + at, CHAIN, file, flipped, sealing);
            }
        }
    }

    /** What compression and encryption do not see, the digests do: here they are opened, edited, and closed again. */
    @Example
    void with_a_bit_flipped_in_any_byte_that_was_compressed_anew() {
        byte[] opened = opened();
        for (int at = 0; at < opened.length; at++) {
            byte[] flipped = opened.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            found("flipped at " + at, CHAIN, CHAIN.written(Recipients.NONE), Segments.compressed(flipped), PLAIN);
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
        byte[] file = chain.written(sealing.recipients());
        Random random = new Random(seed);
        byte[] cut = Arrays.copyOf(file, random.nextInt(file.length));
        byte[] flipped = file.clone();
        flipped[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));

        found("cut", chain, file, cut, sealing);
        noticed("flipped", chain, file, flipped, sealing);
        List<byte[]> pieces = Segments.pieces(Segments.opened(chain.written(Recipients.NONE)));
        for (List<byte[]> other : disorders(pieces, random)) {
            found("disorder", chain, file, Segments.sealed(Segments.joined(other), sealing.recipients()), sealing);
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

        Throwable failure = byReader(CHAIN, Segments.compressed(Segments.digestedAnew(pieces)), PLAIN);

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
            byte[] file = CHAIN.written(sealing.recipients());
            ByteArrayOutputStream died = new ByteArrayOutputStream();
            try (SegmentWriter writer = new SegmentWriter(CHAIN.head(), died, sealing.recipients())) {
                writer.events(CHAIN.events());
            }
            assertThat(found("died", CHAIN, file, died.toByteArray(), sealing)).hasMessageContaining("without its end");
            byte[] opened = opened();
            for (int length = 0; length < opened.length; length++) {
                byte[] whole = Segments.sealed(Arrays.copyOf(opened, length), sealing.recipients());
                found("a good frame of " + length, CHAIN, file, whole, sealing);
            }
        }
    }

    @Example
    void with_something_behind_its_end() {
        byte[] nothing = Segments.compressed(new byte[0]);
        byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 'j', 'u', 'n', 'k'};
        for (Sealing sealing : List.of(PLAIN, LOCKED)) {
            byte[] file = CHAIN.written(sealing.recipients());
            byte[] more = Segments.sealed(concat(opened(), "more".getBytes(UTF_8)), sealing.recipients());
            assertThat(found("within", CHAIN, file, more, sealing)).hasMessageContaining("behind its end");
            for (byte[] behind : List.of(new byte[] {0}, "junk".getBytes(UTF_8), file, nothing, skippable)) {
                noticed("behind", CHAIN, file, concat(file, behind), sealing);
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
        byte[] file = CHAIN.written(Recipients.NONE);
        byte[] shorter = CHAIN.written(CHAIN.head(0, 9, 0, 0), Recipients.NONE);

        assertThat(byManifest(CHAIN, file, others.written(Recipients.NONE), PLAIN))
                .hasMessageContaining("another segment lies in its place");
        assertThat(byManifest(CHAIN, file, shorter, PLAIN)).hasMessageContaining("another segment lies in its place");
        assertThat(byManifest(CHAIN, file, new byte[0], PLAIN)).hasMessageContaining("it is empty");
        assertThat(byManifest(CHAIN, file, "hello".getBytes(UTF_8), PLAIN)).hasMessageContaining("no segment");
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

        assertThat(byReader(CHAIN, Segments.compressed(Segments.digestedAnew(pieces)), PLAIN))
                .isInstanceOf(ArchiveFault.class)
                .hasMessageContaining("written by Signalbox 1.2.3 in the form 7, and this version reads up to 1");
    }

    private static byte[] opened() {
        return Segments.opened(CHAIN.written(Recipients.NONE));
    }

    /** By the reader alone and with the manifest. */
    private static Throwable found(String how, Chain chain, byte[] file, byte[] damaged, Sealing sealing) {
        Throwable failure = byReader(chain, damaged, sealing);
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
        assertThat(byManifest(chain, file, damaged, sealing)).as(how).isInstanceOf(ArchiveFault.class);
        return failure;
    }

    /** With the manifest; the reader alone may see nothing where what it reads is what was written, bit by bit. */
    private static void noticed(String how, Chain chain, byte[] file, byte[] damaged, Sealing sealing) {
        Throwable failure = byReader(chain, damaged, sealing);
        if (failure != null) assertThat(failure).as(how).isInstanceOf(ArchiveFault.class);
        assertThat(byManifest(chain, file, damaged, sealing)).as(how).isInstanceOf(ArchiveFault.class);
    }

    /** The failure of a reader; null when there is none, and then all was given out. Never anything false. */
    private static Throwable byReader(Chain chain, byte[] file, Sealing sealing) {
        Seen seen = Seen.nothing();
        Throwable failure = catchThrowable(() -> Segments.read(file, sealing.identities(), seen));
        assertThat(seen.isBeginningOf(Seen.of(chain))).isTrue();
        if (failure == null) assertThat(seen).isEqualTo(Seen.of(chain));
        return failure;
    }

    /** The same for an archive whose manifest names the good file. */
    private static Throwable byManifest(Chain chain, byte[] file, byte[] damaged, Sealing sealing) {
        boolean encrypted = sealing.recipients().encrypt();
        SegmentTail tail = TAILS.computeIfAbsent(chain, SegmentDamageTest::tail);
        Entry entry =
                new Entry(chain.head(), tail, file.length, HexFormat.of().formatHex(Ids.sha256(file)), encrypted, 0);
        MemoryStore store = new MemoryStore();
        store.files.put("default/" + entry.name(), damaged);
        Archive archive = new Archive(store, "default");
        Seen seen = Seen.nothing();
        Throwable failure = catchThrowable(() -> archive.read(entry, sealing.identities(), seen::add));
        assertThat(seen.isBeginningOf(Seen.of(chain))).isTrue();
        assertThat(catchThrowable(() -> archive.check(entry)) == null).isEqualTo(Arrays.equals(file, damaged));
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
