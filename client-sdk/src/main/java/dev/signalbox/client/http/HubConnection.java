package dev.signalbox.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.thread.Waits;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to one hub and sorts the answers: a good one, {@link HubRefused}, or {@link HubUnreachable}. Any
 * thread.
 */
final class HubConnection {
    /**
     * Bytes of an answer at most: a list of 500 large things fits; a sixteenth of the heap when that is less, for it is
     * in memory more than once while it is read.
     */
    static final int ANSWER_BYTES_MAX =
            (int) Math.min(64 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 16);

    /** The space in which an admin of the hub acts; everybody else's key leads to one. */
    static final String SPACE = "Signalbox-Space";

    /** Statuses of a hub that begins or ends, or of what stands before one that is away. */
    private static final Set<Integer> UNAVAILABLE = Set.of(502, 503, 504);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(15);

    private final HttpClient http;
    private final String base;
    private final Supplier<@Nullable String> key;
    private final String userAgent;
    private final @Nullable String space;
    private volatile boolean seenInSpace;

    /** @param space to act in; null for the one that the key leads to */
    HubConnection(URI url, Supplier<@Nullable String> key, String userAgent, HubTrust trust, @Nullable String space) {
        URI hub = HubUrl.checked(url);
        this.base = hub.toString();
        this.http = client(trust.context(hub.getScheme()));
        this.key = key;
        this.userAgent = userAgent;
        this.space = space == null ? null : Check.spaceName(space);
        this.seenInSpace = space == null;
    }

