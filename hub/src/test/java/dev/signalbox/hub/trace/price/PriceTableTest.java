package dev.signalbox.hub.trace.price;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTableTest {
    private final PriceTable table = PriceTable.shipped();

    @ParameterizedTest
    @CsvSource({
        "gpt-4o,gpt-4o",
        "GPT-4o,gpt-4o",
        "gpt-4o-2024-08-06,gpt-4o",
        "gpt-4o-2024-05-13,gpt-4o-2024-05-13",
        "openai/gpt-4o-mini,gpt-4o-mini",
        "azure/eu/gpt-4o-mini-2024-07-18,gpt-4o-mini",
        "gpt-4-0613,gpt-4",
        "gpt-3.5-turbo-0125,gpt-3.5-turbo",
        "gpt-3.5-turbo-0613,gpt-3.5-turbo-0613",
        "gpt-5-chat-latest,gpt-5-chat",
        "claude-sonnet-4-5-20250929,claude-sonnet-4-5",
        "claude-sonnet-4-20250514,claude-sonnet-4",
        "claude-3-5-sonnet-latest,claude-3-5-sonnet",
        "anthropic/claude-sonnet-4.5,claude-sonnet-4.5",
        "anthropic.claude-3-haiku-20240307-v1:0,claude-3-haiku",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0,claude-sonnet-4-5",
        "bedrock/eu.anthropic.claude-opus-4-6-v1,claude-opus-4-6",
        "claude-opus-4-1@20250805,claude-opus-4-1",
        "models/gemini-2.5-flash,gemini-2.5-flash",
        "googleai/gemini-2.5-flash-lite,gemini-2.5-flash-lite",
        "publishers/google/models/gemini-2.0-flash-001,gemini-2.0-flash",
        "us.amazon.nova-lite-v1:0,nova-lite",
        "amazon.titan-embed-text-v2:0,titan-embed-text-v2",
        "us.meta.llama3-3-70b-instruct-v1:0,llama3-3-70b-instruct",
        "text-embedding-3-small,text-embedding-3-small"
    })
    void a_name_finds_its_price(String name, String pattern) {
        assertThat(table.find(name))
                .hasValueSatisfying(price -> assertThat(price.model()).isEqualTo(pattern));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "gpt-4o-turbo-max",
                "gpt-4o-mini-tts",
                "gpt-99",
                "llama3",
                "my-gpt-4o",
                "claude",
                "claude-opus-4-99",
                "gpt-4o:free",
                "gemini-2.5-flash-image",
                "*"
            })
    void an_unknown_name_has_no_price(String name) {
        assertThat(table.find(name)).isEmpty();
    }

    @Test
    void an_overlay_wins_over_the_shipped_price_of_the_same_pattern_only() {
        PriceTable mine =
                table.with(List.of(price("GPT-4o", "99"), price("llama*", "1"), price("llama3-special*", "2")));

        assertThat(inputOf(mine, "gpt-4o-2024-08-06")).isEqualTo("99");
        assertThat(inputOf(mine, "gpt-4o-mini")).isEqualTo("0.15");
        assertThat(inputOf(mine, "llama3")).isEqualTo("1");
        assertThat(inputOf(mine, "ollama/llama3-special-7b")).isEqualTo("2");
        assertThat(inputOf(table, "gpt-4o")).isEqualTo("2.50");
        assertThat(mine.prices()).hasSize(table.prices().size() + 2);
    }

    @Test
    void a_pattern_of_many_stars_is_no_more_work_than_its_parts() {
        PriceTable mine = table.with(List.of(price("*a*a*a*a*b", "1"), price("x*y*y*z", "2")));

        assertThat(mine.find("a".repeat(20_000))).isEmpty();
        assertThat(inputOf(mine, "a".repeat(60) + "-b-2024-08-06")).isEqualTo("1");
        assertThat(inputOf(mine, "x-y-y-y-zz")).isEqualTo("2");
        assertThat(mine.find("x-y-z")).isEmpty();
    }

    @Test
    void a_pattern_has_no_meaning_but_that_of_its_stars() {
        PriceTable mine = table.with(
                List.of(price("a.c", "1"), price("(x|y)", "2"), price("*-suffix", "3"), price("p*q*r", "4")));

        assertThat(mine.find("abc")).isEmpty();
        assertThat(mine.find("x")).isEmpty();
        assertThat(inputOf(mine, "(x|y)")).isEqualTo("2");
        assertThat(inputOf(mine, "anything-suffix")).isEqualTo("3");
        assertThat(inputOf(mine, "p1q2r")).isEqualTo("4");
        assertThat(mine.find("p1r")).isEmpty();
    }

    @Test
    void every_shipped_price_says_what_input_costs_and_where_it_was_read() {
        assertThat(table.prices()).hasSizeGreaterThan(100).allSatisfy(price -> {
            assertThat(price.prices()).containsKey("input");
            assertThat(price.prices().values()).allSatisfy(dollars -> assertThat(dollars)
                    .isBetween(new BigDecimal("0.001"), new BigDecimal("1000")));
            assertThat(price.source()).isNotBlank();
            assertThat(table.find(price.model())).contains(price);
        });
        assertThat(table.date()).isNotNull();
    }

    @Test
    void shipped_prices_stand_in_a_sane_relation() {
        assertThat(table.prices()).allSatisfy(price -> {
            BigDecimal input = price.prices().get("input");
            assertThat(price.prices().getOrDefault("input_cached_tokens", input))
                    .as("%s cached", price)
                    .isLessThanOrEqualTo(input);
            assertThat(price.prices().getOrDefault("output", input))
                    .as("%s output", price)
                    .isGreaterThanOrEqualTo(input);
            assertThat(price.prices().getOrDefault("input_cache_creation", input))
                    .as("%s creation", price)
                    .isGreaterThanOrEqualTo(input);
        });
    }

    @Test
    void no_shipped_price_hides_another() {
        assertThat(table.prices()).extracting(Price::key).doesNotHaveDuplicates();
        assertThat(shippedEntries()).isEqualTo(table.prices().size());
    }

    private static long shippedEntries() {
        try (var file = PriceTable.class.getResourceAsStream("/prices.json")) {
            long entries = 0;
            for (JsonNode vendor :
                    Json.readLenient(file.readAllBytes(), JsonNode.class).path("vendors"))
                for (JsonNode model : vendor.path("models"))
                    entries += 1 + model.path("also").size();
            return entries;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String inputOf(PriceTable table, String model) {
        return table.find(model).orElseThrow().prices().get("input").toPlainString();
    }

    private static Price price(String model, String input) {
        String json = "{\"model\":\"" + model + "\",\"prices\":{\"input\":\"" + input + "\"}}";
        return Price.of(Json.readLenient(json.getBytes(StandardCharsets.UTF_8), JsonNode.class));
    }
}
