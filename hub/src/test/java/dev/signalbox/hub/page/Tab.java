package dev.signalbox.hub.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * One window of a browser, as a person has it before them. It notes whatever goes wrong in it: what the policy of the
 * page forbids, errors of scripts, requests that fail.
 */
public final class Tab implements AutoCloseable {
    private static final Map<String, Integer> KEYS = Map.of(
            "Enter",
            13,
            "Escape",
            27,
            "Tab",
            9,
            "End",
            35,
            "ArrowLeft",
            37,
            "ArrowUp",
            38,
            "ArrowRight",
            39,
            "ArrowDown",
            40);

    private final Chromium browser;
    private final String context;
    private final String target;
    private final String session;
    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private volatile boolean loaded;

    Tab(Chromium browser, String context, String target, String session) {
        this.browser = browser;
        this.context = context;
        this.target = target;
        this.session = session;
    }

    void begin(int width, int height) {
        for (String part : List.of("Page", "Runtime", "Log", "Network")) call(part + ".enable", Map.of());
        // Of several windows each behaves as the one that is in front.
        call("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
        size(width, height, false);
    }

    /** Another window of the same person. */
    public Tab another(int width, int height) {
        return browser.tab(context, width, height);
    }

    public JsonNode call(String method, Map<String, ?> parameters) {
        return browser.call(session, method, parameters);
    }

    void heard(String method, JsonNode event) {
        switch (method) {
            case "Page.loadEventFired" -> loaded = true;
            case "Runtime.exceptionThrown" ->
                troubles.add("exception: "
                        + event.path("exceptionDetails")
                                .path("exception")
                                .path("description")
                                .asText());
            case "Runtime.consoleAPICalled" -> {
                if (List.of("error", "warning", "assert")
                        .contains(event.path("type").asText())) troubles.add("console: " + event.path("args"));
            }
            case "Log.entryAdded" -> {
                JsonNode entry = event.path("entry");
                if (List.of("error", "warning").contains(entry.path("level").asText()))
                    troubles.add("log: " + entry.path("text").asText() + " "
                            + entry.path("url").asText());
            }
            case "Network.loadingFailed" -> {
                if (!event.path("canceled").asBoolean())
                    troubles.add("failed: " + event.path("errorText").asText());
            }
            default -> {}
        }
    }

    /** What went wrong so far. */
    public List<String> troubles() {
        return List.copyOf(troubles);
    }

    /** What went wrong is forgotten where it was to. */
    public void expected(String pattern) {
        troubles.removeIf(each -> Pattern.compile(pattern).matcher(each).find());
    }

    public void size(int width, int height, boolean phone) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
    }

    public void dark(boolean dark) {
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** As somebody has it who wants to see nothing move. */
    public void still() {
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** What a person would be asked for is allowed. */
    public void allow(String permission) {
        browser.call(
                null,
                "Browser.grantPermissions",
                Map.of("browserContextId", context, "permissions", List.of(permission)));
    }

    /** A script that runs in each page that is opened from now on, before those of the page. */
    public void before(String script) {
        call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    public void open(String url) {
        loaded = false;
        call("Page.navigate", Map.of("url", url));
        Eventually.until(url + " is loaded", () -> loaded);
    }

    /** What a script comes to, awaited. Fails with what it throws. */
    public JsonNode eval(String script) {
        JsonNode result = call(
                "Runtime.evaluate",
                Map.of("expression", script, "awaitPromise", true, "returnByValue", true, "userGesture", true));
        if (result.has("exceptionDetails"))
            throw new IllegalStateException(result.path("exceptionDetails").toString());
        return result.path("result").path("value");
    }

    /** Awaits that a script comes to something true. */
    public void until(String what, String script) {
        try {
            Eventually.until(what, () -> eval("!!(" + script + ")").asBoolean());
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + "\nthe page shows:\n" + text() + "\n" + troubles, late);
        }
    }

    /** Awaits that the page shows a text. */
    public void untilShown(String text) {
        until("the page shows " + text, "document.body.innerText.includes(" + Json.writeText(text) + ")");
    }

    /** Awaits that it does not any more. */
    public void untilGone(String text) {
        until("the page hides " + text, "!document.body.innerText.includes(" + Json.writeText(text) + ")");
    }

    public String text() {
        return eval("document.body.innerText").asText();
    }

    /** Presses what has these words, as a finger does: where it is, if nothing is before it. */
    public void press(String selector, String words) {
        String find = "[...document.querySelectorAll(" + Json.writeText(selector)
                + ")].find((each) => each.innerText.includes(" + Json.writeText(words) + ") && each.checkVisibility())";
        until("there is " + words, find);
        JsonNode at = eval(
                "(() => { const found = " + find + "; found.scrollIntoView({block: 'center', behavior: 'instant'});"
                        + " const box = found.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()");
        mouse("mousePressed", at.get(0).asDouble(), at.get(1).asDouble());
        mouse("mouseReleased", at.get(0).asDouble(), at.get(1).asDouble());
    }

    /** Carries what a script finds to the place {@code [x, y]} that another comes to, with the mouse held down. */
    public void carry(String element, String place) {
        JsonNode from = eval("(() => { const box = (" + element
                + ").getBoundingClientRect(); return [box.x + box.width / 2, box.y" + " + box.height / 2]; })()");
        mouse("mouseMoved", from.get(0).asDouble(), from.get(1).asDouble());
        mouse("mousePressed", from.get(0).asDouble(), from.get(1).asDouble());
        JsonNode to = eval(place);
        mouse("mouseMoved", to.get(0).asDouble(), to.get(1).asDouble() - 3);
        mouse("mouseMoved", to.get(0).asDouble(), to.get(1).asDouble());
        mouse("mouseReleased", to.get(0).asDouble(), to.get(1).asDouble());
    }

    private void mouse(String type, double x, double y) {
        boolean moves = type.equals("mouseMoved");
        call(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", 1, "clickCount", moves ? 0 : 1));
    }

    public void type(String text) {
        call("Input.insertText", Map.of("text", text));
    }

    /** Presses a key of the keyboard. */
    public void key(String key) {
        boolean plain = key.length() == 1;
        Map<String, Object> down = new HashMap<>(Map.of("type", "keyDown", "key", key));
        if (plain) down.put("text", key);
        else down.put("windowsVirtualKeyCode", KEYS.get(key));
        if (key.equals("Enter")) down.put("text", "\r");
        call("Input.dispatchKeyEvent", down);
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    /** A picture of what is before one's eyes. */
    public void shot(Path file) {
        String png = call("Page.captureScreenshot", Map.of("format", "png"))
                .path("data")
                .asText();
        try {
            Files.write(file, Base64.getDecoder().decode(png));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        browser.call(null, "Target.closeTarget", Map.of("targetId", target));
    }
}
