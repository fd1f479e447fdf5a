package dev.signalbox.hub.trace.usage;

import java.util.List;

/**
 * A kind of tokens that usage counts, under the key by which it is stored and priced. Which spellings of the world mean
 * it says {@link Spelling}.
 */
public enum TokenKind {
    /** All input, or what is left of it where its parts stand beside it. */
    INPUT(Side.INPUT, Group.WHOLE, "input"),
    /** Input that no cache had; the same as the input where nothing else tells of that. */
    UNCACHED(Side.INPUT, Group.WHOLE, "input"),
    CACHED(Side.INPUT, Group.CACHE, "input_cached_tokens"),
    CACHE_WRITTEN(Side.INPUT, Group.CACHE, "input_cache_creation"),
    /** For minutes: the usual length, and a part of all that was written. */
    CACHE_WRITTEN_5M(Side.INPUT, Group.CACHE, "input_cache_creation"),
    /** For an hour, which costs more; a part of all that was written. */
    CACHE_WRITTEN_1H(Side.INPUT, Group.CACHE, "input_cache_creation_1h"),
    INPUT_TEXT(Side.INPUT, Group.INPUT_FORM, "input_text_tokens"),
    INPUT_AUDIO(Side.INPUT, Group.INPUT_FORM, "input_audio_tokens"),
    INPUT_IMAGE(Side.INPUT, Group.INPUT_FORM, "input_image_tokens"),
    INPUT_VIDEO(Side.INPUT, Group.INPUT_FORM, "input_video_tokens"),
    /** Results of the model's own tools, which it reads. */
    TOOL_USE(Side.INPUT, Group.TOOL_USE, "input_tool_use_tokens"),

    /** All output, or what is left of it where its parts stand beside it. */
    OUTPUT(Side.OUTPUT, Group.WHOLE, "output"),
    REASONING(Side.OUTPUT, Group.REASONING, "output_reasoning_tokens"),
    OUTPUT_TEXT(Side.OUTPUT, Group.OUTPUT_FORM, "output_text_tokens"),
    OUTPUT_AUDIO(Side.OUTPUT, Group.OUTPUT_FORM, "output_audio_tokens"),
    OUTPUT_IMAGE(Side.OUTPUT, Group.OUTPUT_FORM, "output_image_tokens"),
    OUTPUT_VIDEO(Side.OUTPUT, Group.OUTPUT_FORM, "output_video_tokens"),
    ACCEPTED(Side.OUTPUT, Group.PREDICTION, "output_accepted_prediction_tokens"),
    REJECTED(Side.OUTPUT, Group.PREDICTION, "output_rejected_prediction_tokens"),

    /** The sum of everything: no summand. */
    TOTAL(Side.NEITHER, Group.WHOLE, "total");

    private final Side side;
    private final Group group;
    private final String key;

    /** Where tokens go. */
    public enum Side {
        INPUT,
        OUTPUT,
        NEITHER
    }

    /** Kinds that one maker counts alike: all of a group are in the whole of their side, or all beside it. */
    enum Group {
        WHOLE,
        CACHE,
        INPUT_FORM,
        TOOL_USE,
        /** What nobody knows but its sender, and calls input. */
        FREE_INPUT,
        REASONING,
        OUTPUT_FORM,
        PREDICTION,
        FREE_OUTPUT;

        private static final List<Group> OF_INPUT = List.of(CACHE, TOOL_USE, INPUT_FORM, FREE_INPUT);
        private static final List<Group> OF_OUTPUT = List.of(REASONING, PREDICTION, OUTPUT_FORM, FREE_OUTPUT);

        /** Those of a side, in the order in which they are taken off its whole. */
        static List<Group> of(Side side) {
            return side == Side.INPUT ? OF_INPUT : OF_OUTPUT;
        }

        /** What it was is another question than whether a cache had it: such groups may overlap with others. */
        boolean isForm() {
            return this == INPUT_FORM || this == OUTPUT_FORM;
        }
    }

    TokenKind(Side side, Group group, String key) {
        this.side = side;
        this.group = group;
        this.key = key;
    }

    public Side side() {
        return side;
    }

    Group group() {
        return group;
    }

    /** The one name under which it is stored and priced. */
    public String key() {
        return key;
    }

    /** Text is what is left of a whole, and needs no price of its own. */
    boolean isText() {
        return this == INPUT_TEXT || this == OUTPUT_TEXT;
    }
}
