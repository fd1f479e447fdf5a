package dev.signalbox.wire;

import java.time.Duration;

/**
 * Every limit of the API, once, with its unit. The hub refuses at limit + 1; clients split or refuse before they send.
 */
public final class Limits {
    /** Request line of an HTTP request, in bytes. More: 414. */
    public static final int URL_BYTES_MAX = 4 * 1024;
    /** All headers of a request together, in bytes. More: 431. */
    public static final int HEADER_BYTES_MAX = 8 * 1024;
    /** Requests at once on one connection of HTTP/2; one more is refused, and may come again. */
    public static final int HTTP2_STREAMS_MAX = 100;
    /** The head of a request over HTTP/2 as RFC 9113 counts it: 32 bytes more for each header. */
    public static final int HTTP2_HEADER_BYTES_MAX = 16 * 1024;
    /** Bytes of one request that a client of HTTP/2 may send before the hub has taken some. */
    public static final int HTTP2_STREAM_WINDOW_BYTES = 1024 * 1024;
    /** The same of all requests of a connection. */
    public static final int HTTP2_CONNECTION_WINDOW_BYTES = 2 * 1024 * 1024;
    /** Requests that a client of HTTP/2 may begin and break off within half a minute; more end its connection. */
    public static final int HTTP2_RESETS_MAX = 200;
    /** Body of a request, in bytes. More: 413 {@code too_large}. */
    public static final int BODY_BYTES_MAX = 1024 * 1024;
    /** Body of a request to the ingestion door of Langfuse, in bytes on the wire. More: 413. */
    public static final int INGESTION_BODY_BYTES_MAX = 9 * 512 * 1024;
    /** Body of a request to a door of OpenTelemetry, in bytes on the wire. More: 413. */
    public static final int OTLP_BODY_BYTES_MAX = 20 * 1024 * 1024;
    /** Body of a request to one of these doors, in bytes after inflation. More: 413. */
    public static final int INFLATED_BODY_BYTES_MAX = 20 * 1024 * 1024;
    /**
     * Bytes of bodies that all requests to these doors may hold at a time, on one hub node; a quarter of its heap when
     * that is less. More: 503.
     */
    public static final long INTAKE_BYTES_MAX = 96L * 1024 * 1024;
    /**
     * Bytes of answers that are being made or wait until they are taken, on one hub node; three eighths of its heap
     * when that is less. What does not fit waits.
     */
    public static final long ANSWER_BYTES_MAX = 192L * 1024 * 1024;
    /** Time that a request waits for its share of that. Longer: 503 {@code overloaded}. */
    public static final Duration ANSWER_WAIT_MAX = Duration.ofSeconds(5);
    /** Requests of one hub node that wait for their share. More: 503 {@code overloaded}. */
    public static final int ANSWERS_WAITING_MAX = 1_000;
    /**
     * The part of a hub node's heap that the bodies of commands may take while they are judged, and those at the doors
     * of others as much again: one of so many. More: 503; a single one that is there alone may have twice that, and
     * beyond it is 413.
     */
    public static final int BODY_TREES_HEAP_PART = 4;
    /** Bytes of what stands there already that conflicts of one batch of commands show; the rest tell the version. */
    public static final int BATCH_CONFLICT_BYTES_MAX = 4 * 1024 * 1024;
    /** Nested arrays and objects in a JSON text at these doors. */
    public static final int INTAKE_JSON_DEPTH_MAX = 200;
    /** Commands in one {@code POST /v1/commands}. */
    public static final int BATCH_COMMANDS_MAX = 500;
    /** Data of one event on the {@code main} log, in bytes of JSON. */
    public static final int EVENT_DATA_BYTES_MAX = 64 * 1024;
    /** Data of one event on the {@code traces} log, in bytes of JSON. */
    public static final int TRACE_DATA_BYTES_MAX = 1024 * 1024;
    /**
     * Input or output of a trace or an observation, in characters of JSON, above which it is shown only when asked for
     * by itself.
     */
    public static final int TRACE_TEXT_CHARS_SHOWN = 64 * 1024;
    /** Nested arrays and objects in a JSON text. */
    public static final int JSON_DEPTH_MAX = 32;
    /** Characters of a number in a JSON text. */
    public static final int JSON_NUMBER_CHARS_MAX = 64;
    /** Characters of a field name in a JSON text. */
    public static final int JSON_NAME_CHARS_MAX = 256;

