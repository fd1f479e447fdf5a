package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.database.DatabaseUrl;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What stands between a hub and its PostgreSQL, and what an operator sets there while the hub runs. */
@Execution(ExecutionMode.CONCURRENT)
class PostgresSettingsTest {
    private final String url = TestPostgres.freshDatabase();
    private final DatabaseUrl server = DatabaseUrl.parse(url);

    @TempDir
    Path data;

    @Test
    void a_pooler_that_drops_the_settings_is_refused_and_named() {
        try (TcpProxy pooler = TcpProxy.droppingSettings(server.host(), server.port())) {
            assertThat(refusal(pooler)).contains("search_path", "signalbox_main", "pooler", "URL of the server itself");
        }
        assertThat(schemas()).doesNotContain("signalbox_main").doesNotContain("signalbox_traces");
    }

    @Test
    void a_pooler_behind_which_the_login_has_the_path_of_one_log_does_not_make_both_logs_one() {
        set("search_path = signalbox_main");
        set("plan_cache_mode = force_custom_plan");
        set("statement_timeout = 0");
        set("idle_in_transaction_session_timeout = 0");
        try (TcpProxy pooler = TcpProxy.droppingSettings(server.host(), server.port())) {
            assertThat(refusal(pooler)).contains("pooler", "statement_timeout = 0");
            set("statement_timeout = '30s'");
            set("idle_in_transaction_session_timeout = '30s'");
            assertThat(refusal(pooler)).contains("pooler");
        }
        assertThat(schemas()).doesNotContain("signalbox_traces");
    }

    @Test
    void a_server_that_takes_no_writes_puts_them_off_says_so_and_is_used_again_when_it_does() {
        try (TestHub hub = start()) {
            set("default_transaction_read_only = on");
            endSessions();

            Eventually.assertThat(() -> {
                TestHub.Reply put = post(hub);
                assertThat(put.expect(503).header("Retry-After")).isPresent();
                assertThat(trouble(hub)).contains("default_transaction_read_only");
            });
            assertThat(hub.get("user", "/v1/notifications").status()).isEqualTo(200);

            reset("default_transaction_read_only");
            endSessions();
            Eventually.assertThat(() -> assertThat(post(hub).status()).isEqualTo(201));
            Eventually.assertThat(() -> assertThat(trouble(hub)).isEmpty());
        }
    }

    @Test
    void a_login_whose_commits_stop_waiting_for_the_disk_is_used_no_more_until_they_do() {
        try (TestHub hub = start()) {
            set("synchronous_commit = off");
            endSessions();

            Eventually.assertThat(() -> {
                assertThat(trouble(hub)).contains("synchronous_commit = off");
                assertThat(TestDoctor.findings(hub))
                        .anyMatch(found ->
                                found.startsWith("fail health: ") && found.contains("synchronous_commit = off"));
                assertThat(post(hub).status()).isEqualTo(503);
            });

            reset("synchronous_commit");
            Eventually.assertThat(() -> assertThat(post(hub).status()).isEqualTo(201));
            Eventually.assertThat(() -> assertThat(trouble(hub)).isEmpty());
        }
    }

    /** Each waits its time before it is put off: all at once, each with a hub and a database of its own. */
    @Test
    void a_full_disk_and_a_server_that_shuts_down_put_writes_off() throws Exception {
        List<Callable<Void>> all = Stream.of("53100", "53200", "53300", "57P02", "57P03", "57P05", "25006")
                .<Callable<Void>>map(state -> () -> assertPutOff(state))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        try {
            for (Future<Void> each : threads.invokeAll(all)) each.get();
        } finally {
            threads.shutdown();
        }
    }

