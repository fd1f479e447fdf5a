package dev.signalbox.hub.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;

/**
 * How to reach one schema of a PostgreSQL server, and whether that server keeps what the hub promises. Every connection
 * sees only its schema, plans each statement for its own parameters (a plan made on an empty table costs a factor of
 * seven later), and ends statements and transactions that hang.
 */
final class PostgresServer {
    static final int CONNECT_SECONDS = 10;
    /** Longest time of one statement on the server. */
    static final int STATEMENT_SECONDS = 30;
    /**
     * Longest time without a byte from the server after which a connection counts as dead; above that of a statement.
     */
    static final int SILENCE_SECONDS = 45;

    private static final int PIPELINE_MAX = 64;
    private static final int STATEMENTS_MAX = 256;

    private final Vertx vertx;
    private final DatabaseUrl url;
    private final String schema;
    private final TlsOffer tlsOffer;

    PostgresServer(Vertx vertx, DatabaseUrl url, String schema) {
        if (!schema.matches("[a-z][a-z0-9_]{0,62}")) throw new IllegalArgumentException("not a schema: " + schema);
        this.vertx = vertx;
        this.url = url;
        this.schema = schema;
        this.tlsOffer = new TlsOffer(vertx, url.host(), url.port());
    }

    DatabaseUrl url() {
        return url;
    }

    String schema() {
        return schema;
    }

    /**
     * A connection of its own with more settings, on the caller's context, that has shown what {@link PostgresProof}
     * asks. Fails with {@link StoreUnavailable} or {@link UnsuitableServer}.
     */
    Future<PgConnection> connect(Map<String, String> settings) {
        Future<PgConnection> connecting;
        try {
            connecting = options(settings)
                    .compose(options -> PgConnection.connect(vertx, options))
                    .compose(fresh -> proof(settings).of(fresh).map(fresh).recover(unproven -> fresh.close()
                            .transform(closed -> Future.failedFuture(unproven))));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        return connecting.timeout(CONNECT_SECONDS, TimeUnit.SECONDS).recover(failure -> {
            // It may come yet, when it was only late.
            connecting.onSuccess(PgConnection::close);
            return Future.failedFuture(unreachable(failure));
        });
    }

    /** What a connection with these settings has to show. */
    PostgresProof proof(Map<String, String> more) {
        return new PostgresProof(schema, settings(more));
    }

    private Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("application_name", "signalbox");
        settings.put("search_path", schema);
        settings.put("plan_cache_mode", "force_custom_plan");
        settings.put("statement_timeout", STATEMENT_SECONDS + "s");
        settings.put("idle_in_transaction_session_timeout", STATEMENT_SECONDS + "s");
        settings.putAll(more);
        return settings;
    }

    /**
     * How the next connection is made. Fails with {@link UnsuitableServer} when the URL asks for TLS, of which the
     * server knows nothing.
     */
    Future<PgConnectOptions> options(Map<String, String> more) {
        return sslMode().map(mode -> options(more, mode));
    }

    private Future<SslMode> sslMode() {
        SslMode wished = SslMode.of(url.tlsMode().text());
        if (!url.tlsMode().asksForTls()) return Future.succeededFuture(wished);
        // Who does not answer is asked for a connection all the same: the driver's failure says why there is none.
        return tlsOffer.isMade().otherwise(true).map(offered -> {
            if (offered) return wished;
            if (url.tlsMode() == DatabaseUrl.TlsMode.PREFER) return SslMode.DISABLE;
            throw new UnsuitableServer(url.where() + " speaks no TLS, which sslmode="
                    + url.tlsMode().text() + " asks for; switch it on there (ssl = on), or write sslmode=disable");
        });
    }

    private PgConnectOptions options(Map<String, String> more, SslMode mode) {
        Map<String, String> settings = new HashMap<>(PgConnectOptions.DEFAULT_PROPERTIES);
        settings.putAll(settings(more));
        PgConnectOptions options = new PgConnectOptions();
        options.setHost(url.host())
                .setPort(url.port())
                .setDatabase(url.database())
                .setUser(url.user());
        if (url.password() != null) options.setPassword(url.password());
        options.setCachePreparedStatements(true).setPreparedStatementCacheMaxSize(STATEMENTS_MAX);
        options.setPipeliningLimit(PIPELINE_MAX);
        options.setProperties(settings);
        options.setSslMode(mode).setSslOptions(tls());
        return options;
    }

    static NetClientOptions transport() {
        return new NetClientOptions()
                .setConnectTimeout(CONNECT_SECONDS * 1000)
                .setTcpKeepAlive(true)
                .setReadIdleTimeout(SILENCE_SECONDS);
    }

    /** A failure of the first work on a connection, which a pooler in between or a missing right may have caused. */
    Throwable named(Throwable failure) {
        if (PostgresFailures.isOfARight(failure)) {
            return new UnsuitableServer("cannot use " + url + ": " + failure.getMessage()
                    + ". Let this login make tables there, as the owner: "
                    + MigrationFailed.Login.of(url).granted(schema));
        }
        return PostgresFailures.isOfAPooler(failure)
                ? new UnsuitableServer("cannot use " + url + ": " + failure.getMessage() + ". " + PostgresProof.POOLER)
                : PostgresFailures.translate(failure);
    }

    private Throwable unreachable(Throwable failure) {
        Throwable translated = named(failure);
        return translated instanceof StoreUnavailable
                ? new StoreUnavailable("cannot reach " + url + ": " + failure.getMessage(), failure)
                : translated;
    }

    private ClientSSLOptions tls() {
        ClientSSLOptions options = new ClientSSLOptions();
        if (!url.tlsMode().verifies()) return options.setTrustAll(true).setHostnameVerificationAlgorithm("");
        options.setHostnameVerificationAlgorithm(url.tlsMode() == DatabaseUrl.TlsMode.VERIFY_FULL ? "HTTPS" : "");
        String root = url.rootCertificate();
        return options.setTrustOptions(root == null ? trustOfJava() : new PemTrustOptions().addCertPath(root));
    }

    private static TrustOptions trustOfJava() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return TrustOptions.wrap(factory.getTrustManagers()[0]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no trusted certificates: give sslrootcert", e);
        }
    }
}
