package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.http.HubUrl;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Slack's Web API. A call waits for its answer and is never repeated here. What Slack said of its rates is kept for
 * each method: until then a call fails without being made. Any thread.
 */
final class SlackApi {
    static final URI URL_DEFAULT = URI.create("https://slack.com/api/");

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);
    private static final int ANSWER_BYTES_MAX = 8 * 1024 * 1024;
    private static final Duration REST_UNSAID = Duration.ofSeconds(1);
    private static final Duration REST_MAX = Duration.ofHours(1);
    /** Troubles of Slack's own, that pass. */
    private static final Set<String> PASSING = Set.of(
            "internal_error",
            "fatal_error",
            "service_unavailable",
            "request_timeout",
            "team_added_to_org",
            "unknown_error");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final URI url;
    private final SlackTokens tokens;
    private final Map<String, Long> restsUntil = new ConcurrentHashMap<>();

    /** @param url ends with a slash */
    SlackApi(URI url, SlackTokens tokens) {
        if (!isPrivate(url, "https")) {
            throw new IllegalArgumentException("Slack's API is spoken to by https, or http on this machine: " + url);
        }
        this.url = url;
        this.tokens = tokens;
    }

    /** Nobody between can read what is said there: it is encrypted, or does not leave this machine. */
    static boolean isPrivate(URI url, String scheme) {
        return scheme.equals(url.getScheme()) || (url.getHost() != null && HubUrl.isLoopback(url));
    }

    HttpClient http() {
        return http;
    }

    /**
     * Calls a method. Fails with {@link SlackBusy} when it may not be called yet, {@link SlackAway} when nobody knows
     * whether it was done, {@link SlackRefused} when Slack said no.
     *
     * @param arguments texts as they are, lists and objects as JSON
     */
    JsonNode call(String method, Map<String, String> arguments) {
        refuseWhileResting(method);
        String form = arguments.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
        HttpResponse<InputStream> answer = send(
                method,
                HttpRequest.newBuilder(url.resolve(method))
                        .header("Authorization", "Bearer " + tokens.of(method))
                        .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
        JsonNode said = read(method, answer);
        if (said.path("ok").asBoolean()) return said;
        String error = said.path("error").asText("unknown_error");
        if (error.equals("ratelimited") || error.equals("rate_limited")) throw resting(method, answer);
        if (PASSING.contains(error)) throw new SlackAway("Slack has troubles with " + method + ": " + error);
        throw new SlackRefused(method, error, said.path("needed").asText(""));
    }

    /** Answers a slash command at the address that came with it; fails as {@link #call} does. */
    void respond(URI to, String json) {
        if (!isPrivate(to, "https")) throw new SlackRefused("response_url", "not_https", "");
        HttpResponse<InputStream> answer = send(
                "response_url",
                HttpRequest.newBuilder(to)
                        .header("Content-Type", "application/json; charset=utf-8")
                        .POST(HttpRequest.BodyPublishers.ofString(json)));
        close(answer);
        if (answer.statusCode() >= 400) throw new SlackRefused("response_url", "http_" + answer.statusCode(), "");
    }

    private HttpResponse<InputStream> send(String method, HttpRequest.Builder request) {
        HttpResponse<InputStream> answer;
        try {
            answer = http.send(request.timeout(ANSWER_TIMEOUT).build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new SlackAway("Slack cannot be reached for " + method + " ("
                    + e.getClass().getSimpleName() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlackAway("interrupted while Slack was asked for " + method);
        }
        if (answer.statusCode() == 429) {
            close(answer);
            throw resting(method, answer);
        }
        if (answer.statusCode() >= 500) {
            close(answer);
            throw new SlackAway("Slack has troubles with " + method + ": HTTP " + answer.statusCode());
        }
        return answer;
    }

    private void refuseWhileResting(String method) {
        Long until = restsUntil.get(method);
        if (until == null) return;
        long left = until - System.nanoTime();
        if (left > 0) throw new SlackBusy(method, Duration.ofNanos(left));
        restsUntil.remove(method, until);
    }

    private SlackBusy resting(String method, HttpResponse<?> answer) {
        String said = answer.headers().firstValue("Retry-After").orElse("").strip();
        Duration asked = said.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(said)) : REST_UNSAID;
        Duration rest = asked.compareTo(REST_MAX) > 0 ? REST_MAX : asked;
        restsUntil.put(method, System.nanoTime() + rest.toNanos());
        return new SlackBusy(method, rest);
    }

    private static JsonNode read(String method, HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(ANSWER_BYTES_MAX + 1);
            if (bytes.length <= ANSWER_BYTES_MAX) return Json.readLenient(bytes, JsonNode.class);
        } catch (IOException | RuntimeException e) {
            throw new SlackAway("what Slack answered to " + method + " cannot be read");
        }
        throw new SlackAway("what Slack answered to " + method + " has more than " + ANSWER_BYTES_MAX + " bytes");
    }

    private static void close(HttpResponse<InputStream> answer) {
        try {
            answer.body().close();
        } catch (IOException e) {
            // The answer is known; what is left of its body is not.
            return;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
