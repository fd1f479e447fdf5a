package dev.signalbox.cli.roadmap.file;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.signalbox.wire.Word;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.RowChange.FieldChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What differs about one item between two roadmaps.
 *
 * @param fields those that differ, of an added item all that it has; none of a removed one
 * @param place where it stands now, in words; null when it stands where it stood
 * @param commands that make the difference, one behind the other; none when nobody asked for them
 */
public record Change(
        Kind kind,
        String key,
        String title,
        List<FieldChange> fields,
        @Nullable String place,
        @JsonIgnore List<Command> commands) {
    public Change {
        fields = List.copyOf(fields);
        commands = List.copyOf(commands);
    }

    /** What became of an item. */
    public enum Kind implements Word {
        ADDED,
        CHANGED,
        REMOVED
    }
}
