package dev.signalbox.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes results to standard output in the wanted form, and notes for people to standard error. One thread. */
public final class Output {
    private final PrintStream out;
    private final PrintStream err;
    private final Format format;
    private final boolean quiet;
    private final Ink ink;
    private final int width;

    /**
     * @param quiet whether only what a script needs is written
     * @param width where a line for people ends
     */
    public Output(PrintStream out, PrintStream err, Ink ink, Format format, boolean quiet, int width) {
        this.out = out;
        this.err = err;
        this.ink = ink;
        this.format = format;
        this.quiet = quiet;
        this.width = width;
    }

    public Ink ink() {
        return ink;
    }

    /** Characters of a line for people: those of the terminal; without one a line has no end. */
    public int width() {
        return width;
    }

    public boolean isText() {
        return format == Format.text;
    }

    /** Whether the whole result has to be one JSON document. */
    public boolean isOneDocument() {
        return format == Format.json;
    }

    public boolean isQuiet() {
        return quiet;
    }

    /**
     * One thing.
     *
     * @param resource as the API shows it
     * @param text for people
     * @param essence all that {@code --quiet} leaves of the text; when that is nothing, no line is written
     */
    public void one(Object resource, String text, String essence) {
        String shown = quiet ? essence : text;
        if (format != Format.text) document(resource);
        else if (!shown.isEmpty()) line(shown);
    }

    /** Several things; {@code text} renders all of them for people. */
    public <T> void list(List<T> items, Function<List<T>, String> text) {
        switch (format) {
            case text -> {
                String rendered = text.apply(items);
                if (!rendered.isEmpty()) line(rendered);
            }
            case json -> document(Map.of("items", items));
            case jsonl -> items.forEach(this::document);
        }
    }

    /** Several things, for people as a table; nothing at all when there are none. */
    public <T> void list(List<T> items, Columns<T> columns) {
        list(items, all -> all.isEmpty() ? "" : columns.of(all, ink, width));
    }

    /** One thing of an endless sequence: a line, also in the form {@code json}. */
    public void next(Object resource, String text) {
        line(format == Format.text ? text : Json.writeText(resource));
    }

    /**
     * A whole text with line breaks of its own, as it is: for files. Fails with {@link Closed} when nobody reads it any
     * more.
     */
    public void text(String whole) {
        out.print(whole);
        out.flush();
        if (out.checkError()) throw new Closed();
    }

    /** Writes the line to standard output. Fails with {@link Closed} when nobody reads it any more. */
    public void line(String text) {
        out.println(text);
        if (out.checkError()) throw new Closed();
    }

    /** Says something besides the result; silent with {@code --quiet}. */
    public void note(String text) {
        if (!quiet) warn(text);
    }

    /** Says something besides the result, with {@code --quiet} too. */
    public void warn(String text) {
        Prose.wrap(text, width).forEach(err::println);
        err.flush();
    }

    /** The reader of standard output went away, as {@code head} does when it has enough. */
    public static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void document(Object resource) {
        JsonNode tree = Json.tree(resource);
        line(format == Format.json ? tree.toPrettyString() : tree.toString());
    }
}
