package dev.signalbox.cli.slack;

import dev.signalbox.client.Signalbox;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Says what is in the way once, not at every try; a channel that takes no cards is told to people by the hub, too. */
final class Trouble {
    private static final int KNOWN_MAX = 1_000;
    private static final int PRIORITY = 4;

    private final Consumer<String> warn;
    private final Signalbox box;
    private final Set<String> known = new LinkedHashSet<>();

    Trouble(Consumer<String> warn, Signalbox box) {
        this.warn = warn;
        this.box = box;
    }

    /** @param what the same trouble has the same name, and is said once until it is over */
    synchronized void says(String what, String words) {
        if (known.size() >= KNOWN_MAX) known.clear();
        if (known.add(what)) warn.accept(words);
    }

    void ofChannel(String channel, String error) {
        String what = "channel " + channel;
        synchronized (this) {
            if (!known.add(what)) return;
        }
        String step =
                switch (error) {
                    case "is_archived" -> "Unarchive it, or start the bot with another --channel.";
                    case "not_in_channel", "channel_not_found" -> "Invite the bot there: /invite @signalbox.";
                    default -> "Give the app the right to post there.";
                };
        String words = "The channel " + channel + " of Slack takes no cards (" + error + ")";
        warn.accept(words + "; they wait. " + step);
        box.notifications().post(words, note -> note.body("The cards wait. " + step)
                .priority(PRIORITY)
                .dedupKey("slack-channel-" + channel));
    }

    /** Cards get through. */
    synchronized void over() {
        known.removeIf(what -> what.equals("away") || what.startsWith("channel "));
    }
}
