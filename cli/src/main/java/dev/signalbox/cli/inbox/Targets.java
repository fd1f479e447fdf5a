package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.ShortIds;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.resource.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a person means by a number of the last inbox, an id or the beginning of one. All fail with {@link Failure} when
 * nothing, or more than one thing, is meant. One command, one thread.
 */
final class Targets {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})-(\\d{1,4})");
    /** So many of what is meant by a beginning are looked up, to name them. */
    private static final int LOOKED_UP_MAX = 4;

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

    /** A question or a notification, read from the hub. */
    Item any(String typed) {
        String id = NUMBER.matcher(typed).matches()
                ? inbox.at(Integer.parseInt(typed)).id()
                : beginning(typed);
        if (!ShortIds.isBeginning(id)) {
            throw Failure.usage(
                    "\"" + typed + "\" is no number of your inbox and no id.", "What there is: signalbox inbox");
        }
        return only(id, this::both, "question or notification");
    }

    private String idOf(String typed, Function<String, List<Item>> lookUp, String what) {
        String id = beginning(typed);
        if (id.isBlank()) throw Failure.usage("An empty text is no id.", "What there is: signalbox inbox");
        if (Ids.isUuid(id) || !ShortIds.isBeginning(id)) return id;
        return only(id, lookUp, what).id();
    }

    private Item only(String beginning, Function<String, List<Item>> lookUp, String what) {
        List<Item> begun = lookUp.apply(beginning);
        if (begun.size() == 1) return begun.get(0);
        if (begun.isEmpty()) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "There is no " + what + (Ids.isUuid(beginning) ? " " : " whose id begins with ") + beginning + ".",
                    "What there is: signalbox inbox --all");
        }
        throw Failure.usage(
                "More than one id begins with " + beginning + ":",
                begun.stream()
                        .limit(LOOKED_UP_MAX)
                        .map(item -> item.id() + "  " + Cells.cut(item.title(), 36))
                        .collect(Collectors.joining("\n")));
    }

    /** An ellipsis behind it comes along when it is copied from a list. */
    private static String beginning(String typed) {
        String id = typed.strip();
        if (id.endsWith("…")) id = id.substring(0, id.length() - 1);
        return ShortIds.isBeginning(id) ? id.toLowerCase(Locale.ROOT) : id;
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
        Map<String, String> query =
                Map.of("state", "all", "idPrefix", beginning, "limit", Integer.toString(LOOKED_UP_MAX));
        return run.await(ask.apply(query)).items().stream().map(item).toList();
    }
}
