package dev.signalbox.cli.slack;

import dev.signalbox.client.Signalbox;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The bot in this process, with a store of its own, against the stand-in and a hub. */
final class BotRun implements AutoCloseable {
    /** Patient with a loaded machine, quick otherwise. */
    static final SocketPace PACE = new SocketPace(
            Duration.ofSeconds(15),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofMillis(1),
            Duration.ofSeconds(20),
            Duration.ofMillis(20),
            Duration.ofMillis(200));

    static final People PEOPLE = new People(Map.of("UJANE", "Jane", "URAVI", "Ravi"));

    final Signalbox box;
    final SlackBot bot;
    final List<String> warnings = new CopyOnWriteArrayList<>();

    private BotRun(TestHub hub, SlackStandIn slack, Path store, SocketPace pace) {
        String url = hub.url().toString();
        String key = hub.key("bot");
        box = Signalbox.open(options -> options.url(url).key(key).store(store).drain(Duration.ofSeconds(1)));
        BotOptions options = new BotOptions(
                slack.api(),
                new SlackTokens(SlackStandIn.APP_TOKEN, SlackStandIn.BOT_TOKEN),
                SlackStandIn.CHANNEL,
                4,
                PEOPLE,
                pace);
        bot = SlackBot.start(box, options, "hub", Clock.systemUTC(), warnings::add);
    }

    static BotRun start(TestHub hub, SlackStandIn slack, Path store) {
        return start(hub, slack, store, PACE);
    }

    static BotRun start(TestHub hub, SlackStandIn slack, Path store, SocketPace pace) {
        return new BotRun(hub, slack, store, pace);
    }

    /** Waits until somebody was warned so. */
    String warned(String words) {
        Eventually.until("a warning of " + words, () -> warnings.stream().anyMatch(each -> each.contains(words)));
        return warnings.stream()
                .filter(each -> each.contains(words))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        bot.close();
        box.close();
    }
}
