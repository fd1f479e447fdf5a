package dev.signalbox.wire;

/**
 * Input that breaks the contract: which field (a JSON pointer, empty for the whole text), and what to write instead.
 */
public final class InvalidInput extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String pointer;

    public InvalidInput(String pointer, String detail) {
        super(detail);
        this.pointer = pointer;
    }

    /** RFC 6901 pointer to the field at fault, such as {@code /options/0}; empty for the whole text. */
    public String pointer() {
        return pointer;
    }

    /** What is wrong and what to write instead. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
