package dev.signalbox.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Poster;
import dev.signalbox.bench.load.Reactor;
import dev.signalbox.bench.load.RequestTemplate;
import dev.signalbox.bench.load.Samples;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.hub.page.Tab;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast the page is in one window that is signed in. A pixel is taken to be there when the frame behind the one that
 * drew it begins.
 */
final class PageSpeed {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double PAINT_RATIO_MAX = 2;
    private static final double PIXEL_MILLIS_MAX = 100;
    private static final double FRAME_MILLIS_MAX = 50;
    private static final int PER_SECOND = 100;
    /** So long that what came last is in the page. */
    private static final long COMING_MILLIS = 3_000;

    private static final int FRAMES = 240;
    /** Whether all that the inbox shows was read. */
    static final String READ = "document.querySelector('.inbox .empty, .inbox .rows')";

    private static final String PAINTED =
            "new Promise((resolve) => { const look = () => { const paint = performance.getEntriesByName('first-paint')[0];"
                    + " paint ? resolve(paint.startTime) : setTimeout(look, 5); }; look(); })";

    /** Notes, for each number that is shown, when the frame behind it began, by the clock of the machine. */
    private static final String WATCH = """
            window.seen = new Map();
            let drawn = [];
            const look = () => {
              const now = performance.timeOrigin + performance.now();
              for (const number of drawn) window.seen.set(number, now);
              drawn = [];
              for (const each of [...document.querySelectorAll('notification-row h3 button')].slice(0, 40)) {
                const number = Number(/#(\\d+)/.exec(each.textContent)?.[1] ?? -1);
                if (number >= 0 && !window.seen.has(number)) drawn.push(number);
              }
              requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
            true
            """;

    private static final String SCROLLED = """
            new Promise((resolve) => {
              let longest = 0, frame = 0, before = performance.now();
              const step = document.documentElement.scrollHeight / %d;
              const next = (now) => {
                if (frame > 1) longest = Math.max(longest, now - before);
                before = now;
                scrollBy({ top: step, behavior: 'instant' });
                if (++frame < %d) requestAnimationFrame(next); else resolve(longest);
              };
              requestAnimationFrame(next);
            })
            """.formatted(FRAMES, FRAMES);

    private final Setting setting;
    private final Subject hub;
    private final Tab tab;
    private final String address;

    PageSpeed(Setting setting, Subject hub, Tab tab) {
        this.setting = setting;
        this.hub = hub;
        this.tab = tab;
        this.address = "http://127.0.0.1:" + hub.address().getPort();
    }

    /** With nothing in the cache, beside a page of a few bytes of the same server. */
    List<Figure> firstPaint() {
        tab.call("Network.setCacheDisabled", Map.of("cacheDisabled", true));
        List<Double> painted = new ArrayList<>();
        List<Double> empty = new ArrayList<>();
        List<Double> whole = new ArrayList<>();
        for (int run = 0; run <= setting.plan().runs(); run++) {
            tab.open(address + "/health/live");
            double least = tab.eval(PAINTED).asDouble();
            openInbox();
            double first = tab.eval(PAINTED).asDouble();
            tab.until("the inbox is read", READ);
            double all = tab.eval("performance.now()").asDouble();
            if (run == 0) continue;
            empty.add(least);
            painted.add(first);
            whole.add(all);
        }
        tab.call("Network.setCacheDisabled", Map.of("cacheDisabled", false));
        return List.of(
                new Figure(
                        "first paint, empty cache",
                        "ms",
                        painted,
                        new Figure.Limit("/health/live of the same hub, in the same window", empty),
                        Target.ratioAtMost(PAINT_RATIO_MAX)),
                Figure.alone("until the inbox is shown, empty cache", "ms", whole, Target.NONE));
    }

    /** As one who comes from elsewhere. */
    void openInbox() {
        tab.open("about:blank");
        tab.open(address + "/#/inbox");
    }

    /** From the moment at which a notification was due to be posted. */
    Figure eventToPixel() {
        List<Double> values = new ArrayList<>();
        RequestTemplate post = RequestTemplate.post(
                hub,
                "/v1/notifications",
                "{\"id\":\"" + RequestTemplate.ID + "\",\"title\":\"drawn " + RequestTemplate.NUMBER + "\"}",
                new FreshIds(setting.plan().seed()));
        for (int run = 0; run < setting.plan().runs(); run++) {
            openInbox();
            tab.until("the inbox is read", READ);
            tab.eval(WATCH);
            values.add(pixels(post).millis(0.99));
        }
        return Figure.alone(
                String.format(Locale.ROOT, "from an event to the pixel, p99 at %d events/s", PER_SECOND),
                "ms",
                values,
                Target.atMost(PIXEL_MILLIS_MAX));
    }

    private Samples pixels(RequestTemplate post) {
        long first = post.nextNumber();
        long posts =
                Math.max(1, setting.plan().measured().multipliedBy(PER_SECOND).toSeconds());
        List<Double> due = new ArrayList<>();
        long interval = 1_000_000_000L / PER_SECOND;
        try (Reactor reactor = new Reactor()) {
            Poster poster = new Poster(reactor, hub);
            Instant began = Instant.now();
            long start = System.nanoTime();
            for (int i = 0; i < posts; i++) {
                while (System.nanoTime() < start + i * interval) LockSupport.parkNanos(200_000);
                due.add(began.getEpochSecond() * 1e3 + (began.getNano() + i * interval) / 1e6);
                poster.send(post.next());
                poster.await(PATIENCE);
            }
        }
        tab.eval("new Promise((resolve) => setTimeout(() => resolve(true), " + COMING_MILLIS + "))");
        JsonNode seen = tab.eval("[...window.seen]");
        Samples samples = new Samples();
        int found = 0;
        for (JsonNode each : seen) {
            long number = each.get(0).asLong() - first;
            if (number < 0 || number >= posts) continue;
            found++;
            samples.add((long) ((each.get(1).asDouble() - due.get((int) number)) * 1e6));
        }
        if (found < posts) throw new BenchFailure("of " + posts + " notifications " + found + " were drawn");
        return samples;
    }

    /** While a person drags the scroll bar through all of a long inbox. */
    Figure longestFrame() {
        List<Double> values = new ArrayList<>();
        for (int run = 0; run < setting.plan().runs(); run++) {
            openInbox();
            tab.until(
                    "all are here",
                    "Number(document.querySelector('#notifications .number')?.textContent.replace(/\\D/g, '')) >= "
                            + setting.sizes().notified());
            values.add(tab.eval(SCROLLED).asDouble());
        }
        return Figure.alone(
                String.format(
                        Locale.ROOT,
                        "%,d open notifications scrolled through: longest frame",
                        setting.sizes().notified()),
                "ms",
                values,
                Target.atMost(FRAME_MILLIS_MAX));
    }
}
