package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.resource.Key.SignIn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox keys sign-out}. */
@Command(
        name = "sign-out",
        description = "Sign a browser out. Acts within a second, on its open page too.",
        footer = {"%nExamples:", "  signalbox keys sign-out Ab12Cd34         signalbox keys sign-ins lists them"})
final class SignOutCommand implements Subcommand {
    @Parameters(paramLabel = "ID", description = "As signalbox keys sign-ins shows it.")
    private String id = "";

    @Override
    public void run(CommandRun run) {
        SignIn ended = run.await(run.hub().operator().signOut(id));
        Ink ink = run.output().ink();
        String text = ink.green("Signed out ") + Ink.plain(ended.name()) + "  " + ink.dim(ended.id());
        run.output().one(ended, text, ended.id());
    }
}
