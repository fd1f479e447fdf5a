package dev.signalbox.cli.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GivenFile;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.hub.receipt.AnswerReceipt;
import dev.signalbox.hub.receipt.PublicKeys;
import dev.signalbox.hub.receipt.ReceiptCheck;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a receipt without the hub that signed it. */
@Command(
        name = "verify",
        description = "Check a receipt: whether a key that you trust signed it, and whether it fits together.",
        footer = {
            "%nExamples:",
            "  signalbox receipt verify deploy.receipt --keys hub.jwks",
            "  signalbox show 2 --output json > asked.json",
            "  signalbox receipt verify deploy.receipt --keys hub.jwks --question asked.json",
            "%nWith --keys it needs no hub and no network. Without it the keys are asked of",
            "the hub that you are connected to, and worth as much as that connection.",
            "%nExit code 0: genuine. 1: each damage is named."
        })
final class ReceiptVerifyCommand implements Subcommand {
    @Parameters(paramLabel = "FILE", description = "A receipt, or its signed form alone.")
    private Path file = Path.of("");

    @Option(names = "--keys", paramLabel = "JWKS", description = "The public keys that you trust: a file.")
    private @Nullable Path keys;

    @Option(
            names = "--question",
            paramLabel = "FILE",
            description = "The question as JSON: whether its words are those that were shown.")
    private @Nullable Path question;

    @Override
    public void run(CommandRun run) {
        Path folder = run.shell().folder();
        byte[] given = GivenFile.beginning(folder.resolve(file), Limits.RECEIPT_BYTES_MAX + 1);
        Question words = question == null ? null : read(folder.resolve(question), Question.class, "question");
        ReceiptCheck check = ReceiptCheck.of(given, trusted(run));
        if (words != null) check.shown(words);
        tell(run, check);
        if (!check.faults().isEmpty()) run.endsWith(ExitCode.REFUSED);
    }

    private PublicKeys trusted(CommandRun run) {
        JsonNode set = keys == null
                ? run.await(run.hub().receiptKeys())
                : read(run.shell().folder().resolve(keys), JsonNode.class, "JWKS");
        try {
            return PublicKeys.read(set);
        } catch (IllegalArgumentException e) {
            if (keys == null)
                throw new Failure(
                        ExitCode.REFUSED,
                        "This hub has signed no receipt yet, so it has no key.",
                        "Give the keys of the hub that signed: --keys JWKS.");
            throw Failure.usage(keys + " is no JWKS: " + e.getMessage() + ".", "signalbox receipt keys makes one.");
        }
    }

    private static <T> T read(Path path, Class<T> type, String what) {
        try {
            return Json.readLenient(GivenFile.text(path).getBytes(StandardCharsets.UTF_8), type);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(path + " is no " + what + ".", String.valueOf(e.getMessage()));
        }
    }

    private void tell(CommandRun run, ReceiptCheck check) {
        Ink ink = run.output().ink();
        boolean genuine = check.faults().isEmpty();
        List<String> lines = new ArrayList<>();
        List<String> named = new ArrayList<>();
        for (ReceiptCheck.Fault fault : check.faults())
            named.add(fault.kind().word().replace('_', ' ') + ": " + fault.detail());
        for (String each : named) lines.add(ink.red("damaged") + "  " + Ink.plain(each));
        AnswerReceipt receipt = check.receipt();
        if (genuine && receipt != null) {
            lines.add(ink.green("genuine") + "  " + Ink.plain(outcome(receipt)));
            proved(receipt, check.keyId()).forEach(each -> lines.add("proved: " + Ink.plain(each)));
            notProved(receipt).forEach(each -> lines.add("not proved: " + Ink.plain(each)));
        }
        run.output()
                .one(
                        report(check, genuine),
                        String.join(System.lineSeparator(), lines),
                        String.join(System.lineSeparator(), named));
    }

    private ObjectNode report(ReceiptCheck check, boolean genuine) {
        ObjectNode report = Json.object().put("genuine", genuine).put("keyId", check.keyId());
        report.set("faults", Json.tree(check.faults()));
        AnswerReceipt receipt = check.receipt();
        if (genuine && receipt != null) {
            ArrayNode proved = report.putArray("proved");
            proved(receipt, check.keyId()).forEach(proved::add);
            ArrayNode notProved = report.putArray("notProved");
            notProved(receipt).forEach(notProved::add);
        }
        if (receipt != null) report.set("receipt", Json.tree(receipt));
        return report;
    }

    private static String outcome(AnswerReceipt receipt) {
        String at = Times.format(receipt.event().recordedAt());
        Answer answer = receipt.answer();
        String by = receipt.event().actor();
        if (answer == null) {
            String words = receipt.erased() == null ? "" : "; its words were erased";
            return "question " + receipt.question() + " was "
                    + receipt.outcome().word() + " by " + by + ", " + at + words;
        }
        String who = answer.onBehalfOf() == null ? by : answer.onBehalfOf() + " (through " + by + ")";
        String how = answer.source() == Answer.Source.DEFAULT ? "by default" : "by " + who + ", " + answer.via();
        return "question " + receipt.question() + " was answered \"" + answer.value() + "\" " + how + ", " + at;
    }

    private List<String> proved(AnswerReceipt receipt, String keyId) {
        List<String> proved = new ArrayList<>();
        AnswerReceipt.Link event = receipt.event();
        proved.add("the holder of the key " + keyId + " signed exactly this, and says it was "
                + Times.format(receipt.signedAt()));
        proved.add("it is what the event " + event.type() + " at position " + event.position() + " says"
                + (event.data() == null ? ", as far as it was not erased" : ""));
        proved.add("the hash of that event follows from it and from the hash before it");
        if (question != null) proved.add("the words of the question are those that were shown");
        return proved;
    }

    private List<String> notProved(AnswerReceipt receipt) {
        List<String> not = new ArrayList<>();
        not.add(
                keys == null
                        ? "whose key that is, beyond the hub that was asked for it just now"
                        : "whose key that is, beyond your trust in " + keys);
        not.add("that a log still holds the event: one that does has the hash "
                + receipt.head().hash() + " at position " + receipt.head().position());
        if (question == null) not.add("which words were shown; --question FILE holds them against the digest");
        not.add("who held the key \"" + receipt.event().actor() + "\", and that the hub's clock was right");
        return not;
    }
}
