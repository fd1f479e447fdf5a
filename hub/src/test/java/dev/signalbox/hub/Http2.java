package dev.signalbox.hub;

import io.vertx.core.Context;
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
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;

/**
 * A client of HTTP/2 on plain connections, by prior knowledge, which that of Java is not: it wants to change over from
 * HTTP/1.1. Its requests to one hub share a connection.
 */
public final class Http2 {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Context LOOP = VERTX.getOrCreateContext();
    private static final HttpClient CLIENT = VERTX.createHttpClient(
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));

    private Http2() {}

    /** Does something on the loop of the client, on which what comes of it must be taken, or some of it is missed. */
    public static <T> T on(Supplier<Future<T>> task) {
        Promise<T> done = Promise.promise();
        LOOP.runOnContext(turn -> task.get().onComplete(done));
        return Await.result(done.future());
    }

    /** A request that is begun, and not sent; on the loop. */
    public static Future<HttpClientRequest> begin(HttpMethod method, URI uri) {
        return CLIENT.request(new RequestOptions().setMethod(method).setAbsoluteURI(uri.toString()));
    }

    /** Sends a request of Java's client. */
    public static HttpResponse<byte[]> send(HttpRequest request) {
        byte[] body = request.bodyPublisher().map(Http2::bytesOf).orElse(null);
        return on(() -> begin(HttpMethod.valueOf(request.method()), request.uri())
                .compose(begun -> {
                    request.headers().map().forEach(begun::putHeader);
                    return body == null ? begun.send() : begun.send(Buffer.buffer(body));
                })
                .compose(answer -> answer.body().map(bytes -> new Answer(request, answer, bytes.getBytes()))));
    }

    private static byte[] bytesOf(HttpRequest.BodyPublisher publisher) {
        Buffer all = Buffer.buffer();
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuffer piece) {
                byte[] bytes = new byte[piece.remaining()];
                piece.get(bytes);
                all.appendBytes(bytes);
            }

            @Override
            public void onError(Throwable failure) {
                throw new AssertionError(failure);
            }

            @Override
            public void onComplete() {}
        });
        return all.getBytes();
    }

    /** The headers or trailers, as they stand there. */
    public static Map<String, String> text(MultiMap headers) {
        Map<String, String> texts = new TreeMap<>();
        headers.forEach(texts::put);
        return texts;
    }

    private record Answer(HttpRequest request, HttpClientResponse answer, byte[] body) implements HttpResponse<byte[]> {
        @Override
        public int statusCode() {
            return answer.statusCode();
        }

        @Override
        public Optional<HttpResponse<byte[]>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            Map<String, List<String>> all = new HashMap<>();
            for (String name : answer.headers().names())
                all.put(name, answer.headers().getAll(name));
            return HttpHeaders.of(all, (name, value) -> true);
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public java.net.http.HttpClient.Version version() {
            return java.net.http.HttpClient.Version.HTTP_2;
        }
    }
}
