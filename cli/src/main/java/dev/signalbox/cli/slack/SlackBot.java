package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.Subscription;
import dev.signalbox.client.local.LocalStore;
import dev.signalbox.wire.Times;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The bot while it runs: a follower makes cards of the log, a poster makes messages of the cards, a socket keeps what
 * people press, a desk makes wishes of it. All of it goes on from the store after whatever ended it.
 */
final class SlackBot implements AutoCloseable {
    private static final String FOLLOWER = "slack-cards";

    private final SlackApi api;
    private final Wishes wishes;
    private final CardPoster poster;
    private final Desk desk;
    private final SocketMode socket;
    private final Subscription subscription;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final String name;

    private SlackBot(Signalbox box, BotOptions options, String hub, Clock clock, Consumer<String> warn) {
        this.api = new SlackApi(options.api(), options.tokens());
        JsonNode self = greeted(api);
        this.name = self.path("user").asText() + " in " + self.path("team").asText();
        Cards cards = new Cards(box.local());
        Envelopes envelopes = new Envelopes(box.local());
        CardFold fold = new CardFold(options.channel(), options.minPriority(), since(box.local(), clock));
        this.subscription = box.events()
                .follow(
                        FOLLOWER,
                        follow -> follow.types(CardFold.TYPES.toArray(String[]::new))
                                .onReset(fold::onReset),
                        fold::on);
        this.wishes = new Wishes(box, clock, warn).start();
        this.poster = new CardPoster(
                        cards,
                        api,
                        new History(api, hub),
                        new Errands(cards, api, clock, warn),
                        wishes,
                        clock,
                        subscription::isLive,
                        new Trouble(warn, box),
                        this::fails)
                .start();
        this.desk = new Desk(
                        box,
                        envelopes,
                        new Clicks(cards, api, options.people(), wishes),
                        new SlashCommands(box, cards, options.people(), wishes),
                        warn,
                        this::fails)
                .start();
        this.socket = new SocketMode(api, options.pace(), envelopes::keep, warn, this::fails).start();
        var unused = subscription.ended().whenComplete((done, failure) -> {
            if (failure == null) ended.complete(null);
            else ended.completeExceptionally(failure);
        });
    }

    /**
     * Starts it; the client is closed by whoever opened it, behind the bot. Fails with {@link Failure} when Slack does
     * not take the token, {@link SlackAway} when it does not answer.
     *
     * @param hub tells cards of several hubs in one channel apart
     */
    static SlackBot start(Signalbox box, BotOptions options, String hub, Clock clock, Consumer<String> warn) {
        try {
            return new SlackBot(box, options, hub, clock, warn);
        } catch (SlackRefused refused) {
            throw failure(refused);
        }
    }

    /** Who it is, where. */
    String name() {
        return name;
    }

    /** Completes when it was closed; fails with why it cannot go on. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        socket.close();
        desk.close();
        poster.close();
        wishes.close();
        subscription.close();
        ended.complete(null);
    }

    private void fails(RuntimeException why) {
        ended.completeExceptionally(why instanceof SlackRefused refused ? failure(refused) : why);
    }

    private static JsonNode greeted(SlackApi api) {
        return api.call("auth.test", Map.of());
    }

    private static Failure failure(SlackRefused refused) {
        String step = refused.error().equals("missing_scope")
                ? "Add the scope at api.slack.com/apps, OAuth & Permissions, and install the app again."
                : "Take new tokens from api.slack.com/apps, set " + SlackTokens.APP + " and " + SlackTokens.BOT
                        + ", and start the bot again. Nothing is lost: cards and answers wait in its store.";
        return new Failure(ExitCode.REFUSED, refused.getMessage() + ".", step);
    }

    /** The first start of the bot with this store. */
    private static Instant since(LocalStore store, Clock clock) {
        return store.transact(tx -> {
            tx.update("INSERT OR IGNORE INTO slack_start (one, at) VALUES (1, $1)", Times.toMicros(clock.instant()));
            return Times.ofMicros(tx.query("SELECT at FROM slack_start").get(0).number("at"));
        });
    }
}
