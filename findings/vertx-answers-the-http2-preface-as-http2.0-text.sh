#!/usr/bin/env bash
# Vert.x 5.0.12 (io.vertx:vertx-core), HTTP server with setHttp2ClearTextEnabled(false), Java 17.
#
# Guess: a client that begins with the preface of HTTP/2 (an OTLP exporter that is set to gRPC) is answered by the
# handler for invalid requests, as any other request that is not HTTP/1.1, with a status line of HTTP/1.1.
# Seen: neither handler is called. The server writes the text "HTTP/2.0 501 Not Implemented" with
# "content-length: 0" and closes: a status line of a version whose messages have no status line. The
# client (grpc) reports only that the first frame has type 80, the letter P of "HTTP" taken as a frame.
# So a server that wants to tell such a client, or its own log, must look at the first bytes itself.
#
# Needs a JDK 17+ and Maven. Fails when the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>preface</artifactId><version>1</version>
  <properties><maven.compiler.release>17</maven.compiler.release></properties>
  <dependencies>
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-core</artifactId><version>5.0.12</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib
cat >Preface.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

class Preface {
    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        int port = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(request -> System.out.println("request handler"))
                .invalidRequestHandler(request -> System.out.println("invalid request handler"))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            System.out.print(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
        vertx.close();
    }
}
JAVA
java -cp 'lib/*' Preface.java | tr -d '\r' >seen
cat seen
printf 'HTTP/2.0 501 Not Implemented\ncontent-length: 0\n\n' | diff - seen
echo "as described"
