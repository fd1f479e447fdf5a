package dev.signalbox.hub.archive;

import org.jspecify.annotations.Nullable;

/**
 * An archive is not whole, or cannot be read: it was cut, changed, put together of pieces that do not belong to each
 * other, or locked with a key that is not here. The message names the file, what is wrong with it, and what to do.
 */
public final class ArchiveFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;

    /** @param file the name of the segment or manifest */
    public ArchiveFault(String file, String what, @Nullable Throwable cause) {
        super(file + ": " + what, cause);
        this.file = file;
    }

    public ArchiveFault(String file, String what) {
        this(file, what, null);
    }

    /** The name of the segment or manifest that is at fault. */
    public String file() {
        return file;
    }
}
