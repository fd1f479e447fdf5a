package dev.signalbox.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Target;
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

    private final Setting setting;
    private final HubView view;
    private final Subject hub;
    private final Tab tab;

    private PageRow(Setting setting, HubProcess hub, Chromium browser) {
        this.setting = setting;
        this.hub = hub.subject();
        this.view = new HubView(this.hub);
        this.tab = browser.window(WIDE, HIGH);
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
            PageRow row = new PageRow(setting, hub, browser);
            List<Figure> figures = new ArrayList<>();
            setting.progress().accept("files of the page");
            figures.add(row.files());
            setting.progress().accept("first paint");
            PageSpeed speed = new PageSpeed(setting, row.hub, row.tab);
            figures.addAll(speed.firstPaint());
            setting.progress().accept("from an event to the pixel");
            figures.add(speed.eventToPixel());
            setting.progress().accept("a long inbox");
            row.view.fill(
                    setting.sizes().notified(),
                    setting.plan().seed(),
                    new FreshIds(setting.plan().seed()));
            figures.add(speed.longestFrame());
            row.tab.open("about:blank");
            setting.progress().accept("open pages");
            figures.add(row.openPages(hub));
            return Outcome.of(
                    figures,
                    "Headless Chromium of this machine, on its two cores beside hub and load; without a graphics card.");
        }
    }

    /** All that a browser loads that goes into every room once, as it came over the wire, without headers. */
    private Figure files() {
        String ticket = view.post(
                        "/v1/tickets",
                        "{\"opens\":\"page\"}",
                        new FreshIds(setting.plan().seed()))
                .path("ticket")
                .asText();
        tab.open(address() + "/#/in/" + ticket);
        tab.until("the inbox is there", "document.querySelector('inbox-room')");
        JsonNode bytes = tab.eval("""
                Promise.all(['rooms', 'hub-sections'].map((list) => import(`./page/${list}.js`)))
                  .then(([{ rooms }, { sections }]) => Promise.all([...rooms, ...sections].map(({ file }) => import(`./page/${file}`))))
                  .then(() => performance.getEntries().filter(({ name }) => name.includes('/page/') || name.includes('favicon') || name === location.href.split('#')[0])
                    .reduce((sum, { encodedBodySize }) => sum + (encodedBodySize ?? 0), 0))
                """);
        return Figure.alone(
                "files of the page, all rooms, compressed",
                "kB",
                List.of(bytes.asDouble() / 1024),
                Target.atMost(KILOBYTES_MAX));
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
