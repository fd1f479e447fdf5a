package dev.signalbox.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a hub's doctor finds, a line each. */
public final class TestDoctor {
    /** What depends on the machine that the tests run on, and on the server that other tests use as well. */
    public static final List<String> OF_THE_MACHINE = List.of("file system", "disk", "inodes", "flush", "connections");

    private TestDoctor() {}

    /** {@code severity name: what -> next}, of all but {@link #OF_THE_MACHINE}. */
    public static List<String> findings(TestHub hub) {
        return findings(hub.get("admin", "/v1/doctor").expect(200).json());
    }

    /** The same of a report. */
    public static List<String> findings(JsonNode report) {
        List<String> findings = new ArrayList<>();
        for (JsonNode check : report.path("checks")) {
            String name = check.path("name").textValue();
            if (OF_THE_MACHINE.contains(name)) continue;
            for (JsonNode each : check.path("findings"))
                findings.add(each.path("severity").textValue() + " " + name + ": "
                        + each.path("what").textValue() + " -> "
                        + each.path("next").textValue());
        }
        return findings;
    }
}
