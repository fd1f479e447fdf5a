package dev.signalbox.hub.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Several clients that write as fast as they are answered: single posts, batches, posts under shared dedup keys, races
 * for the same question and for the same version, repeats of what was acknowledged long ago; and, when asked for, rows
 * of declared tables. Each is sequential: what is unknown it repeats under the same id until the hub has spoken.
 */
final class Load {
    private static final int BATCH_MAX = 20;
    private static final int DEDUP_KEYS = 3;
    private static final int CONTESTED_MAX = 8;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final List<Writer> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> questions = new ArrayList<>();
    private final List<String> notifications = new ArrayList<>();
    private final ConcurrentHashMap<String, Long> contestedRows = new ConcurrentHashMap<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile boolean withRows;
    private volatile boolean stopping;
    private volatile boolean abandoned;

    /** @param keys one for each writer; they may answer questions */
    Load(Supplier<URI> hub, boolean wanders, List<String> keys, long seed) {
        for (int i = 0; i < keys.size(); i++) {
            Random random = new Random(seed + i);
            RowWrites rows = new RowWrites(i, random, contestedRows);
            writers.add(new Writer(new Client(hub, keys.get(i), wanders), random, rows));
        }
    }

    /** From the start on: every third command is about a row. The tables must be in force. */
    void withRows() {
        withRows = true;
    }

    void start() {
        for (Writer writer : writers) {
            Thread thread = new Thread(writer::run, "writer " + threads.size());
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Commands acknowledged so far. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Lets every client settle what it has under way, then ends. The hub must run. */
    void stop() {
        stopping = true;
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(60));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (thread.isAlive()) throw new AssertionError(thread.getName() + " cannot settle what it sent");
        }
    }

    /** Ends without settling anything. */
    void abandon() {
        stopping = true;
        abandoned = true;
    }

    /** All that was sent. After {@link #stop}. */
    List<Sent> history() {
        List<Sent> all = new ArrayList<>();
        for (Writer writer : writers) all.addAll(writer.history);
        return all;
    }

    /** Answers that no hub may give, so far. */
    List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        for (Writer writer : writers) all.addAll(writer.client.findings());
        return all;
    }

    private final class Writer {
        private final Client client;
        private final Random random;
        private final RowWrites rows;
        private final List<Sent> history = new ArrayList<>();

        Writer(Client client, Random random, RowWrites rows) {
            this.client = client;
            this.random = random;
            this.rows = rows;
        }

        void run() {
            while (!stopping) {
                if (isAboutRow()) {
                    settle(fresh(rows.next()));
                    continue;
                }
                int dice = random.nextInt(100);
                if (dice < 35) settle(fresh(post()));
                else if (dice < 45) settle(fresh(ask()));
                else if (dice < 60) batch();
                else if (dice < 75) settle(fresh(answer()));
                else if (dice < 90) settle(fresh(change()));
                else if (!history.isEmpty()) repeat();
            }
        }

        private void batch() {
            List<Sent> batch = new ArrayList<>();
            int size = 1 + random.nextInt(BATCH_MAX);
            for (int i = 0; i < size; i++) {
                if (isAboutRow()) {
                    batch.add(fresh(rows.free()));
                    continue;
                }
                int dice = random.nextInt(10);
                batch.add(fresh(dice < 6 ? post() : dice < 8 ? ask() : dice < 9 ? answer() : change()));
            }
            do client.sendAll(batch);
            while (isOpen(batch.get(0)));
            batch.forEach(this::done);
        }

        /** Through whichever door: a repeat may take another than the first. */
        private void settle(Sent sent) {
            do {
                if (random.nextInt(4) == 0) client.sendAll(List.of(sent));
                else client.send(sent);
            } while (isOpen(sent));
            done(sent);
            boolean isThere = sent.isAcknowledged() && !sent.command().equals("table.delete");
            if (isThere && random.nextInt(10) == 0) client.readBack(sent);
        }

        private boolean isAboutRow() {
            return withRows && random.nextInt(3) == 0;
        }

        private void repeat() {
            Sent old = history.get(random.nextInt(history.size()));
            if (!old.isAcknowledged()) return;
            if (random.nextBoolean()) client.send(old);
            else client.sendAll(List.of(old));
        }

        private boolean isOpen(Sent sent) {
            if (sent.outcome() != Sent.Outcome.UNKNOWN || abandoned) return false;
            // The hub is dead just now; not to spin is all that this pause is for.
            LockSupport.parkNanos(PAUSE_NANOS);
            return true;
        }

        private void done(Sent sent) {
            if (sent.isOfRow()) rows.settled(sent);
            if (!sent.isAcknowledged()) return;
            acknowledged.incrementAndGet();
            String id = sent.stream().substring(sent.stream().indexOf('/') + 1);
            if (sent.command().equals("question.ask")) contest(questions, id);
            if (sent.command().equals("notification.post")) contest(notifications, id);
        }

        private Sent fresh(Sent sent) {
            history.add(sent);
            return sent;
        }

        private Sent post() {
            ObjectNode body = Json.object().put("title", "a title").put("body", "x".repeat(random.nextInt(500)));
            if (random.nextInt(5) == 0) body.put("dedupKey", "shared " + random.nextInt(DEDUP_KEYS));
            return new Sent(Ids.next(), "notification.post", null, null, body);
        }

        private Sent ask() {
            return Sent.create(Ids.next(), "question.ask", "prompt", "what now?");
        }

        /** Each answer is another, so that only one of all can win. */
        private Sent answer() {
            String question = contested(questions);
            if (question == null) return ask();
            String id = Ids.next();
            return new Sent(id, "question.answer", question, null, Json.object().put("value", id));
        }

        /** Expects a version, so that of all that expect the same one wins. */
        private Sent change() {
            String notification = contested(notifications);
            if (notification == null) return post();
            boolean acknowledge = random.nextInt(3) > 0;
            String command = acknowledge ? "notification.acknowledge" : "notification.resolve";
            return new Sent(Ids.next(), command, notification, acknowledge ? 1L : 2L, Json.object());
        }

        private void contest(List<String> things, String id) {
            synchronized (things) {
                if (things.size() < CONTESTED_MAX) things.add(id);
                else things.set(random.nextInt(CONTESTED_MAX), id);
            }
        }

        private String contested(List<String> things) {
            synchronized (things) {
                return things.isEmpty() ? null : things.get(random.nextInt(things.size()));
            }
        }
    }
}
