package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.store.Row;
import dev.signalbox.wire.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Does what is still to be said in Slack to one person, or taken away: each at least once, and dropped when refused.
 */
final class Errands {
    /** Answers to slash commands go to the address that came with them. */
    static final String RESPOND = "response_url";

    private static final int ROUND = 50;
    private static final int TRIES_MAX = 5;
    private static final Duration REST = Duration.ofSeconds(5);

    private final Cards cards;
    private final SlackApi api;
    private final Clock clock;
    private final Consumer<String> warn;

    Errands(Cards cards, SlackApi api, Clock clock, Consumer<String> warn) {
        this.cards = cards;
        this.api = api;
        this.clock = clock;
        this.warn = warn;
    }

    /** All that are due. Fails with {@link SlackRefused} when Slack takes the token no more. */
    void run() {
        for (Row row : cards.errands(clock.millis(), ROUND)) run(row);
    }

    private void run(Row row) {
        long number = row.number("number");
        try {
            call(row.text("method"), row.text("json"));
            cards.errandDone(number);
        } catch (SlackBusy busy) {
            cards.errandLater(number, clock.millis() + busy.rest().toMillis() + 1, false);
        } catch (SlackAway away) {
            if (row.number("tries") + 1 < TRIES_MAX) {
                cards.errandLater(number, clock.millis() + REST.toMillis(), true);
            } else {
                drop(number, away);
            }
        } catch (SlackRefused refused) {
            if (refused.isOfTheToken() && !refused.error().equals("missing_scope")) throw refused;
            if (refused.isOfTheMessage()) cards.errandDone(number);
            else drop(number, refused);
        }
    }

    private void drop(long number, RuntimeException why) {
        cards.errandDone(number);
        warn.accept("A word to somebody in Slack was not said: " + why.getMessage());
    }

    private void call(String method, String json) {
        JsonNode said = Json.readLenient(json.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        if (method.equals(RESPOND)) {
            String text = Json.writeText(Json.object()
                    .put("response_type", "ephemeral")
                    .put("text", said.path("text").asText()));
            api.respond(URI.create(said.path("url").asText()), text);
            return;
        }
        Map<String, String> arguments = new LinkedHashMap<>();
        said.properties()
                .forEach(each -> arguments.put(each.getKey(), each.getValue().asText()));
        api.call(method, arguments);
    }
}