    /** Characters of a command id or {@code Idempotency-Key}: printable ASCII. */
    public static final int COMMAND_ID_CHARS_MAX = 200;
    /** Characters of a stream name. */
    public static final int STREAM_CHARS_MAX = 300;

    /** Characters of the key of a row, see {@link RowKey}. */
    public static final int ROW_KEY_CHARS_MAX = 200;
    /** Nested objects and arrays in a row, itself among them. */
    public static final int ROW_DEPTH_MAX = 24;
    /** Writes to rows of one hub node that wait for their turn. More: 503 {@code overloaded}. */
    public static final int ROWS_WAITING_MAX = 10_000;

    /** Items of a list answer when the caller says nothing. */
    public static final int LIST_DEFAULT = 50;
    /** Items of a list answer at most. */
    public static final int LIST_MAX = 500;

    /** Characters of a title, a prompt. */
    public static final int TITLE_CHARS_MAX = 500;
    /** Characters of a body text. */
    public static final int TEXT_CHARS_MAX = 16 * 1024;
    /** Characters of a comment, an answer given as text, a reason. */
    public static final int COMMENT_CHARS_MAX = 4 * 1024;
    /** Tags of one thing. */
    public static final int TAGS_MAX = 20;
    /** Characters of one tag, of a dedup key, of a name. */
    public static final int NAME_CHARS_MAX = 200;
    /** Characters of a link. */
    public static final int LINK_CHARS_MAX = 2048;
    /** Options of a choice question, at least. */
    public static final int OPTIONS_MIN = 2;
    /** Options of a choice question, at most. */
    public static final int OPTIONS_MAX = 20;
    /** Lowest and least urgent priority. */
    public static final int PRIORITY_MIN = 1;
    /** Priority when the caller says nothing. */
    public static final int PRIORITY_DEFAULT = 3;
    /** Highest and most urgent priority. */
    public static final int PRIORITY_MAX = 5;
    /** Characters of the key of a roadmap item. */
    public static final int ROADMAP_KEY_CHARS_MAX = 80;
    /** Characters of the description of a roadmap item. */
    public static final int ROADMAP_TEXT_CHARS_MAX = 32 * 1024;
    /** Links of a roadmap item. */
    public static final int ROADMAP_LINKS_MAX = 20;
    /** Digits of the order of a roadmap item: enough for thousands of moves into one gap. */
    public static final int ROADMAP_ORDER_CHARS_MAX = 1000;
    /** Items of one hub node that wait for their turn to be placed beside others. More: 503 {@code overloaded}. */
    public static final int ROADMAP_WAITING_MAX = 10_000;
    /** How long the secret before may still open after a key was rotated. */
    public static final Duration KEY_OVERLAP_MAX = Duration.ofDays(30);

    /** Longest time until something expires. */
    public static final Duration EXPIRY_MAX = Duration.ofDays(3660);

