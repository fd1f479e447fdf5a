package dev.signalbox.hub.trace.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.usage.Usage;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTest {
    private static final Price GPT =
            price("{'model':'gpt-4o','prices':{'input':'2.50','input_cached_tokens':'1.25','output':'10.00'}}");

    @Test
    void cached_tokens_are_paid_once() {
        Cost cost = GPT.cost(json("{'input':5,'input_cached_tokens':130208,'output':10}"));

        // 5 x 2.50 + 130,208 x 1.25 + 10 x 10.00, each for a million.
        assertThat(cost.nanos()).isEqualTo(162_872_500L);
        assertThat(cost.details())
                .hasToString(
                        "{\"input\":0.00001250,\"input_cached_tokens\":0.16276000,\"output\":0.00010000,\"total\":0.16287250}");
        assertThat(cost.unpriced()).isEmpty();
        assertThat(Usage.of(json("{'input':5,'input_cached_tokens':130208,'output':10}")))
                .isEqualTo(new Usage(130_213, 10, 130_223));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input_cached_tokens",
                "cache_read_input_tokens",
                "input_cache_read",
                "input_cached",
                "cached_tokens",
                "cachedInputTokens",
                "cache_read",
                "CACHE_READ_INPUT_TOKENS"
            })
    void names_of_cached_tokens_cost_alike(String key) {
        assertThat(GPT.cost(json("{'" + key + "':1000000}")).nanos()).isEqualTo(1_250_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "input,1",
        "input_tokens,1",
        "prompt_tokens,1",
        "promptTokens,1",
        "input_text,1",
        "input_image_tokens,1",
        "output,2",
        "completion_tokens,2",
        "output_text,2",
        "output_accepted_prediction_tokens,2",
        "cache_creation_input_tokens,3",
        "input_cache_creation,3",
        "input_cache_write,3",
        "input_cache_creation_5m,3",
        "input_cache_creation_1h,4",
        "output_reasoning_tokens,5",
        "reasoning_tokens,5",
        "output_reasoning,5",
        "input_audio_tokens,6",
        "input_audio,6",
        "output_audio_tokens,7",
        "input_cached_tokens,8"
    })
    void each_name_has_its_price(String key, int dollars) {
        Price price = price(
                "{'model':'m','unit':'per_one','prices':{'input':1,'output':2,'cache_creation_input_tokens':3,"
                        + "'input_cache_creation_1h':4,'reasoning':5,'input_audio':6,'output_audio':7,'input_cache_read':8}}");

        assertThat(price.cost(json("{'" + key + "':1}")).nanos()).isEqualTo(dollars * 1_000_000_000L);
    }

    @Test
    void reasoning_costs_as_output_and_long_caching_as_caching_where_they_have_no_price() {
        Price price = price("{'model':'m','unit':'per_one','prices':{'input':1,'output':2,'input_cache_creation':3}}");

        assertThat(price.cost(json("{'output_reasoning_tokens':1}")).nanos()).isEqualTo(2_000_000_000L);
        assertThat(price.cost(json("{'input_cache_creation_1h':1}")).nanos()).isEqualTo(3_000_000_000L);
        assertThat(price.cost(json("{'input_cached_tokens':1}")).nanos()).isEqualTo(1_000_000_000L);
    }

    @Test
    void what_has_no_price_is_named_and_not_counted() {
        Cost cost = GPT.cost(json("{'input':1000000,'images':3,'characters_input':100}"));

        assertThat(cost.nanos()).isEqualTo(2_500_000_000L);
        assertThat(cost.unpriced()).containsExactly("images", "characters_input");
        assertThat(cost.isKnown()).isTrue();
    }

    @Test
    void a_cost_of_which_nothing_has_a_price_is_unknown_and_not_zero() {
        assertThat(GPT.cost(json("{'images':3}")).isKnown()).isFalse();
        assertThat(GPT.cost(json("{'total':18}")).isKnown()).isFalse();
        assertThat(GPT.cost(json("{'total':18}")).unpriced()).containsExactly("total");
        assertThat(GPT.cost(json("{}")).isKnown()).isFalse();
        assertThat(GPT.cost(json("'text'")).isKnown()).isFalse();
        assertThat(GPT.cost(json("{'input':0,'output':0}")).isKnown()).isTrue();
    }

    @Test
    void a_total_is_not_counted_beside_its_parts_and_is_input_where_there_is_no_output() {
        Price embedding = price("{'model':'e','prices':{'input':'0.02'}}");

        assertThat(GPT.cost(json("{'input':1000000,'total':1000000}")).nanos()).isEqualTo(2_500_000_000L);
        assertThat(embedding.cost(json("{'total':1000000}")).nanos()).isEqualTo(20_000_000L);
    }

    @Test
    void a_call_may_have_a_price_whatever_it_uses() {
        Price price = price("{'model':'m','prices':{'request':'0.05'}}");

        assertThat(price.cost(json("{}")).nanos()).isEqualTo(50_000_000L);
    }

    @Test
    void nanos_are_rounded_half_up_and_bounded() {
        Price cheap = price("{'model':'m','prices':{'input':'0.0005'}}");
        Price dear = price("{'model':'m','unit':'per_one','prices':{'input':'1000000000'}}");

        assertThat(cheap.cost(json("{'input':1}")).nanos()).isEqualTo(1);
        assertThat(price("{'model':'m','prices':{'input':'0.0004'}}")
                        .cost(json("{'input':1}"))
                        .nanos())
                .isZero();
        assertThat(dear.cost(json("{'input':9000000000}")).nanos()).isEqualTo(Cost.NANOS_MAX);
    }

    @Test
    void a_given_cost_is_its_total_else_the_sum_of_its_parts() {
        assertThat(Cost.given(json("{'input':0.1,'output':0.2,'total':0.25}"))
                        .orElseThrow()
                        .nanos())
                .isEqualTo(250_000_000L);
        assertThat(Cost.given(json("{'input':0.1,'output':0.2}")).orElseThrow().nanos())
                .isEqualTo(300_000_000L);
        assertThat(Cost.given(json("{'total':0}")).orElseThrow().nanos()).isZero();
        assertThat(Cost.given(json("{}"))).isEmpty();
        assertThat(Cost.given(json("{'input':'x','output':-1,'total':1e999999}")))
                .isEmpty();
    }

    @Test
    void the_json_form_is_read_again() {
        Price price = price("{'model':'Claude-*','prices':{'input':3,'output':'15.00'},'source':'the page'}");

        assertThat(Price.of(price.toJson())).isEqualTo(price).hasSameHashCodeAs(price);
        assertThat(price.key()).isEqualTo("claude-*");
        assertThat(price.toJson())
                .hasToString(
                        "{\"model\":\"Claude-*\",\"prices\":{\"input\":\"3\",\"output\":\"15.00\"},\"unit\":\"per_million\",\"source\":\"the page\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'prices':{'input':1}}                              | /model
            {'model':'  ','prices':{'input':1}}                 | /model
            {'model':'*a*b*c*d*e*','prices':{'input':1}}        | /model
            {'model':'m'}                                       | /prices
            {'model':'m','prices':{}}                           | /prices
            {'model':'m','prices':{'input':-1}}                 | /prices/input
            {'model':'m','prices':{'input':'cheap'}}            | /prices/input
            {'model':'m','prices':{'input':1e300}}              | /prices/input
            {'model':'m','prices':{'input':1e999999999}}        | /prices/input
            {'model':'m','prices':{'input':null}}               | /prices/input
            {'model':'m','prices':{'input':1},'unit':'per_kilo'} | /unit
            """)
    void a_price_that_is_none_is_refused_by_its_field(String json, String pointer) {
        assertThatThrownBy(() -> price(json))
                .isInstanceOfSatisfying(InvalidInput.class, refused -> assertThat(refused.pointer())
                        .isEqualTo(pointer));
    }

    @Test
    void usage_sums_keys_by_their_names() {
        assertThat(Usage.of(json(
                        "{'input':1,'cache_read_input_tokens':2,'output':4,'output_reasoning_tokens':8,'images':16}")))
                .isEqualTo(new Usage(3, 12, 15));
        assertThat(Usage.of(json("{'input':1,'output':2,'total':10}"))).isEqualTo(new Usage(1, 2, 10));
        assertThat(Usage.of(json("'none'"))).isEqualTo(Usage.NONE);
        assertThat(Usage.of(json("{'input':9223372036854775807,'a':9223372036854775807}"))
                        .total())
                .isEqualTo(Long.MAX_VALUE);
    }

    private static Price price(String json) {
        return Price.of(json(json));
    }

    private static JsonNode json(String json) {
        return Json.readLenient(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
