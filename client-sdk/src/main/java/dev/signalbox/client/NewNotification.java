package dev.signalbox.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.PostNotification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a notification says besides its title. Setters answer the same object; limits are those of
 * {@link PostNotification}.
 */
public final class NewNotification {
    private final List<String> tags = new ArrayList<>();
    private @Nullable String body;
    private @Nullable Integer priority;
    private @Nullable String link;
    private @Nullable String dedupKey;
    private @Nullable String expiresIn;
    private @Nullable Instant expiresAt;
    private @Nullable JsonNode data;

    NewNotification() {}

    /** The text below the title. */
    public NewNotification body(String text) {
        body = text;
        return this;
    }

    /** 1 (least urgent) to 5 (most urgent); 3 unless set. */
    public NewNotification priority(int oneToFive) {
        priority = oneToFive;
        return this;
    }

    /** Adds a tag. */
    public NewNotification tag(String tag) {
        tags.add(tag);
        return this;
    }

    /** Adds tags. */
    public NewNotification tags(String... more) {
        Collections.addAll(tags, more);
        return this;
    }

    /** Where to read on: an absolute http, https, mailto or slack URL. */
    public NewNotification link(String url) {
        link = url;
        return this;
    }

    /** While a notification with this key is open, another post with it counts there and adds none. */
    public NewNotification dedupKey(String key) {
        dedupKey = key;
        return this;
    }

    /** How long it is of interest, from when the hub has it. */
    public NewNotification expiresIn(Duration time) {
        expiresIn = time.toString();
        return this;
    }

    /** Until when it is of interest. */
    public NewNotification expiresAt(Instant time) {
        expiresAt = time;
        return this;
    }

    /** Anything of the program's own that is a JSON object: a Map, a record. */
    public NewNotification data(Object object) {
        data = Json.tree(object);
        return this;
    }

    PostNotification toCommand(String id, String title) {
        return new PostNotification(id, title, body, priority, tags, link, dedupKey, expiresIn, expiresAt, data);
    }
}
