package dev.signalbox.cli.agent;

import dev.signalbox.cli.run.Shell;
import dev.signalbox.hub.hook.Agent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file in which an agent looks for hooks.
 *
 * @param shown as people write it
 */
record AgentFile(Agent agent, Path path, String shown) {
    /** That of the person, for all projects. */
    static AgentFile ofUser(Agent agent, Shell shell) {
        boolean claude = agent == Agent.CLAUDE_CODE;
        String given = shell.variable(claude ? "CLAUDE_CONFIG_DIR" : "CODEX_HOME");
        String home = shell.variable("HOME");
        String folder = claude ? ".claude" : ".codex";
        String name = claude ? "settings.json" : "hooks.json";
        if (given != null)
            return new AgentFile(agent, shell.folder().resolve(given).resolve(name), given + "/" + name);
        Path at = Path.of(home == null ? System.getProperty("user.home") : home);
        return new AgentFile(agent, at.resolve(folder).resolve(name), "~/" + folder + "/" + name);
    }

    /** That of the project in which the command runs. */
    static AgentFile ofProject(Agent agent, Shell shell) {
        String file = agent == Agent.CLAUDE_CODE ? ".claude/settings.json" : ".codex/hooks.json";
        return new AgentFile(agent, shell.folder().resolve(file), file);
    }

    /** All that count here. */
    static List<AgentFile> all(Agent agent, Shell shell) {
        List<AgentFile> files = new ArrayList<>(List.of(ofUser(agent, shell), ofProject(agent, shell)));
        if (agent == Agent.CLAUDE_CODE) {
            String local = ".claude/settings.local.json";
            files.add(new AgentFile(agent, shell.folder().resolve(local), local));
        }
        return files;
    }
}
