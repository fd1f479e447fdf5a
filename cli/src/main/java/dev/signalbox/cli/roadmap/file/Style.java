package dev.signalbox.cli.roadmap.file;

import java.util.List;
import java.util.Locale;

/** What in a Markdown file is an item of the roadmap. */
public enum Style {
    H1("headings of the first level"),
    /** The form in which a roadmap is exported. */
    H2("headings of the second level"),
    H3("headings of the third level"),
    H4("headings of the fourth level"),
    TASKS("entries of lists with a box, [ ] or [x], or a sign such as ✅"),
    TABLE("rows of tables");

    static final List<Style> HEADINGS = List.of(H1, H2, H3, H4);

    private final String meaning;

    Style(String meaning) {
        this.meaning = meaning;
    }

    /** As it is written on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it takes for items, in words. */
    public String meaning() {
        return meaning;
    }

    /** Of the headings; 0 of the others. */
    int level() {
        return HEADINGS.indexOf(this) + 1;
    }

    @Override
    public String toString() {
        return word();
    }
}
