package dev.signalbox.hub.archive.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.hub.archive.ArchiveStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketAddressTest {
    @ParameterizedTest
    @CsvSource({
        "s3://archives, archives, ''",
        "s3://archives/, archives, ''",
        "s3://archives/a, archives, a",
        "s3://my.own-bucket_1/a/b c/d=e/, my.own-bucket_1, a/b c/d=e"
    })
    void is_a_bucket_and_a_prefix(String text, String bucket, String prefix) {
        assertThat(text).satisfies(each -> {
            assertThat(BucketAddress.isOne(each)).isTrue();
            assertThat(BucketAddress.parse(each)).isEqualTo(new BucketAddress(bucket, prefix));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3:",
                "s3:/",
                "s3://",
                "s3:///a",
                "s3://ab",
                "s3://-abc",
                "s3:archives",
                "S3://archives",
                "s3://archives?x=1",
                "s3://archives/ä"
            })
    void what_is_none_is_refused_and_shown(String text) {
        assertThatThrownBy(() -> store(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text)
                .hasMessageContaining("write s3://bucket/prefix");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://archives/a//b", "s3://archives/../b", "s3://archives/a/."})
    void a_prefix_goes_no_way_round(String text) {
        assertThatThrownBy(() -> store(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a name");
    }

    @Test
    void a_prefix_has_an_end() {
        assertThatThrownBy(() -> store("s3://archives/" + "a".repeat(513)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("512");
    }

    @Test
    void a_key_in_it_is_refused_and_not_shown() {
        assertThatThrownBy(() -> store("s3://AKIA1:very/secret@archives/a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AWS_SECRET_ACCESS_KEY")
                .hasMessageNotContaining("secret@")
                .hasMessageNotContaining("very");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gs://bucket/a", "postgres://me:word@host/db", "https://host/a", "file:///tmp/a"})
    void other_addresses_are_no_place_for_archives(String text) {
        assertThatThrownBy(() -> store(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a folder or at s3://bucket/prefix")
                .hasMessageNotContaining("word");
    }

    @Test
    void an_endpoint_that_is_none_is_told_and_not_shown() {
        try (AwsSettings settings = new AwsSettings("not an address with a word", "key", "secret")) {
            assertThatThrownBy(() -> store("s3://archives"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("AWS_ENDPOINT_URL")
                    .hasMessageNotContaining("word");
        }
    }

    private static ArchiveStore store(String where) {
        return ArchiveStores.of(where, Path.of(""));
    }
}
