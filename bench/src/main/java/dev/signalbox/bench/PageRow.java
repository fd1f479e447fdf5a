package dev.signalbox.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Reactor;
import dev.signalbox.bench.load.SseSwarm;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.bench.process.HubProcess;
import dev.signalbox.hub.page.Chromium;
import dev.signalbox.hub.page.Tab;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The page for people in a real browser, without a screen: what it weighs, how soon it is there, how it keeps up. */
final class PageRow {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WIDE = 1280;
    private static final int HIGH = 800;
    private static final double KILOBYTES_MAX = 120;
    private static final double PAGES_MEBIBYTES_MAX = 40;
    private static final int PAGES = 100;
    /** What a page follows, as {@code things.js} names it. */
    private static final String FOLLOWED = "?frames=unnamed&types=question.asked,question.answered,question.expired,"
            + "question.cancelled,notification.posted,notification.repeated,notification.acknowledged,"
            + "notification.resolved,notification.expired";

    private static final String LOADED =
            "performance.getEntries().filter(({ name }) => name.includes('/page/') || name === location.href.split('#')[0])"
                    + ".reduce((sum, { encodedBodySize }) => sum + (encodedBodySize ?? 0), 0)";

    private final Setting setting;
    private final HubView view;
    private final Subject hub;
    private final Tab tab;
    private final PageSpeed speed;

    private PageRow(Setting setting, HubProcess hub, Chromium browser) {
        this.setting = setting;
        this.hub = hub.subject();
        this.view = new HubView(this.hub);
        this.tab = browser.window(WIDE, HIGH);
        this.speed = new PageSpeed(setting, this.hub, tab);
    }

    static Outcome measure(Setting setting) {
        Optional<Path> program = Chromium.onThisMachine();
        if (program.isEmpty()) {
            return Outcome.of(
                    List.of(),
                    "Not measured: there is no Chromium on this machine; SIGNALBOX_TEST_CHROMIUM may name one that is not on the path.");
        }
        Path folder = setting.folder("page");
        try (HubProcess hub = HubProcess.start(setting.programs(), folder.resolve("hub"));
                Chromium browser = new Chromium(program.get(), folder)) {
            return new PageRow(setting, hub, browser).figures(hub);
        } catch (AssertionError | IllegalStateException | CompletionException failure) {
            throw new BenchFailure("the page in the browser", failure);
        }
    }

    private Outcome figures(HubProcess process) {
        List<String> notes = new ArrayList<>(List.of(
                "Headless Chromium of this machine, on its two cores beside hub and load; without a graphics card."));
        setting.progress().accept("files of the page");
        List<Figure> figures = new ArrayList<>(files());
        setting.progress().accept("first paint");
        figures.addAll(speed.firstPaint());
        setting.progress().accept("from an event to the pixel");
        figures.add(speed.eventToPixel());
        setting.progress().accept("a long inbox");
        long seed = setting.plan().seed();
        view.fill(setting.sizes().notified(), seed, new FreshIds(seed));
        figures.add(speed.longestFrame());
        traces(figures, notes);
        tab.open("about:blank");
        setting.progress().accept("open pages");
        figures.add(openPages(process));
        return new Outcome(figures, notes);
    }

    /** Without them the other figures are as good. */
    private void traces(List<Figure> figures, List<String> notes) {
        if (!hasTraces()) {
            notes.add("A trace of many spans: not measured, the page has no room of traces.");
            return;
        }
        setting.progress().accept("a trace of many spans");
        try {
            figures.addAll(new PageTrace(setting, hub, tab, speed).measure());
        } catch (IllegalStateException failure) {
            notes.add("A trace of many spans: not measured. " + failure.getMessage());
        }
    }

    private boolean hasTraces() {
        speed.openInbox();
        return tab.eval(
                        "import('./page/rooms.js').then(({ rooms }) => rooms.some(({ path }) => path === 'traces/:id'))")
                .asBoolean();
    }

    /** What a browser loads to show a room, and for all of them, as it comes over the wire, without headers. */
    private List<Figure> files() {
        String ticket = view.post(
                        "/v1/tickets",
                        "{\"opens\":\"page\"}",
                        new FreshIds(setting.plan().seed()))
                .path("ticket")
                .asText();
        tab.open(address() + "/#/in/" + ticket);
        tab.until("the inbox is read", PageSpeed.READ);
        JsonNode rooms =
                tab.eval("import('./page/rooms.js').then(({ rooms }) => rooms.map(({ file }) => file.slice(2)))");
        double heaviest = 0;
        for (JsonNode room : rooms) {
            speed.openInbox();
            tab.until("the inbox is read", PageSpeed.READ);
            heaviest = Math.max(heaviest, loaded("import('./page/" + room.asText() + "')"));
        }
        double all = loaded(
                "Promise.all(['rooms', 'hub-sections'].map((list) => import(`./page/${list}.js`)))"
                        + ".then(([{ rooms }, { sections }]) => Promise.all([...rooms, ...sections].map(({ file }) => import(`./page/${file}`))))");
        return List.of(
                Figure.alone(
                        "files of the page for the heaviest of its rooms, compressed",
                        "kB",
                        List.of(heaviest),
                        Target.atMost(KILOBYTES_MAX)),
                Figure.alone("files of the page for all of them, compressed", "kB", List.of(all), Target.NONE));
    }

    /** Kilobytes that the page has loaded when this, too, is there. */
    private double loaded(String more) {
        return tab.eval(more + ".then(() => " + LOADED + ")").asDouble() / 1024;
    }

    /** What a hub takes for pages that are open and wait, as their connections ask. */
    private Figure openPages(HubProcess process) {
        try (Reactor reactor = new Reactor()) {
            double before = setting.settled(process);
            for (int page = 0; page < PAGES; page++) {
                view.get("/v1/questions?state=pending&limit=200");
                view.get("/v1/notifications?state=open&limit=200");
            }
            new SseSwarm(reactor).open(hub, PAGES, FOLLOWED, null, PATIENCE);
            double during = setting.settled(process);
            return Figure.alone(
                    String.format(Locale.ROOT, "%,d open pages: more resident memory of the hub", PAGES),
                    "MiB",
                    List.of(during - before),
                    Target.atMost(PAGES_MEBIBYTES_MAX));
        }
    }

    private String address() {
        return "http://127.0.0.1:" + hub.address().getPort();
    }
}
