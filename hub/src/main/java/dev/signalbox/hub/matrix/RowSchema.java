package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import com.networknt.schema.resource.SchemaLoader;
import dev.signalbox.wire.PointerStep;
import dev.signalbox.wire.Problem.FieldError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * A compiled JSON Schema (2020-12, with its formats) that rows are held against. Nothing is ever fetched: a
 * {@code $ref} to another document fails at compilation. Compiling costs milliseconds, so take it from
 * {@link OwnershipMatrix#rowSchema}. Any thread.
 */
public final class RowSchema {
    /** Faults of one row that are told; the rest shows when these are mended. */
    public static final int FAULTS_MAX = 20;

    private static final String TOO_SLOW =
            "to hold the texts of this row against the patterns of the table takes too long; shorten them, or ask an"
                    + " admin for simpler patterns, without a repeat inside of a repeat";

    private final JsonNode source;
    private final Schema schema;

    private RowSchema(JsonNode source, Schema schema) {
        this.source = source;
        this.schema = schema;
    }

    /**
     * Fails with {@link IllegalArgumentException} for a schema that cannot work: a bad pattern, a reference out of
     * itself.
     */
    public static RowSchema compile(JsonNode schema) {
        try {
            Schema compiled = registry().getSchema(schema);
            compiled.initializeValidators();
            return new RowSchema(schema, compiled);
        } catch (SchemaException | IllegalArgumentException e) {
            throw new IllegalArgumentException("the schema does not work: " + e.getMessage(), e);
        }
    }

    /**
     * What breaks the schema: where in the row, and what to write instead. Empty when the row fits, at most
     * {@link #FAULTS_MAX}.
     */
    public List<FieldError> faults(JsonNode row) {
        return faults(row, FAULTS_MAX);
    }

    List<FieldError> faults(JsonNode row, int most) {
        List<FieldError> faults = new ArrayList<>();
        try (BoundedPattern.Steps steps = BoundedPattern.steps()) {
            for (Error error : schema.validate(row)) {
                if (faults.size() == most) break;
                faults.add(faultOf(error, steps.areUsedUp()));
            }
            // A pattern that gave up may stand where a fault is none.
            if (faults.isEmpty() && steps.areUsedUp()) faults.add(new FieldError("", TOO_SLOW));
        }
        return List.copyOf(faults);
    }

    private FieldError faultOf(Error error, boolean gaveUp) {
        String pointer = String.valueOf(error.getInstanceLocation());
        if (gaveUp && "pattern".equals(error.getKeyword())) {
            return new FieldError(
                    pointer, String.valueOf(error.getMessage()) + ", as far as could be seen: " + TOO_SLOW);
        }
        String property = error.getProperty();
        if (property == null) return new FieldError(pointer, String.valueOf(error.getMessage()));
        String whole = pointer + "/" + PointerStep.of(property);
        return switch (String.valueOf(error.getKeyword())) {
            case "required" -> new FieldError(whole, "is missing; give it a value");
            case "additionalProperties" ->
                new FieldError(
                        whole,
                        "unknown field" + (pointer.isEmpty() ? "; known are " + String.join(", ", names()) : ""));
            default -> new FieldError(pointer, String.valueOf(error.getMessage()));
        };
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        Iterator<String> fields = source.path("properties").fieldNames();
        while (fields.hasNext()) names.add(fields.next());
        return names;
    }

    private static SchemaRegistry registry() {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .formatAssertionsEnabled(true)
                .regularExpressionFactory(BoundedPattern::new)
                .locale(Locale.ROOT)
                .pathType(PathType.JSON_POINTER)
                .build();
        SchemaLoader closed = SchemaLoader.builder()
                .fetchRemoteResources(false)
                .block(iri -> true)
                .build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config).schemaLoader(closed));
    }
}
