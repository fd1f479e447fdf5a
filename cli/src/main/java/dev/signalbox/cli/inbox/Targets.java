package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.Beginnings;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.ShortIds;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.resource.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person means by a number of the last inbox, an id or the beginning of one. All fail with {@link Failure} when
 * nothing, or more than one thing, is meant. One command, one thread.
 */
final class Targets {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})-(\\d{1,4})");

    private final CommandRun run;
    private final LastInbox inbox;

    Targets(CommandRun run) {
        this.run = run;
        this.inbox = LastInbox.of(run);
    }

    /** The id of a question; what can be none of these is left to the hub. */
    String question(String typed) {
        if (NUMBER.matcher(typed).matches())
            return inbox.question(Integer.parseInt(typed)).id();
        return idOf(typed, this::questions, "question");
    }

    /** The ids of notifications, each once, with their words where the inbox has them; also ranges of numbers. */
    Map<String, String> notifications(List<String> typed) {
        Map<String, String> titles = new LinkedHashMap<>();
        for (String each : typed) {
            Matcher range = RANGE.matcher(each);
            if (range.matches()) {
                int from = Integer.parseInt(range.group(1));
                int to = Integer.parseInt(range.group(2));
                if (from > to)
                    throw Failure.usage(
                            "The range " + each + " ends before it begins.", "Write " + to + "-" + from + ".");
                for (int number = from; number <= to; number++) add(number, titles);
            } else if (NUMBER.matcher(each).matches()) {
                add(Integer.parseInt(each), titles);
            } else {
                titles.putIfAbsent(idOf(each, this::notices, "notification"), each);
            }
        }
        return titles;
    }

    private void add(int number, Map<String, String> titles) {
        LastInbox.Entry entry = inbox.notification(number);
        titles.put(entry.id(), number + " " + entry.title());
    }

    /**
     * Questions and notifications that are meant, read from the hub: the one of a number, or all whose ids begin so, a
     * few at most.
     */
    List<Item> meant(String typed) {
        String id = isNumber(typed) ? inbox.at(Integer.parseInt(typed)).id() : Beginnings.of(typed);
        return ShortIds.isBeginning(id) ? both(id) : List.of();
    }

    static boolean isNumber(String typed) {
        return NUMBER.matcher(typed).matches();
    }

    private String idOf(String typed, Function<String, List<Item>> lookUp, String what) {
        String beginning = Beginnings.of(typed);
        if (beginning.isBlank()) throw Failure.usage("An empty text is no id.", "What there is: signalbox inbox");
        if (Ids.isUuid(beginning) || !ShortIds.isBeginning(beginning)) return beginning;
        List<Item> begun = lookUp.apply(beginning);
        if (begun.size() == 1) return begun.get(0).id();
        if (begun.isEmpty()) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "There is no " + what + " whose id begins with " + beginning + ".",
                    "What there is: signalbox inbox --all");
        }
        throw Beginnings.severalBegin(
                beginning, begun.stream().map(Targets::line).toList());
    }

    private static String line(Item item) {
        return item.id() + "  " + Cells.cut(item.title(), 36);
    }

    private List<Item> questions(String beginning) {
        return begun(beginning, run.hub()::questions, Item::of);
    }

    private List<Item> notices(String beginning) {
        return begun(beginning, run.hub()::notifications, Item::of);
    }

    private List<Item> both(String beginning) {
        List<Item> both = new ArrayList<>(questions(beginning));
        both.addAll(notices(beginning));
        return both;
    }

    private <T> List<Item> begun(
            String beginning, Function<Map<String, String>, CompletableFuture<Page<T>>> ask, Function<T, Item> item) {
        Map<String, String> query = new HashMap<>(Beginnings.query(beginning));
        query.put("state", "all");
        return run.await(ask.apply(query)).items().stream().map(item).toList();
    }
}
