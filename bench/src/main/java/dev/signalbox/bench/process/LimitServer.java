package dev.signalbox.bench.process;

import dev.signalbox.bench.load.RequestTemplate;
import dev.signalbox.hub.http.HttpDoor;
import dev.signalbox.hub.http.HttpOptions;
import dev.signalbox.hub.http.SharedLimits;
import dev.signalbox.hub.http.Spaces;
import dev.signalbox.hub.http.admission.ClientAddress;
import dev.signalbox.hub.http.admission.OwnNames;
import dev.signalbox.hub.http.admission.TrustedProxies;
import dev.signalbox.wire.Limits;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hub's HTTP server with its options and event loops, but nothing behind it: a POST is read and answered, and
 * stored nowhere; an event stream is fed with the bytes of the last POST to {@code /publish}. What the hub does is held
 * against what this does.
 */
public final class LimitServer {
    static final String READY_PATH = "/";
    /** As long as the hub's answer to a posted notification. */
    private static final Buffer ANSWER = Buffer.buffer(
            "{\"id\":\"" + RequestTemplate.ID
                    + "\",\"state\":\"open\",\"title\":\"build deploy index nightly backup\",\"body\":\""
                    + "waits slow again ".repeat(7)
                    + "\",\"priority\":3,\"tags\":[\"bench\",\"queue\"],\"count\":1,\"source\":\"admin\","
                    + "\"createdAt\":\"2026-11-21T08:36:42.000000Z\",\"updatedAt\":\"2026-11-21T08:36:42.000000Z\",\"version\":1}");

    private final Vertx vertx;
    private final Map<Context, List<HttpServerResponse>> streams = new ConcurrentHashMap<>();

    private LimitServer(Vertx vertx) {
        this.vertx = vertx;
    }

    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        LimitServer limit = new LimitServer(vertx);
        HttpOptions options = HttpOptions.on(
                "127.0.0.1",
                Integer.parseInt(arguments[0]),
                new ClientAddress(false, TrustedProxies.NONE),
                new OwnNames(true, List.of()),
                null);
        SharedLimits shared = new SharedLimits(vertx, Clock.systemUTC(), true, () -> 0);
        new HttpDoor(vertx, options, shared, Spaces.NONE)
                .answerBy(() -> limit.router(shared))
                .onFailure(failure -> {
                    System.err.println("cannot listen: " + failure.getMessage());
                    System.exit(1);
                });
    }

    /** Whoever asks counts as one with a key. */
    private Router router(SharedLimits shared) {
        Router router = Router.router(vertx);
        router.route().handler(context -> {
            shared.known(context.request().connection());
            context.next();
        });
        BodyHandler body =
                BodyHandler.create(false).setBodyLimit(Limits.BODY_BYTES_MAX).setHandleFileUploads(false);
        router.get(READY_PATH).handler(context -> context.response().end());
        router.get("/v1/events").handler(this::stream);
        router.post("/publish").handler(body).handler(this::publish);
        router.post().handler(body).handler(LimitServer::answer);
        return router;
    }

    private static void answer(RoutingContext context) {
        context.response()
                .setStatusCode(201)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(ANSWER);
    }

    private void stream(RoutingContext context) {
        HttpServerResponse response = context.response();
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream");
        response.write("retry: 3000\n\n");
        List<HttpServerResponse> mine = streams.computeIfAbsent(vertx.getOrCreateContext(), any -> new ArrayList<>());
        synchronized (mine) {
            mine.add(response);
        }
        response.closeHandler(closed -> {
            synchronized (mine) {
                mine.remove(response);
            }
        });
    }

    private void publish(RoutingContext context) {
        Buffer frame = context.body().buffer();
        streams.forEach((loop, responses) -> loop.runOnContext(ignored -> {
            synchronized (responses) {
                for (HttpServerResponse response : responses) response.write(frame);
            }
        }));
        answer(context);
    }
}
