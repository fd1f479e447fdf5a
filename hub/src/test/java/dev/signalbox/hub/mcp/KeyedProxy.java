package dev.signalbox.hub.mcp;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestHub;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.net.URI;

/** Passes requests on to a hub with a key, for a program that can show none. */
final class KeyedProxy implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient out = vertx.createHttpClient();
    private final HttpServer server;
    private final TestHub hub;
    private final String role;

    KeyedProxy(TestHub hub, String role) {
        this.hub = hub;
        this.role = role;
        this.server =
                Await.result(vertx.createHttpServer().requestHandler(this::pass).listen(0, "127.0.0.1"));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/mcp");
    }

    private void pass(HttpServerRequest came) {
        came.pause();
        RequestOptions to = new RequestOptions()
                .setMethod(came.method())
                .setHost("127.0.0.1")
                .setPort(hub.port())
                .setURI(came.uri());
        HttpServerResponse back = came.response();
        out.request(to)
                .compose(request -> {
                    request.headers().setAll(came.headers()).set("Authorization", "Bearer " + hub.key(role));
                    back.closeHandler(gone -> request.reset());
                    return request.send(came);
                })
                .onSuccess(answer -> {
                    back.setStatusCode(answer.statusCode());
                    back.headers().setAll(answer.headers());
                    answer.pipeTo(back);
                })
                .onFailure(failure -> came.connection().close());
    }

    @Override
    public void close() {
        Await.result(vertx.close());
    }
}
