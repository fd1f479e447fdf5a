package dev.signalbox.hub.trace.model;

import java.util.Set;

/**
 * The names of what can be said. Times are whole numbers, microseconds since 1970; a field that is absent says nothing.
 * Fields of {@link #MANY} hold many cells, one a leaf or one a tag, each with a stamp of its own.
 */
public final class Fields {
    // Of traces, and of most things.
    public static final String NAME = "name";
    /** Of a trace, the earliest that anybody gives; of a score, when it was given. */
    public static final String TIMESTAMP = "timestamp";

    public static final String USER = "userId";
    public static final String SESSION = "sessionId";
    public static final String ENVIRONMENT = "environment";
    public static final String RELEASE = "release";
    public static final String VERSION = "version";
    public static final String PUBLIC = "public";
    public static final String TAGS = "tags";
    public static final String INPUT = "input";
    public static final String OUTPUT = "output";
    public static final String METADATA = "metadata";
    public static final String EXTERNAL_ID = "externalId";

    // Of observations.
    /** SPAN, EVENT, GENERATION, AGENT, TOOL, CHAIN, RETRIEVER, EVALUATOR, EMBEDDING, GUARDRAIL. */
    public static final String TYPE = "type";

    public static final String PARENT = "parentId";
    public static final String START = "startTime";
    /** A start for want of a given one: the earliest time at which anybody spoke of the thing. */
    public static final String DERIVED_START = "derivedStartTime";

    public static final String END = "endTime";
    public static final String COMPLETION_START = "completionStartTime";
    /** DEBUG, DEFAULT, WARNING, ERROR. */
    public static final String LEVEL = "level";

    public static final String STATUS = "statusMessage";
    public static final String MODEL = "model";
    public static final String MODEL_PARAMETERS = "modelParameters";
    /**
     * Tokens or other units by usage key, each counted once: {@code {"input": 11, "input_cached_tokens": 5, "output":
     * 7}}.
     */
    public static final String USAGE = "usageDetails";
    /** US dollars by usage key, as given by the producer; {@code total} may stand among them. */
    public static final String COST = "costDetails";

    public static final String PROMPT_NAME = "promptName";
    public static final String PROMPT_VERSION = "promptVersion";
    /** True when the producer says that this is the root of its work, though it has a parent elsewhere. */
    public static final String APP_ROOT = "appRoot";

    // Of scores.
    public static final String TRACE = "traceId";
    public static final String OBSERVATION = "observationId";
    /** A number or a text. */
    public static final String VALUE = "value";
    /** NUMERIC, CATEGORICAL, BOOLEAN, TEXT, CORRECTION. */
    public static final String DATA_TYPE = "dataType";

    public static final String COMMENT = "comment";
    public static final String SOURCE = "source";
    public static final String CONFIG = "configId";
    public static final String QUEUE = "queueId";
    public static final String DATASET_RUN = "datasetRunId";
    public static final String EXECUTION_TRACE = "executionTraceId";

    /** Fields of which the smallest number counts, not the last. */
    static final Set<String> EARLIEST = Set.of(TIMESTAMP, DERIVED_START);
    /** Fields whose value is a time. */
    public static final Set<String> TIMES = Set.of(TIMESTAMP, START, DERIVED_START, END, COMPLETION_START);
    /** Fields that hold many cells. */
    static final Set<String> MANY = Set.of(TAGS, METADATA);

    private Fields() {}
}
