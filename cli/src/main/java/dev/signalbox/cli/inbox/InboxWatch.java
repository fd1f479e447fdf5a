package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.EventQuery;
import dev.signalbox.cli.run.LiveTail;
import dev.signalbox.cli.run.Pause;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.wire.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what waits for people before their eyes. A thread of its own follows the log; whatever it hears, the list is
 * read anew, so what is shown is always what the hub says, also after it was away. One use, one thread.
 */
final class InboxWatch {
    /** Ages grow, and windows change their size. */
    private static final Duration REDRAWN_EACH = Duration.ofSeconds(5);
    /** A burst of events is one change of the list. */
    private static final Duration READ_EACH = Duration.ofMillis(100);

    private final CommandRun run;
    private final WaitingList waiting;
    private final int limit;
    /** What the follower heard since the list was read; one word is enough to read again. */
    private final BlockingQueue<String> heard = new ArrayBlockingQueue<>(1);

    private volatile @Nullable String trouble;
    private volatile @Nullable RuntimeException failure;

    /** Shows the list. */
    interface View extends AutoCloseable {
        /** At most so many; the most urgent. */
        int limit();

        /** What waits, first as it is, then as it became. */
        void show(List<Item> items, @Nullable String trouble);

        @Override
        void close();
    }

    InboxWatch(CommandRun run, WaitingList waiting, int limit) {
        this.run = run;
        this.waiting = waiting;
        this.limit = limit;
    }

    /** Does not return; fails when the hub is not there at the start, or will not serve it. */
    void run() {
        EventQuery query = EventQuery.ofTypes(waiting.eventTypes());
        String cursor =
                run.await(run.hub().events(query.parametersAfter("end"))).next();
        boolean screen = run.output().isText() && run.shell().terminals().contains("1");
        List<Item> items = List.of();
        try (View view = screen ? new WatchScreen(run, limit) : new WatchLines(run)) {
            items = waiting.ofTheHub(view.limit()).items();
            follow(query, cursor);
            while (true) {
                view.show(items, trouble);
                boolean changed = heard.poll(REDRAWN_EACH.toMillis(), TimeUnit.MILLISECONDS) != null;
                RuntimeException ended = failure;
                if (ended != null) throw ended;
                if (changed || trouble != null) items = readAgain(items, view.limit());
            }
        } catch (InterruptedException e) {
            throw Pause.interrupted();
        }
    }

    /** The old list when the hub is away: the follower tells when it is back. */
    private List<Item> readAgain(List<Item> items, int most) {
        Pause.of(READ_EACH);
        heard.clear();
        try {
            List<Item> read = waiting.ofTheHub(most).items();
            trouble = null;
            return read;
        } catch (HubUnreachable e) {
            trouble = "The hub is away; trying again …";
        } catch (HubRefused e) {
            if (e.problem().status() < 500 && e.problem().status() != 429) throw e;
            trouble = Refusals.inWords(e.problem());
        }
        return items;
    }

    private void follow(EventQuery query, String cursor) {
        LiveTail.Listener listener = new LiveTail.Listener() {
            @Override
            public void event(Event event) {
                heard.offer(event.type());
            }

            @Override
            public void note(String text) {
                heard.offer(text);
            }
        };
        LiveTail tail = new LiveTail(run, query, listener, null);
        Thread follower = new Thread(
                () -> {
                    try {
                        tail.run(cursor);
                    } catch (RuntimeException e) {
                        failure = e;
                        heard.offer("failed");
                    }
                },
                "inbox-follower");
        follower.setDaemon(true);
        follower.start();
    }

    /** The whole state of one thing that left the list; itself when the hub is away. */
    static Item latest(Item gone, CommandRun run) {
        try {
            return gone.isQuestion()
                    ? Item.of(run.await(run.hub().question(gone.id())))
                    : Item.of(run.await(run.hub().notification(gone.id())));
        } catch (HubUnreachable | HubRefused e) {
            return gone;
        }
    }
}
