package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.matrix.MatrixFileRefused.Fault;
import dev.signalbox.hub.matrix.OwnershipMatrix.Role;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.PointerStep;
import dev.signalbox.wire.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one file into a matrix. Goes on behind a fault, so that all of them are told at once. One use, one thread. */
final class MatrixReader {
    private static final int ROLES_MAX = 50;
    private static final int TABLES_MAX = 200;
    /** So that no trace goes while it still runs. */
    private static final Duration RETENTION_MIN = Duration.ofMinutes(1);

    private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private final YamlTree file;
    private final @Nullable OwnershipMatrix base;
    private final String name;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, Role> roles = new LinkedHashMap<>();
    private final Map<String, OwnershipMatrix.Table> builtIn = new LinkedHashMap<>();
    private final Map<String, TableDeclaration> declared = new LinkedHashMap<>();
    private final Map<String, RateLimits.Limit> limits = new HashMap<>();
    private final Map<String, Duration> traceRetention = new HashMap<>();
    private boolean more;
    private BackupPlan backups = BackupPlan.NONE;
    private VerifyPlan verify = VerifyPlan.NONE;
    private DoorPlan doors = DoorPlan.NONE;

    /** @param base what the file is laid over; null for the shipped matrix itself */
    MatrixReader(YamlTree file, @Nullable OwnershipMatrix base, String name) {
        this.file = file;
        this.base = base;
        this.name = name;
    }

    /**
     * Whether this is the shipped matrix: a test holds its schemas, so that not each start of a hub must check them
     * again.
     */
    boolean isShipped() {
        return base == null;
    }

    /** Fails with {@link MatrixFileRefused}. */
    OwnershipMatrix read() {
        for (YamlTree.Flaw flaw : file.flaws()) {
            faults.add(new Fault(flaw.line(), YamlTree.pathOf(flaw.pointer()), flaw.detail()));
        }
        if (base != null) {
            base.roles().forEach(role -> roles.put(role.name(), role));
            base.builtIn().forEach(table -> builtIn.put(table.name(), table));
            base.tables().stream()
                    .filter(table -> table.change() != Change.COMMANDS)
                    .forEach(table -> declared.put(table.name(), table));
        }
        if (!file.root().isMissingNode()) readParts();
        if (!faults.isEmpty()) {
            faults.sort(Comparator.comparingInt(Fault::line));
            if (more) faults.add(new Fault(faults.get(faults.size() - 1).line(), "", MatrixFileRefused.MORE));
            throw new MatrixFileRefused(name, faults);
        }
        return new OwnershipMatrix(
                List.copyOf(roles.values()),
                List.copyOf(builtIn.values()),
                List.copyOf(declared.values()),
                new RateLimits(limits),
                new TraceRetention(traceRetention),
                backups,
                verify,
                doors);
    }

    private void readParts() {
        JsonNode root = file.root();
        if (!hasOnly(
                "",
                root,
                List.of(
                        "roles",
                        "tables",
                        "rateLimits",
                        "traceRetention",
                        "backups",
                        "verify",
                        "inbound",
                        "origins",
                        "hooks",
                        "deliveries"))) return;
        fields("/roles", root.path("roles")).forEach(this::readRole);
        if (roles.size() > ROLES_MAX) fault("/roles", "at most " + ROLES_MAX + " roles");
        Map<String, JsonNode> tables = fields("/tables", root.path("tables"));
        if (tables.size() > TABLES_MAX) fault("/tables", "at most " + TABLES_MAX + " tables");
        tables.forEach(this::readTable);
        fields("/rateLimits", root.path("rateLimits")).forEach(this::readLimit);
        fields("/traceRetention", root.path("traceRetention")).forEach(this::readTraceRetention);
        backups = new BackupPlanReader(this).read(root.path("backups"));
        doors = new DoorPlanReader(this).read(root);
        if (root.has("verify")) readVerify(root.path("verify"));
    }

    private void readVerify(JsonNode node) {
        if (!hasOnly("/verify", node, List.of("every"))) return;
        String at = "/verify/every";
        Duration every = duration(at, node.path("every"));
        if (every == null) return;
        if (every.compareTo(VerifyPlan.EVERY_MIN) < 0 || every.compareTo(VerifyPlan.EVERY_MAX) > 0) {
            fault(at, "must be from 1h to " + VerifyPlan.EVERY_MAX.toDays() + "d; leave verify out for none by itself");
        }
        verify = new VerifyPlan(every);
    }

    private void readRole(String role, JsonNode node) {
        String at = "/roles/" + PointerStep.of(role);
        if (role.equals(OwnershipMatrix.ALL) || role.equals(OwnershipMatrix.SYSTEM)) {
            fault(at, "\"" + role + "\" has a meaning of its own; choose another name");
        } else if (!ROLE.matcher(role).matches()) {
            fault(at, "a role has 1 to 40 small letters, digits and hyphens, a letter first");
        }
        String description =
                hasOnly(at, node, List.of("description")) ? text(at + "/description", node.path("description")) : null;
        // One with a fault is known too: who names it makes no mistake.
        roles.put(role, new Role(role, description == null ? "" : description));
    }

