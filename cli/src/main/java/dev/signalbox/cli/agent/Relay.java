package dev.signalbox.cli.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.client.http.AgentApi;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Passes the messages of one agent on to the hub, and the hub's back: a line each. Several requests are under way at
 * once, each on a thread of its own. While the hub is away {@link HubAway} answers.
 */
final class Relay {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration END_MAX = Duration.ofSeconds(2);
    private static final int PARSE_ERROR = -32700;

    private final AgentApi hub;
    private final HubAway away;
    private final Shell shell;
    private final PrintStream out;
    private final Map<JsonNode, Future<?>> running = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "signalbox-mcp");
        thread.setDaemon(true);
        return thread;
    });
    private volatile @Nullable Line greeting;
    private volatile @Nullable String agreed;
    private volatile @Nullable String session;

    Relay(AgentApi hub, HubAway away, Shell shell) {
        this.hub = hub;
        this.away = away;
        this.shell = shell;
        this.out = shell.out();
    }

    /** Until the agent closes its side; what is under way then has a moment to end. */
    void run() throws IOException, InterruptedException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(shell.in(), StandardCharsets.UTF_8));
        try {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                if (!text.isBlank()) take(text);
            }
            threads.shutdown();
            boolean ended = threads.awaitTermination(END_MAX.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) shell.err().println("signalbox mcp: calls that were still waiting are given up");
        } finally {
            threads.shutdownNow();
        }
    }

    private void take(String text) {
        Line line = Line.of(text);
        if (line == null) {
            ObjectNode error = Json.object().put("jsonrpc", "2.0");
            error.set("error", Json.object().put("code", PARSE_ERROR).put("message", "a line is one JSON object"));
            say(Json.writeText(error));
        } else if (line.isRequest()) {
            line.nameWish();
            FutureTask<?> call = new FutureTask<>(() -> answer(line), null);
            running.put(line.id(), call);
            threads.execute(call);
        } else {
            if (line.method().equals("notifications/cancelled"))
                cancel(line.params().path("requestId"));
            threads.execute(() -> passOn(line));
        }
    }

    /** The hub hears that nobody waits any more; nothing answers the request. */
    private void cancel(JsonNode request) {
        Future<?> call = running.remove(request);
        if (call != null) call.cancel(true);
    }

    private void answer(Line request) {
        try {
            if (request.method().equals("initialize")) greet(request);
            else if (!request.isModern() && session == null) greetAgain();
            hub(request);
        } catch (HubUnreachable gone) {
            answerAlone(request, gone);
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
        } finally {
            running.remove(request.id());
        }
    }

    private void hub(Line request) throws InterruptedException {
        String begun = hub.send(
                request.toString(),
                request.headers(agreed, session),
                text -> say(request.method().equals("initialize") ? heard(request, text) : request.answer(text)));
        if (begun != null) session = begun;
    }

    private void greet(Line request) {
        greeting = request;
        session = null;
    }

    /** The handshake that the hub has not heard, for it was away then. */
    private void greetAgain() throws InterruptedException {
        Line first = greeting;
        if (first == null) return;
        session = hub.send(first.toString(), Map.of(), text -> heard(first, text));
    }

    private String heard(Line request, String text) {
        Line answer = Line.of(text);
        if (answer != null) agreed = answer.agreed(agreed);
        return request.answer(text);
    }

    /** Whoever waits for an answer waits on for the hub, too, for as long as it said. */
    private void answerAlone(Line request, HubUnreachable gone) {
        long until = System.nanoTime() + waitOf(request).toNanos();
        String why = String.valueOf(gone.getMessage());
        while (System.nanoTime() < until) {
            try {
                Thread.sleep(LOOK_AGAIN.toMillis());
                hub(request);
                return;
            } catch (HubUnreachable still) {
                why = String.valueOf(still.getMessage());
            } catch (InterruptedException cancelled) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        ObjectNode result = away.answer(request, why);
        if (request.method().equals("initialize"))
            agreed = result.path("protocolVersion").asText();
        say(request.reply(result));
    }

    private static Duration waitOf(Line request) {
        if (!request.tool().equals("await_answer")) return Duration.ZERO;
        long most = Limits.TOOL_WAIT_MAX.toSeconds();
        long wished = request.arguments().path("wait").asLong(Limits.TOOL_WAIT_DEFAULT.toSeconds());
        return Duration.ofSeconds(Math.max(0, Math.min(most, wished)));
    }

    /** A notice, or the answer to a form; a hub that is away needs neither. */
    private void passOn(Line line) {
        if (line.isModern()) return;
        try {
            hub.send(line.toString(), line.headers(agreed, session), text -> {});
        } catch (HubUnreachable gone) {
            shell.err().println("signalbox mcp: " + gone.getMessage());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(String message) {
        synchronized (out) {
            out.print(message + "\n");
            out.flush();
        }
    }
}
