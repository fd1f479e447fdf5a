package dev.signalbox.hub.http.route;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Long answers of which nobody takes a piece. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StreamedAnswerTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    @Test
    void for_whoever_left_before_it_began_no_piece_is_made() throws Exception {
        Promise<Void> came = Promise.promise();
        Promise<Future<Void>> piece = Promise.promise();
        HttpServer server = get(vertx.createHttpServer()
                .requestHandler(http -> {
                    Context loop = vertx.getOrCreateContext();
                    http.connection()
                            .closeHandler(left -> loop.runOnContext(turn -> {
                                StreamedAnswer answer =
                                        new StreamedAnswer(requestOf(http, loop), "a test", () -> true, vertx);
                                answer.begin("text/plain", Map.of());
                                piece.complete(answer.piece(Buffer.buffer("first")));
                            }));
                    came.complete();
                })
                .listen(0, "127.0.0.1"));

        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            get(came.future());
        }

        Future<Void> sent = get(piece.future());
        assertThatThrownBy(() -> get(sent)).rootCause().hasMessage("nobody reads it any more");
    }

    private static Request requestOf(HttpServerRequest http, Context loop) {
        Query none = new Query(List.of(), http.params());
        Request.Said said = new Request.Said(Map.of(), none, http.headers(), new byte[0]);
        return new Request(http, loop, null, null, said, List.of(), null, false);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
