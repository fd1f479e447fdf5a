package dev.signalbox.hub.trace.table;

import java.util.List;

/**
 * The tables of {@link TracesProjection}. What lists and figures need stands in narrow rows; what is large or seldom
 * wanted ({@code state}, {@code input}, {@code output}) in a row beside it, so that reading a thousand spans reads no
 * prompt. Times are microseconds, costs billionths of a US dollar.
 */
public final class TraceTables {
    public static final List<String> NAMES = List.of(
            "traces trace_details observations observation_details trace_scores trace_problems prices".split(" "));

    /**
     * The edition of what events mean, as {@code SpanMapping}, {@code EnvelopeMapping} and their tables say. It is a
     * part of the definition: a hub with another one folds all traces anew at its start.
     */
    static final int MEANING = 4;

    static final List<String> DEFINITION = List.of(
            "CREATE TABLE {traces} ( -- meaning " + MEANING + """

                id            text PRIMARY KEY,
                position      bigint NOT NULL,
                received_at   bigint NOT NULL,
                last_at       bigint NOT NULL,
                at            bigint NOT NULL,
                given_at      bigint,
                top_id        text,
                name          text,
                user_id       text,
                session_id    text,
                environment   text NOT NULL,
                release       text,
                version       text,
                is_public     bigint NOT NULL,
                tags          text NOT NULL,
                observations  bigint NOT NULL,
                errors        bigint NOT NULL,
                warnings      bigint NOT NULL,
                running       bigint NOT NULL,
                started_at    bigint,
                ended_at      bigint,
                input_tokens  bigint NOT NULL,
                output_tokens bigint NOT NULL,
                total_tokens  bigint NOT NULL,
                cost          bigint,
                unpriced      bigint NOT NULL,
                human         bigint NOT NULL,
                incomplete    bigint NOT NULL DEFAULT 0)""",
            "CREATE INDEX {traces}_at ON {traces} (at, id)",
            "CREATE INDEX {traces}_session ON {traces} (session_id, at) WHERE session_id IS NOT NULL",
            "CREATE INDEX {traces}_user ON {traces} (user_id, at) WHERE user_id IS NOT NULL",
            "CREATE INDEX {traces}_last ON {traces} (environment, last_at)",
            """
            CREATE TABLE {trace_details} (
                id     text PRIMARY KEY,
                state  text NOT NULL,
                input  text,
                output text)""",
            """
            CREATE TABLE {observations} (
                trace_id       text NOT NULL,
                id             text NOT NULL,
                position       bigint NOT NULL,
                type           text NOT NULL,
                name           text,
                parent_id      text,
                named_parent   text,
                app_root       bigint NOT NULL,
                started_at     bigint NOT NULL,
                derived_start  bigint NOT NULL,
                ended_at       bigint,
                first_token_at bigint,
                level          text NOT NULL,
                status         text,
                model          text,
                environment    text NOT NULL,
                version        text,
                prompt_name    text,
                prompt_version bigint,
                usage          text,
                input_tokens   bigint NOT NULL,
                output_tokens  bigint NOT NULL,
                total_tokens   bigint NOT NULL,
                price_key      text,
                cost           bigint,
                input_cost     bigint,
                output_cost    bigint,
                cost_details   text,
                PRIMARY KEY (trace_id, id))""",
            "CREATE INDEX {observations}_id ON {observations} (id)",
            "CREATE INDEX {observations}_model ON {observations} (model, price_key) WHERE model IS NOT NULL",
            "CREATE INDEX {observations}_time ON {observations}"
                    + " (started_at, type, model, environment, cost, input_tokens, output_tokens, total_tokens, ended_at, level)",
            "CREATE INDEX {observations}_ring ON {observations} (trace_id)"
                    + " WHERE parent_id IS NULL AND named_parent IS NOT NULL",
            "CREATE INDEX {observations}_impossible ON {observations} (trace_id)"
                    + " WHERE ended_at < started_at OR first_token_at < started_at",
            """
            CREATE TABLE {observation_details} (
                trace_id text NOT NULL,
                id       text NOT NULL,
                state    text NOT NULL,
                input    text,
                output   text,
                PRIMARY KEY (trace_id, id))""",
            """
            CREATE TABLE {trace_scores} (
                id             text PRIMARY KEY,
                position       bigint NOT NULL,
                at             bigint NOT NULL,
                trace_id       text,
                observation_id text,
                session_id     text,
                name           text NOT NULL,
                data_type      text NOT NULL,
                value          text,
                text_value     text,
                source         text NOT NULL,
                comment        text,
                environment    text NOT NULL,
                state          text NOT NULL)""",
            "CREATE INDEX {trace_scores}_trace ON {trace_scores} (trace_id) WHERE trace_id IS NOT NULL",
            "CREATE INDEX {trace_scores}_session ON {trace_scores} (session_id) WHERE session_id IS NOT NULL",
            "CREATE INDEX {trace_scores}_position ON {trace_scores} (position)",
            """
            CREATE TABLE {trace_problems} (
                position       bigint NOT NULL,
                number         bigint NOT NULL,
                at             bigint NOT NULL,
                trace_id       text,
                observation_id text,
                detail         text NOT NULL,
                excerpt        text,
                PRIMARY KEY (position, number))""",
            "CREATE INDEX {trace_problems}_trace ON {trace_problems} (trace_id) WHERE trace_id IS NOT NULL",
            """
            CREATE TABLE {prices} (
                pattern  text PRIMARY KEY,
                position bigint NOT NULL,
                entry    text NOT NULL)""");

    private TraceTables() {}
}
