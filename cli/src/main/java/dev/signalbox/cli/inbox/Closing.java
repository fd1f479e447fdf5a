package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Closes notifications, each for itself, and says what became of each. One use, one thread. */
final class Closing {
    /** So many are asked for at once; the hub writes them together. */
    private static final int AT_ONCE = 16;

    private static final int TITLE_WIDTH_MAX = 60;

    private final CommandRun run;
    private final Output output;
    private final String done;
    private final Function<String, CompletableFuture<Notification>> close;
    private final List<Notification> closed = new ArrayList<>();
    private int refused;
    private int conflicts;

    /** @param done what is said of one that was closed */
    Closing(CommandRun run, String done, Function<String, CompletableFuture<Notification>> close) {
        this.run = run;
        this.output = run.output();
        this.done = done;
        this.close = close;
    }

    /**
     * Tries all of them, and sets the exit code. Fails when the hub goes away, after saying how far it came.
     *
     * @param targets ids with the words to call them by
     * @param one whether one was named: then it is the whole result, and its refusal the failure
     */
    void close(Map<String, String> targets, boolean one) {
        if (one && targets.size() == 1) {
            Notification only =
                    run.await(close.apply(targets.keySet().iterator().next()));
            output.one(only, text(only), only.id());
            return;
        }
        List<Map.Entry<String, String>> all = List.copyOf(targets.entrySet());
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            some(all.subList(from, Math.min(all.size(), from + AT_ONCE)), all.size());
        }
        output.list(closed, items -> "");
        if (refused > 0) {
            output.warn(closed.size() + " of " + all.size() + " were closed.");
            run.endsWith(refused == conflicts ? ExitCode.CONFLICT : ExitCode.REFUSED);
        }
    }

    private void some(List<Map.Entry<String, String>> targets, int all) {
        List<CompletableFuture<Notification>> answers =
                targets.stream().map(target -> close.apply(target.getKey())).toList();
        for (int i = 0; i < answers.size(); i++) {
            try {
                Notification one = run.await(answers.get(i));
                closed.add(one);
                if (output.isText()) output.line(output.isQuiet() ? one.id() : text(one));
            } catch (HubRefused e) {
                refused(targets.get(i).getValue(), e);
            } catch (HubUnreachable e) {
                output.warn(closed.size() + " of " + all + " were closed before the hub went away.");
                throw e;
            }
        }
    }

    private void refused(String title, HubRefused refusal) {
        refused++;
        ProblemCode code = ProblemCode.of(refusal.problem().code());
        if (Refusals.exitCodeOf(code) == ExitCode.CONFLICT) conflicts++;
        String why = Ink.plain(Refusals.inWords(refusal.problem()));
        output.warn("Not closed: " + Cells.cut(title, TITLE_WIDTH_MAX) + ": " + why);
    }

    private String text(Notification notification) {
        return output.ink().green(done) + " " + Ink.plain(notification.title());
    }
}
