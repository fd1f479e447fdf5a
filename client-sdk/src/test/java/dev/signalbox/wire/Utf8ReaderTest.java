package dev.signalbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8ReaderTest {
    @Property(tries = 300)
    void text_comes_back_as_it_was_however_it_arrives(@ForAll String any) throws IOException {
        byte[] utf8 = any.replace("\0", "").getBytes(StandardCharsets.UTF_8);
        String text = new String(utf8, StandardCharsets.UTF_8);
        String expected = text.startsWith("\uFEFF") ? text.substring(1) : text;

        assertThat(Utf8Reader.text(utf8)).isEqualTo(expected);
        assertThat(drop_by_drop(utf8)).isEqualTo(expected);
    }

    @Test
    void a_byte_order_mark_is_left_out_at_the_beginning_alone() throws IOException {
        byte[] utf8 = "\uFEFFa\uFEFF".getBytes(StandardCharsets.UTF_8);

        assertThat(Utf8Reader.text(utf8)).isEqualTo("a\uFEFF");
        assertThat(drop_by_drop(utf8)).isEqualTo("a\uFEFF");
        assertThat(Utf8Reader.text(new byte[0])).isEmpty();
    }

    @Test
    void a_long_text_with_characters_over_the_edges_of_buffers_is_whole() {
        String text = "a\n" + "👍ü".repeat(20_000) + "\nend";

        assertThat(Utf8Reader.text(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    }

    static Stream<Arguments> foreign() {
        return Stream.of(
                Arguments.of(StandardCharsets.ISO_8859_1, "ok\nGrüße", "line 2: byte 3 (0xFC) is no UTF-8"),
                Arguments.of(Charset.forName("windows-1252"), "a – b", "line 1: byte 3 (0x96) is no UTF-8"),
                Arguments.of(StandardCharsets.UTF_16, "text", "this is UTF-16"),
                Arguments.of(StandardCharsets.UTF_16LE, "\uFEFFtext", "this is UTF-16"),
                Arguments.of(StandardCharsets.UTF_16LE, "text", "line 1: byte 2 is zero: this is UTF-16"),
                Arguments.of(StandardCharsets.UTF_16BE, "text", "line 1: byte 1 is zero: this is UTF-16"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            53514c69746520666f726d6174203300 | a SQLite database, not text; export it
            1f8b0800 | a gzip archive, not text; unpack it
            504b030414 | a ZIP archive, as XLSX, ODS and DOCX are, not text; save it as text
            d0cf11e0a1b11ae1 | an old Office file
            255044462d312e37 | a PDF, not text
            28b52ffd00 | a zstd archive
            fd377a585a0000 | an xz archive
            425a683931415926 | a bzip2 archive
            377abcaf271c | a 7z archive
            5041523115 | a Parquet file
            4f626a0104 | an Avro file
            89504e470d0a1a0a | a picture
            fffe00007b000000 | UTF-32, not UTF-8; save it as UTF-8
            """)
    void a_file_that_is_no_text_is_called_by_its_name(String bytes, String told) {
        byte[] file = Arrays.copyOf(HexFormat.of().parseHex(bytes), 40);

        assertThatThrownBy(() -> Utf8Reader.text(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("this is " + told);
        assertThatThrownBy(() -> drop_by_drop(file)).hasMessageContaining("this is " + told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PK", "PAR1: a title", "Obj", "SQLite format 3", "BZh9", "7z", "%PDF", "ORC"})
    void a_text_that_begins_alike_is_a_text(String text) {
        assertThat(Utf8Reader.text(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void what_is_no_utf_8_is_named_with_its_place_and_the_next_step(Charset charset, String text, String told) {
        assertThatThrownBy(() -> Utf8Reader.text(text.getBytes(charset)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(told)
                .hasMessageContaining("save it as UTF-8");
    }

    @Test
    void halves_and_long_forms_of_characters_are_none() {
        for (int[] wrong : new int[][] {{0xE2, 0x82}, {0xC0, 0xAF}, {0xED, 0xA0, 0x80}, {0xF8, 0x88}, {0x80}}) {
            byte[] bytes = new byte[20_000 + wrong.length];
            java.util.Arrays.fill(bytes, (byte) 'x');
            bytes[9] = '\n';
            for (int i = 0; i < wrong.length; i++) bytes[20_000 + i] = (byte) wrong[i];

            assertThatThrownBy(() -> Utf8Reader.text(bytes)).hasMessageContaining("line 2: byte 19991");
        }
    }

    private static String drop_by_drop(byte[] utf8) throws IOException {
        InputStream drops = new ByteArrayInputStream(utf8) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1));
            }
        };
        StringWriter text = new StringWriter();
        try (Utf8Reader reader = new Utf8Reader(drops)) {
            reader.transferTo(text);
        }
        return text.toString();
    }
}
