package dev.signalbox.cli.table;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Output;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.LineStream;
import dev.signalbox.client.http.SnapshotMismatch;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.SnapshotEnd;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "snapshot",
        description = "All rows of a table at exactly one position, as JSON lines.",
        footer = {
            "%nExamples:",
            "  signalbox table snapshot tasks > tasks.jsonl",
            "  signalbox table snapshot teams | signalbox --url URL table import teams",
            "%nThe first line names the position, the last the number of rows and a SHA-256",
            "over them, which is checked: exit code 0 means that all of it is there."
        })
final class TableSnapshotCommand implements Subcommand {
    @Parameters(
            paramLabel = "TABLE",
            description = "Its name; signalbox table list shows what there is.",
            completionCandidates = Completion.Tables.class)
    private String table = "";

    @Override
    public void run(CommandRun run) throws InterruptedException {
        try (LineStream lines = run.await(run.hub().snapshot(table, HubApi.SILENCE_MAX))) {
            copy(lines, run.output());
        }
    }

    private void copy(LineStream lines, Output output) throws InterruptedException {
        MessageDigest digest = Ids.sha256();
        output.line(text(lines.next().orElseThrow(() -> brokenOff("it is empty"))));
        long rows = 0;
        byte[] held = lines.next().orElseThrow(() -> brokenOff("it ends behind its first line"));
        for (Optional<byte[]> next = lines.next(); next.isPresent(); next = lines.next()) {
            digest.update(held);
            digest.update((byte) '\n');
            output.line(text(held));
            rows++;
            held = next.get();
        }
        SnapshotEnd end;
        try {
            end = Json.readLenient(held, SnapshotEnd.class);
        } catch (IllegalArgumentException e) {
            throw brokenOff("its last line is missing");
        }
        if (end.sha256() == null) throw brokenOff("its last line is missing");
        SnapshotEnd came = new SnapshotEnd(rows, HexFormat.of().formatHex(digest.digest()));
        if (!came.equals(end)) throw new SnapshotMismatch(table, end, came);
        output.line(text(held));
        output.note(Amounts.counted(rows, "row") + ", complete");
    }

    private Failure brokenOff(String why) {
        return new Failure(
                ExitCode.UNREACHABLE, "The snapshot of " + table + " broke off: " + why + ".", "Run it again.");
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
