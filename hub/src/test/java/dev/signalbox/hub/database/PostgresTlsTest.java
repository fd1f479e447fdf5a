package dev.signalbox.hub.database;

import static dev.signalbox.hub.Await.failure;
import static dev.signalbox.hub.Await.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.database.DatabaseUrl.TlsMode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each {@code sslmode} against a server that speaks TLS only, with a certificate that nobody knows, for the name
 * localhost.
 */
class PostgresTlsTest {
    private final Vertx vertx = Vertx.vertx();
    private final DatabaseUrl plain = DatabaseUrl.parse(TestPostgres.sharedDatabase());

    @TempDir
    Path folder;

    private TlsFront front;

    @BeforeEach
    void start_the_front() throws Exception {
        front = new TlsFront(plain.host(), plain.port(), folder);
    }

    @AfterEach
    void close() throws Exception {
        front.close();
        result(vertx.close());
    }

    @Test
    void require_and_prefer_encrypt_without_asking_who_it_is() {
        assertOpens(open("localhost", TlsMode.REQUIRE, null));
        assertOpens(open("localhost", TlsMode.PREFER, null));
    }

    @Test
    void disable_does_not_encrypt() {
        assertThat(failure(open("localhost", TlsMode.DISABLE, null))).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void verify_full_wants_a_trusted_certificate_for_that_very_name() {
        String trusted = front.certificate().toString();

        assertOpens(open("localhost", TlsMode.VERIFY_FULL, trusted));

        assertThat(failure(open("127.0.0.1", TlsMode.VERIFY_FULL, trusted))).isNotNull();
        assertThat(failure(open("localhost", TlsMode.VERIFY_FULL, null))).isNotNull();
    }

    @Test
    void verify_ca_wants_a_trusted_certificate_for_any_name() {
        assertOpens(open("127.0.0.1", TlsMode.VERIFY_CA, front.certificate().toString()));

        assertThat(failure(open("127.0.0.1", TlsMode.VERIFY_CA, null))).isNotNull();
    }

    @Test
    void prefer_at_a_server_without_tls_occupies_it_once_for_each_connection() throws Exception {
        try (StartupCounter counter = new StartupCounter(plain.host(), plain.port())) {
            PostgresDatabase database = result(open("localhost", counter.port(), TlsMode.PREFER, null));
            result(Future.all(
                    database.read(transaction -> transaction.query("SELECT 1 AS one")),
                    database.read(transaction -> transaction.query("SELECT 2 AS two"))));

            assertThat(counter.asked()).isLessThan(counter.begun());
            Eventually.until("who only asked has gone", () -> counter.lingering() == 0);
            result(database.close());
        }
    }

    @Test
    void what_insists_on_tls_says_so_at_a_server_without() {
        for (TlsMode mode : List.of(TlsMode.REQUIRE, TlsMode.VERIFY_CA, TlsMode.VERIFY_FULL)) {
            assertThat(failure(open("localhost", plain.port(), mode, null)))
                    .as(mode.text())
                    .isInstanceOf(UnsuitableServer.class)
                    .hasMessageContaining("speaks no TLS, which sslmode=" + mode.text() + " asks for");
        }
    }

    private void assertOpens(Future<PostgresDatabase> opening) {
        PostgresDatabase database = result(opening);
        assertThat(result(database.read(transaction -> transaction.query("SELECT 1 AS one")))
                        .get(0)
                        .bigint("one"))
                .isEqualTo(1);
        result(database.close());
    }

    /** A fresh schema each time, so that the way of the migrations is taken as well. */
    private Future<PostgresDatabase> open(String host, TlsMode mode, @Nullable String rootCertificate) {
        return open(host, front.port(), mode, rootCertificate);
    }

    private Future<PostgresDatabase> open(String host, int port, TlsMode mode, @Nullable String rootCertificate) {
        DatabaseUrl url =
                new DatabaseUrl(host, port, plain.database(), plain.user(), plain.password(), mode, rootCertificate, 2);
        return PostgresDatabase.open(vertx, url, TestPostgres.freshSchema());
    }
}