    /** Longest {@code ?wait=} of a question. */
    public static final Duration QUESTION_WAIT_MAX = Duration.ofSeconds(60);
    /** Requests of one hub node that wait for an answer at a time. More: 503 {@code overloaded}. */
    public static final int QUESTION_WAITERS_MAX = 10_000;
    /** Longest wait of a tool at the door for agents: most of their clients give a call up after a minute. */
    public static final Duration TOOL_WAIT_MAX = Duration.ofSeconds(50);
    /** What a tool waits when the caller says nothing. */
    public static final Duration TOOL_WAIT_DEFAULT = Duration.ofSeconds(45);
    /** Items of a list that a tool answers with, at most; each is in the answer twice. */
    public static final int TOOL_LIST_MAX = 50;
    /** Items of such a list when the caller says nothing. */
    public static final int TOOL_LIST_DEFAULT = 20;
    /** Longest wait of an agent's hook for people: agents themselves give their hooks up after 10 minutes. */
    public static final Duration HOOK_WAIT_MAX = Duration.ofSeconds(570);
    /** How long a hook that was cut off may come again before its question is cancelled. */
    public static final Duration HOOK_RETURN_MAX = Duration.ofSeconds(5);
    /**
     * Bytes of the events, as they came, whose hooks wait for people in one space of one hub node. More: the agent asks
     * its own person.
     */
    public static final int HOOKS_WAITING_BYTES_MAX = 16 * 1024 * 1024;
    /** Hooks, each of an agent, an event and a key, of which one hub node knows when it heard them last. */
    public static final int HOOKS_HEARD_MAX = 1_000;
    /** How long a form that an agent's client shows to its person may be answered. */
    public static final Duration FORM_AGE_MAX = Duration.ofDays(7);
    /** Bytes of a file that may be a receipt: what an answer can have, signed and to be read. */
    public static final int RECEIPT_BYTES_MAX = 8 * 1024 * 1024;
    /** Public keys of receipts that a hub shows, the newest: a node has one as long as it has its data folder. */
    public static final int RECEIPT_KEYS_MAX = 1_000;
    /** Posts under dedup keys of one hub node that wait for their turn. More: 503 {@code overloaded}. */
    public static final int DEDUP_WAITING_MAX = 10_000;
    /**
     * How long after the end of an alert its beginning may come late: a request that was overtaken. Later it is one
     * that fires again.
     */
    public static final Duration ALERT_OVERTAKEN_MAX = Duration.ofMinutes(2);
    /** Alerts in one request of a tool that watches something. More: 413 {@code too_large}. */
    public static final int INBOUND_ALERTS_MAX = 1_000;
    /** Bytes of what one alert said that are kept as {@code data} of its notification; the rest is cut off. */
    public static final int INBOUND_DATA_BYTES_MAX = 24 * 1024;
    /** Bytes of the body of a notification that an alert becomes, as JSON; the rest is cut off. */
    public static final int INBOUND_TEXT_BYTES_MAX = 20 * 1024;
    /** Characters of the text of one thing that recall finds; of more, those at the beginning and the end. */
    public static final int RECALL_TEXT_CHARS_MAX = 8 * 1024;
    /** Characters of what one event says of a trace that recall finds; likewise. */
    public static final int RECALL_TRACE_CHARS_MAX = 2 * 1024;
    /** Characters of what recall is asked for. */
    public static final int RECALL_QUERY_CHARS_MAX = 500;
    /** Words that recall is asked for. */
    public static final int RECALL_WORDS_MAX = 32;
    /** Rows of the index that one question of recall may read for beginnings of words, {@code a*}. */
    public static final int RECALL_BEGINNINGS_MAX = 100_000;
    /** Hits of one answer of recall. */
    public static final int RECALL_LIST_MAX = 100;
    /** Hits of one answer of recall when the caller names no limit. */
    public static final int RECALL_LIST_DEFAULT = 20;
    /** Endpoints of one space; each has one request under way at most. */
    public static final int ENDPOINTS_MAX = 200;
    /** Types, and streams, that one endpoint asks for. */
    public static final int ENDPOINT_FILTERS_MAX = 50;
    /** Replays to one endpoint that are under way; each is sent beside what comes in its turn. */
    public static final int REPLAYS_MAX = 5;
    /** Time that an endpoint has to take a connection. */
    public static final Duration DELIVERY_CONNECT_MAX = Duration.ofSeconds(5);
    /** Time that one delivery may take, from the look-up of the name to the end of the answer. */
    public static final Duration DELIVERY_TIME_MAX = Duration.ofSeconds(15);
    /** Bytes of the answer of an endpoint; of one that says more the connection is closed. */
    public static final int DELIVERY_ANSWER_BYTES_MAX = 64 * 1024;
    /** Characters of the answer of an endpoint that are kept. */
    public static final int DELIVERY_ANSWER_CHARS_KEPT = 300;
    /** Shortest time until an event that was not taken is sent again; it doubles with each try. */
    public static final Duration DELIVERY_REST_MIN = Duration.ofSeconds(5);
    /** Longest time until an event that was not taken is sent again, unless the endpoint asked for more. */
    public static final Duration DELIVERY_REST_MAX = Duration.ofHours(1);
    /** How long an event is tried, from its first try; then it is a dead letter. */
    public static final Duration DELIVERY_TRIED_MAX = Duration.ofHours(24);
    /** Events in a row that are given up until their endpoint is disabled. */
    public static final int DELIVERIES_FAILED_MAX = 2;
    /** Tries that are kept of one endpoint, the newest. */
    public static final int DELIVERY_TRIES_KEPT = 200;
    /** Dead letters that are kept of one endpoint, the newest; the log tells of each. */
    public static final int DEAD_LETTERS_KEPT = 1_000;
    /** Time between two comment heartbeats on an event stream. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(15);
    /** Longest wait for a projection to reach a position before 503 {@code projection_lagging}. */
    public static final Duration READ_YOUR_WRITES_WAIT_MAX = Duration.ofSeconds(2);

