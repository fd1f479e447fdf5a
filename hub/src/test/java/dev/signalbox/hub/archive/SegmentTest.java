package dev.signalbox.hub.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.hub.archive.Segments.Chain;
import dev.signalbox.hub.archive.Segments.Seen;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SegmentTest {
    @Test
    void gives_back_every_column_of_every_event_and_receipt() throws IOException {
        Chain chain = Chain.of(1, 3_000, 2_500);

        Seen seen = Seen.nothing();
        SegmentTail tail = Segments.read(chain.written(Recipients.NONE), Identities.NONE, seen);

        assertThat(seen).isEqualTo(Seen.of(chain));
        assertThat(chain.events()).anyMatch(RecordedEvent::isErased).anyMatch(event -> event.correlationId() == null);
        assertThat(tail.events()).isEqualTo(3_000);
        assertThat(tail.receipts()).isEqualTo(2_500);
        assertThat(tail.categories().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(3_000);
    }

    @Test
    void may_begin_and_end_anywhere_and_joins_the_next() throws IOException {
        Chain chain = Chain.of(2, 50, 9);
        SegmentHead first = chain.head(0, 20, 0, 4);
        SegmentHead second = chain.head(20, 50, 4, 9);

        Seen seen = Seen.nothing();
        Segments.read(chain.written(first, Recipients.NONE), Identities.NONE, seen);
        Segments.read(chain.written(second, Recipients.NONE), Identities.NONE, seen);

        assertThat(second.follows(first)).isTrue();
        assertThat(seen).isEqualTo(Seen.of(chain));
    }

    @Test
    void may_hold_receipts_alone_or_nothing() throws IOException {
        Chain chain = Chain.of(3, 5, 7);
        for (SegmentHead head : List.of(chain.head(5, 5, 0, 7), chain.head(5, 5, 7, 7), chain.head(0, 0, 0, 0))) {
            Seen seen = Seen.nothing();
            SegmentTail tail = Segments.read(chain.written(head, Recipients.NONE), Identities.NONE, seen);

            assertThat(seen.events()).isEmpty();
            assertThat(seen.receipts()).hasSize((int) head.receipts());
            assertThat(tail.categories()).isEqualTo(Map.of());
        }
    }

    @Test
    void holds_the_largest_events_that_there_are() throws IOException {
        Chain chain = largest();

        Seen seen = Seen.nothing();
        Segments.read(chain.written(Recipients.NONE), Identities.NONE, seen);

        assertThat(seen).isEqualTo(Seen.of(chain));
    }

    private static Chain largest() {
        List<RecordedEvent> events = new ArrayList<>();
        byte[] hash = HashChain.genesis();
        for (int i = 0; i < 5; i++) {
            NewEvent event =
                    new NewEvent("s/1", "id " + i, "a.b", "x", Segments.NOW, null, null, new byte[1024 * 1024 - i]);
            RecordedEvent linked = new HashChain().link(hash, i + 1, i + 1, event, Segments.NOW, new byte[16]);
            hash = linked.hash();
            events.add(linked);
        }
        return new Chain(events, List.of());
    }

    @Test
    void is_not_made_of_a_log_that_was_edited_and_the_position_is_named() throws IOException {
        Chain chain = Chain.of(4, 30, 3);
        List<RecordedEvent> edited = new ArrayList<>(chain.events());
        edited.set(16, Chain.of(5, 30, 0).events().get(16));
        List<RecordedEvent> holed = new ArrayList<>(chain.events());
        holed.remove(16);

        assertThatThrownBy(() -> new Chain(edited, chain.receipts()).written(Recipients.NONE))
                .isInstanceOf(StoreBroken.class)
                .hasMessageContaining("position 17 is not what was written there");
        SegmentHead head = chain.head();
        try (SegmentWriter writer = new SegmentWriter(head, new ByteArrayOutputStream(), Recipients.NONE)) {
            assertThatThrownBy(() -> writer.events(holed))
                    .isInstanceOf(StoreBroken.class)
                    .hasMessageContaining("position 17 is missing");
        }
    }

    @Test
    void says_by_itself_why_it_was_given_up() throws IOException {
        Chain chain = Chain.of(6, 30, 0);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (SegmentWriter writer = new SegmentWriter(chain.head(), file, Recipients.NONE)) {
            writer.giveUp("the disk is on fire");
        }

        assertThatThrownBy(() -> Segments.read(file.toByteArray(), Identities.NONE, Seen.nothing()))
                .isInstanceOf(ArchiveFault.class)
                .hasMessageContaining("given up behind position 0 of 30: the disk is on fire");
    }

    @Test
    void a_store_that_fails_is_no_damage() {
        byte[] file = Chain.of(7, 3_000, 0).written(Recipients.NONE);
        InputStream failing = new InputStream() {
            private final InputStream good = new ByteArrayInputStream(file, 0, file.length / 2);

            @Override
            public int read() throws IOException {
                int next = good.read();
                if (next < 0) throw new IOException("the network is down");
                return next;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int read = good.read(into, from, length);
                if (read < 0) throw new IOException("the network is down");
                return read;
            }
        };

        assertThatThrownBy(() -> {
                    try (SegmentReader reader = new SegmentReader("a.sbx", failing, Identities.NONE)) {
                        while (reader.next() != null) {}
                    }
                })
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("the network is down");
    }
}
