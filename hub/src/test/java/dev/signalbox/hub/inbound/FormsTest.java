package dev.signalbox.hub.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.wire.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormsTest {
    private static final String QUERY = "application/x-www-form-urlencoded";
    private static final String PARTS = "multipart/form-data; boundary=\"a b\"";

    /** Written as real senders do: a preamble, a file, a name without quotes, words of several languages. */
    private static final String SENT = """
            ignored
            --a b
            Content-Disposition: form-data; name="title"

            Größe & 字
            --a b
            content-disposition: form-data; name=message
            Content-Type: text/plain; charset=utf-8

            two
            lines --a b
            --a b
            Content-Disposition: form-data; name="log"; filename="a.log"
            Content-Type: application/octet-stream

            file
            --a b
            Content-Disposition: form-data; name="title"

            second
            --a b--
            """.replace("\n", "\r\n");

    @Test
    void reads_parts_as_they_are_sent() {
        assertThat(read(PARTS, SENT))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("title", "Größe & 字", "message", "two\r\nlines --a b", "log", "file"));
    }

    @Test
    void reads_a_query_as_it_is_sent() {
        assertThat(read(QUERY, "title=Gr%C3%B6%C3%9Fe+%26+字&empty=&bare&title=second"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("title", "Größe & 字", "empty", "", "bare", ""));
        assertThat(read(QUERY, "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%FF", "%C3=a", "a=%C3%28"})
    void a_text_that_is_no_utf8_is_refused_and_never_replaced(String query) {
        assertThatThrownBy(() -> read(QUERY, query)).isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @CsvSource({"multipart/form-data, boundary", "multipart/form-data; boundary=other, cut off"})
    void parts_without_their_boundary_are_refused(String type, String said) {
        assertThatThrownBy(() -> read(type, SENT))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(said);
    }

    @Test
    void a_form_that_is_cut_off_anywhere_is_refused() {
        int whole = SENT.lastIndexOf("--");
        for (int end = 1; end < whole; end++) {
            String cut = SENT.substring(0, end);
            assertThatThrownBy(() -> read(PARTS, cut)).as(cut).isInstanceOf(InvalidInput.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: form-data",
                "Content-Disposition: form-data; name",
                "Content-Disposition: form-data; name=\"\"",
                "Content-Disposition: form-data; name=\"a\"; filename",
                "Content-Disposition: form-data; name=\"a\"; filename*=x",
                "Content-Disposition: form-data; name=\"a\"; filename*=foo''x",
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: text/plain; charset=foo",
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: text/plain; charset=\"",
                "Content-Disposition: form-data; name=\"a\"; filename=\"b\"\r\nContent-Type: text/plain; charset=u t",
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: multipart/mixed"
            })
    void a_part_that_is_malformed_is_refused_in_our_own_words(String head) {
        String body = "--a b\r\n" + head + "\r\n\r\nx\r\n--a b--\r\n";

        assertThatThrownBy(() -> read(PARTS, body))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("form")
                .hasMessageNotContainingAny("java.", "Exception", "netty");
    }

    /** Bytes changed, left out and put in anywhere, the same ones each time. */
    @Test
    void a_form_that_is_damaged_is_read_or_refused_and_nothing_else() {
        Random random = new Random(7);
        for (int n = 0; n < 5_000; n++) {
            boolean parts = n % 2 == 0;
            StringBuilder body =
                    new StringBuilder(parts ? SENT : "title=Gr%C3%B6%C3%9Fe+%26&message=two&log=%E5&".repeat(5));
            for (int i = random.nextInt(5); i >= 0; i--) {
                int at = random.nextInt(body.length() - 24);
                switch (random.nextInt(3)) {
                    case 0 -> body.setCharAt(at, (char) random.nextInt(0x100));
                    case 1 -> body.delete(at, at + 1 + random.nextInt(20));
                    default -> body.insert(at, ";=\"%\r\n\0-".charAt(random.nextInt(8)));
                }
            }
            try {
                read(parts ? PARTS : QUERY, body.toString());
            } catch (InvalidInput refused) {
                assertThat(refused.detail()).as(body.toString()).doesNotContain("java.", "Exception");
            }
        }
    }

    @Test
    void more_fields_than_any_tool_sends_are_refused() {
        String fields = IntStream.range(0, 129).mapToObj(i -> "f" + i + "=x").collect(Collectors.joining("&"));

        assertThat(read(QUERY, fields.substring(0, fields.lastIndexOf('&')))).hasSize(128);
        assertThatThrownBy(() -> read(QUERY, fields)).hasMessageContaining("more than 128 fields");
    }

    private static Map<String, String> read(String type, String body) {
        return Forms.of(new Incoming(
                name -> name.equals("Content-Type") ? type : null,
                Map.of(),
                body.getBytes(StandardCharsets.UTF_8),
                null));
    }
}
