package dev.signalbox.hub.key;

import static dev.signalbox.hub.TestNode.DAEMON;
import static dev.signalbox.hub.TestNode.ROOT;
import static dev.signalbox.hub.TestNode.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.projection.PageQuery;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys with a real store: the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class KeysContract {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestNode node;
    private KeyRing ring;

    abstract TestNode open(Path folder, TestClock clock);

    @BeforeEach
    void open() {
        node = open(folder, clock);
        ring = ringOf(node);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void a_new_key_opens_and_says_who_it_is() {
        Key key = create("{'name':'ci','role':'daemon'}");

        Eventually.assertThat(() -> assertThat(ring.authenticate(secretOf(key), clock.instant()))
                .get()
                .extracting(Principal::keyId, Principal::name, Principal::role)
                .containsExactly(key.id(), "ci", "daemon"));
        assertThat(ring.isValid(holder(key), clock.instant())).isTrue();
    }

    @Test
    void a_secret_that_is_nearly_right_does_not_open() {
        Key key = create("{'name':'ci','role':'daemon'}");
        untilItOpens(key);
        // The same id, form and checksum, other random characters.
        KeySecret other = KeySecret.generate("daemon", new SecureRandom());
        String sameId = secretOf(key).substring(0, 20);

        assertThat(ring.authenticate(other.text(), clock.instant())).isEmpty();
        assertThat(ring.authenticate(secretOf(key) + " ", clock.instant())).isEmpty();
        assertThat(ring.authenticate(sameId + other.text().substring(20), clock.instant()))
                .isEmpty();
        assertThat(ring.authenticate("", clock.instant())).isEmpty();
    }

    @Test
    void a_revoked_key_does_not_open_any_more() {
        Key key = create("{'name':'ci','role':'daemon'}");
        untilItOpens(key);

        Await.result(node.send(ROOT, "key.revoke", key.id(), "{}"));

        Eventually.assertThat(() ->
                assertThat(ring.authenticate(secretOf(key), clock.instant())).isEmpty());
        assertThat(ring.isValid(holder(key), clock.instant())).isFalse();
    }

    @Test
    void a_key_with_a_lifetime_ends_by_the_clock() {
        Key key = create("{'name':'ci','role':'daemon','expiresIn':'1h'}");
        untilItOpens(key);
        assertThat(ring.expiresAt(holder(key))).isEqualTo(key.expiresAt());

        clock.advance(Duration.ofHours(1));

        assertThat(ring.authenticate(secretOf(key), clock.instant())).isEmpty();
        assertThat(ring.isValid(holder(key), clock.instant())).isFalse();
    }

    @Test
    void a_rotated_key_has_another_secret_and_the_one_before_for_a_while() {
        Key key = create("{'name':'ci','role':'daemon'}");
        untilItOpens(key);
        Principal before = ring.authenticate(secretOf(key), clock.instant()).orElseThrow();

        Key rotated = resourceOf(Await.result(node.send(ROOT, "key.rotate", key.id(), "{'overlap':'10m'}")));
        Eventually.until("the new one opens", () -> ring.authenticate(secretOf(rotated), clock.instant())
                .isPresent());
        Principal after = ring.authenticate(secretOf(rotated), clock.instant()).orElseThrow();

        assertThat(rotated.id()).isEqualTo(key.id());
        assertThat(secretOf(rotated)).startsWith("sbx_daemon_" + key.id() + "_").isNotEqualTo(secretOf(key));
        assertThat(rotated.oldSecretUntil()).isEqualTo(rotated.rotatedAt().plus(Duration.ofMinutes(10)));
        assertThat(ring.authenticate(secretOf(key), clock.instant())).contains(before);
        assertThat(ring.expiresAt(before)).isEqualTo(rotated.oldSecretUntil());
        assertThat(ring.expiresAt(after)).isNull();

        clock.advance(Duration.ofMinutes(10));
        assertThat(ring.authenticate(secretOf(key), clock.instant())).isEmpty();
        assertThat(ring.isValid(before, clock.instant())).isFalse();
        assertThat(ring.isValid(after, clock.instant())).isTrue();
        assertThat(ring.isValid(holder(key), clock.instant())).isTrue();
    }

    @Test
    void a_second_rotation_ends_the_first_secret_and_none_outlives_a_revocation() {
        Key first = create("{'name':'ci','role':'daemon'}");
        Key second = resourceOf(Await.result(node.send(ROOT, "key.rotate", first.id(), "{}")));
        Key third = resourceOf(Await.result(node.send(ROOT, "key.rotate", first.id(), "{'overlap':'0s'}")));
        untilItOpens(third);

        assertThat(ring.authenticate(secretOf(first), clock.instant())).isEmpty();
        assertThat(ring.authenticate(secretOf(second), clock.instant())).isEmpty();

        Key fourth = resourceOf(Await.result(node.send(ROOT, "key.rotate", first.id(), "{'overlap':'30d'}")));
        untilItOpens(fourth);
        assertThat(ring.authenticate(secretOf(third), clock.instant())).isPresent();
        Await.result(node.send(ROOT, "key.revoke", first.id(), "{}"));
        Eventually.assertThat(() ->
                assertThat(ring.authenticate(secretOf(third), clock.instant())).isEmpty());
        assertThat(ring.authenticate(secretOf(fourth), clock.instant())).isEmpty();
        assertThat(problem(node.send(ROOT, "key.rotate", first.id(), "{}")).code())
                .isEqualTo(ProblemCode.EXPIRED.word());
    }

    @Test
    void both_secrets_of_a_rotated_key_outlive_a_restart_and_stand_nowhere() {
        Key key = create("{'name':'ci','role':'daemon','langfuse':true}");
        String id = Ids.next();
        Key rotated = resourceOf(Await.result(node.send(ROOT, id, "key.rotate", key.id(), "{}")));
        Outcome again = Await.result(node.send(ROOT, id, "key.rotate", key.id(), "{}"));
        assertThat(resourceOf(again).secret()).isNull();
        assertThat(secretOf(rotated)).startsWith("sk-lf-" + key.id());
        assertThat(rotated.publicKey()).isEqualTo(key.publicKey());
        for (RecordedEvent event : events()) {
            assertThat(new String(event.data(), StandardCharsets.UTF_8)).doesNotContain(secretOf(rotated));
        }
        node.close();

        node = open(folder, clock);
        node.caughtUp("keys");
        KeyRing fresh = new KeyRing(new RefusedKeys(node.commands()), node.database());
        Await.result(fresh.load(node.database()));

        assertThat(fresh.authenticate(secretOf(key), clock.instant())).isPresent();
        assertThat(fresh.authenticate(secretOf(rotated), clock.instant())).isPresent();
        clock.advance(Duration.ofHours(1));
        assertThat(fresh.authenticate(secretOf(key), clock.instant())).isEmpty();
        assertThat(fresh.authenticate(secretOf(rotated), clock.instant())).isPresent();
    }

    @Test
    void a_wish_for_a_rotation_that_cannot_be_is_refused_with_the_field() {
        Key key = create("{'name':'ci','role':'daemon','expiresIn':'1h'}");
        for (String overlap : List.of("31d", "soon", "-1h")) {
            assertThat(problem(node.send(ROOT, "key.rotate", key.id(), "{'overlap':'" + overlap + "'}"))
                            .errors())
                    .extracting(error -> error.pointer())
                    .containsExactly("/overlap");
        }
        assertThat(problem(node.send(DAEMON, "key.rotate", key.id(), "{}")).code())
                .isEqualTo(ProblemCode.FORBIDDEN.word());
        assertThat(problem(node.send(ROOT, "key.rotate", "00000000", "{}")).code())
                .isEqualTo(ProblemCode.NOT_FOUND.word());

        clock.advance(Duration.ofHours(1));
        assertThat(problem(node.send(ROOT, "key.rotate", key.id(), "{}")).code())
                .isEqualTo(ProblemCode.EXPIRED.word());
    }

    @Test
    void the_last_use_of_a_key_is_noted_once_an_hour_and_by_every_node() {
        Key key = create("{'name':'ci','role':'daemon'}");
        Key idle = create("{'name':'idle','role':'daemon'}");
        untilItOpens(key);
        KeyUses uses = ring.uses();

        assertThat(Await.result(uses.note())).isEqualTo(1);
        for (int i = 0; i < 100; i++) ring.authenticate(secretOf(key), clock.instant());
        assertThat(Await.result(uses.note())).isZero();
        KeyUses other = new KeyUses(node.database());
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        assertThat(Await.result(other.of(List.of(key.id(), idle.id())))).containsExactly(Map.entry(key.id(), hour));

        clock.advance(Duration.ofHours(1));
        ring.authenticate(secretOf(key), clock.instant());
        assertThat(Await.result(uses.of(List.of(key.id())))).containsValue(hour.plus(Duration.ofHours(1)));
        other.used(key.id(), hour);
        assertThat(Await.result(uses.note())).isEqualTo(1);
        assertThat(Await.result(other.note())).isEqualTo(1);
        assertThat(Await.result(new KeyUses(node.database()).of(List.of(key.id()))))
                .containsValue(hour.plus(Duration.ofHours(1)));
    }

    @Test
    void a_restart_forgets_no_key() {
        Key good = create("{'name':'ci','role':'daemon'}");
        Key gone = create("{'name':'old','role':'user'}");
        Await.result(node.send(ROOT, "key.revoke", gone.id(), "{}"));
        node.close();

        node = open(folder, clock);
        node.caughtUp("keys");
        KeyRing fresh = new KeyRing(new RefusedKeys(node.commands()), node.database());
        Await.result(fresh.load(node.database()));

        assertThat(fresh.authenticate(secretOf(good), clock.instant())).isPresent();
        assertThat(fresh.authenticate(secretOf(gone), clock.instant())).isEmpty();
    }

    @Test
    void the_secret_is_shown_once_and_stands_nowhere() {
        String id = Ids.next();
        Outcome made = Await.result(node.send(ROOT, id, "key.create", "", "{'name':'ci','role':'daemon'}"));
        Outcome again = Await.result(node.send(ROOT, id, "key.create", "", "{'name':'ci','role':'daemon'}"));
        node.caughtUp("keys");

        assertThat(secretOf(resourceOf(made))).startsWith("sbx_daemon_");
        assertThat(resourceOf(again).id()).isEqualTo(resourceOf(made).id());
        assertThat(resourceOf(again).secret()).isNull();
        assertThat(Await.result(KeyTable.KEYS.rows(node.database()).page(PageQuery.newestFirst(50, null)))
                        .items())
                .extracting(row -> row.as(Key.class))
                .containsExactly(resourceOf(again));
        for (RecordedEvent event : events()) {
            assertThat(new String(event.data(), StandardCharsets.UTF_8))
                    .doesNotContain(secretOf(resourceOf(made)).substring(20));
        }
    }

    @Test
    void only_admins_make_and_revoke_keys() {
        Key key = create("{'name':'ci','role':'daemon'}");

        assertThat(problem(node.send(DAEMON, "key.create", "", "{'name':'x','role':'admin'}"))
                        .code())
                .isEqualTo(ProblemCode.FORBIDDEN.word());
        assertThat(problem(node.send(DAEMON, "key.revoke", key.id(), "{}")).code())
                .isEqualTo(ProblemCode.FORBIDDEN.word());
        assertThat(problem(node.send(ROOT, "key.refuse", "", "{'reason':'mangled','address':'x'}"))
                        .code())
                .isEqualTo(ProblemCode.FORBIDDEN.word());
    }

    @Test
    void a_key_that_is_not_there_and_an_id_that_is_none_are_told_apart() {
        assertThat(problem(node.send(ROOT, "key.revoke", "00000000", "{}")).code())
                .isEqualTo(ProblemCode.NOT_FOUND.word());
        assertThat(problem(node.send(ROOT, "key.revoke", "no-id", "{}")).code()).isEqualTo(ProblemCode.INVALID.word());
    }

    @Nested
    class The_trail_of_refused_keys {
        @Test
        void says_why_and_from_where_but_never_the_secret() {
            Key key = create("{'name':'ci','role':'daemon'}");
            untilItOpens(key);
            Await.result(node.send(ROOT, "key.revoke", key.id(), "{}"));
            Eventually.until("revoked", () -> !ring.isValid(holder(key), clock.instant()));

            ring.refused(secretOf(key), "10.0.0.1", clock.instant());
            ring.refused("rubbish", "10.0.0.2", clock.instant());
            ring.refused(KeySecret.generate("bot", new SecureRandom()).text(), "10.0.0.3", clock.instant());

            Eventually.assertThat(() -> assertThat(refusals()).hasSize(3));
            assertThat(refusals())
                    .anySatisfy(data -> assertThat(data).contains("\"revoked\"", "10.0.0.1", key.id()))
                    .anySatisfy(data -> assertThat(data).contains("\"mangled\"", "10.0.0.2"))
                    .anySatisfy(data -> assertThat(data).contains("\"unknown\"", "10.0.0.3"))
                    .noneSatisfy(data -> assertThat(data).contains("rubbish"))
                    .noneSatisfy(data -> assertThat(data).contains(secretOf(key).substring(20)));
        }

        @Test
        void has_one_line_a_minute_from_one_address() {
            for (int i = 0; i < 500; i++) ring.refused("rubbish", "10.0.0.1", clock.instant());
            clock.advance(Duration.ofSeconds(59));
            ring.refused("rubbish", "10.0.0.1", clock.instant());
            clock.advance(Duration.ofSeconds(1));
            ring.refused("rubbish", "10.0.0.1", clock.instant());

            create("{'name':'later','role':'user'}");
            assertThat(refusals()).hasSize(2);
        }

        @Test
        void is_bounded_also_when_every_refusal_comes_from_another_address() {
            for (int i = 0; i < 1_000; i++) ring.refused("rubbish", "10.0." + i / 256 + "." + i % 256, clock.instant());

            create("{'name':'later','role':'user'}");
            assertThat(refusals()).hasSize(RefusedKeys.ALL_A_MINUTE_MAX);
        }

        private List<String> refusals() {
            return events().stream()
                    .filter(event -> event.type().equals(EventTypes.KEY_REFUSED))
                    .map(event -> new String(event.data(), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    @Nested
    class The_first_admin_key {

        @Test
        void is_written_for_the_owner_only_and_opens_as_admin() throws IOException {
            assertThat(Await.result(adminKey().ensure())).isTrue();

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
            Eventually.assertThat(() -> assertThat(ring.authenticate(written(), clock.instant()))
                    .get()
                    .extracting(Principal::name, Principal::role)
                    .containsExactly("admin", "admin"));
            assertThat(events().get(0).actor()).isEqualTo("signalbox");
        }

        @Test
        void is_kept_while_it_opens() {
            Await.result(adminKey().ensure());
            String first = written();
            Eventually.until(
                    "opens", () -> ring.authenticate(first, clock.instant()).isPresent());

            assertThat(Await.result(adminKey().ensure())).isFalse();

            assertThat(written()).isEqualTo(first);
            assertThat(node.types()).hasSize(1);
        }

        @Test
        void is_made_anew_when_the_file_is_lost_mangled_or_revoked() throws IOException {
            Await.result(adminKey().ensure());
            String first = written();
            Files.delete(file());
            assertThat(Await.result(adminKey().ensure())).isTrue();
            assertThat(written()).isNotEqualTo(first);

            Files.writeString(file(), "rubbish");
            assertThat(Await.result(adminKey().ensure())).isTrue();
            Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
            assertThat(Await.result(adminKey().ensure())).isTrue();

            String fourth = written();
            Eventually.until(
                    "opens", () -> ring.authenticate(fourth, clock.instant()).isPresent());
            assertThat(ring.authenticate(first, clock.instant())).isPresent();
        }

        @Test
        void leaves_a_half_written_file_of_a_crash_behind_without_harm() throws IOException {
            Files.writeString(folder.resolve("admin.key.new"), "sbx_ad");

            assertThat(Await.result(adminKey().ensure())).isTrue();

            assertThat(KeySecret.parse(written())).isPresent();
            assertThat(folder.resolve("admin.key.new")).doesNotExist();
        }

        @Test
        void follows_when_its_key_is_rotated_and_no_other() {
            Await.result(adminKey().ensure());
            String first = written();
            KeySecret.parse(first).ifPresent(secret -> {
                Await.result(adminKey()
                        .admit(List.of(
                                KeySecret.generate("admin", new SecureRandom()).text())));
                assertThat(written()).isEqualTo(first);

                Key key = resourceOf(Await.result(node.send(ROOT, "key.rotate", secret.id(), "{}")));
                Await.result(adminKey().admit(List.of(secretOf(key))));
                assertThat(written()).isEqualTo(key.secret());
            });
            assertThat(written()).isNotEqualTo(first);
        }

        @Test
        void fails_the_start_when_it_cannot_be_written() {
            Path nowhere = folder.resolve("missing").resolve("admin.key");
            AdminKey key = new AdminKey(nowhere, ring, node.commands(), clock, node.vertx());

            assertThat(Await.failure(key.ensure()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("missing");
        }

        private AdminKey adminKey() {
            return new AdminKey(file(), ring, node.commands(), clock, node.vertx());
        }

        private Path file() {
            return folder.resolve("admin.key");
        }

        private String written() {
            try {
                return Files.readString(file()).strip();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Test
    void people_who_ask_the_store_with_SQL_find_no_column_that_is_never_filled() {
        Key key = create("{'name':'ci','role':'daemon'}");
        node.caughtUp("keys");
        KeyUses uses = new KeyUses(node.database());
        uses.used(key.id(), clock.instant());
        Await.result(uses.note());

        Row row = Await.result(node.database()
                        .read(transaction -> transaction.query(
                                "SELECT k.*, u.used_at FROM keys k JOIN key_uses u ON u.key_id = k.id")))
                .get(0);

        assertThat(row.text("name")).isEqualTo("ci");
        assertThat(Times.ofMicros(row.bigint("used_at")))
                .isEqualTo(clock.instant().truncatedTo(ChronoUnit.HOURS));
        for (String column : List.of("last_used_at", "secret")) {
            assertThatThrownBy(() -> row.textOrNull(column)).hasMessageContaining(column);
        }
    }

    private static Principal holder(Key key) {
        return new Principal(key.id(), key.name(), key.role());
    }

    private static KeyRing ringOf(TestNode node) {
        KeyRing ring = new KeyRing(new RefusedKeys(node.commands()), node.database());
        node.follow(KeyRing.EVENTS, ring);
        Await.result(ring.load(node.database()));
        return ring;
    }

    private void untilItOpens(Key key) {
        Eventually.until("the key opens", () -> ring.authenticate(secretOf(key), clock.instant())
                .isPresent());
    }

    private Key create(String json) {
        return resourceOf(Await.result(node.send(ROOT, "key.create", "", json)));
    }

    private List<RecordedEvent> events() {
        return Await.result(node.log().read(0, 5_000, EventFilter.ALL)).events();
    }

    private static String secretOf(Key key) {
        if (key.secret() == null) throw new AssertionError("the answer has no secret");
        return key.secret();
    }

    private static Key resourceOf(Outcome outcome) {
        return (Key) outcome.resource();
    }
}
