package dev.signalbox.cli.delivery;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Pages;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.ShortIds;
import dev.signalbox.client.http.DeliveryApi;
import dev.signalbox.wire.delivery.Endpoint;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Parameters;

/** The endpoint that somebody means: by its name, its id, or the beginning of that. */
final class GivenEndpoint {
    @Parameters(index = "0", paramLabel = "ENDPOINT", description = "Its name, or its id or the beginning of it.")
    private String which = "";

    static DeliveryApi hub(CommandRun run) {
        return run.hub().deliveries();
    }

    static List<Endpoint> all(CommandRun run) {
        return Pages.all(run, Map.of(), hub(run)::endpoints);
    }

    /** The id of the one that is meant. Fails with {@link Failure}. */
    String id(CommandRun run) {
        return id(which, run);
    }

    /** The same of one that was named elsewhere. */
    static String id(String which, CommandRun run) {
        List<Endpoint> all = all(run);
        List<Endpoint> named =
                all.stream().filter(each -> each.name().equals(which)).toList();
        if (named.size() == 1) return named.get(0).id();
        List<Endpoint> begun = ShortIds.begun(which, all, Endpoint::id);
        if (begun.size() == 1) return begun.get(0).id();
        boolean several = named.size() + begun.size() > 0;
        throw Failure.usage(
                several
                        ? "Several endpoints are \"" + which + "\"; say which by its whole id."
                        : "There is no endpoint \"" + which + "\".",
                "What there is: signalbox endpoints list");
    }

    /** Shows what became of an endpoint in one line. */
    static void show(CommandRun run, String done, Endpoint endpoint) {
        Ink ink = run.output().ink();
        run.output()
                .one(
                        endpoint,
                        ink.green(done) + " " + Ink.plain(endpoint.name()) + "  " + ink.dim(endpoint.id()),
                        endpoint.id());
    }

    /** Shows the secret that it has from now on. */
    static void showSecret(CommandRun run, Endpoint endpoint, String done) {
        String secret = String.valueOf(endpoint.secret());
        run.output().one(endpoint, secret, secret);
        run.output()
                .note(done + " " + endpoint.name() + " (id " + endpoint.id()
                        + "). Give the receiver this secret now: the hub does not show it again.");
    }
}
