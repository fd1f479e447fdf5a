package dev.signalbox.cli.run;

import java.util.Iterator;
import java.util.List;

/**
 * What TAB completes that only the hub, or the last inbox, knows. Each kind stands in the script of the shell as one
 * word, {@code @roles}, for which the script asks {@code signalbox names roles}.
 */
public enum Completion {
    ROLES("@roles"),
    TABLES("@tables"),
    KEYS("@keys"),
    SPACES("@spaces"),
    NUMBERS("@numbers");

    private final String word;

    Completion(String word) {
        this.word = word;
    }

    /** What the script of the shell has in the place of the names. */
    public String word() {
        return word;
    }

    /** For the option or parameter that takes a role. */
    public static final class Roles extends Kind {
        public Roles() {
            super(ROLES);
        }
    }

    /** For one that takes a table. */
    public static final class Tables extends Kind {
        public Tables() {
            super(TABLES);
        }
    }

    /** For one that takes a key, by name. */
    public static final class Keys extends Kind {
        public Keys() {
            super(KEYS);
        }
    }

    /** For one that takes a space. */
    public static final class Spaces extends Kind {
        public Spaces() {
            super(SPACES);
        }
    }

    /** For one that takes a number of the last inbox. */
    public static final class Numbers extends Kind {
        public Numbers() {
            super(NUMBERS);
        }
    }

    /** What picocli asks for candidates. */
    private abstract static class Kind implements Iterable<String> {
        private final Completion completion;

        Kind(Completion completion) {
            this.completion = completion;
        }

        @Override
        public Iterator<String> iterator() {
            return List.of(completion.word).iterator();
        }
    }
}
