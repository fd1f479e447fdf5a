package dev.signalbox.hub.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A hub, and the windows of a browser in which its page is open. Whatever the policy of the page forbids, an error of a
 * script or a request that fails is a failure of the test that opened the window.
 */
public final class Stage implements AutoCloseable {
    public static final int WIDE = 1280;
    public static final int HIGH = 800;

    private final Chromium browser;
    private final Path data;
    private final TestHub hub;
    private final List<Tab> open = new ArrayList<>();

    /** @param folder for the data of the hub */
    public Stage(Chromium browser, Path folder) {
        this.browser = browser;
        data = folder.resolve("data");
        HubConfig plain = HubConfig.embedded(data, 0);
        hub = TestHub.start(
                new HubConfig(plain.data(), null, plain.host(), TestPorts.next(), false, null, null, null),
                Clock.systemUTC());
    }

    public TestHub hub() {
        return hub;
    }

    /** The data folder of the hub. */
    Path data() {
        return data;
    }

    /** An empty window of somebody who is not signed in. */
    public Tab window(int width, int height) {
        return kept(browser.window(width, height));
    }

    /** A window that is looked after, too. */
    public Tab kept(Tab tab) {
        open.add(tab);
        return tab;
    }

    /** Somebody who came by the link of {@code signalbox open}. */
    public Tab byLink(String role) {
        Tab tab = window(WIDE, HIGH);
        tab.open(hub.url() + "/#/in/" + ticket(hub, role));
        return inside(tab);
    }

    /** Somebody who typed a key. */
    public Tab byKey(String secret) {
        Tab tab = window(WIDE, HIGH);
        tab.open(hub.url() + "/");
        tab.untilShown("No key at hand?");
        tab.type(secret);
        tab.press("button", "Sign in");
        return inside(tab);
    }

    private static Tab inside(Tab tab) {
        tab.until("the inbox is there", "document.querySelector('inbox-room')");
        return tab;
    }

    /** What the link of {@code signalbox open} carries. */
    public static String ticket(TestHub at, String role) {
        return at.post(role, "/v1/tickets", Map.of("opens", "page"))
                .expect(201)
                .json()
                .path("ticket")
                .asText();
    }

    /** Closes the windows, and what waits in the inbox. Fails when something went wrong in a window. */
    public void clear() {
        List<String> troubles = new ArrayList<>();
        for (Tab tab : open) {
            troubles.addAll(tab.troubles());
            tab.close();
        }
        open.clear();
        for (String of : List.of("questions", "notifications")) clear(of);
        assertThat(troubles).isEmpty();
    }

    private void clear(String of) {
        JsonNode items = hub.get("admin", "/v1/" + of + "?limit=500").json().path("items");
        String verb = of.equals("questions") ? "cancel" : "resolve";
        for (JsonNode each : items) {
            hub.post("admin", "/v1/" + of + "/" + each.path("id").asText() + "/" + verb, Map.of())
                    .expect(200);
        }
    }

    /** axe-core finds nothing serious in a window, light and dark. */
    public static void isOpenToAll(Tab tab, String where) {
        tab.eval(axe() + "; true");
        for (boolean dark : new boolean[] {false, true}) {
            tab.dark(dark);
            JsonNode found = tab.eval(
                    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations"
                            + ".filter((each) => each.impact !== 'minor').map((each) => each.id + ': ' + each.nodes.map((node) => node.html + ' ' + node.failureSummary).join(' | ')))");
            assertThat(found).as(where + (dark ? ", dark" : ", light")).isEmpty();
        }
    }

    private static String axe() {
        try (InputStream in = Stage.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        hub.close();
    }
}
