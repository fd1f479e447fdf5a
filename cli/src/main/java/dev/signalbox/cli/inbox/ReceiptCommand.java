package dev.signalbox.cli.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox receipt}. */
@Command(
        name = "receipt",
        description = "What the hub signs of an answer: who gave it, to which words, and where it stands in the log.",
        subcommands = {ReceiptCommand.Get.class, ReceiptCommand.Keys.class, ReceiptVerifyCommand.class},
        footer = {
            "%nExamples:",
            "  signalbox receipt get 2 --file deploy.receipt",
            "  signalbox receipt keys --file hub.jwks        once, from a hub you trust",
            "  signalbox receipt verify deploy.receipt --keys hub.jwks    needs no hub",
            "%nWhat is proved, and how other programs verify: docs/agents.md"
        })
final class ReceiptCommand {
    private ReceiptCommand() {}

    private static void tell(CommandRun run, JsonNode document, String essence, @Nullable Path file) {
        if (file == null) {
            run.output().one(document, document.toPrettyString(), essence);
            return;
        }
        Path target = run.shell().folder().resolve(file);
        try {
            OwnerOnly.replace(target, document.toPrettyString() + "\n");
        } catch (IOException e) {
            throw Failure.usage(target + " cannot be written: " + e.getMessage() + ".", "");
        }
        run.output().note("Written to " + file);
    }

    @Command(
            name = "get",
            description = "The receipt of a question that is over.",
            footer = {
                "%nExamples:",
                "  signalbox receipt get 2             number 2 of your last inbox",
                "  signalbox receipt get 019aa3f0-0000 --file deploy.receipt",
                "  signalbox receipt get 2 --quiet     the signed form alone, for tools of JOSE",
                "%nExit code 1, too: the question waits for its answer."
            })
    static final class Get implements Subcommand {
        @Parameters(
                paramLabel = "ID",
                description = "The question's id, the beginning of it, or its number in your last inbox.",
                completionCandidates = Completion.Numbers.class)
        private String which = "";

        @Option(names = "--file", paramLabel = "FILE", description = "Write here, not to standard output.")
        private @Nullable Path file;

        @Override
        public void run(CommandRun run) {
            JsonNode signed = run.await(run.hub().receipt(new Targets(run).question(which)));
            tell(run, signed, signed.path("jws").asText(), file);
        }
    }

    @Command(
            name = "keys",
            description = "The public keys by which receipts of this hub are verified, old ones too: a JWKS.",
            footer = {
                "%nExamples:",
                "  signalbox receipt keys --file hub.jwks",
                "%nKeep it with whoever verifies: a key that was got on another way than the",
                "receipt is what makes the signature worth something."
            })
    static final class Keys implements Subcommand {
        @Option(names = "--file", paramLabel = "FILE", description = "Write here, not to standard output.")
        private @Nullable Path file;

        @Override
        public void run(CommandRun run) {
            JsonNode keys = run.await(run.hub().receiptKeys());
            tell(run, keys, keys.toString(), file);
        }
    }
}
