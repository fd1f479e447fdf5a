package dev.signalbox.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * JSON as the contract wants it. Reading a command is strict: unknown fields, wrong types, duplicate keys, non-finite
 * numbers, trailing text and more than {@link Limits#JSON_DEPTH_MAX} levels are refused with an {@link InvalidInput}
 * that names the field. Reading an answer is lenient: fields that a newer hub adds are ignored. What is null is not
 * written. Any thread.
 */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.JSON_DEPTH_MAX)
                    .maxNumberLength(Limits.JSON_NUMBER_CHARS_MAX)
                    .maxNameLength(Limits.JSON_NAME_CHARS_MAX)
                    .build())
            .build();
    private static final int OWN_NUMBER_CHARS_MAX = 10_000;
    private static final ObjectMapper STRICT = strict();
    /**
     * Of texts that were made of what had passed its limits: names may have got a prefix since, numbers been added up.
     */
    private static final JsonFactory OWN = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(OWN_NUMBER_CHARS_MAX)
                    .maxNameLength(Limits.EVENT_DATA_BYTES_MAX)
                    .build())
            .build();

    private static final ObjectMapper LENIENT = exact(JsonMapper.builder(OWN))
            .addModule(times())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private Json() {}

    /** Reads a command or another request. Fails with {@link InvalidInput}. */
    public static <T> T read(byte[] utf8, Class<T> type) {
        try {
            return read(FACTORY.createParser(utf8), type);
        } catch (IOException e) {
            String halves = HalfPairs.asCharacters(utf8);
            if (halves == null) throw invalid(e, type);
            return readHalves(halves, type);
        }
    }

    private static <T> T readHalves(String json, Class<T> type) {
        try {
            return read(FACTORY.createParser(json), type);
        } catch (IOException e) {
            throw invalid(e, type);
        }
    }

    private static <T> T read(JsonParser tokens, Class<T> type) throws IOException {
        try (JsonParser parser = finite(tokens)) {
            if (parser.nextToken() == null) throw new InvalidInput("", "the body is empty; send a JSON object");
            T value = STRICT.readValue(parser, type);
            if (value == null) throw new InvalidInput("", "the body is null; send a JSON object");
            if (parser.nextToken() != null)
                throw new InvalidInput("", "there is text behind the end of the JSON value");
            return value;
        }
    }

    /**
     * The same for a tree that was read before by {@link #read}: the body inside a command. Fails with
     * {@link InvalidInput}.
     */
    public static <T> T read(JsonNode tree, Class<T> type) {
        try (JsonParser parser = STRICT.treeAsTokens(tree)) {
            return STRICT.readValue(parser, type);
        } catch (IOException e) {
            throw invalid(e, type);
        }
    }

    /** Reads an answer of the hub, or a stored text of our own. Fails with {@link IllegalArgumentException}. */
    public static <T> T readLenient(byte[] utf8, Class<T> type) {
        try {
            return LENIENT.readValue(utf8, type);
        } catch (IOException e) {
            throw new IllegalArgumentException("not the expected JSON: " + e.getMessage(), e);
        }
    }

    /** The same for a tree. */
    public static <T> T readLenient(JsonNode tree, Class<T> type) {
        try {
            return LENIENT.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the expected JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Writes UTF-8 JSON. */
    public static byte[] write(Object value) {
        try {
            return LENIENT.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes JSON as text. */
    public static String writeText(Object value) {
        try {
            return LENIENT.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a text of our own can be read by {@link #readLenient}: every name, every text, its end. */
    public static boolean isReadable(byte[] utf8) {
        try (JsonParser parser = LENIENT.createParser(utf8)) {
            JsonToken token = parser.nextToken();
            if (token == null) return false;
            for (; token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) parser.finishToken();
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The value as a tree. */
    public static JsonNode tree(Object value) {
        return LENIENT.valueToTree(value);
    }

    /** An empty object to fill. */
    public static ObjectNode object() {
        return LENIENT.createObjectNode();
    }

    /** The same value with the names of every object in order, so that two that say the same are the same text. */
    public static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            ArrayNode items = LENIENT.createArrayNode();
            node.forEach(item -> items.add(sorted(item)));
            return items;
        }
        if (!node.isObject()) return node;
        NavigableMap<String, JsonNode> fields = new TreeMap<>();
        node.forEachEntry(fields::put);
        ObjectNode sorted = object();
        fields.forEach((name, value) -> sorted.set(name, sorted(value)));
        return sorted;
    }

    private static ObjectMapper strict() {
        JsonMapper mapper = exact(JsonMapper.builder(FACTORY))
                .addModule(times())
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .build();
        var text = mapper.coercionConfigFor(LogicalType.Textual);
        text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
        text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
        text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper;
    }

    /**
     * The digits of a number in free data are the caller's: a double would lose some, and 100.0 must not become 1E+2.
     */
    private static JsonMapper.Builder exact(JsonMapper.Builder mapper) {
        return mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    }

    private static SimpleModule times() {
        SimpleModule module = new SimpleModule("signalbox-times");
        module.addSerializer(new StdSerializer<>(Instant.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(Instant time, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeString(Times.format(time));
            }
        });
        module.addDeserializer(Instant.class, new StdDeserializer<>(Instant.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                if (parser.currentToken() != JsonToken.VALUE_STRING) {
                    return (Instant) context.handleUnexpectedToken(Instant.class, parser);
                }
                try {
                    return Times.parse(parser.getText());
                } catch (IllegalArgumentException e) {
                    throw JsonMappingException.from(parser, e.getMessage(), e);
                }
            }
        });
        return module;
    }

    /** Jackson reads {@code 1e400} as an infinite double or a huge decimal; the contract takes finite doubles only. */
    private static JsonParser finite(JsonParser parser) {
        return new JsonParserDelegate(parser) {
            @Override
            public JsonToken nextToken() throws IOException {
                JsonToken token = super.nextToken();
                if (token == JsonToken.VALUE_NUMBER_FLOAT && !Double.isFinite(Double.parseDouble(getText()))) {
                    throw JsonMappingException.from(this, "the number " + getText() + " is not finite");
                }
                return token;
            }
        };
    }

    /** What is wrong with a text that is no JSON, without the words that the reader has for its programmers. */
    public static String complaint(JacksonException failure) {
        return JsonWords.of(failure);
    }

    private static InvalidInput invalid(IOException failure, Class<?> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidInput input) {
                String prefix = failure instanceof JsonMappingException mapping ? pointer(mapping) : "";
                return input.pointer().startsWith(prefix)
                        ? input
                        : new InvalidInput(prefix + input.pointer(), input.detail());
            }
        }
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return new InvalidInput(
                    pointer(unknown), "unknown field \"" + unknown.getPropertyName() + "\"; " + knownTo(unknown));
        }
        if (failure instanceof StreamConstraintsException) {
            return new InvalidInput("", "the JSON breaks a limit: " + JsonWords.limit(failure.getMessage()));
        }
        if (failure instanceof JsonMappingException mapping) {
            if (mapping.getCause() instanceof JacksonException cause && !(cause instanceof JsonMappingException)) {
                return new InvalidInput(pointer(mapping), "not valid JSON: " + complaint(cause));
            }
            return new InvalidInput(pointer(mapping), describe(mapping, type));
        }
        if (failure instanceof JacksonException json) {
            String where = json.getLocation() == null
                    ? ""
                    : " (line " + json.getLocation().getLineNr() + ", column "
                            + json.getLocation().getColumnNr() + ")";
            return new InvalidInput("", "not valid JSON" + where + ": " + complaint(json));
        }
        return new InvalidInput("", "not valid JSON: it cannot be read");
    }

    private static String knownTo(UnrecognizedPropertyException unknown) {
        Collection<Object> ids = unknown.getKnownPropertyIds();
        if (ids == null || ids.isEmpty()) return "it takes no fields, leave it out";
        return "known are " + ids.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    private static String describe(JsonMappingException mapping, Class<?> type) {
        // Those of this class alone are our own words; what the library says has classes of its own.
        if (mapping.getClass() == JsonMappingException.class
                && !mapping.getOriginalMessage().contains("`")) {
            return mapping.getOriginalMessage();
        }
        JavaType target = mapping instanceof com.fasterxml.jackson.databind.exc.MismatchedInputException mismatch
                        && mismatch.getTargetType() != null
                ? STRICT.constructType(mismatch.getTargetType())
                : STRICT.constructType(type);
        return "wrong type; expected " + wordFor(target);
    }

    private static String wordFor(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (raw == String.class) return "a text";
        if (raw == Instant.class) return "a time such as 2026-11-21T08:36:42Z";
        if (raw == Boolean.class || raw == boolean.class) return "true or false";
        if (Number.class.isAssignableFrom(raw) || raw == int.class || raw == long.class) return "a whole number";
        if (type.isCollectionLikeType()) return "a list";
        return "a JSON object";
    }

    private static String pointer(JsonMappingException mapping) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference reference : mapping.getPath()) {
            pointer.append('/');
            if (reference.getFieldName() == null) pointer.append(reference.getIndex());
            else pointer.append(PointerStep.of(reference.getFieldName()));
        }
        return JsonPointer.compile(pointer.toString()).toString();
    }
}