    private Void assertPutOff(String state) {
        String own = TestPostgres.freshDatabase();
        HubConfig config = HubConfig.embedded(data.resolve(state), 0).onPostgres(own);
        try (TestHub hub = TestHub.start(config, Clock.systemUTC())) {
            refuseWith(own, state);
            TestHub.Reply put = post(hub);
            assertThat(put.status()).as(state).isEqualTo(state.equals("53100") ? 507 : 503);
            assertThat(put.header("Retry-After")).as(state).isPresent();
            assertThat(trouble(hub)).as(state).contains("PostgreSQL");

            TestPostgres.run(own, "DROP TRIGGER refusing ON signalbox_main.events");
            Eventually.assertThat(() -> assertThat(post(hub).status()).as(state).isEqualTo(201));
            Eventually.assertThat(() -> assertThat(trouble(hub)).as(state).isEmpty());
        }
        return null;
    }

    @Test
    void a_logical_subscriber_is_refused() {
        start().close();
        TestPostgres.run(
                url,
                "CREATE SUBSCRIPTION copied CONNECTION 'host=nowhere' PUBLICATION all_events"
                        + " WITH (connect = false, enabled = false, create_slot = false, slot_name = NONE)");
        TestPostgres.run(
                url,
                "INSERT INTO pg_subscription_rel (srsubid, srrelid, srsubstate)"
                        + " SELECT oid, 'signalbox_main.events'::regclass, 'r' FROM pg_subscription WHERE subname = 'copied'");
        try {
            assertThat(refusal(server.port())).contains("logical subscriber");
        } finally {
            TestPostgres.run(url, "DROP SUBSCRIPTION copied");
        }
    }

    @Test
    void health_answers_while_somebody_holds_the_events() throws Exception {
        try (TestHub hub = start();
                var holder = TestPostgres.connect(url)) {
            holder.setAutoCommit(false);
            try (var lock = holder.createStatement()) {
                lock.execute("LOCK TABLE signalbox_main.events IN ACCESS EXCLUSIVE MODE");

                assertThat(trouble(hub)).contains("has not answered");
            }
            holder.rollback();
            Eventually.assertThat(() -> assertThat(trouble(hub)).isEmpty());
        }
    }

    private TestHub start() {
        TestHub hub = TestHub.start(HubConfig.embedded(data, 0).onPostgres(url), Clock.systemUTC());
        hub.key("user");
        return hub;
    }

    private static TestHub.Reply post(TestHub hub) {
        return hub.post("admin", "/v1/notifications", Map.of("title", "are you there?"));
    }

    private static String trouble(TestHub hub) {
        return hub.get(TestHub.NOBODY, "/health/ready").json().path("trouble").asText("");
    }

    private String refusal(TcpProxy pooler) {
        return refusal(pooler.port());
    }

    private String refusal(int port) {
        String through = url.replace(server.host() + ":" + server.port(), "127.0.0.1:" + port);
        HubConfig config = HubConfig.embedded(data, 0).onPostgres(through);
        Throwable failure = Await.failure(Hub.start(config, Clock.systemUTC(), fatal -> {}));
        return failure.getMessage();
    }

    private static void refuseWith(String url, String state) {
        TestPostgres.run(
                url,
                "CREATE FUNCTION signalbox_main.refuse() RETURNS trigger AS"
                        + " $$ BEGIN RAISE EXCEPTION 'no more' USING ERRCODE = '" + state
                        + "'; END $$ LANGUAGE plpgsql");
        TestPostgres.run(
                url,
                "CREATE TRIGGER refusing BEFORE INSERT ON signalbox_main.events"
                        + " FOR EACH ROW EXECUTE FUNCTION signalbox_main.refuse()");
    }

    private void set(String setting) {
        TestPostgres.run(url, "ALTER DATABASE " + server.database() + " SET " + setting);
    }

    private void reset(String setting) {
        // Of a transaction that may write, whatever the sessions of the database begin with.
        TestPostgres.run(
                url.replace("/" + server.database(), "/postgres"),
                "ALTER DATABASE " + server.database() + " RESET " + setting);
    }

    private void endSessions() {
        TestPostgres.query(
                url,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    private List<String> schemas() {
        return TestPostgres.query(url, "SELECT schema_name FROM information_schema.schemata");
    }
}
