package dev.signalbox.hub.trace.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.trace.usage.Spelling.Meaning;
import dev.signalbox.hub.trace.usage.TokenKind.Side;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one table of spellings, over makers, cases and joints. */
class SpellingTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            INPUT             | input input_tokens inputTokens prompt prompt_tokens promptTokens promptTokenCount
            INPUT             | prompt_token_count prompttokens INPUT_TOKENS inputTokenCount total_input_tokens prompt_eval_count tokens_in
            OUTPUT            | output output_tokens outputTokens completion completion_tokens completionTokens candidatesTokenCount
            OUTPUT            | candidates_token_count completiontokens outputTokenCount eval_count generated_tokens totalOutputTokens
            TOTAL             | total total_tokens totalTokens totalTokenCount total_token_count TotalTokens totaltokens
            CACHED            | cached cached_tokens cache_read cache_read_tokens cache_read_input_tokens cacheReadInputTokens
            CACHED            | cacheReadInputTokenCount cachedInputTokens cached_input_tokens cachedinputtokens input_cached_tokens
            CACHED            | input_cache_read input_cached input_cached_content cachedContentTokenCount cached_content_token_count
            CACHED            | prompt_cache_hit_tokens promptCacheHitTokens num_cached_tokens cachedPromptTokens
            CACHED            | prompt_tokens_details.cached_tokens input_tokens_details.cached_tokens input_token_details.cache_read
            CACHED            | inputTokenDetails.cacheReadTokens details.cache_read_tokens details.cached_tokens cache_read.input_tokens
            CACHED            | prompt_details.cache_read prompt_details.cache_input CACHE_READ_INPUT_TOKENS
            CACHED            | input_token_details.priority_cache_read input_token_details.flex_cache_read
            CACHE_WRITTEN     | cache_write cache_creation cache_creation_input_tokens cache_write.input_tokens cache_creation.input_tokens
            CACHE_WRITTEN     | cacheWriteInputTokens cacheCreationInputTokens input_cache_creation input_cache_write_tokens cache_write_tokens
            CACHE_WRITTEN     | input_token_details.cache_creation inputTokenDetails.cacheWriteTokens details.cache_creation_input_tokens
            CACHE_WRITTEN_5M  | cache_creation.ephemeral_5m_input_tokens input_cache_creation_5m input_cache_creation_5m_tokens ephemeral_5m_input_tokens
            CACHE_WRITTEN_1H  | cache_creation.ephemeral_1h_input_tokens input_cache_creation_1h cache_creation_1h_input_tokens
            UNCACHED          | prompt_cache_miss_tokens promptCacheMissTokens
            REASONING         | output_token_details.priority_reasoning output_token_details.flex_reasoning
            REASONING         | reasoning reasoning_tokens reasoningTokens output_reasoning output_reasoning_tokens reasoning.output_tokens
            REASONING         | thinking_tokens output_thinking_tokens thoughtsTokenCount thoughts_token_count thoughtsTokens
            REASONING         | completion_tokens_details.reasoning_tokens output_token_details.reasoning completion_details.reasoning
            INPUT_AUDIO       | input_audio input_audio_tokens audio_input_tokens audio.input_tokens prompt_tokens_details.audio_tokens
            INPUT_AUDIO       | prompt_details.audio promptTokensDetails.AUDIO input_token_details.audio inputAudioTokens
            OUTPUT_AUDIO      | output_audio audio_output_tokens audio.output_tokens completion_tokens_details.audio_tokens candidatesTokensDetails.AUDIO
            INPUT_IMAGE       | image.input_tokens input_image_tokens promptTokensDetails.IMAGE prompt_tokens_details.image_tokens
            OUTPUT_IMAGE      | image.output_tokens output_image_tokens
            INPUT_VIDEO       | video.input_tokens promptTokensDetails.VIDEO
            INPUT_TEXT        | text.input_tokens input_text prompt_tokens_details.text_tokens promptTokensDetails.TEXT promptTokensDetails.DOCUMENT
            OUTPUT_TEXT       | text.output_tokens outputTokenDetails.textTokens
            TOOL_USE          | toolUsePromptTokenCount tool_use_prompt_token_count
            ACCEPTED          | completion_tokens_details.accepted_prediction_tokens acceptedPredictionTokens
            REJECTED          | output_rejected_prediction_tokens
            """)
    void of_any_maker_mean_one_kind(TokenKind kind, String spellings) {
        for (String spelling : spellings.split(" ", -1)) {
            assertThat(Spelling.of(spelling).kind()).as(spelling).isEqualTo(kind);
        }
    }

    @Test
    void the_key_of_a_kind_is_a_spelling_of_it() {
        for (TokenKind kind : TokenKind.values()) {
            Spelling own = Spelling.of(kind.key());
            assertThat(own.kind()).as(kind.key()).isNotNull();
            assertThat(own.side()).as(kind.key()).isEqualTo(kind.side());
            assertThat(Spelling.canonical(kind.key())).isEqualTo(kind.key());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "characters_input",
                "images",
                "image_pixels",
                "num_sources_used",
                "input_images",
                "inputCharacters",
                "seconds",
                "web_search_requests",
                "units_frogs_input"
            })
    void what_counts_something_else_is_no_token(String key) {
        assertThat(Spelling.of(key).meaning()).isEqualTo(Meaning.UNIT);
        assertThat(Spelling.of(key).side()).isEqualTo(Side.NEITHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "details.input_tokens",
                "inputTokenDetails.noCacheTokens",
                "cacheTokensDetails.AUDIO",
                "prompt_tokens_details.cached_tokens_details.text_tokens",
                "total_audio_tokens",
                "billed_units.input_tokens",
                "prompt_tokens_details.foo_tokens",
                "cached_tokens_by_modality.audio",
                "tool_use_tokens_by_modality.text",
                "input_tokens_by_modality.smell"
            })
    void what_is_counted_elsewhere_is_no_summand(String key) {
        assertThat(Spelling.of(key).meaning()).isEqualTo(Meaning.COUNTED);
    }

    @Test
    void money_and_times_are_no_counts_and_free_names_are_others() {
        assertThat(Arrays.asList("input_cost", "cost", "prompt_time", "total_time"))
                .allSatisfy(key -> assertThat(Spelling.of(key).meaning()).isEqualTo(Meaning.ASIDE));
        assertThat(Arrays.asList("special", "", "...", "citation_tokens", "x".repeat(1000)))
                .allSatisfy(key -> assertThat(Spelling.of(key).meaning()).isEqualTo(Meaning.OTHER));
        assertThat(Spelling.of("special_input").side()).isEqualTo(Side.INPUT);
    }
}
