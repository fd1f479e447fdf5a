package dev.signalbox.hub.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * A log that acknowledges everything and keeps nothing must fail every test of the contract: one that it passes proves
 * nothing.
 */
class EventLogContractBitesTest {
    @Test
    void a_log_that_forgets_fails_every_test_of_the_contract() {
        Results results = new Results();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(OfAForgetfulLog.class))
                .build();
        // Without the listeners of this run: they act at its end, and this is not its end.
        LauncherConfig alone = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .build();

        LauncherFactory.create(alone).execute(request, results);

        assertThat(results.failed).hasSizeGreaterThan(30);
        assertThat(results.passed).isEmpty();
    }

    private static final class Results implements TestExecutionListener {
        private final List<String> passed = new ArrayList<>();
        private final List<String> failed = new ArrayList<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (!test.isTest()) return;
            (result.getStatus() == Status.SUCCESSFUL ? passed : failed).add(test.getDisplayName());
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            passed.add("skipped: " + test.getDisplayName());
        }
    }

    static final class OfAForgetfulLog extends EventLogContract {
        @Override
        EventLog open() {
            return new ForgetfulEventLog();
        }

        @Override
        void close(EventLog log) {}

        @Override
        AutoCloseable stall() {
            return () -> {};
        }
    }

    private static final class ForgetfulEventLog implements EventLog {
        private final String epoch = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
        private final List<CommitListener> listeners = new CopyOnWriteArrayList<>();

        @Override
        public String name() {
            return "main";
        }

        @Override
        public String epoch() {
            return epoch;
        }

        @Override
        public Future<Appended> append(Append append) {
            if (append.receipt() != null) return Future.succeededFuture(Appended.of(append.receipt(), false));
            List<RecordedEvent> events = new AppendJudge()
                    .judge(
                            List.of(append),
                            new AppendJudge.Found(Map.of(), Map.of(), Map.of(), Set.of(), 0, HashChain.genesis()),
                            Instant.EPOCH)
                    .inserts();
            listeners.forEach(listener -> listener.committed(events));
            return Future.succeededFuture(new Appended(events, false));
        }

        @Override
        public Future<LogPage> read(long after, int limit, EventFilter filter) {
            return Future.succeededFuture(
                    new LogPage(after, new Head(epoch, after, HashChain.genesis()).cursor(), 0, List.of()));
        }

        @Override
        public Future<List<RecordedEvent>> readStream(String stream, long afterVersion, int limit) {
            return Future.succeededFuture(List.of());
        }

        @Override
        public Future<Optional<RecordedEvent>> at(long position) {
            return Future.succeededFuture(Optional.empty());
        }

        @Override
        public Future<Optional<RecordedEvent>> byId(String id) {
            return Future.succeededFuture(Optional.empty());
        }

        @Override
        public Future<Optional<RecordedReceipt>> receipt(String commandId) {
            return Future.succeededFuture(Optional.empty());
        }

        @Override
        public Future<Head> head() {
            return Future.succeededFuture(new Head(epoch, 0, HashChain.genesis()));
        }

        @Override
        public void onCommit(CommitListener listener) {
            listeners.add(listener);
        }

        @Override
        public void onGrowth(GrowthListener listener) {}

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
