#!/usr/bin/env bash
# io.vertx:vertx-pg-client 5.0.12, Java 17: sslmode=prefer at a server without TLS.
#
# Guess: as libpq does. A server that has no TLS answers the SSLRequest with one byte, N, and the PostgreSQL manual (55.2.12,
# "SSL Session Encryption") lets the client go on with its StartupMessage on the same connection; libpq does.
# Seen: the client closes that connection and opens a second one, without asking for TLS. So a pool of ten opens twenty
# connections, each of which a server with a process a connection forks for, and which count in its log
# (log_connections) and against whatever limits connections a second in between. sslmode=disable opens one.
#
# The server here is a socket that says N and reads which message comes on which connection. Needs a JDK 17+ and Maven.
# Fails when the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>prefer</artifactId><version>1</version>
  <properties><maven.compiler.release>17</maven.compiler.release></properties>
  <dependencies>
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-pg-client</artifactId><version>5.0.12</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib
cat >Prefer.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

class Prefer {
    private static final int SSL_REQUEST = 80877103;

    public static void main(String[] arguments) throws Exception {
        for (SslMode mode : List.of(SslMode.PREFER, SslMode.DISABLE)) System.out.println(mode + ": " + seen(mode));
        System.exit(0);
    }

    /** What the server hears until a client introduces itself. */
    private static List<String> seen(SslMode mode) throws Exception {
        Vertx vertx = Vertx.vertx();
        List<String> heard = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            PgConnection.connect(
                    vertx,
                    new PgConnectOptions()
                            .setHost("127.0.0.1")
                            .setPort(server.getLocalPort())
                            .setDatabase("d")
                            .setUser("u")
                            .setPassword("p")
                            .setSslMode(mode));
            for (int connection = 1; ; connection++) {
                Socket client = server.accept();
                DataInputStream in = new DataInputStream(client.getInputStream());
                while (true) {
                    int length;
                    try {
                        length = in.readInt();
                    } catch (java.io.EOFException closed) {
                        heard.add(connection + " closed");
                        break;
                    }
                    byte[] rest = in.readNBytes(length - 4);
                    int code = java.nio.ByteBuffer.wrap(rest).getInt();
                    heard.add(connection + (code == SSL_REQUEST ? " SSLRequest" : " StartupMessage"));
                    if (code != SSL_REQUEST) return heard;
                    client.getOutputStream().write('N');
                }
            }
        } finally {
            vertx.close();
        }
    }
}
JAVA
java -cp 'lib/*' Prefer.java >seen
cat seen
cat >expected <<'TEXT'
PREFER: [1 SSLRequest, 1 closed, 2 StartupMessage]
DISABLE: [1 StartupMessage]
TEXT
diff expected seen
echo "as described"
