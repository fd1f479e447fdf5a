package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A source is one place where a span may hold what a field wants. */
@FunctionalInterface
interface Source {
    /** Null when the span says nothing there. */
    @Nullable
    JsonNode in(Span span);

    /**
     * The attributes that are looked at, as far as the source can tell; names that end in a dot stand for all that
     * begin so.
     */
    default List<String> attributes() {
        return List.of();
    }

    static Source attribute(String name) {
        return of(span -> span.attribute(name), name);
    }

    /** An attribute whose text is JSON of any kind, as instrumentation writes what is no text: {@code true} is true. */
    static Source json(String name) {
        return of(
                span -> {
                    JsonNode said = span.attribute(name);
                    return said == null ? null : Texts.parsed(said);
                },
                name);
    }

    /** A source that tells its attributes. */
    static Source of(Source source, String... attributes) {
        List<String> names = List.of(attributes);
        return new Source() {
            @Override
            public @Nullable JsonNode in(Span span) {
                return source.in(span);
            }

            @Override
            public List<String> attributes() {
                return names;
            }
        };
    }

    static Source resource(String name) {
        return span -> span.resource(name);
    }

    /** On the span, else on its resource. */
    static Source anywhere(String name) {
        return span -> {
            JsonNode own = span.attribute(name);
            return own == null ? span.resource(name) : own;
        };
    }

    /**
     * Inside an attribute that holds an object as JSON text: {@code within("ai.response.providerMetadata",
     * "openai.reasoningTokens")}.
     */
    static Source within(String attribute, String path) {
        String[] names = path.split("\\.", -1);
        return span -> {
            JsonNode at = span.unfolded(attribute);
            for (String name : names) at = at.path(name);
            return at.isMissingNode() || at.isNull() ? null : at;
        };
    }

    /** A field of the span itself, such as its name. */
    static Source ofSpan(String field) {
        return span -> Span.said(span.data(), field);
    }

    static Source text(String text) {
        return span -> TextNode.valueOf(text);
    }

    /** The same source, for some spans only. */
    default Source when(Predicate<Span> spans) {
        return of(span -> spans.test(span) ? in(span) : null, attributes().toArray(String[]::new));
    }
}
