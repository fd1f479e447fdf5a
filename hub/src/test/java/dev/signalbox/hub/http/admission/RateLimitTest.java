package dev.signalbox.hub.http.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.matrix.RateLimits;
import dev.signalbox.wire.Ids;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateLimitTest {
    @TempDir
    Path data;

    @Test
    void a_role_with_a_limit_is_held_to_it_key_by_key_and_the_others_are_not() throws IOException {
        try (TestHub hub = withSettings("rateLimits: {daemon: {requests: 60, per: 1m, burst: 3}}")) {
            String neighbour = hub.newKey("neighbour", "daemon");
            for (int left = 2; left >= 0; left--) {
                Reply served = hub.get("daemon", "/v1/whoami").expect(200);
                assertThat(served.header("RateLimit-Policy")).contains("\"daemon\";q=60;w=60");
                assertThat(served.header("RateLimit").orElseThrow()).startsWith("\"daemon\";r=" + left + ";t=");
            }

            Reply refused = hub.get("daemon", "/v1/whoami");

            assertThat(refused.expect(429).json().path("code").textValue()).isEqualTo("rate_limited");
            assertThat(refused.header("Retry-After")).contains("1");
            hub.get(TestHub.NOBODY, "/v1/whoami", "X-API-Key", neighbour).expect(200);
            assertThat(hub.get("viewer", "/v1/whoami").expect(200).header("RateLimit"))
                    .isEmpty();
            hub.clock().advance(Duration.ofSeconds(1));
            hub.get("daemon", "/v1/whoami").expect(200);
            hub.get("daemon", "/v1/whoami").expect(429);
        }
    }

    @Test
    void a_command_on_the_event_bus_takes_from_the_same_bucket() throws IOException {
        try (TestHub hub = withSettings("rateLimits: {daemon: {requests: 60, per: 1m, burst: 2}}")) {
            hub.get("daemon", "/v1/whoami").expect(200);
            assertThat(Await.result(post(hub)).body().getString("verdict")).isEqualTo("accepted");

            ReplyException refused = (ReplyException) Await.failure(post(hub));

            assertThat(refused.failureCode()).isEqualTo(429);
            assertThat(refused.getMessage()).contains("rate_limited");
            hub.get("daemon", "/v1/whoami").expect(429);
            hub.clock().advance(Duration.ofSeconds(1));
            assertThat(Await.result(post(hub)).body().getString("verdict")).isEqualTo("accepted");
        }
    }

    private static Future<Message<JsonObject>> post(TestHub hub) {
        JsonObject command = new JsonObject()
                .put("id", Ids.next())
                .put("command", "notification.post")
                .put("body", new JsonObject().put("title", "by bus"));
        DeliveryOptions key = new DeliveryOptions().addHeader("authorization", "Bearer " + hub.key("daemon"));
        return hub.hub().vertx().eventBus().request("signalbox.commands", command, key);
    }

    @Test
    void a_full_bucket_holds_no_more_than_its_burst() {
        TestClock clock = new TestClock();
        TokenBucket bucket = new TokenBucket(new RateLimits.Limit(10, Duration.ofSeconds(1), 2), clock.instant());

        clock.advance(Duration.ofHours(1));

        assertThat(bucket.take(clock.instant()).allowed()).isTrue();
        assertThat(bucket.take(clock.instant()).allowed()).isTrue();
        assertThat(bucket.take(clock.instant()).allowed()).isFalse();
    }

    @Test
    void a_clock_that_is_set_back_neither_fills_the_bucket_nor_blocks_it_for_ever() {
        TestClock clock = new TestClock();
        TokenBucket bucket = new TokenBucket(new RateLimits.Limit(1, Duration.ofSeconds(1), 1), clock.instant());
        bucket.take(clock.instant());

        clock.advance(Duration.ofDays(-1));

        assertThat(bucket.take(clock.instant()).allowed()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(bucket.take(clock.instant()).allowed()).isTrue();
    }

    private TestHub withSettings(String yaml) throws IOException {
        Path settings = Files.writeString(data.resolve("signalbox.yaml"), yaml);
        HubConfig plain = HubConfig.embedded(data.resolve("hub"), 0);
        return TestHub.start(
                new HubConfig(
                        plain.data(), null, plain.host(), plain.port(), plain.behindProxy(), null, null, settings),
                new TestClock());
    }
}
