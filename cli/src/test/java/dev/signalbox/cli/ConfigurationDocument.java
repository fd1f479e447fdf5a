package dev.signalbox.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** All that can be set, as a page for people, from what reads it: {@code docs/configuration.md}. */
final class ConfigurationDocument {
    /** What each variable is; a test looks for others in the sources. */
    static final Map<String, String> VARIABLES = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "SIGNALBOX_URL",
                    "commands, Java (`Signalbox.open()`), Python, TypeScript: the hub. Default: `http://127.0.0.1:7433`; commands take the `hub.url` of the data folder before"),
            Map.entry(
                    "SIGNALBOX_KEY",
                    "commands, Java (`Signalbox.open()`), Python, TypeScript: the key. Default for commands alone: `admin.key` of the data folder, for a hub on this machine"),
            Map.entry(
                    "SIGNALBOX_CA",
                    "commands, Java (`Signalbox.open()`), Python: PEM file of who may sign the hub's certificate, as `--ca`"),
            Map.entry(
                    "SIGNALBOX_SPACE",
                    "commands, Java (`Signalbox.open()`): the space to act in with an admin key of the hub, as `--space`; other keys lead to theirs"),
            Map.entry("SIGNALBOX_SPACE_DATABASE", "`space create`: as `--database`, where nobody else sees it"),
            Map.entry("SIGNALBOX_DATA", "hub and commands: the data folder. Default: `./signalbox-data`"),
            Map.entry("SIGNALBOX_HOST", "hub: as `--host`"),
            Map.entry("SIGNALBOX_BEHIND_PROXY", "hub: `true` is as `--behind-proxy`"),
            Map.entry(
                    "SIGNALBOX_INIT_KEYS",
                    "hub: a file of lines `name:role:secret`, keys that open from the first start"),
            Map.entry(
                    "DATABASE_PASSWORD_FILE",
                    "hub: a file with the password of the user that `DATABASE_URL` names without one"),
            Map.entry(
                    "SIGNALBOX_KEY_FILE",
                    "Java (`Signalbox.open()`): a file that holds the key, when `SIGNALBOX_KEY` is not set"),
            Map.entry(
                    "SIGNALBOX_STORE",
                    "Java (`Signalbox.open()`): the program's SQLite file. Default: `signalbox-client.db`"),
            Map.entry(
                    "SIGNALBOX_SYNC",
                    "commands: `off` keeps lists from refreshing their offline copies behind your back"),
            Map.entry("SIGNALBOX_DEBUG", "commands: any value shows the stack of what should not have happened"),
            Map.entry("SIGNALBOX_JAVA", "launcher: the `java` to use. Default: that of `JAVA_HOME`, else of `PATH`"),
            Map.entry("SIGNALBOX_JAVA_OPTS", "launcher: options of the virtual machine; they win over the launcher's"),
            Map.entry("SIGNALBOX_JAR", "launcher: run this jar and build nothing"),
            Map.entry("DATABASE_URL", "hub: PostgreSQL instead of SQLite, see below"),
            Map.entry("NO_COLOR", "commands: any value leaves colours out (no-color.org)"),
            Map.entry("COLUMNS", "commands: characters of a line; the launcher sets it on a terminal"),
            Map.entry(
                    "XDG_STATE_HOME",
                    "commands: where offline copies and the numbers of the last inbox are kept. Default: `~/.local/state`"),
            Map.entry("SLACK_APP_TOKEN", "`slack`: the app-level token, which opens the socket"),
            Map.entry("SLACK_APP_TOKEN_FILE", "`slack`: a file that holds it, when `SLACK_APP_TOKEN` is not set"),
            Map.entry("SLACK_BOT_TOKEN", "`slack`: the token of the bot user, which posts"),
            Map.entry("SLACK_BOT_TOKEN_FILE", "`slack`: a file that holds it, when `SLACK_BOT_TOKEN` is not set"),
            Map.entry("SLACK_API_URL", "`slack`: another address of Slack's API. Default: `https://slack.com/api/`"),
            Map.entry("VISUAL", "`roadmap edit`: the editor, before `EDITOR`"),
            Map.entry("EDITOR", "`roadmap edit`: the editor")));

    static final Map<String, String> DATABASE_PARAMETERS = new TreeMap<>(
            Map.of(
                    "sslmode", "`disable`, `allow`, `prefer` (default), `require`, `verify-ca`, `verify-full`",
                    "sslrootcert", "PEM file of the authorities to trust with the last two; default: those of Java",
                    "pool_max_conns",
                            "connections of one pool, 1 to 1000; default 10. A hub has one pool a log and four connections beside them"));

    private final StringBuilder page = new StringBuilder();

    private ConfigurationDocument() {}

    static String of(CommandSpec root, JsonNode schema, Path limits) throws IOException {
        ConfigurationDocument document = new ConfigurationDocument();
        document.page.append("""
                # What can be set

                Generated from what reads it; `ConfigurationDocumentTest` fails when this page says something else. How to run a hub well is told in
                [operating.md](operating.md), who may what in [ownership.md](ownership.md).

                There is no configuration file for the process: options of `signalbox hub`, a few environment variables, and `DATABASE_URL` are all.
                An option wins over its variable. What belongs to the data (roles, tables, rates, retention) stands in `signalbox.yaml`, is applied to all
                nodes at once, and is part of the log.
                """);
        CommandSpec hub = root.subcommands().get("hub").getCommandSpec();
        document.options("`signalbox hub`", hub.options());
        document.options("Every other command", root.options());
        document.table("Environment variables", "variable", "what it is", VARIABLES);
        document.page.append("""

                ## DATABASE_URL
                `postgres://user:password@host:5432/database?sslmode=verify-full&pool_max_conns=20`; user, password, host and database may be
                percent-encoded, an IPv6 address stands in brackets. What is missing is as `psql` has it. The hub makes its own schemas,
                `signalbox_main` and `signalbox_traces`.

                """);
        document.rows("parameter", "what it is", DATABASE_PARAMETERS);
        document.page.append("""

                ## signalbox.yaml
                Read at the start and on SIGHUP (`--config`), or applied from anywhere with `signalbox config apply`. `signalbox config check` names every
                fault with its line, `signalbox config plan` what each change would cost ([risks](ownership.md#look-at-the-plan-first)). An editor that
                knows [signalbox.schema.json](signalbox.schema.json) completes it.

                """);
        Map<String, String> keys = new TreeMap<>();
        document.keys(schema, schema, "", keys);
        keys.put("tables.*", "A declared table, with the keys below; or `change: {isolated: <role>}` and `why` alone.");
        document.rows("key", "what it is", keys);
        document.limits(limits);
        return document.page.toString();
    }

    private void options(String title, List<OptionSpec> options) {
        Map<String, String> rows = new TreeMap<>();
        for (OptionSpec option : options) {
            if (option.hidden() || option.usageHelp() || option.versionHelp()) continue;
            String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
            rows.put(String.join(", ", option.names()) + value, String.join(" ", option.description()));
        }
        table(title, "option", "what it is", rows);
    }

    private void table(String title, String left, String right, Map<String, String> rows) {
        page.append("\n## ").append(title).append("\n");
        rows(left, right, rows);
    }

    private void rows(String left, String right, Map<String, String> rows) {
        page.append("| ").append(left).append(" | ").append(right).append(" |\n|---|---|\n");
        rows.forEach((name, text) -> page.append("| `")
                .append(name)
                .append("` | ")
                .append(text.replace("|", "\\|"))
                .append(" |\n"));
    }

    /** Keys that have a description, with their path; what any name may stand for is {@code *}. */
    private void keys(JsonNode schema, JsonNode node, String path, Map<String, String> found) {
        if (node.has("$ref")) {
            JsonNode target = schema.at(node.path("$ref").asText().substring(1));
            if (!path.isEmpty() && node.has("description")) found.put(path, words(node, target));
            else if (target.has("description")) found.putIfAbsent(path, words(target, target));
            if (!path.contains("fields.")) keys(schema, target, path, found);
            return;
        }
        if (!path.isEmpty() && node.has("description")) found.putIfAbsent(path, words(node, node));
        node.path("properties")
                .properties()
                .forEach(each -> keys(schema, each.getValue(), below(path, each.getKey()), found));
        if (node.path("additionalProperties").isObject()) {
            keys(schema, node.path("additionalProperties"), below(path, "*"), found);
        }
        for (String branch : List.of("then", "else"))
            if (node.has(branch)) keys(schema, node.path(branch), path, found);
    }

    private static String words(JsonNode node, JsonNode target) {
        String more = node.equals(target) || !target.has("description")
                ? ""
                : " " + target.path("description").asText();
        return node.path("description").asText() + more;
    }

    private static String below(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The constants with their comments, as the source has them, and their values. */
    private void limits(Path source) throws IOException {
        page.append("""

                ## Limits
                They are not set: what more of it does is told in [architecture.md](architecture.md), by name. Times are ISO-8601, sizes bytes unless said.

                """);
        page.append("| limit | value | of what |\n|---|---|---|\n");
        Pattern constant = Pattern.compile("(?s)/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public static final \\w+ (\\w+) =");
        List<MatchResult> all = new ArrayList<>();
        constant.matcher(Files.readString(source)).results().forEach(all::add);
        for (MatchResult each : all) {
            String comment = each.group(1)
                    .replaceAll("\\s*\\n\\s*\\*\\s?", " ")
                    .replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                    .strip();
            page.append("| `")
                    .append(each.group(2))
                    .append("` | ")
                    .append(value(each.group(2)))
                    .append(" | ")
                    .append(comment.replace("|", "\\|"))
                    .append(" |\n");
        }
    }

    private static String value(String name) {
        try {
            Field field = Limits.class.getField(name);
            Object value = field.get(null);
            return value instanceof Duration time
                    ? time.toString()
                    : NumberFormat.getIntegerInstance(Locale.ROOT).format(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the comment of " + name + " stands before no limit", e);
        }
    }

    static JsonNode schema() throws IOException {
        return Json.readLenient(Files.readAllBytes(Path.of("../docs/signalbox.schema.json")), JsonNode.class);
    }
}
