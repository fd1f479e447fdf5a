package dev.signalbox.hub.trace.price;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The table of prices by name of model: those that are shipped, and over them those that somebody set. Immutable; any
 * thread.
 *
 * <p>A name fits a pattern whatever its case, alone or with dates and versions behind it ({@code gpt-4o-2024-08-06},
 * {@code claude-sonnet-4-5@20250929}, {@code …-v1:0}, {@code -latest}) and with makers and places in front
 * ({@code models/…}, {@code anthropic/…}, {@code us.anthropic.…}). Of several patterns that fit, the one with the most
 * characters counts.
 */
public final class PriceTable {
    private static final String RESOURCE = "/prices.json";
    /** Names whose price is remembered; more are looked up anew. */
    private static final int NAMES_MAX = 10_000;

    private static final class Shipped {
        private static final PriceTable TABLE = read();
    }

    private final LocalDate date;
    private final Map<String, Price> prices;
    private final List<ModelPattern> patterns;
    private final Map<String, Optional<Price>> found = new ConcurrentHashMap<>();

    private PriceTable(LocalDate date, Map<String, Price> prices) {
        this.date = date;
        this.prices = prices;
        this.patterns = prices.values().stream().map(ModelPattern::of).toList();
    }

    /** The prices that come with the hub. */
    public static PriceTable shipped() {
        return Shipped.TABLE;
    }

    /** This table, where each of the given prices stands for one of the same {@link Price#key()}, or is added. */
    public PriceTable with(Collection<Price> overlay) {
        Map<String, Price> all = new LinkedHashMap<>(prices);
        for (Price price : overlay) all.put(price.key(), price);
        return new PriceTable(date, all);
    }

    /** The day on which the shipped prices were read. */
    public LocalDate date() {
        return date;
    }

    /** All prices, the shipped ones first. */
    public List<Price> prices() {
        return List.copyOf(prices.values());
    }

    /** The price of a model; empty when nobody knows it, and for null or blank. */
    public Optional<Price> find(@Nullable String model) {
        if (model == null || model.isBlank() || model.length() > 2 * Price.MODEL_CHARS_MAX) return Optional.empty();
        Optional<Price> known = found.get(model);
        if (known != null) return known;
        Optional<Price> price = search(model);
        if (found.size() < NAMES_MAX) found.put(model, price);
        return price;
    }

    private Optional<Price> search(String model) {
        List<String> names = ModelNames.of(model);
        ModelPattern best = null;
        for (ModelPattern pattern : patterns) {
            if (names.stream().anyMatch(pattern::fits) && (best == null || pattern.weight() > best.weight()))
                best = pattern;
        }
        return best == null ? Optional.empty() : Optional.of(best.price());
    }

    private static PriceTable read() {
        try (InputStream resource = PriceTable.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) throw new IllegalStateException(RESOURCE + " is not in the program");
            JsonNode file = Json.readLenient(resource.readAllBytes(), JsonNode.class);
            Map<String, Price> prices = new LinkedHashMap<>();
            for (JsonNode vendor : file.path("vendors"))
                for (Price price : ofVendor(vendor)) prices.put(price.key(), price);
            return new PriceTable(LocalDate.parse(file.path("date").asText()), prices);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Price> ofVendor(JsonNode vendor) {
        List<Price> prices = new ArrayList<>();
        for (JsonNode entry : vendor.path("models")) {
            ObjectNode one = entry.deepCopy();
            one.set("source", vendor.path("source"));
            prices.add(Price.of(one));
            for (JsonNode also : entry.path("also"))
                prices.add(Price.of(one.deepCopy().set("model", also)));
        }
        return prices;
    }
}
