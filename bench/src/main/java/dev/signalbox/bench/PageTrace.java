package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.ClosedLoop;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.hub.page.Tab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A trace of many spans in the page: until all of it is there, and until all of it is folded. */
final class PageTrace {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CONNECTIONS = 2;
    private static final double OPEN_SECONDS_MAX = 1;
    private static final double FOLD_MILLIS_MAX = 100;

    private static final String OPENED = """
            new Promise((resolve, reject) => {
              const began = performance.now();
              location.hash = '#/traces/%s';
              const look = () => {
                const fall = document.querySelector('trace-waterfall');
                if (fall?.store?.spans?.size >= %d && fall.querySelector('[data-reach]')) requestAnimationFrame(() => resolve(performance.now() - began));
                else if (performance.now() - began > 30000) reject(new Error(`${fall?.store?.spans?.size} spans are here: ${document.body.innerText.slice(0, 400)}`));
                else requestAnimationFrame(look);
              };
              look();
            })
            """;

    private static final String FOLDED = """
            new Promise((resolve, reject) => {
              const fall = document.querySelector('trace-waterfall');
              const before = fall.rows.length;
              const began = performance.now();
              fall.querySelector('button.unfold').click();
              const look = () => {
                if (fall.rows.length < before) requestAnimationFrame(() => resolve(performance.now() - began));
                else if (performance.now() - began > 30000) reject(new Error(`${fall.rows.length} rows are left`));
                else requestAnimationFrame(look);
              };
              look();
            })
            """;

    private final Setting setting;
    private final Subject hub;
    private final Tab tab;
    private final PageSpeed page;

    PageTrace(Setting setting, Subject hub, Tab tab, PageSpeed page) {
        this.setting = setting;
        this.hub = hub;
        this.tab = tab;
        this.page = page;
    }

    /** In a window that is signed in. */
    List<Figure> measure() {
        int wide = setting.sizes().wide();
        SpanBatch spans = SpanBatch.ofOneTrace(hub, setting.plan().seed());
        ClosedLoop.send(hub, CONNECTIONS, spans::next, (wide + SpanBatch.SPANS - 1L) / SpanBatch.SPANS, PATIENCE);
        HubView view = new HubView(hub);
        view.awaitTables();
        String id = SpanBatch.idOfOne(setting.plan().seed());
        long there = view.get("/v1/traces/" + id).path("observations").asLong();
        List<Double> opened = new ArrayList<>();
        List<Double> folded = new ArrayList<>();
        for (int run = 0; run < setting.plan().runs(); run++) {
            page.openInbox();
            tab.until("the inbox is read", PageSpeed.READ);
            opened.add(tab.eval(OPENED.formatted(id, there)).asDouble() / 1e3);
            folded.add(tab.eval(FOLDED).asDouble());
        }
        String of = String.format(Locale.ROOT, "a trace of %,d spans: ", there);
        return List.of(
                Figure.alone(of + "until all of it is there", "s", opened, Target.atMost(OPEN_SECONDS_MAX)),
                Figure.alone(of + "until it is folded", "ms", folded, Target.atMost(FOLD_MILLIS_MAX)));
    }
}
