package dev.signalbox.cli.space;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.Dialogue;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GivenFile;
import dev.signalbox.cli.run.Pages;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.command.CloneSpace;
import dev.signalbox.wire.command.CreateSpace;
import dev.signalbox.wire.resource.HubSpace;
import dev.signalbox.wire.resource.HubSpace.State;
import dev.signalbox.wire.resource.Key;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox space}. */
@Command(
        name = "space",
        description = "Give services and teams a place of their own in the hub. Needs an admin key of the hub.",
        subcommands = {
            SpaceCommand.Create.class,
            SpaceCommand.ListAll.class,
            SpaceShowCommand.class,
            SpaceProvisionCommand.class,
            SpaceCommand.Clone.class,
            SpaceCommand.Delete.class,
            SpaceCommand.Unseal.class
        },
        footer = {
            "%nExamples:",
            "  signalbox space provision photos --env-file photos.env",
            "  signalbox space list",
            "  signalbox space show photos",
            "  signalbox backup create --space photos",
            "  signalbox space delete photos        for seven days it can be brought back",
            "%nA space has logs, tables, keys, rights and backups of its own. A key leads to",
            "its space by itself; with an admin key of the hub every command acts in the",
            "space that --space NAME or SIGNALBOX_SPACE names. See docs/spaces.md."
        })
public final class SpaceCommand {
    @Command(
            name = "create",
            description = "Make a space. The secret of its first key is shown once, now.",
            footer = {
                "%nExamples:",
                "  signalbox space create team-blue",
                "  signalbox space create billing --external-id org-7 --role daemon",
                "  signalbox space create billing --config billing.yaml",
                "  signalbox space create archive --database-file archive.url",
                "%nWith --external-id it may be repeated: the space that has it is the answer."
            })
    static final class Create implements SpaceAction {
        @Parameters(paramLabel = "NAME", description = "Lower-case letters, digits and hyphens, a letter first.")
        private String name = "";