    private static HttpClient client(@Nullable SSLContext tls) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER);
        return tls == null ? client.build() : client.sslContext(tls).build();
    }

    HttpRequest.Builder request(String path, Map<String, String> query) {
        String question = query.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        URI uri = URI.create(base + path + (question.isEmpty() ? "" : "?" + question));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("User-Agent", userAgent)
                .header("Accept", "application/json, application/problem+json;q=0.9, text/plain;q=0.5");
        String secret = key.get();
        if (secret != null && !secret.isBlank()) request.header("Authorization", "Bearer " + secret.strip());
        if (space != null) request.header(SPACE, space);
        return request;
    }

    /**
     * Any answer at all, also a refusal. Fails with {@link HubUnreachable} or with what {@code read} throws. Cancelling
     * the future gives the exchange up.
     */
    <T> CompletableFuture<T> exchange(HttpRequest request, Duration timeout, Function<HttpResponse<byte[]>, T> read) {
        return inSpace(request, () -> bounded(request, timeout, read));
    }

    private <T> CompletableFuture<T> bounded(
            HttpRequest request, Duration timeout, Function<HttpResponse<byte[]>, T> read) {
        return run(http.sendAsync(request, info -> BoundedBody.of(info, ANSWER_BYTES_MAX)), timeout, read);
    }

    /**
     * A hub that is older than spaces passes the header over and would act in the default space. So before the first
     * request in a space the hub is asked which one it is in; only health and metrics are of no space.
     */
    private <T> CompletableFuture<T> inSpace(HttpRequest request, Supplier<CompletableFuture<T>> call) {
        if (seenInSpace || !request.uri().getPath().contains("/v1/")) return call.get();
        CompletableFuture<T> answer = new CompletableFuture<>();
        HttpRequest look = request("/v1/whoami", Map.of()).GET().build();
        CompletableFuture<?> looked = bounded(
                look,
                LOOK_TIMEOUT,
                response -> checkedSpace(parse(good(response).body(), JsonNode.class)));
        var unused = looked.whenComplete((seen, failure) -> {
            if (failure != null) answer.completeExceptionally(Waits.causeOf(failure));
            else if (!answer.isDone()) passOn(call.get(), answer);
        });
        return answer;
    }

    private boolean checkedSpace(JsonNode whoami) {
        String there = whoami.path("space").asText();
        if (!there.equals(space)) {
            throw new HubRefused(
                    Problem.of(
                            ProblemCode.FORBIDDEN,
                            "this hub is older than spaces, and would act in the space " + there + " and not in "
                                    + space + "; nothing was sent. Upgrade the hub, or name no space"),
                    null);
        }
        seenInSpace = true;
        return true;
    }

    /** Whoever gives up the answer gives up the exchange behind it. */
    private static <T> void passOn(CompletableFuture<T> sent, CompletableFuture<T> answer) {
        var unused = answer.whenComplete((value, failure) -> {
            if (answer.isCancelled()) sent.cancel(true);
        });
        var unusedSent = sent.whenComplete((value, failure) -> {
            if (failure != null) answer.completeExceptionally(failure);
            else if (!answer.complete(value)) giveUp(value);
        });
    }

    /** A 2xx answer. Fails with {@link HubRefused} too. */
    <T> CompletableFuture<T> send(HttpRequest request, Duration timeout, Function<HttpResponse<byte[]>, T> read) {
        return exchange(request, timeout, response -> read.apply(good(response)));
    }

    /**
     * Opens an event stream; {@code timeout} holds until its head came, {@code silenceMax} between bytes from then on.
     */
    CompletableFuture<SseStream> openEvents(HttpRequest request, Duration timeout, Duration silenceMax) {
        SseStream stream = new SseStream(silenceMax);
        return open(request, timeout, "text/event-stream", stream.body(), stream, SseStream.class);
    }

    /** Opens an answer of JSON lines in the same way. */
    CompletableFuture<LineStream> openLines(HttpRequest request, Duration timeout, Duration silenceMax) {
        LineStream stream = new LineStream(silenceMax);
        return open(request, timeout, "application/jsonl", stream.body(), stream, LineStream.class);
    }

    /** Opens an answer of bytes of a type in the same way. */
    CompletableFuture<ByteStream> openBytes(HttpRequest request, String type, Duration timeout, Duration silenceMax) {
        ByteStream stream = new ByteStream(silenceMax);
        return open(request, timeout, type, stream.body(), stream, ByteStream.class);
    }

    /**
     * Opens an answer of lines of whatever status, and blocks until its head came. Fails with {@link HubUnreachable}
     * when it is none of a hub that can serve.
     */
    HttpResponse<Stream<String>> lines(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
            if (!UNAVAILABLE.contains(response.statusCode())) return response;
            response.body().close();
            throw new HubUnreachable(base + " cannot serve now (status " + response.statusCode() + ")", null);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private <T extends AutoCloseable> CompletableFuture<T> open(
            HttpRequest request, Duration timeout, String type, PulledBody body, T stream, Class<T> kind) {
        return inSpace(request, () -> openHere(request, timeout, type, body, stream, kind));
    }

    private <T extends AutoCloseable> CompletableFuture<T> openHere(
            HttpRequest request, Duration timeout, String type, PulledBody body, T stream, Class<T> kind) {
        CompletableFuture<HttpResponse<Object>> sent = http.sendAsync(
                request,
                info -> isGood(info, type)
                        ? BodySubscribers.mapping(body, opened -> stream)
                        : BodySubscribers.mapping(BoundedBody.of(info, ANSWER_BYTES_MAX), bytes -> bytes));
        return run(sent, timeout, response -> {
            if (response.body() instanceof ByteStream bytes) bytes.headers(response.headers());
            if (kind.isInstance(response.body())) return kind.cast(response.body());
            if (response.statusCode() / 100 != 2) throw failure(response, (byte[]) response.body());
            throw unreachable(new IOException("the answer is not " + stream + " but " + contentType(response)));
        });
    }

    /** Reads an answer's body. Fails with {@link HubUnreachable}: what cannot be understood was not said. */
    <T> T parse(byte[] body, Class<T> type) {
        try {
            T value = Json.readLenient(body, type);
            if (value != null) return value;
            throw new HubUnreachable("the answer of " + base + " cannot be understood: it says null", null);
        } catch (IllegalArgumentException e) {
            throw new HubUnreachable("the answer of " + base + " cannot be understood: " + e.getMessage(), e);
        }
    }

    static String segment(String text) {
        return encode(text).replace("+", "%20");
    }

    private <B, T> CompletableFuture<T> run(
            CompletableFuture<HttpResponse<B>> sent, Duration timeout, Function<HttpResponse<B>, T> read) {
        Exchange<T> exchange = new Exchange<>(sent);
        // The JDK's own request timeout ends with the response's head; a body that stalls needs this one.
        var unused = sent.copy()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((response, failure) -> {
                    if (failure != null) sent.cancel(true);
                    try {
                        if (failure != null) throw unreachable(failure);
                        T answer = read.apply(response);
                        if (!exchange.complete(answer)) giveUp(answer);
                    } catch (RuntimeException e) {
                        exchange.completeExceptionally(e);
                    }
                });
        return exchange;
    }

    /** An answer to come. Whoever cancels it does not want the bytes either. */
    private static final class Exchange<T> extends CompletableFuture<T> {
        private final CompletableFuture<?> sent;

        private Exchange(CompletableFuture<?> sent) {
            this.sent = sent;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            sent.cancel(true);
            return cancelled;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }
    }

    private HttpResponse<byte[]> good(HttpResponse<byte[]> response) {
        if (response.statusCode() / 100 == 2) return response;
        throw failure(response, response.body());
    }

    private RuntimeException failure(HttpResponse<?> response, byte[] body) {
        Problem problem = problem(response, body);
        if (problem != null) return new HubRefused(problem, RetryAfter.of(response.headers()));
        String met = "the answer of " + base + " is not a hub's (status " + response.statusCode() + ", "
                + contentType(response) + "); something between may have answered instead";
        ProblemCode code = codeOf(response.statusCode());
        if (code == null) return new HubUnreachable(met, null);
        return new HubRefused(Problem.of(code, met), RetryAfter.of(response.headers()));
    }

    private static @Nullable Problem problem(HttpResponse<?> response, byte[] body) {
        if (!contentType(response).contains("json")) return null;
        try {
            JsonNode json = Json.readLenient(body, JsonNode.class);
            if (!json.hasNonNull("code") || !json.hasNonNull("title") || !json.hasNonNull("detail")) return null;
            return Json.readLenient(json, Problem.class);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** What a bare status of a proxy means to us; null when it means that the hub was not reached. */
    private static @Nullable ProblemCode codeOf(int status) {
        return switch (status) {
            case 401 -> ProblemCode.UNAUTHORIZED;
            case 403 -> ProblemCode.FORBIDDEN;
            case 413 -> ProblemCode.TOO_LARGE;
            case 414 -> ProblemCode.URI_TOO_LONG;
            case 429 -> ProblemCode.RATE_LIMITED;
            case 431 -> ProblemCode.HEADERS_TOO_LARGE;
            case 503 -> ProblemCode.OVERLOADED;
            default -> null;
        };
    }

    HubUnreachable unreachable(Throwable failure) {
        Throwable cause = Waits.causeOf(failure);
        if (cause instanceof HubUnreachable known) return known;
        if (cause instanceof ConnectException) {
            return new HubUnreachable(
                    "nobody answers at " + base + "; is the hub running, and is the URL right?", cause);
        }
        if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
            return new HubUnreachable(base + " did not answer in time", cause);
        }
        HubUnreachable tls = TlsFault.of(base, cause);
        return tls == null ? new HubUnreachable("the connection to " + base + " failed: " + cause, cause) : tls;
    }

    private static boolean isGood(HttpResponse.ResponseInfo info, String type) {
        return info.statusCode() == 200
                && info.headers().firstValue("Content-Type").orElse("").startsWith(type);
    }

    /** The caller cancelled in the moment in which the answer came. */
    private static void giveUp(Object answer) {
        if (answer instanceof SseStream stream) stream.close();
        if (answer instanceof LineStream stream) stream.close();
        if (answer instanceof ByteStream stream) stream.close();
    }

    private static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("no content type");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
