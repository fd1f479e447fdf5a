package dev.signalbox.bench.process;

import dev.signalbox.bench.load.BenchFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server in a process of its own, stopped by {@link #close} or with this process. */
public class ServerProcess implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
    private static final long LOOK_NANOS = 2_000_000;

    private final Process process;
    private final Path log;
    private final int port;
    private final Duration startTime;

    /**
     * Starts the program and waits until it answers.
     *
     * @param readyPath answers 200 as soon as the server is ready
     * @param log takes what the program says
     */
    protected ServerProcess(
            List<String> command, Map<String, String> environment, int port, String readyPath, Path log) {
        this.port = port;
        this.log = log;
        long began = System.nanoTime();
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            this.process = builder.start();
        } catch (IOException e) {
            throw new BenchFailure("cannot start " + command.get(0), e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        awaitReady(began, readyPath);
        this.startTime = Duration.ofNanos(System.nanoTime() - began);
    }

    public int port() {
        return port;
    }

    /** From the start of the process to the first good answer. */
    public Duration startTime() {
        return startTime;
    }

    /** Resident memory in MiB, as the kernel counts it; NaN where it cannot be asked. */
    public double residentMebibytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
                if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        } catch (IOException e) {
            return Double.NaN;
        }
        return Double.NaN;
    }

    /** Ends the process as an operator would, and waits for it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BenchFailure("no free port", e);
        }
    }

    private void awaitReady(long began, String readyPath) {
        while (!answers(readyPath)) {
            if (!process.isAlive()) {
                throw new BenchFailure(
                        "the server ended with exit code " + process.exitValue() + "; it said: " + said());
            }
            if (System.nanoTime() - began > START_PATIENCE.toNanos()) {
                process.destroyForcibly();
                throw new BenchFailure("the server was not ready after " + START_PATIENCE + "; it said: " + said());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private boolean answers(String path) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);
            return new String(start, StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    private String said() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "nothing";
        }
    }
}