        @Option(
                names = "--external-id",
                paramLabel = "ID",
                description = "What whoever makes it calls it. One space at most has it.")
        private @Nullable String externalId;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                completionCandidates = Completion.Roles.class,
                description =
                        "Of its first key. Default: admin, who may everything in this space and nothing elsewhere.")
        private @Nullable String role;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "A signalbox.yaml that is in force in it from the start. Default: the shipped rights.")
        private @Nullable Path config;

        @Mixin
        private final DatabaseOption database = new DatabaseOption();

        @Override
        public void run(CommandRun run, Shell shell) {
            String matrix =
                    config == null ? null : GivenFile.text(shell.folder().resolve(config));
            CreateSpace wish = new CreateSpace(name, externalId, role, matrix, database.url(shell));
            HubSpace made = HubSpaces.ask(run, spaces -> spaces.create(wish));
            HubSpaces.requireOpen(made);
            show(run, made, "Made the space ");
        }
    }

    @Command(
            name = "clone",
            description = "Make another space with all that one holds at this moment, to try something out.",
            footer = {
                "%nExamples:",
                "  signalbox space clone billing --as billing-test",
                "  signalbox space clone default --as rehearsal    of the hub's own space",
                "%nNo key of the one opens the other, which begins with one fresh admin key."
            })
    static final class Clone implements SpaceAction {
        @Parameters(
                paramLabel = "NAME",
                description = "The space to copy; default is one, too.",
                completionCandidates = Completion.Spaces.class)
        private String source = "";

        @Option(names = "--as", paramLabel = "OTHER", required = true, description = "The name of the new one.")
        private String name = "";

        @Option(names = "--external-id", paramLabel = "ID", description = "As for signalbox space create.")
        private @Nullable String externalId;

        @Override
        public void run(CommandRun run, Shell shell) {
            CloneSpace wish = new CloneSpace(name, externalId);
            HubSpace made = HubSpaces.ask(run, spaces -> spaces.clone(source, wish));
            HubSpaces.requireOpen(made);
            show(run, made, "Copied " + source + " to the space ");
        }
    }

    @Command(
            name = "list",
            description = "All spaces but the default one, the newest first.",
            footer = {
                "%nExamples:",
                "  signalbox space list",
                "  signalbox space list --all           also those whose data is gone",
                "  signalbox space list -o jsonl | jq -r .name"
            })
    static final class ListAll implements SpaceAction {
        @Option(names = "--all", description = "Also those that are erased.")
        private boolean all;

        @Override
        public void run(CommandRun run, Shell shell) {
            List<HubSpace> spaces =
                    Pages.all(run, Map.of(), query -> HubSpaces.asked(run, desk -> desk.list(query))).stream()
                            .filter(each -> all || each.state() != State.ERASED)
                            .toList();
            Columns<HubSpace> columns = new Columns<HubSpace>()
                    .with("NAME", HubSpace::name)
                    .with("STATE", each -> each.state().word())
                    .when(any(spaces, each -> each.gone() != null), "GONE", each -> Ages.minute(each.gone()))
                    .with("MADE", each -> Ages.minute(each.createdAt()))
                    .with("BY", HubSpace::createdBy)
                    .when(any(spaces, each -> each.externalId() != null), "EXTERNAL ID", HubSpace::externalId)
                    .when(any(spaces, each -> each.cloneOf() != null), "CLONE OF", HubSpace::cloneOf)
                    .when(any(spaces, each -> each.database() != null), "DATABASE", HubSpace::database);
            run.output().list(spaces, columns);
            if (spaces.isEmpty()) {
                run.output().note("There is no space beside the default one: signalbox space create NAME makes one.");
            }
        }

        private static boolean any(List<HubSpace> spaces, Predicate<HubSpace> has) {
            return spaces.stream().anyMatch(has);
        }
    }

    @Command(
            name = "delete",
            description = "Let nobody in to a space any more. In seven days its data is gone.",
            footer = {
                "%nExamples:",
                "  signalbox space delete billing",
                "  signalbox space delete billing --yes billing     in a script",
                "%nWhere backups are planned, one is made before. Until its data is gone",
                "signalbox space unseal NAME brings it back as it was."
            })
    static final class Delete implements SpaceAction {
        @Parameters(paramLabel = "NAME", description = "Which space.", completionCandidates = Completion.Spaces.class)
        private String name = "";

        @Option(names = "--yes", paramLabel = "NAME", description = "Its name once more: nobody is asked for it.")
        private @Nullable String repeated;

        @Override
        public void run(CommandRun run, Shell shell) {
            HubSpace there = HubSpaces.ask(run, spaces -> spaces.get(name));
            confirm(there, shell);
            HubSpace sealed = HubSpaces.ask(run, spaces -> spaces.seal(name));
            String until = Ages.minute(sealed.gone()) + " UTC";
            Ink ink = run.output().ink();
            String text = ink.green("Sealed ") + ink.bold(name) + "  " + ink.dim("its data is kept until " + until);
            run.output().one(sealed, text, name);
            run.output().note("Nobody is let in. To bring it back until then: signalbox space unseal " + name);
        }

        private void confirm(HubSpace space, Shell shell) {
            String typed = repeated;
            if (typed == null && !shell.interactive()) {
                throw Failure.usage(
                        "There is nobody to ask for the name once more; nothing was done.",
                        "Add --yes " + space.name() + ".");
            }
            if (typed == null) {
                typed = new Dialogue(shell)
                        .ask("Nobody is let in to " + space.name()
                                + " from then on, and in seven days its data is gone. Type its name: ");
            }
            if (!space.name().equals(typed)) {
                throw Failure.usage(
                        "That is not the name of the space; nothing was done.",
                        "It is " + space.name() + ". What there is: signalbox space list");
            }
        }
    }

    @Command(
            name = "unseal",
            description = "Bring a space back that was deleted less than seven days ago.",
            footer = {"%nExample:", "  signalbox space unseal billing     with its data and its keys, as it was"})
    static final class Unseal implements SpaceAction {
        @Parameters(paramLabel = "NAME", description = "Which space.", completionCandidates = Completion.Spaces.class)
        private String name = "";

        @Override
        public void run(CommandRun run, Shell shell) {
            HubSpace space = HubSpaces.ask(run, spaces -> spaces.unseal(name));
            Ink ink = run.output().ink();
            String text = ink.green("Open ") + ink.bold(name) + "  " + ink.dim("its keys let in again");
            run.output().one(space, text, name);
            HubSpaces.tellUndo(run, "signalbox space delete " + name);
        }
    }

    /** The secret alone on standard output, as of any key that is made. */
    private static void show(CommandRun run, HubSpace space, String done) {
        Output output = run.output();
        Key key = space.key();
        if (key == null) {
            if (!output.isText()) output.one(space, "", "");
            output.warn(
                    "The space " + space.name() + " is there already, under this external id. Its keys stay: signalbox"
                            + " keys list --space " + space.name());
            return;
        }
        String secret = String.valueOf(key.secret());
        output.one(space, secret, secret);
        output.note(done + space.name() + " with the key " + key.name() + " (" + key.role()
                + "), which opens it alone. Keep" + " the secret now: the hub has only its hash.");
        HubSpaces.tellUndo(run, "signalbox space delete " + space.name());
    }
}
