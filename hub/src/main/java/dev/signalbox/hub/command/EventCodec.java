package dev.signalbox.hub.command;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How the events of one family stand in the log: one line a type, {@code with(literal, record)}. The record's
 * components are the fields of the data. Immutable; any thread.
 *
 * @param <E> the sealed family
 */
public final class EventCodec<E> {
    private final Class<E> family;
    private final Map<String, Class<? extends E>> classes;
    private final Map<Class<?>, String> types;
    private final Map<String, UnaryOperator<byte[]>> upcasters;

    private EventCodec(
            Class<E> family,
            Map<String, Class<? extends E>> classes,
            Map<Class<?>, String> types,
            Map<String, UnaryOperator<byte[]>> upcasters) {
        this.family = family;
        this.classes = classes;
        this.types = types;
        this.upcasters = upcasters;
    }

    public static <E> EventCodec<E> of(Class<E> family) {
        return new EventCodec<>(family, Map.of(), Map.of(), Map.of());
    }

    /** The codec that also knows this type. */
    public EventCodec<E> with(String type, Class<? extends E> record) {
        Map<String, Class<? extends E>> moreClasses = new LinkedHashMap<>(classes);
        Map<Class<?>, String> moreTypes = new LinkedHashMap<>(types);
        if (moreClasses.put(type, record) != null || moreTypes.put(record, type) != null) {
            throw new IllegalArgumentException(type + " is in the codec already");
        }
        return new EventCodec<>(family, moreClasses, moreTypes, upcasters);
    }

    /** The codec that first turns stored data of this type from an older shape into the present one, JSON to JSON. */
    public EventCodec<E> upcasting(String type, UnaryOperator<byte[]> upcaster) {
        Map<String, UnaryOperator<byte[]>> more = new LinkedHashMap<>(upcasters);
        more.merge(type, upcaster, (first, then) -> data -> then.apply(first.apply(data)));
        return new EventCodec<>(family, classes, types, more);
    }

    /** The types, in the order in which they were added. */
    public List<String> types() {
        return List.copyOf(classes.keySet());
    }

    /** The record class of a type. Fails with {@link IllegalArgumentException} for a type of another family. */
    public Class<? extends E> classOf(String type) {
        Class<? extends E> known = classes.get(type);
        if (known == null) throw new IllegalArgumentException(type + " is no event of " + family.getSimpleName());
        return known;
    }

    public String typeOf(E event) {
        String type = types.get(event.getClass());
        if (type == null) throw new IllegalArgumentException(event.getClass() + " is not in the codec");
        return type;
    }

    public byte[] encode(E event) {
        return Json.write(event);
    }

    public E decode(RecordedEvent recorded) {
        byte[] data = upcasters
                .getOrDefault(recorded.type(), UnaryOperator.identity())
                .apply(recorded.data());
        return Json.readLenient(data, classOf(recorded.type()));
    }
}
