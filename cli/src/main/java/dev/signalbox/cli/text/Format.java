package dev.signalbox.cli.text;

/** How results are written. The names are the words of {@code --output}. */
public enum Format {
    /** For people; may change. */
    text,
    /** One JSON document, indented. The shapes of the HTTP API. */
    json,
    /** One JSON document a line; lists give a line an item. */
    jsonl
}
