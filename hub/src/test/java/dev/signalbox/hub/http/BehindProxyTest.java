package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.params.provider.CsvSource;
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
        start(HubConfig.embedded(data, 0).behind("127.0.0.1", "10.0.0.0/8"));
        for (int i = 0; i < Limits.BAD_KEYS_A_MINUTE_MAX; i++) {
            assertThat(withBadKey(headers(form, i, CALLER))).startsWith("HTTP/1.1 401 ");
        }

        assertThat(withBadKey(headers(form, 99, CALLER))).startsWith("HTTP/1.1 429 ");
        assertThat(withBadKey(headers(form, 99, "203.0.113.8"))).startsWith("HTTP/1.1 401 ");
        Eventually.assertThat(() -> assertThat(refusedAddresses()).containsExactly(CALLER, "203.0.113.8"));
    }

    @Test
    void without_a_proxy_the_header_says_nothing() {
        start(HubConfig.embedded(data, 0));
        for (int i = 0; i < Limits.BAD_KEYS_A_MINUTE_MAX; i++) {
            assertThat(withBadKey("X-Forwarded-For: 198.51.100." + i)).startsWith("HTTP/1.1 401 ");
        }

        assertThat(withBadKey("X-Forwarded-For: " + CALLER)).startsWith("HTTP/1.1 429 ");
        Eventually.assertThat(() -> assertThat(refusedAddresses()).containsExactly("127.0.0.1"));
    }

    @Test
    void nobody_counts_as_on_the_hubs_own_machine() {
        start(HubConfig.embedded(data, 0).behind());

        Reply unnamed = hub.get(TestHub.NOBODY, "/metrics");
        Reply forged = hub.get(TestHub.NOBODY, "/metrics", "X-Forwarded-For", "127.0.0.1");

        unnamed.expect(401);
        forged.expect(401);
    }

    /** The caller of a chain of the operator's own proxies is who stands before them. */
    @Test
    void proxies_behind_proxies_are_left_out_as_far_as_they_are_trusted() {
        start(HubConfig.embedded(data, 0).behind("127.0.0.1", "10.0.0.0/8", "fd00::/8"));

        withBadKey("X-Forwarded-For: 198.51.100.1, 203.0.113.7, 10.1.2.3, [fd00::7]:443");
        withBadKey("X-Forwarded-For: 198.51.100.2, not an address, 10.9.9.9:8080");
        withBadKey("Accept: */*");

        Eventually.assertThat(() -> assertThat(refusedAddresses()).containsExactly(CALLER, "10.9.9.9", "127.0.0.1"));
    }

    @Test
    void whom_nobody_trusts_is_taken_for_the_caller_whatever_it_says() {
        start(HubConfig.embedded(data, 0).behind("10.0.0.0/8"));

        withBadKey("X-Forwarded-For: 203.0.113.9");

        Eventually.assertThat(() -> assertThat(refusedAddresses()).containsExactly("127.0.0.1"));
    }

    @Test
    void without_a_list_of_proxies_each_bad_key_has_its_own_tries_and_no_header_gives_more() {
        start(HubConfig.embedded(data, 0).behind());
        for (int i = 0; i < Limits.BAD_KEYS_A_MINUTE_MAX; i++) {
            assertThat(withBadKey("X-Forwarded-For: 203.0.113." + i)).startsWith("HTTP/1.1 401 ");
        }

        assertThat(withBadKey("X-Forwarded-For: 203.0.113.99")).startsWith("HTTP/1.1 429 ");
        assertThat(RawHttp.exchange(
                        hub.port(),
                        "GET /v1/whoami HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nX-API-Key: sbx_other\r\n\r\n"))
                .startsWith("HTTP/1.1 401 ");
    }

    @Test
    void a_list_that_cannot_be_is_refused_with_the_way_out() {
        start(HubConfig.embedded(data, 0));
        HubConfig plain = HubConfig.embedded(data, 0);

        assertThatThrownBy(() -> plain.behind("10.0.0.0/33")).hasMessageContaining("10.0.0.0/33", "10.0.0.0/8");
        assertThatThrownBy(() -> plain.behind("proxy.example")).hasMessageContaining("proxy.example");
        assertThatThrownBy(() -> new HubConfig(
                        data, null, "127.0.0.1", 0, false, null, null, null, List.of("10.0.0.1"), List.of(), null))
                .hasMessageContaining("--behind-proxy");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 401",
        "LOCALHOST:7433, 401",
        "127.0.0.1, 401",
        "[::1]:7433, 401",
        "box.internal, 401",
        "evil.example, 403",
        "evil.example:7433, 403",
        "localhost.evil.example, 403",
        "127.0.0.1.evil.example, 403",
        "169.254.169.254, 403"
    })
    void on_loopback_only_names_of_this_machine_are_answered(String host, int status) {
        start(new HubConfig(
                data, null, "127.0.0.1", 0, false, null, null, null, List.of(), List.of("box.internal"), null));

        for (String path : List.of("/v1/whoami", "/", "/health/live", "/eventbus/websocket", "/nowhere")) {
            String answer = RawHttp.exchange(
                    hub.port(), "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
            if (status == 403)
                assertThat(answer).startsWith("HTTP/1.1 403 ").contains("--allow-host", host.split(":", -1)[0]);
            else if (path.equals("/v1/whoami")) assertThat(answer).startsWith("HTTP/1.1 401 ");
            else assertThat(answer).doesNotStartWith("HTTP/1.1 403 ");
        }
    }

    private void start(HubConfig config) {
        hub = TestHub.start(config, new TestClock());
    }

    private static String headers(String form, int spoofed, String caller) {
        return form.replace("%d", Integer.toString(spoofed)).replace("%s", caller);
    }

    private String withBadKey(String headers) {
        return RawHttp.exchange(
                hub.port(),
                "GET /v1/whoami HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: sbx_nonsense\r\n"
                        + headers + "\r\n\r\n");
    }

    private List<String> refusedAddresses() {
        JsonNode events =
                hub.get("admin", "/v1/events?types=key.refused").json().path("events");
        return events.findValuesAsText("address");
    }
}
