package dev.signalbox.cli.roadmap.file;

import dev.signalbox.cli.roadmap.file.Label.Kind;
import dev.signalbox.cli.roadmap.file.Markup.Field;
import dev.signalbox.cli.roadmap.file.Outline.Section;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How a file most likely means its items: the form of an export first, then what is named most plainly. */
final class Guess {
    private Guess() {}

    static Style of(Outline outline) {
        if (outline.sections.stream().anyMatch(section -> section.level() == 2 && isOfExport(outline, section))) {
            return Style.H2;
        }
        Style named = most(outline, section -> isNamed(outline, section) && !isPeriod(section) && hasLetter(section));
        if (named != null) return named;
        if (outline.entries.stream().anyMatch(Box::isTask)) return Style.TASKS;
        if (outline.grids.stream().anyMatch(grid -> Columns.of(grid.header()) != null)) return Style.TABLE;
        Style numbered = most(outline, section -> isNamed(outline, section) && !isPeriod(section));
        if (numbered != null) return numbered;
        Style period = most(outline, Guess::isPeriod);
        return period == null ? Style.H2 : period;
    }

    /**
     * The headings of a level that are items: those that are named as such.
     *
     * @param all whether the others are, too, when none is: somebody said so
     */
    static List<Section> items(Outline outline, int level, boolean all) {
        List<Section> named = outline.sections.stream()
                .filter(section -> section.level() == level)
                .filter(section -> isNamed(outline, section) || isPeriod(section))
                .toList();
        if (!named.isEmpty() || !all) return named;
        return outline.sections.stream()
                .filter(section -> section.level() == level)
                .toList();
    }

    private static @Nullable Style most(Outline outline, Predicate<Section> counts) {
        Style best = null;
        long most = 0;
        for (Style style : Style.HEADINGS) {
            long count = outline.sections.stream()
                    .filter(section -> section.level() == style.level() && !outline.isTitle(section))
                    .filter(counts)
                    .count();
            if (count > most) {
                best = style;
                most = count;
            }
        }
        return best;
    }

    private static boolean isOfExport(Outline outline, Section section) {
        Label label = Label.of(section.text());
        if (section.text().indexOf(':') < 0) return false;
        return label.kind() == Kind.NUMBERED || (label.kind() == Kind.NAMED && saysStatus(outline, section));
    }

    private static boolean isNamed(Outline outline, Section section) {
        Label label = Label.of(section.text());
        if (label.key() == null) return false;
        return label.kind() == Kind.NUMBERED
                || StatusWords.isIn(label.sign())
                || !label.ending().isEmpty()
                || saysStatus(outline, section);
    }

    private static boolean isPeriod(Section section) {
        return Label.of(section.text()).kind() == Kind.PERIOD;
    }

    private static boolean hasLetter(Section section) {
        Label label = Label.of(section.text());
        return label.kind() != Kind.NUMBERED
                || (label.key() != null && label.key().codePoints().anyMatch(Character::isLetter));
    }

    /** Whether the first thing under the heading is a status. */
    private static boolean saysStatus(Outline outline, Section section) {
        for (int i = section.body(); i < section.end(); i++) {
            String line = outline.lines.get(i);
            if (line.isBlank()) continue;
            Field field = outline.verbatim.get(i) ? null : Markup.field(line);
            return field != null && field.isStatus();
        }
        return false;
    }
}
