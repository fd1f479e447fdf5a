package dev.signalbox.cli.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.client.http.HookApi;
import dev.signalbox.client.http.HookApi.Told;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.hub.hook.Agent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;

/**
 * Passes one event of an agent on to the hub, and the hub's answer back. Whatever goes wrong, the answer is that the
 * agent asks its own person, and says why. A hub that goes away while somebody is waited for is looked for again: the
 * question stands in its log.
 */
final class HookRelay {
    private static final int EVENT_BYTES_MAX = 16 * 1024 * 1024;
    /** How long a hub that went away may need to come back. */
    private static final Duration RETURN_MAX = Duration.ofSeconds(20);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final Duration LAST_LOOK = Duration.ofMillis(1);
    private static final String NAME = "Signalbox: ";

    private final Agent agent;
    private final CommandRun run;
    private final String call = Ids.next();

    HookRelay(Agent agent, CommandRun run) {
        this.agent = agent;
        this.run = run;
    }

    /** @param wait for people */
    void run(Duration wait) {
        String name = "";
        ObjectNode answer;
        try {
            byte[] event = run.shell().in().readNBytes(EVENT_BYTES_MAX + 1);
            name = nameIn(event);
            answer = event.length > Limits.BODY_BYTES_MAX
                    ? own(name, "what the agent is about to do has more than 1 MiB, which no hub takes")
                    : told(name, event, wait);
        } catch (Failure wrong) {
            answer = own(name, wrong.inOneLine());
        } catch (IOException | RuntimeException failure) {
            answer = own(name, String.valueOf(failure.getMessage()));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            answer = own(name, "the hook was ended");
        }
        run.shell().out().println(Json.writeText(answer));
        run.shell().out().flush();
    }

    private ObjectNode told(String name, byte[] event, Duration wait) throws InterruptedException {
        Told told = ask(event, wait);
        if (!told.decided()) {
            String why = told.answer()
                    .at("/hookSpecificOutput/permissionDecisionReason")
                    .asText();
            String said = why.isEmpty() ? told.answer().path("systemMessage").asText() : why;
            return own(name, said.startsWith(NAME) ? said.substring(NAME.length()) : said);
        }
        return agent.fits(name, told.answer())
                ? (ObjectNode) told.answer()
                : own(name, "what answers at " + run.settings().url() + " is no hub that knows " + agent.title());
    }

    /** Asks again where the hub was there once: a hub that is away from the start has asked nobody. */
    private Told ask(byte[] event, Duration wait) throws InterruptedException {
        HookApi hub = run.hooks();
        long end = System.nanoTime() + wait.toNanos();
        long awayUntil = 0;
        while (true) {
            long began = System.nanoTime();
            Duration left = Duration.ofNanos(Math.max(end - began, LAST_LOOK.toNanos()));
            boolean last = began >= end || (awayUntil != 0 && began >= awayUntil);
            try {
                Told told = run.await(hub.tell(agent.word(), event, call, left, left.plus(RETURN_MAX)));
                if (!told.passes() || last) return told;
            } catch (HubUnreachable gone) {
                boolean neverThere = awayUntil == 0 && gone.getCause() instanceof ConnectException;
                if (neverThere || last) throw gone;
            }
            boolean wasThere = System.nanoTime() - began > LOOK_AGAIN.toNanos();
            if (awayUntil == 0 || wasThere) awayUntil = System.nanoTime() + RETURN_MAX.toNanos();
            Thread.sleep(LOOK_AGAIN.toMillis());
        }
    }

    private ObjectNode own(String name, String why) {
        String sentence = why.endsWith("Answer here") ? why : why + ". Answer here";
        run.shell().err().println("signalbox hook: " + why);
        return name.isEmpty() ? agent.refusal(NAME + sentence) : agent.ownPrompt(name, NAME + sentence);
    }

    private static String nameIn(byte[] event) {
        try {
            return Json.readLenient(event, JsonNode.class)
                    .path("hook_event_name")
                    .asText();
        } catch (IllegalArgumentException noJson) {
            return "";
        }
    }
}