    /** Events of one append by one caller. */
    public static final int APPEND_EVENTS_MAX = 500;
    /** Events that one commit of the log takes together. */
    public static final int COMMIT_EVENTS_MAX = 1000;
    /** Bytes of event data that one commit of the log takes together. */
    public static final int COMMIT_BYTES_MAX = 1024 * 1024;
    /** Appends that may wait for a commit. More: 503 {@code overloaded}. */
    public static final int APPEND_QUEUE_MAX = 10_000;
    /** Bytes of event data that may wait for a commit. More: 503 {@code overloaded}. */
    public static final int APPEND_QUEUE_BYTES_MAX = 32 * 1024 * 1024;

    /** How long a ticket opens a live stream, or signs a browser in, in place of its key; once. */
    public static final Duration TICKET_LIFE = Duration.ofSeconds(60);
    /** Tickets of one hub node that nobody has used yet. More: 503 {@code overloaded}. */
    public static final int TICKETS_MAX = 10_000;
    /** Those of one key. More: 503 {@code overloaded}. */
    public static final int TICKETS_OF_KEY_MAX = 100;
    /** How long a browser stays signed in, however much it is used. */
    public static final Duration SIGN_IN_LIFE = Duration.ofDays(30);
    /** How long it stays signed in while nobody uses it; an open page is in use. */
    public static final Duration SIGN_IN_IDLE = Duration.ofHours(12);
    /** Browsers that are signed in with one key. More: the one that was not seen for the longest is signed out. */
    public static final int SIGN_INS_OF_KEY_MAX = 20;
    /** Refused keys a minute from one address; then 429 until the minute is over. */
    public static final int BAD_KEYS_A_MINUTE_MAX = 10;
    /**
     * Connections of one hub node on which nobody has shown a key yet; half of the file descriptors when that is less.
     * More: the one that was silent the longest is closed.
     */
    public static final int STRANGERS_MAX = 4_000;
    /** Such connections from one address. */
    public static final int STRANGERS_OF_ADDRESS_MAX = 1_000;
    /** Live event streams of one hub node. More: 503 {@code overloaded}. */
    public static final int STREAMS_MAX = 20_000;
    /** Snapshots of tables that one hub node sends at a time. More: 503 {@code overloaded}. */
    public static final int SNAPSHOTS_MAX = 50;
    /** Segments of archives that one hub node sends at a time. More: 503 {@code overloaded}. */
    public static final int SEGMENTS_SENT_MAX = 1;
    /**
     * Time an event stream may refuse to take bytes before the hub closes it; it resumes from its cursor. The same for
     * snapshots and segments.
     */
    public static final Duration STREAM_STALL_MAX = Duration.ofSeconds(30);

    /** Commands that a client's outbox sends in one request. */
    public static final int OUTBOX_BATCH_COMMANDS = 100;
    /** Bytes of JSON that a client's outbox sends in one request; also the largest command it takes. */
    public static final int OUTBOX_BATCH_BYTES = 900_000;
    /** Unanswered commands in one client's outbox. More are refused to the program that writes them. */
    public static final int OUTBOX_PENDING_MAX = 1_000_000;
    /** How long a client keeps accepted commands, to send them again to a hub that was restored to an older state. */
    public static final Duration OUTBOX_ACCEPTED_KEPT = Duration.ofDays(7);

    private Limits() {}
}
