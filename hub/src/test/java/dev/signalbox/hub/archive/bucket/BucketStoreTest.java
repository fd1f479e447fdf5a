package dev.signalbox.hub.archive.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A bucket of a real server, with a network between that can do what networks do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BucketStoreTest extends ArchiveStoreContract {
    private static final String NAME = "default/main/one.sbx";
    private static final BucketLimits SHORT = new BucketLimits(
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            2,
            5 * 1024 * 1024);

    private S3Server server;
    private TcpProxy network;
    private AwsSettings settings;

    @BeforeAll
    void serves() throws Exception {
        server = new S3Server();
        network = new TcpProxy("127.0.0.1", server.port());
        settings = new AwsSettings("http://127.0.0.1:" + network.port(), S3Server.KEY, S3Server.SECRET);
    }

    @AfterAll
    void ends() throws Exception {
        settings.close();
        network.close();
        server.close();
    }

    @Override
    BucketStore open() {
        network.up();
        return BucketStore.open(BucketAddress.parse(S3Server.place()), small(BucketLimits.DEFAULT));
    }

    private static BucketLimits small(BucketLimits limits) {
        return new BucketLimits(
                limits.connect(),
                limits.silence(),
                limits.attempt(),
                limits.call(),
                limits.attempts(),
                SHORT.partBytes());
    }

    @Test
    void an_address_is_a_bucket_and_room_there_is_nobody_knows_how_much() throws IOException {
        try (var named = ArchiveStores.of("s3://archives/a/b/", Path.of(""))) {
            assertThat(named.where()).isEqualTo("s3://archives/a/b");
            assertThat(named.room()).isEmpty();
        }
    }

    @Test
    void two_prefixes_do_not_see_each_other() throws IOException {
        store.put(NAME, file(random(3)));

        try (BucketStore other = open()) {
            assertThat(other.list("")).isEmpty();
        }
    }

    @Test
    void a_put_whose_answer_was_lost_is_one_that_was_done() throws IOException {
        byte[] content = random(1_000);
        network.cutAnswer("PUT ", 0);

        assertThat(store.put(NAME, file(content))).isTrue();

        assertThat(read(NAME)).isEqualTo(content);
    }

    @Test
    void a_put_in_parts_whose_last_answer_was_lost_is_one_that_was_done() throws IOException {
        byte[] content = random(LARGE);
        network.cutAnswer("POST /" + S3Server.BUCKET + "/" + keyed(NAME) + "?uploadId", 0);

        assertThat(store.put(NAME, file(content))).isTrue();

        assertThat(read(NAME)).isEqualTo(content);
    }

    private String keyed(String name) {
        return store.where()
                        .substring(("s3://" + S3Server.BUCKET + "/").length())
                        .replace(" ", "%20") + "/" + name;
    }

    @Test
    void a_file_that_breaks_off_is_not_taken_for_a_short_one() throws IOException {
        store.put(NAME, file(random(LARGE)));
        network.cutAnswer("GET ", 1_000_000);

        failure(() -> read(NAME)).contains(NAME, "the store broke off behind", "of " + LARGE + " bytes", "repeat");

        assertThat(read(NAME)).hasSize(LARGE);
    }

    @Test
    void a_reader_that_has_enough_does_not_fetch_the_rest() throws IOException {
        store.put(NAME, file(random(LARGE)));

        try (var in = store.get(NAME)) {
            assertThat(in.readNBytes(10)).hasSize(10);
        }

        assertThat(read(NAME)).hasSize(LARGE);
    }

    @Test
    void a_server_that_falls_silent_is_not_waited_for_for_ever() throws IOException {
        try (BucketStore impatient = BucketStore.open(BucketAddress.parse(S3Server.place()), SHORT)) {
            Path small = file(random(10));
            network.silent();
            failure(() -> impatient.list("")).contains("the store", "look whether", "repeat");
            failure(() -> impatient.put(NAME, small)).contains("the store", "look whether", "repeat");
            network.up();
            assertThat(impatient.put(NAME, small)).isTrue();
        }
    }

    @Test
    void a_server_that_is_gone_is_told_and_found_again() throws IOException {
        Path some = file(random(10));
        network.down();
        failure(() -> store.put(NAME, some)).contains("cannot put " + NAME, "cannot be reached", "AWS_ENDPOINT_URL");
        failure(() -> store.list("")).contains("cannot list", "cannot be reached");

        network.up();
        assertThat(store.put(NAME, some)).isTrue();
    }

    @Nested
    class Refused {
        @Test
        void a_wrong_secret_says_what_to_give() {
            refused(S3Server.place(), "aws.secretAccessKey", "another/secret+0123456789")
                    .contains("403 SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE")
                    .doesNotContain("another/secret", S3Server.SECRET);
        }

        @Test
        void an_unknown_key_says_what_to_give() {
            refused(S3Server.place(), "aws.accessKeyId", "AKIANOBODYKNOWSTHIS1")
                    .contains("403 InvalidAccessKeyId", "AWS_ACCESS_KEY_ID")
                    .doesNotContain(S3Server.SECRET);
        }

        @Test
        void a_bucket_that_is_not_there_is_named() {
            refused("s3://no-such-bucket/a", "aws.region", "eu-central-1")
                    .contains("there is no bucket no-such-bucket there", "AWS_ENDPOINT_URL");
        }

        @Test
        void without_a_key_it_says_how_to_give_one(@org.junit.jupiter.api.io.TempDir Path home) throws IOException {
            Path none = Files.createFile(home.resolve("none"));
            try (AwsSettings nobody = new AwsSettings("http://127.0.0.1:" + network.port(), "", "")) {
                nobody.set("aws.sharedCredentialsFile", none.toString()).set("aws.configFile", none.toString());
                try (BucketStore there = open()) {
                    failure(() -> there.list("")).contains("there is no key for it", "AWS_ACCESS_KEY_ID");
                }
            }
        }

        @Test
        void a_key_of_a_profile_opens(@org.junit.jupiter.api.io.TempDir Path home) throws IOException {
            Path credentials =
                    Files.writeString(home.resolve("credentials"), """
                    [backup]
                    aws_access_key_id = %s
                    aws_secret_access_key = %s
                    """.formatted(S3Server.KEY, S3Server.SECRET));
            Path config = Files.writeString(home.resolve("config"), """
                    [profile backup]
                    region = eu-north-1
                    endpoint_url = http://127.0.0.1:%d
                    """.formatted(network.port()));
            try (AwsSettings nobody = new AwsSettings("", "", "")) {
                nobody.set("aws.region", "")
                        .set("aws.sharedCredentialsFile", credentials.toString())
                        .set("aws.configFile", config.toString())
                        .set("aws.profile", "backup");
                try (BucketStore there = open()) {
                    assertThat(there.list("")).isEmpty();
                }
            }
        }

        /** Each door of a store that was opened with one setting that is another. */
        private org.assertj.core.api.AbstractStringAssert<?> refused(String place, String setting, String value) {
            try (AwsSettings wrong =
                    new AwsSettings("http://127.0.0.1:" + network.port(), S3Server.KEY, S3Server.SECRET)) {
                wrong.set(setting, value);
                try (BucketStore there = BucketStore.open(BucketAddress.parse(place), BucketLimits.DEFAULT)) {
                    Path some = file(random(3));
                    StringBuilder told = new StringBuilder();
                    for (ThrowingCallable door : new ThrowingCallable[] {
                        () -> there.list(""), () -> there.get(NAME), () -> there.put(NAME, some)
                    }) {
                        told.append(whole(Assertions.catchThrowable(door)));
                    }
                    return assertThat(told.toString());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private static org.assertj.core.api.AbstractStringAssert<?> failure(ThrowingCallable door) {
        Throwable failure = Assertions.catchThrowable(door);
        assertThat(failure).isInstanceOf(IOException.class);
        return assertThat(failure.getMessage());
    }

    /** With all causes and what was suppressed, as a log would have it. */
    private static String whole(Throwable failure) {
        java.io.StringWriter text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
