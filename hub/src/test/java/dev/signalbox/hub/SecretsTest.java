package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.wire.Ids;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Canaries: valid and mangled secrets, in every place of a request where a careless caller may put one. They must be in
 * no log, no refusal, no metric, no event, and nowhere in the data folder but in admin.key.
 */
class SecretsTest {
    private static final List<String> HEADERS = List.of(
            "X-API-Key",
            "Cookie",
            "Idempotency-Key",
            "If-Match",
            "Signalbox-At-Least",
            "Last-Event-ID",
            "traceparent",
            "Accept",
            "Content-Type",
            "X-Forwarded-For",
            "User-Agent");
    private static final List<String> PATHS = List.of(
            "/v1/whoami?key=%s",
            "/v1/whoami?%s=1",
            "/v1/%s",
            "/v1/events?after=%s",
            "/v1/events?types=%s",
            "/v1/events?subject=%s",
            "/v1/events?log=%s",
            "/v1/notifications?state=%s",
            "/v1/notifications?cursor=%s",
            "/v1/notifications?limit=%s",
            "/v1/notifications/%s",
            "/v1/questions/%s?wait=%s",
            "/v1/streams/%s/%s",
            "/v1/keys/%s");
    private static final List<String> BODIES = List.of(
            "{\"%s\": 1}",
            "{\"title\": {\"%s\": 1}}",
            "{\"title\": \"x\", \"priority\": \"%s\"}",
            "{\"title\": \"x\", \"expiresIn\": \"%s\"}",
            "{\"title\": \"x\", \"expiresAt\": \"%s\"}",
            "{\"title\": \"x\", \"id\": \"%s\"}",
            "{\"title\": \"x\", \"link\": \"%s\"}",
            "%s",
            "{\"title\": \"%s",
            "{\"prompt\": \"x\", \"kind\": \"%s\"}",
            "{\"prompt\": \"x\", \"options\": [\"%s\", \"%s\"]}",
            "{\"name\": \"%s!\", \"role\": \"%s\"}",
            "{\"commands\": [{\"id\": \"a\", \"command\": \"%s\"}]}",
            "{\"commands\": [{\"id\": \"a\", \"command\": \"question.answer\", \"target\": \"%s\"}]}",
            "{\"commands\": [{\"id\": \"a\", \"command\": \"question.ask\", \"%s\": 1}]}");
    private static final List<String> DOORS = List.of(
            "/v1/notifications",
            "/v1/questions",
            "/v1/keys",
            "/v1/commands",
            "/v1/questions/" + Ids.next() + "/answer");

    private final List<String> refusals = new ArrayList<>();

    @Test
    void appear_nowhere(@TempDir Path data) throws IOException {
        try (RecordedLog log = new RecordedLog();
                TestHub hub = TestHub.start(data)) {
            String admin = hub.key("admin");
            String daemon = hub.key("daemon");
            String mangled = daemon.substring(0, daemon.length() - 1) + (daemon.endsWith("A") ? "B" : "A");
            List<String> canaries = List.of(admin, daemon, mangled);

            for (String canary : canaries) plant(hub, canary);
            String metrics = hub.get("admin", "/metrics").expect(200).text();
            String events = hub.get("admin", "/v1/events?limit=500").expect(200).text();
            String keys = hub.get("admin", "/v1/keys").expect(200).text();

            assertThat(refusals).hasSizeGreaterThan(100);
            for (String canary : canaries) {
                String secret = canary.substring(canary.lastIndexOf('_') + 1);
                assertThat(refusals.stream()
                                .filter(text -> text.contains(secret))
                                .distinct())
                        .isEmpty();
                assertThat(metrics).doesNotContain(secret);
                assertThat(events).doesNotContain(secret);
                assertThat(keys).doesNotContain(secret);
                assertThat(filesWith(secret, data)).isEmpty();
                assertThat(log.lines()).isNotEmpty();
                assertThat(log.lines().stream().filter(line -> line.contains(secret)))
                        .isEmpty();
            }
        }
    }

    private void plant(TestHub hub, String canary) {
        String basic = Base64.getEncoder().encodeToString(("me:" + canary).getBytes(StandardCharsets.UTF_8));
        for (String credentials : List.of("Bearer " + canary, "Basic " + basic, "Digest " + canary, canary)) {
            keep(send(hub, "/v1/nothing", "Authorization", credentials));
        }
        for (String header : HEADERS) {
            keep(hub.get("daemon", "/v1/events?types=nothing.*", header, canary));
            keep(hub.post("viewer", "/v1/notifications", "{\"title\": \"x\"}", header, canary));
        }
        for (String path : PATHS) keep(hub.get("daemon", path.replace("%s", canary)));
        for (String door : DOORS) {
            for (String body : BODIES) keep(hub.post("admin", door, body.replace("%s", canary)));
        }
    }

    /** What was accepted may hold what it was given; no canary stands in such a place. */
    private void keep(TestHub.Reply reply) {
        if (reply.status() >= 400) refusals.add(reply.toString());
        else if (!reply.text().startsWith("{\"results\""))
            assertThat(reply.status()).isBetween(200, 299);
        else refusals.add(reply.text());
    }

    private static TestHub.Reply send(TestHub hub, String path, String header, String value) {
        return TestHub.send(HttpRequest.newBuilder(URI.create(hub.url() + path))
                .header(header, value)
                .POST(BodyPublishers.noBody())
                .build());
    }

    private static List<Path> filesWith(String secret, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.endsWith("admin.key")) continue;
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret)) found.add(file);
            }
            return found;
        }
    }
}
