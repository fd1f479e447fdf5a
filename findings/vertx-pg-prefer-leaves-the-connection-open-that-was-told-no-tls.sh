#!/usr/bin/env bash
# Vert.x PG client 5.0.12 (io.vertx:vertx-pg-client), Java 17: sslmode=prefer at a server that speaks no TLS.
#
# Guess: the server answers N to the SSLRequest, and the startup message follows on the same connection, as PostgreSQL
# describes the flow and libpq does it.
# Seen: the startup message comes on a second connection. The first stays open and silent: nothing closes it when the
# second is up, nor ten seconds later, nor when the second has ended. A server ends it after authentication_timeout
# (60 s), the client after its read idle time-out if it has one. So each connection of a pool occupies the server twice,
# just when it is started. Ask once by a connection of one's own, and connect with require or disable.
#
# Needs a JDK 17+ and Maven. Fails when the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>prefer</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-pg-client</artifactId><version>5.0.12</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib
cat >Prefer.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.SslMode;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

class Prefer {
    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            PgConnectOptions options = new PgConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(server.getLocalPort())
                    .setUser("user")
                    .setDatabase("database")
                    .setSslMode(SslMode.PREFER)
                    .setSslOptions(new ClientSSLOptions().setTrustAll(true));
            CompletableFuture<?> connecting =
                    PgConnection.connect(vertx, options).toCompletionStage().toCompletableFuture();

            Socket first = server.accept();
            DataInputStream fromFirst = new DataInputStream(first.getInputStream());
            fromFirst.readInt();
            System.out.println("first: " + (fromFirst.readInt() == 80877103 ? "SSLRequest" : "startup"));
            first.getOutputStream().write('N');

            Socket second = server.accept();
            DataInputStream fromSecond = new DataInputStream(second.getInputStream());
            int length = fromSecond.readInt();
            System.out.println("second: " + (fromSecond.readInt() == 196608 ? "startup" : "SSLRequest"));
            fromSecond.skipNBytes(length - 8);
            byte[] error = "SFATAL\0C57P03\0Mnot now\0\0".getBytes(StandardCharsets.US_ASCII);
            DataOutputStream toSecond = new DataOutputStream(second.getOutputStream());
            toSecond.writeByte('E');
            toSecond.writeInt(4 + error.length);
            toSecond.write(error);
            second.close();
            try {
                connecting.get();
            } catch (ExecutionException failed) {
                System.out.println("client: " + ((PgException) failed.getCause()).getErrorMessage());
            }
            first.setSoTimeout(10_000);
            try {
                System.out.println("first: " + (first.getInputStream().read() < 0 ? "closed" : "used"));
            } catch (SocketTimeoutException silent) {
                System.out.println("first: open and silent");
            }
        }
        vertx.close();
    }
}
JAVA
java -cp 'lib/*' Prefer.java >seen
cat seen
printf 'first: SSLRequest\nsecond: startup\nclient: not now\nfirst: open and silent\n' | diff - seen
echo "as described"
