package dev.signalbox.bench;

import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.Connection;
import dev.signalbox.bench.load.Reactor;
import dev.signalbox.bench.process.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Another program that keeps events, in a process of its own, spoken to in its own protocol of lines. */
final class Peer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern NATS_VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.\\d+");
    /** The first 2.x that knows {@code sync_interval: always}. */
    private static final int NATS_MINOR_MIN = 10;

    private final Kind kind;
    private final Process process;
    private final InetSocketAddress address;
    private final String payload;

    /** The programs that this knows. */
    enum Kind {
        REDIS("Redis Streams", "redis-server", "`XADD`, `appendfsync always`, 64 clients"),
        NATS("NATS JetStream", "nats-server", "publish with acknowledgement, `sync_interval: always`, 64 clients");

        private final String title;
        private final String command;
        private final String what;

        Kind(String title, String command, String what) {
            this.title = title;
            this.command = command;
            this.what = what;
        }

        String title() {
            return title;
        }

        String command() {
            return command;
        }

        String what() {
            return what;
        }

        /** Where it is installed. Servers of Debian live where not every user's path leads. */
        Optional<Path> program() {
            String path =
                    System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/usr/local/sbin";
            for (String folder : path.split(File.pathSeparator, -1)) {
                Path program = Path.of(folder, command);
                if (Files.isExecutable(program)) return Optional.of(program);
            }
            return Optional.empty();
        }
    }

    private Peer(Kind kind, Process process, InetSocketAddress address, String payload) {
        this.kind = kind;
        this.process = process;
        this.address = address;
        this.payload = payload;
    }

    /** Why its figure would not be about the same durability; null when it would. */
    static @Nullable String unsuitable(Kind kind, Path program) {
        if (kind != Kind.NATS) return null;
        Matcher version = NATS_VERSION.matcher(said(program));
        if (!version.find()) return program + " does not say its version";
        boolean flushes =
                Integer.parseInt(version.group(1)) > 2 || Integer.parseInt(version.group(2)) >= NATS_MINOR_MIN;
        return flushes ? null : "version " + version.group() + " cannot flush before it acknowledges, as 2.10 can";
    }

    /** Starts the program with an empty store and every acknowledgement behind an fsync. */
    static Peer start(Kind kind, Path program, Path folder, String payload) {
        int port = ServerProcess.freePort();
        try {
            Path data = Files.createDirectories(folder.resolve(kind.command()));
            Process process = new ProcessBuilder(command(kind, program, data, port))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(kind.command() + ".log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            Peer peer = new Peer(kind, process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), payload);
            peer.awaitListening();
            if (kind == Kind.NATS) peer.makeStream();
            return peer;
        } catch (IOException e) {
            throw new BenchFailure("cannot start " + program, e);
        }
    }

    /** Events a second from this many clients, each with one event under way. */
    double load(int clients, Duration warmUp, Duration measured) {
        long from = System.nanoTime() + warmUp.toNanos();
        long to = from + measured.toNanos();
        long[] acknowledged = new long[1];
        try (Reactor reactor = new Reactor()) {
            for (int i = 0; i < clients; i++) {
                new Client(reactor, i, () -> {
                    long now = System.nanoTime();
                    if (now >= from && now < to) acknowledged[0]++;
                    return now < to;
                });
            }
            while (System.nanoTime() < to) reactor.poll(10_000_000);
        }
        return acknowledged[0] * 1e9 / measured.toNanos();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private static List<String> command(Kind kind, Path program, Path data, int port) throws IOException {
        if (kind == Kind.REDIS) {
            return List.of(
                    program.toString(),
                    "--port",
                    Integer.toString(port),
                    "--bind",
                    "127.0.0.1",
                    "--dir",
                    data.toString(),
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "always",
                    "--save",
                    "");
        }
        Path settings = data.resolve("nats.conf");
        Files.writeString(
                settings,
                "listen: 127.0.0.1:" + port + "\njetstream { store_dir: \"" + data + "\", sync_interval: always }\n");
        return List.of(program.toString(), "-c", settings.toString());
    }

    private static String said(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BenchFailure(program.toString(), e);
        }
    }

    private void makeStream() {
        String stream = "{\"name\":\"BENCH\",\"subjects\":[\"bench\"],\"storage\":\"file\",\"num_replicas\":1}";
        boolean[] made = new boolean[1];
        try (Reactor reactor = new Reactor()) {
            Lines lines = new Lines(line -> made[0] |= line.contains("\"did_create\":true"));
            reactor.connect(address, lines)
                    .send(ascii("CONNECT {\"verbose\":false}\r\nSUB made 1\r\n"
                            + "PUB $JS.API.STREAM.CREATE.BENCH made " + stream.length() + "\r\n" + stream + "\r\n"));
            long giveUp = System.nanoTime() + PATIENCE.toNanos();
            while (!made[0]) {
                reactor.poll(10_000_000);
                if (System.nanoTime() > giveUp) throw new BenchFailure("NATS made no stream");
            }
        }
    }

    private void awaitListening() {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                new Socket(address.getAddress(), address.getPort()).close();
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > giveUp) throw new BenchFailure(kind.command(), notYet);
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Says whether to go on. */
    private interface Acknowledged {
        boolean goesOn();
    }

    private final class Client {
        private final Connection connection;
        private final byte[] request;
        private final Acknowledged acknowledged;
        private @Nullable String message;

        Client(Reactor reactor, int number, Acknowledged acknowledged) {
            this.acknowledged = acknowledged;
            connection = reactor.connect(address, new Lines(this::line));
            if (kind == Kind.REDIS) {
                request = ascii("*5\r\n$4\r\nXADD\r\n$5\r\nbench\r\n$1\r\n*\r\n$1\r\nd\r\n$" + payload.length() + "\r\n"
                        + payload + "\r\n");
                connection.send(request);
            } else {
                request = ascii("PUB bench in." + number + " " + payload.length() + "\r\n" + payload + "\r\n");
                byte[] hello = ascii("CONNECT {\"verbose\":false}\r\nSUB in." + number + " 1\r\n");
                byte[] both = java.util.Arrays.copyOf(hello, hello.length + request.length);
                System.arraycopy(request, 0, both, hello.length, request.length);
                connection.send(both);
            }
        }

        private void line(String line) {
            if (kind == Kind.REDIS) redis(line);
            else nats(line);
        }

        /** The reply to XADD is two lines, length and id. */
        private void redis(String line) {
            if (line.startsWith("-")) throw new BenchFailure("Redis: " + line);
            if (!line.startsWith("$") && acknowledged.goesOn()) connection.send(request);
        }

        /**
         * An acknowledgement is two lines, the head of a message and its body; between them the server may say other
         * things.
         */
        private void nats(String line) {
            if (line.startsWith("-ERR")) throw new BenchFailure("NATS: " + line);
            if (line.startsWith("PING")) {
                connection.send(ascii("PONG\r\n"));
            } else if (line.startsWith("MSG ")) {
                message = line;
            } else if (message != null) {
                message = null;
                if (line.contains("error")) throw new BenchFailure("NATS: " + line);
                if (acknowledged.goesOn()) connection.send(request);
            }
        }
    }
}
