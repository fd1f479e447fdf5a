package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Limits;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a caller is when a proxy of the operator's stands before the hub, and when none does. */
class BehindProxyTest {
    private static final String CALLER = "203.0.113.7";

    @TempDir
    Path data;

    private TestHub hub;

    @AfterEach
    void stop() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: %s",
                "X-Forwarded-For: 198.51.100.%d, %s",
                "X-Forwarded-For: 10.0.0.%d\r\nX-Forwarded-For: %s"
            })
    void the_address_that_the_proxy_adds_at_the_end_counts_whatever_the_caller_wrote_before_it(String form) {
        start(true);
        for (int i = 0; i < Limits.BAD_KEYS_A_MINUTE_MAX; i++) {
            assertThat(withBadKey(headers(form, i, CALLER))).startsWith("HTTP/1.1 401 ");
        }

        assertThat(withBadKey(headers(form, 99, CALLER))).startsWith("HTTP/1.1 429 ");
        assertThat(withBadKey(headers(form, 99, "203.0.113.8"))).startsWith("HTTP/1.1 401 ");
        Eventually.assertThat(() -> assertThat(refusedAddresses()).containsExactly(CALLER, "203.0.113.8"));
    }

    @Test
    void without_a_proxy_the_header_says_nothing() {
        start(false);
        for (int i = 0; i < Limits.BAD_KEYS_A_MINUTE_MAX; i++) {
            assertThat(withBadKey("X-Forwarded-For: 198.51.100." + i)).startsWith("HTTP/1.1 401 ");
        }

        assertThat(withBadKey("X-Forwarded-For: " + CALLER)).startsWith("HTTP/1.1 429 ");
        Eventually.assertThat(() -> assertThat(refusedAddresses()).containsExactly("127.0.0.1"));
    }

    @Test
    void nobody_counts_as_on_the_hubs_own_machine() {
        start(true);

        Reply unnamed = hub.get(TestHub.NOBODY, "/metrics");
        Reply forged = hub.get(TestHub.NOBODY, "/metrics", "X-Forwarded-For", "127.0.0.1");

        unnamed.expect(401);
        forged.expect(401);
    }

    private void start(boolean behindProxy) {
        hub = TestHub.start(
                new HubConfig(data, null, HubConfig.DEFAULT_HOST, 0, behindProxy, null, null, null), new TestClock());
    }

    private static String headers(String form, int spoofed, String caller) {
        return form.replace("%d", Integer.toString(spoofed)).replace("%s", caller);
    }

    private String withBadKey(String headers) {
        return RawHttp.exchange(
                hub.port(),
                "GET /v1/whoami HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nX-API-Key: sbx_nonsense\r\n" + headers
                        + "\r\n\r\n");
    }

    private List<String> refusedAddresses() {
        JsonNode events =
                hub.get("admin", "/v1/events?types=key.refused").json().path("events");
        return events.findValuesAsText("address");
    }
}
