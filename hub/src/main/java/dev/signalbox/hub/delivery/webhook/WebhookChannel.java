package dev.signalbox.hub.delivery.webhook;

import dev.signalbox.hub.delivery.channel.Channel;
import dev.signalbox.hub.delivery.channel.Letter;
import dev.signalbox.hub.delivery.channel.Outcome;
import dev.signalbox.hub.delivery.channel.Outcome.Kind;
import dev.signalbox.hub.http.route.CloudEvents;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.delivery.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Events as Standard Webhooks: {@code POST} with {@code webhook-id}, {@code webhook-timestamp} and
 * {@code webhook-signature}, the body a CloudEvent. The name of the host is looked up for each request, the address is
 * judged by the {@link AddressGuard}, and the connection goes to the address that was judged. Redirects are answers
 * like any other. One instance a space; its connections are its own.
 */
public final class WebhookChannel implements Channel {
    /** Of one host all endpoints may have one: none waits for the other. */
    private static final int CONNECTIONS_OF_HOST_MAX = Limits.ENDPOINTS_MAX * (1 + Limits.REPLAYS_MAX);

    private static final int TAKEN_MIN = 200;
    private static final int TAKEN_MAX = 299;
    private static final int GONE = 410;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final AddressGuard guard;
    private final Names names;
    private final Function<byte[], Future<byte[]>> signer;
    private final String agent;
    private final Clock clock;
    private final HttpClient client;

    /**
     * @param signer the signature of bytes by the key of this node, Ed25519
     * @param version of the hub
     */
    public WebhookChannel(
            AddressGuard guard,
            Names names,
            Function<byte[], Future<byte[]>> signer,
            String version,
            Clock clock,
            Vertx vertx) {
        this.guard = guard;
        this.names = names;
        this.signer = signer;
        this.agent = "signalbox/" + version;
        this.clock = clock;
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout((int) Limits.DELIVERY_CONNECT_MAX.toMillis())
                        .setKeepAliveTimeout(30)
                        .setMaxRedirects(0))
                .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_OF_HOST_MAX))
                .build();
    }

    /** Fails with {@link InvalidInput} for an address that stands in a URL and is refused. */
    public void check(URI url) {
        InetAddress literal = literal(host(url));
        String objection = literal == null ? null : guard.objection(literal);
        if (objection != null) throw new InvalidInput("/url", objection);
    }

    @Override
    public Future<Outcome> send(Endpoint to, List<byte[]> secrets, Letter letter) {
        URI url = URI.create(to.url());
        Attempt attempt = new Attempt(letter);
        return Future.succeededFuture(host(url))
                .compose(this::address)
                .compose(address -> signed(secrets, letter).compose(headers -> post(url, address, headers, attempt)))
                .timeout(Limits.DELIVERY_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(failure -> attempt.failed(failure));
    }

    /** What is known of one request while it is under way. */
    private static final class Attempt {
        private final Letter letter;
        private @Nullable HttpClientRequest request;
        private @Nullable Integer status;

        Attempt(Letter letter) {
            this.letter = letter;
        }

        /** One whose answer has begun was answered, however it ended. */
        Outcome failed(Throwable failure) {
            HttpClientRequest open = request;
            if (open != null) open.reset();
            Integer answered = status;
            if (answered != null && isTaken(answered)) return new Outcome(Kind.TAKEN, answered, "", null);
            boolean late = failure instanceof TimeoutException;
            String why = late
                    ? "no answer within " + Limits.DELIVERY_TIME_MAX.toSeconds() + " s"
                    : String.valueOf(failure.getMessage());
            return new Outcome(Kind.REFUSED, answered, why, null);
        }
    }

    private Future<InetAddress> address(String host) {
        InetAddress literal = literal(host);
        return (literal == null ? names.addressOf(host) : Future.succeededFuture(literal)).map(address -> {
            String objection = guard.objection(address);
            if (objection != null) throw new Unreachable(objection);
            return address;
        });
    }

    private Future<Outcome> post(URI url, InetAddress address, MultiMap headers, Attempt attempt) {
        boolean tls = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() < 0 ? (tls ? HTTPS : HTTP) : url.getPort();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                .setHost(host(url))
                .setPort(port)
                .setSsl(tls)
                .setURI(path(url))
                .setHeaders(headers)
                .setFollowRedirects(false);
        return client.request(options).compose(request -> {
            attempt.request = request;
            return request.send(Buffer.buffer(attempt.letter.body())).compose(response -> answered(response, attempt));
        });
    }

    /**
     * What goes before the body. When the node cannot sign by its key, which it tells where receipts are asked for, the
     * signatures by the secrets go alone.
     */
    private Future<MultiMap> signed(List<byte[]> secrets, Letter letter) {
        long timestamp = clock.instant().getEpochSecond();
        byte[] content = WebhookSignature.content(letter.id(), timestamp, letter.body());
        String v1 = WebhookSignature.v1(content, secrets);
        return signer.apply(content)
                .map(signature -> v1 + " " + WebhookSignature.v1a(signature))
                .otherwise(v1)
                .map(signature -> MultiMap.caseInsensitiveMultiMap()
                        .add("Content-Type", CloudEvents.TYPE)
                        .add("User-Agent", agent)
                        .add("webhook-id", letter.id())
                        .add("webhook-timestamp", Long.toString(timestamp))
                        .add("webhook-signature", signature));
    }

    private Future<Outcome> answered(HttpClientResponse response, Attempt attempt) {
        attempt.status = response.statusCode();
        Instant now = clock.instant();
        ByteArrayOutputStream begun = new ByteArrayOutputStream();
        long[] bytes = new long[1];
        Promise<Outcome> done = Promise.promise();
        Runnable end = () -> done.tryComplete(outcome(response, WebhookAnswer.kept(begun, attempt.letter.body()), now));
        response.handler(piece -> {
            bytes[0] += piece.length();
            int more = Math.min(piece.length(), Limits.DELIVERY_ANSWER_CHARS_KEPT * 4 - begun.size());
            if (more > 0) begun.write(piece.getBytes(0, more), 0, more);
            if (bytes[0] <= Limits.DELIVERY_ANSWER_BYTES_MAX) return;
            end.run();
            response.request().reset();
        });
        response.exceptionHandler(broken -> end.run());
        response.endHandler(all -> end.run());
        return done.future();
    }

    private static Outcome outcome(HttpClientResponse response, String text, Instant now) {
        int status = response.statusCode();
        if (isTaken(status)) return new Outcome(Kind.TAKEN, status, text, null);
        if (status == GONE) return new Outcome(Kind.GONE, status, text, null);
        return new Outcome(Kind.REFUSED, status, text, WebhookAnswer.after(response.getHeader("Retry-After"), now));
    }

    private static boolean isTaken(int status) {
        return status >= TAKEN_MIN && status <= TAKEN_MAX;
    }

    /** An address that nothing may be sent to. */
    private static final class Unreachable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreachable(String why) {
            super(why, null, false, false);
        }
    }

    /** Without the brackets of IPv6. */
    private static String host(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String path(URI url) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** The address that a text is, in whatever form; null for a name, of which nobody is asked here. */
    private static @Nullable InetAddress literal(String host) {
        boolean four = host.matches("[0-9.]+");
        if (!four && host.indexOf(':') < 0) return null;
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException noAddress) {
            throw new InvalidInput("/url", "url has " + host + " for a host, which is no address");
        }
    }

    /** Ends its connections. */
    public Future<?> close() {
        return client.close();
    }
}
