package ruleserver;

import dev.signalbox.client.Questions;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.TableCommands;
import dev.signalbox.wire.command.Command;
import java.util.Map;

/** Proposes a change of a rule. An approval is a question that the proposer must not answer. */
public final class Editor {
    private final Signalbox hub;

    public Editor(Signalbox hub) {
        this.hub = hub;
    }

    /** Asks for approval; the question and the note about it leave together. Answers the question's id. */
    public String propose(String rule, String team, String text) {
        Command ask = Questions.command(
                "Rule " + rule + " of " + team + " shall read: " + text,
                question -> question.approval()
                        .excludeAsker()
                        .data(Map.of("rule", rule, "team", team, "text", text)));
        hub.local().write(tx -> {
            tx.send(ask);
            tx.send(TableCommands.append(
                    "change_events", Map.of("rule", rule, "what", "proposed", "question", ask.id(), "text", text)));
        });
        return ask.id();
    }

    /** Proposes one rule. The hub and a key of role editor are named by the environment. */
    public static void main(String[] arguments) {
        try (Signalbox hub = Signalbox.open()) {
            String text = "Nobody pushes with force.";
            new Editor(hub).propose("no-force", "platform", text);
            System.out.println("Proposed: " + text + " Somebody else has to approve it.");
        }
    }
}
