package dev.signalbox.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SseReaderTest {
    private final List<SseFrame> frames = new ArrayList<>();
    private final SseReader reader = new SseReader(frames::add);

    private void feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        reader.feed(bytes, 0, bytes.length);
    }

    private static SseFrame frame(List<String> comments, String id, String event, String data) {
        return new SseFrame(comments, id, event, data, null);
    }

    @Test
    void reads_a_frame_of_the_hub() {
        feed("retry: 1000\n\n:from 11\nid: 0a1b2c3d.12.deadbeef\nevent: question.asked\ndata: {\"a\":1}\n\n");

        assertThat(frames)
                .containsExactly(
                        new SseFrame(List.of(), null, null, null, 1000L),
                        frame(List.of("from 11"), "0a1b2c3d.12.deadbeef", "question.asked", "{\"a\":1}"));
        assertThat(frames.get(1).comment("from")).isEqualTo("11");
        assertThat(frames.get(1).comment("head")).isNull();
    }

    @Test
    void a_comment_alone_is_a_frame() {
        feed(":head 42\n\n: head 43\n\n");

        assertThat(frames).extracting(frame -> frame.comment("head")).containsExactly("42", "43");
    }

    @Test
    void an_unfinished_frame_is_never_delivered() {
        feed("id: 1\nevent: a\ndata: x\n");

        assertThat(frames).isEmpty();
    }

    @Test
    void an_id_does_not_outlive_its_frame() {
        feed("id: 1\ndata: x\n\ndata: y\n\n");

        assertThat(frames).extracting(SseFrame::id).containsExactly("1", null);
    }

    @Test
    void all_three_line_ends_are_known() {
        feed("id: 1\r\ndata: x\r\n\r\nid: 2\rdata: y\r\rid: 3\ndata: z\n\n");

        assertThat(frames)
                .containsExactly(
                        frame(List.of(), "1", null, "x"),
                        frame(List.of(), "2", null, "y"),
                        frame(List.of(), "3", null, "z"));
    }

    @Test
    void data_lines_are_joined_and_only_one_space_is_cut() {
        feed("data:  two\ndata\ndata:end\n\n");

        assertThat(frames).extracting(SseFrame::data).containsExactly(" two\n\nend");
    }

    @Test
    void what_it_does_not_know_it_ignores() {
        feed("\uFEFFcolour: red\nid: a\0b\nretry: soon\ndata: x\n\n");

        assertThat(frames).containsExactly(frame(List.of(), null, null, "x"));
    }

    @Test
    void empty_lines_alone_are_nothing() {
        feed("\n\n\r\n\n");

        assertThat(frames).isEmpty();
    }

    @Property(tries = 300)
    void slices_of_the_network_change_nothing(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        String[] ends = {"\n", "\r\n", "\r"};
        for (int i = 0; i < 20; i++) {
            String end = ends[random.nextInt(ends.length)];
            text.append(":from ").append(i).append(end);
            text.append("id: ").append(i).append(end);
            text.append("data: ü😀").append(random.nextInt()).append(end).append(end);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        List<SseFrame> whole = new ArrayList<>();
        new SseReader(whole::add).feed(bytes, 0, bytes.length);

        List<SseFrame> sliced = new ArrayList<>();
        SseReader slicer = new SseReader(sliced::add);
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, random.nextInt(7));
            slicer.feed(bytes, at, length);
            at += length;
        }

        assertThat(sliced).isEqualTo(whole).hasSize(20);
    }

    @Test
    void a_line_and_a_frame_have_limits() {
        assertThatCode(() -> new SseReader(frames::add, 10, 100).feed(bytes("data:12345\n\n"), 0, 12))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new SseReader(frames::add, 10, 100).feed(bytes("data:123456"), 0, 11))
                .isInstanceOf(SseReader.SseLimitExceeded.class)
                .hasMessageContaining("line");

        SseReader small = new SseReader(frames::add, 10, 20);
        byte[] line = bytes("data:12345\n");
        small.feed(line, 0, line.length);
        small.feed(line, 0, line.length);
        assertThatThrownBy(() -> small.feed(line, 0, line.length))
                .isInstanceOf(SseReader.SseLimitExceeded.class)
                .hasMessageContaining("frame");
    }

    @Test
    void the_limit_of_a_frame_starts_again_with_the_next() {
        SseReader small = new SseReader(frames::add, 10, 20);
        byte[] frame = bytes("data:12345\n\n");

        for (int i = 0; i < 50; i++) small.feed(frame, 0, frame.length);

        assertThat(frames).hasSize(50);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
