package dev.signalbox.cli.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Diagnosis.Checked;
import dev.signalbox.wire.resource.Diagnosis.Finding;
import dev.signalbox.wire.resource.Diagnosis.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that was looked at, for people and for programs. One thread. */
final class Report {
    private static final int MARK_WIDTH = 7;
    private static final int NAME_WIDTH = 14;
    private static final int WIDTH_MIN = 40;

    private final Map<String, String> subjects = new LinkedHashMap<>();
    private final List<Checked> checks = new ArrayList<>();

    /** What is looked at: a field of the JSON, a line for people. */
    void subject(String what, String which) {
        subjects.put(what, which);
    }

    void add(Checked checked) {
        checks.add(checked);
    }

    /** The worst of all. */
    State state() {
        State worst = State.OK;
        for (Checked each : checks) worst = worst.or(each.state() == State.UNSEEN ? State.OK : each.state());
        return worst;
    }

    void show(Output output) {
        ObjectNode report = Json.object();
        subjects.forEach((what, which) -> report.put(what.replace("data folder", "data"), which));
        report.put("state", state().word());
        report.set("checks", Json.tree(checks));
        Ink ink = output.ink();
        output.one(report, text(ink, output.width()), findings());
    }

    private String text(Ink ink, int width) {
        List<String> lines = new ArrayList<>();
        int widest = subjects.keySet().stream().mapToInt(String::length).max().orElse(0);
        subjects.forEach((what, which) -> lines.add(what + " ".repeat(widest - what.length() + 2) + ink.bold(which)));
        lines.add("");
        for (Checked each : checks) {
            lines.add(head(each, ink, width));
            for (Finding finding : each.findings()) addFinding(finding, ink, width, lines);
        }
        lines.add("");
        lines.add(summary(ink));
        return String.join(System.lineSeparator(), lines);
    }

    private static String head(Checked each, Ink ink, int width) {
        String seen = each.state() == State.UNSEEN ? "not looked at: " + each.seen() : each.seen();
        String name = Ink.plain(each.name());
        String begin = " " + mark(each.state(), ink)
                + " ".repeat(Math.max(1, MARK_WIDTH - each.state().word().length())) + name
                + " ".repeat(Math.max(1, NAME_WIDTH - name.length()));
        int indent = 1 + MARK_WIDTH + NAME_WIDTH;
        List<String> wrapped = Prose.wrap(Ink.plain(seen), Math.max(WIDTH_MIN, width - indent));
        String separator = System.lineSeparator() + " ".repeat(indent);
        return begin + String.join(separator, wrapped.stream().map(ink::dim).toList());
    }

    private static void addFinding(Finding finding, Ink ink, int width, List<String> lines) {
        String indent = " ".repeat(1 + MARK_WIDTH);
        int room = Math.max(WIDTH_MIN, width - indent.length() - 3);
        for (String line : Prose.wrap(Ink.plain(finding.what()), room))
            lines.add(indent + (finding.severity() == State.FAIL ? ink.red(line) : ink.yellow(line)));
        String mark = "-> ";
        for (String line : Prose.wrap(Ink.plain(finding.next()), room)) {
            lines.add(indent + mark + line);
            mark = "   ";
        }
    }

    private String summary(Ink ink) {
        long fails = count(State.FAIL);
        long warns = count(State.WARN);
        long unseen =
                checks.stream().filter(each -> each.state() == State.UNSEEN).count();
        String looked = checks.size() - unseen + " looked at" + (unseen == 0 ? "" : ", " + unseen + " not");
        if (fails + warns == 0) return ink.green("Nothing is wrong.") + " " + looked + ".";
        List<String> parts = new ArrayList<>();
        if (fails > 0) parts.add(ink.red(fails + " fail"));
        if (warns > 0) parts.add(ink.yellow(warns + " warn"));
        return String.join(", ", parts) + "; " + looked + ".";
    }

    private long count(State severity) {
        return checks.stream()
                .flatMap(each -> each.findings().stream())
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    /** What is wrong, a line each. */
    private String findings() {
        List<String> lines = new ArrayList<>();
        for (Checked each : checks)
            for (Finding finding : each.findings())
                lines.add(Ink.plain(finding.severity().word() + " " + each.name() + ": " + finding.what()));
        return String.join(System.lineSeparator(), lines);
    }

    private static String mark(State state, Ink ink) {
        return switch (state) {
            case OK -> ink.green("ok");
            case UNSEEN -> ink.dim("unseen");
            case WARN -> ink.yellow("warn");
            case FAIL -> ink.red("fail");
        };
    }
}
