package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Pages;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.wire.resource.Key.SignIn;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** The command {@code signalbox keys sign-ins}. */
@Command(
        name = "sign-ins",
        description = "Browsers that are signed in with your key; for admins, with any key.",
        footer = {
            "%nExamples:",
            "  signalbox keys sign-ins",
            "  signalbox keys sign-out Ab12Cd34         ends one of them",
            "%nA browser is signed out by itself after 12 hours without an open page, after",
            "30 days, and when its key ends."
        })
final class SignInsCommand implements Subcommand {
    @Override
    public void run(CommandRun run) {
        List<SignIn> all = Pages.all(run, Map.of(), run.hub().operator()::signIns);
        Columns<SignIn> columns = new Columns<SignIn>()
                .id("ID", SignIn::id)
                .with("KEY", SignIn::name)
                .with("ROLE", SignIn::role)
                .with("SINCE", each -> Ages.minute(each.beganAt()))
                .with("LAST SEEN", each -> Ages.minute(each.lastUsedAt()))
                .with("BROWSER", SignIn::browser);
        run.output().list(all, columns);
    }
}
