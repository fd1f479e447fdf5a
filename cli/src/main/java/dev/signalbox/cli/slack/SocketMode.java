package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.client.http.Backoff;
import dev.signalbox.client.thread.Waits;
import dev.signalbox.client.thread.Worker;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one socket to Slack, and for a moment two: when Slack says that one will end, the next is opened beside it and
 * takes its place once it is greeted. A socket that is silent is asked, and given up without an answer. Sockets that do
 * not last are opened ever less often, with jitter, so that many bots do not come back together.
 */
final class SocketMode implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(100);

    private final SlackApi api;
    private final SocketPace pace;
    private final Predicate<JsonNode> keeper;
    private final Consumer<String> warn;
    private final Consumer<RuntimeException> fatal;
    private final Backoff backoff;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final Worker worker;
    private @Nullable Socket current;
    private @Nullable Socket retiring;
    private long retiredAt;
    private long greetedAt;
    private boolean wantsNext = true;
    private boolean hasTried;

    private record Heard(Socket socket, Socket.Signal signal) {}

    /** @param fatal hears why no socket will ever open again */
    SocketMode(
            SlackApi api,
            SocketPace pace,
            Predicate<JsonNode> keeper,
            Consumer<String> warn,
            Consumer<RuntimeException> fatal) {
        this.api = api;
        this.pace = pace;
        this.keeper = keeper;
        this.warn = warn;
        this.fatal = fatal;
        this.backoff = new Backoff(() -> ThreadLocalRandom.current().nextLong(), pace.first(), pace.longest());
        this.worker = new Worker("slack-socket", TICK, this::run);
    }

    SocketMode start() {
        worker.start();
        return this;
    }

    @Override
    public void close() {
        worker.stop();
        worker.join();
    }

    private void run() {
        try {
            while (!worker.isStopped()) {
                if (wantsNext) openNext();
                hear();
                look();
            }
        } catch (RuntimeException e) {
            if (!worker.isStopped()) fatal.accept(e);
        } finally {
            abort(current);
            abort(retiring);
        }
    }

    /** Opens the next socket and waits for its greeting; what comes over the old one goes on being served. */
    private void openNext() {
        if (hasTried && !wasSteady()) pause(backoff.next(Optional.empty()));
        if (wasSteady()) backoff.reset();
        hasTried = true;
        greetedAt = 0;
        Socket next = opened();
        if (next == null) return;
        long deadline = System.nanoTime() + pace.hello().toNanos();
        while (System.nanoTime() - deadline < 0 && !worker.isStopped()) {
            Heard each = poll();
            if (each == null) continue;
            if (each.socket() != next) {
                if (each.signal() == Socket.Signal.SWITCHED_OFF) take(each);
                continue;
            }
            if (each.signal() == Socket.Signal.HELLO) {
                greeted(next);
                return;
            }
            if (each.signal() == Socket.Signal.SWITCHED_OFF) take(each);
            break;
        }
        next.abort();
    }

    private void greeted(Socket next) {
        abort(retiring);
        retiring = current;
        retiredAt = System.nanoTime();
        current = next;
        greetedAt = System.nanoTime();
        wantsNext = false;
    }

    private boolean wasSteady() {
        return greetedAt != 0 && System.nanoTime() - greetedAt >= pace.steady().toNanos();
    }

    private @Nullable Socket opened() {
        try {
            String url = api.call("apps.connections.open", Map.of()).path("url").asText();
            URI to = URI.create(url);
            if (!SlackApi.isPrivate(to, "wss")) throw new SlackAway("Slack gave an address that is no wss://");
            CompletableFuture<Socket> opening = Socket.open(
                    api.http(), to, pace.hello(), keeper, (socket, signal) -> heard.add(new Heard(socket, signal)));
            return worker.await(opening);
        } catch (SlackBusy busy) {
            pause(busy.rest());
        } catch (SlackRefused refused) {
            throw refused;
        } catch (RuntimeException e) {
            // The address holds a ticket: what failed is said without it.
            if (!worker.isStopped() && backoff.failures() % 10 == 0) {
                String why = e instanceof SlackAway
                        ? String.valueOf(e.getMessage())
                        : Waits.causeOf(e).getClass().getSimpleName();
                warn.accept("Slack's socket does not open (" + why + "); trying again");
            }
        }
        return null;
    }

    private void hear() {
        Heard each = poll();
        if (each != null) take(each);
    }

    private void take(Heard each) {
        if (each.signal() == Socket.Signal.SWITCHED_OFF) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "Socket Mode of the Slack app was switched off.",
                    "Switch it on: api.slack.com/apps, the app, Socket Mode. Nothing is lost: start the bot again then.");
        }
        if (each.socket() != current) return;
        if (each.signal() == Socket.Signal.REFRESH) wantsNext = true;
        if (each.signal() == Socket.Signal.GONE) lose();
    }

    /** Whether the current socket is still one, and the old one still needed. */
    private void look() {
        if (retiring != null && since(retiredAt).compareTo(pace.retired()) > 0) {
            abort(retiring);
            retiring = null;
        }
        Socket looked = current;
        if (looked == null) return;
        Duration silent = looked.silentFor();
        if (silent.compareTo(pace.silence().plus(pace.pong())) > 0) {
            looked.abort();
            lose();
        } else if (silent.compareTo(pace.silence()) > 0) {
            looked.ping();
        }
    }

    private void lose() {
        current = null;
        wantsNext = true;
    }

    private @Nullable Heard poll() {
        try {
            return heard.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            worker.interrupted();
            return null;
        }
    }

    private void pause(Duration time) {
        worker.pause(time);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static void abort(@Nullable Socket socket) {
        if (socket != null) socket.abort();
    }
}
