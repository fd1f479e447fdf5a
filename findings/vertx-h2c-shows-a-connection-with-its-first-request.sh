#!/usr/bin/env bash
# Vert.x 5.0.12 (io.vertx:vertx-core), HTTP server, Java 17: when connectionHandler hears of a connection.
#
# Guess: when it is accepted, as its name and its Javadoc have it; so a server that counts its open connections, or
# closes those that stay silent, does it there.
# Seen: so it is with setHttp2ClearTextEnabled(false). With true, which is the default, a connection that says nothing is
# not shown at all: the handler is called when the first bytes have told HTTP/1.1 from HTTP/2. Sockets that only
# connect hold descriptors that nobody counts.
#
# Needs a JDK 17+ and Maven. Fails when the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>silent</artifactId><version>1</version>
  <properties><maven.compiler.release>17</maven.compiler.release></properties>
  <dependencies>
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-core</artifactId><version>5.0.12</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib
cat >Silent.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

class Silent {
    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        for (boolean clearText : new boolean[] {false, true}) {
            AtomicInteger shown = new AtomicInteger();
            int port = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(clearText))
                    .connectionHandler(connection -> shown.incrementAndGet())
                    .requestHandler(request -> request.response().end("ok"))
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get()
                    .actualPort();
            try (Socket silent = new Socket("127.0.0.1", port);
                    Socket speaking = new Socket("127.0.0.1", port)) {
                speaking.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                // Its answer is behind whatever the server does when it accepts the silent one, which came before.
                speaking.getInputStream().read();
                System.out.println("h2c " + clearText + ": shown " + shown.get() + " of 2");
            }
        }
        vertx.close();
    }
}
JAVA
java -cp 'lib/*' Silent.java >seen
cat seen
printf 'h2c false: shown 2 of 2\nh2c true: shown 1 of 2\n' | diff - seen
echo "as described"
