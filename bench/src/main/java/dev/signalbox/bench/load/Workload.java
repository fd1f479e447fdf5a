package dev.signalbox.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What the hub is asked to do: bodies of requests, from a seed. */
public final class Workload {
    /** Stands before the number in {@link #numberedNotification}. */
    static final String NUMBER_MARK = "measured #";

    private static final List<String> WORDS = List.of(
            "build",
            "deploy",
            "index",
            "nightly",
            "backup",
            "invoice",
            "login",
            "search",
            "import",
            "report",
            "finished",
            "failed",
            "waits",
            "slow",
            "again",
            "queue",
            "worker",
            "release",
            "review",
            "merged");

    private Workload() {}

    /** The body of {@code POST /v1/notifications}, about 250 bytes: a title, a text, a priority and two tags. */
    public static String notification(SplittableRandom random) {
        return "{\"id\":\"" + RequestTemplate.ID + "\"," + fields(random) + "}";
    }

    /** A notification that carries the number of its request into the event. */
    static String numberedNotification() {
        return "{\"id\":\"" + RequestTemplate.ID + "\",\"title\":\"measured " + RequestTemplate.NUMBER
                + "\",\"body\":\"" + words(new SplittableRandom(1), 16) + "\",\"priority\":3,\"tags\":[\"bench\"]}";
    }

    /** The body of {@code POST /v1/commands} with this many posts of notifications, each on a stream of its own. */
    public static String batch(SplittableRandom random, int commands) {
        List<String> list = new ArrayList<>();
        for (int i = 0; i < commands; i++) {
            list.add("{\"id\":\"" + RequestTemplate.ID + "\",\"command\":\"notification.post\",\"body\":{"
                    + fields(random) + "}}");
        }
        return "{\"commands\":[" + String.join(",", list) + "]}";
    }

    private static String fields(SplittableRandom random) {
        return "\"title\":\"" + words(random, 5) + "\",\"body\":\"" + words(random, 16) + "\",\"priority\":"
                + random.nextInt(1, 6) + ",\"tags\":[\"bench\",\"" + words(random, 1) + "\"]";
    }

    private static String words(SplittableRandom random, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) words.add(WORDS.get(random.nextInt(WORDS.size())));
        return String.join(" ", words);
    }
}