    private void readTable(String table, JsonNode node) {
        String at = "/tables/" + PointerStep.of(table);
        boolean isBuiltIn = base == null
                ? node.path("change").asText().equals(Change.COMMANDS.word())
                : base.builtIn().stream().anyMatch(known -> known.name().equals(table));
        if (isBuiltIn) {
            OwnershipMatrix.Table read = new BuiltInReader(this, table, at, builtIn.get(table)).read(node);
            if (read != null) builtIn.put(table, read);
            return;
        }
        if (!TableDeclaration.isName(table)) {
            fault(at, "a table has 1 to 40 small letters, digits and underscores, a letter first");
        } else if (isReserved(table)) {
            fault(at, "the name belongs to a built-in table or its events; choose another");
        }
        TableDeclaration read = new DeclaredReader(this, table, at).read(node);
        if (read != null) declared.put(table, read);
    }

    /** Families of events that are there or will be: a table of that name would give away rights on them. */
    private boolean isReserved(String table) {
        if (base == null) return false;
        return OwnershipMatrix.RESERVED.contains(table)
                || base.builtIn().stream().anyMatch(known -> known.family().equals(table));
    }

    private void readLimit(String role, JsonNode node) {
        String at = "/rateLimits/" + PointerStep.of(role);
        if (!roles.containsKey(role)) fault(at, unknownRole(role));
        if (!hasOnly(at, node, List.of("requests", "per", "burst"))) return;
        Integer requests = wholeNumber(at + "/requests", node.path("requests"));
        Integer burst = node.has("burst") ? wholeNumber(at + "/burst", node.path("burst")) : requests;
        Duration per = node.has("per") ? duration(at + "/per", node.path("per")) : Duration.ofSeconds(1);
        if (requests == null || burst == null || per == null) return;
        try {
            limits.put(role, new RateLimits.Limit(requests, per, burst));
        } catch (IllegalArgumentException e) {
            fault(at, String.valueOf(e.getMessage()));
        }
    }

    private void readTraceRetention(String environment, JsonNode node) {
        String at = "/traceRetention/" + PointerStep.of(environment);
        Duration kept = retention(at, node, "; leave the line out to keep them for ever");
        if (kept != null) traceRetention.put(environment, kept);
    }

    /** How long things are kept; null after a fault. */
    @Nullable
    Duration retention(String at, JsonNode node, String advice) {
        Duration kept = duration(at, node);
        if (kept == null) return null;
        if (kept.compareTo(RETENTION_MIN) >= 0 && kept.compareTo(Limits.EXPIRY_MAX) <= 0) return kept;
        fault(at, "must be from 1m to " + Limits.EXPIRY_MAX.toDays() + "d" + advice);
        return null;
    }

    /** Roles of a list, or the bare word {@code all}; null after a fault. */
    @Nullable
    Set<String> roleSet(String at, JsonNode node, boolean systemToo) {
        if (node.isTextual() && node.textValue().equals(OwnershipMatrix.ALL)) return Set.of(OwnershipMatrix.ALL);
        if (!node.isArray()) {
            fault(
                    at,
                    node.isMissingNode()
                            ? "is missing; write a list of roles: [daemon, user]"
                            : "must be a list of roles: [daemon, user]");
            return null;
        }
        Set<String> found = new LinkedHashSet<>();
        int before = faults.size();
        for (int i = 0; i < node.size(); i++) {
            String role = node.path(i).asText();
            boolean known = roles.containsKey(role)
                    || role.equals(OwnershipMatrix.ALL)
                    || (systemToo && role.equals(OwnershipMatrix.SYSTEM));
            if (!known) fault(at + "/" + i, unknownRole(role));
            else if (!found.add(role)) fault(at + "/" + i, role + " stands here twice; remove one");
        }
        return faults.size() == before ? found : null;
    }

    private String unknownRole(String role) {
        return "unknown role \"" + role + "\"; known are " + String.join(", ", roles.keySet()) + ", and all."
                + " Declare others under roles:";
    }

    boolean knowsRole(String role) {
        return roles.containsKey(role);
    }

    /** Whether the node has fields; a fault if not, and one for each that is not known. */
    boolean hasOnly(String at, JsonNode node, List<String> known) {
        if (!node.isObject()) {
            fault(at, "must have fields, name: value; known are " + String.join(", ", known));
            return false;
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String field = names.next();
            if (known.contains(field)) continue;
            fault(
                    at + "/" + PointerStep.of(field),
                    "unknown word \"" + field + "\"; known are " + String.join(", ", known));
        }
        return true;
    }

    /** The fields of a mapping that may be missing; none after a fault. */
    Map<String, JsonNode> fields(String at, JsonNode node) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        if (node.isMissingNode()) return fields;
        if (!node.isObject()) fault(at, "must have fields, name: value");
        else node.forEachEntry(fields::put);
        return fields;
    }

    /** A text that is not blank; null after a fault. */
    @Nullable
    String text(String at, JsonNode node) {
        if (node.isTextual() && !node.textValue().isBlank())
            return node.textValue().strip();
        fault(at, (node.isMissingNode() ? "is missing; write" : "must be") + " a text");
        return null;
    }

    @Nullable
    Duration duration(String at, JsonNode node) {
        try {
            return Times.parseDuration(node.asText());
        } catch (IllegalArgumentException e) {
            fault(at, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable Integer wholeNumber(String at, JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToInt()) return node.intValue();
        fault(
                at,
                node.isMissingNode()
                        ? "is missing; write how many requests"
                        : "must be a whole number, not " + node.asText());
        return null;
    }

    /** Nothing is said of what is not in the text: its stand-in is told already. */
    void fault(String pointer, String detail) {
        if (file.isStandIn(pointer)) return;
        if (faults.size() < MatrixFileRefused.FAULTS_MAX) {
            faults.add(new Fault(file.line(pointer), YamlTree.pathOf(pointer), detail));
        } else more = true;
    }
}
