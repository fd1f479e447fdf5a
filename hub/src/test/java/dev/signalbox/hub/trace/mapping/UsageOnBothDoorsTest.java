package dev.signalbox.hub.trace.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.usage.Spelling;
import dev.signalbox.hub.trace.usage.TokenKind;
import dev.signalbox.hub.trace.usage.Usage;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Usage in the shapes in which makers of models, frameworks and gateways answer: as {@code usageDetails} and
 * {@code usage} of the classic door, as the attribute with them, as one attribute that is an object, and as attributes
 * of their own, it comes to the same.
 */
class UsageOnBothDoorsTest {
    private record Read(JsonNode details, List<String> warnings) {}

    /**
     * Of a maker marked with a star attributes of their own are read by OpenTelemetry's convention instead, that what a
     * cache had is in the input.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            OpenAI chat        | {'prompt_tokens':2006,'completion_tokens':300,'total_tokens':2306,'prompt_tokens_details':{'cached_tokens':1920,'audio_tokens':0},'completion_tokens_details':{'reasoning_tokens':120,'audio_tokens':0,'accepted_prediction_tokens':0,'rejected_prediction_tokens':0}} | 2006 300 2306 | {input=86, input_cached_tokens=1920, output=180, output_reasoning_tokens=120}
            OpenAI Responses   | {'input_tokens':75,'input_tokens_details':{'cached_tokens':10},'output_tokens':1186,'output_tokens_details':{'reasoning_tokens':1024},'total_tokens':1261} | 75 1186 1261 | {input=65, input_cached_tokens=10, output=162, output_reasoning_tokens=1024}
            OpenAI Realtime    | {'total_tokens':253,'input_tokens':132,'output_tokens':121,'input_token_details':{'text_tokens':119,'audio_tokens':13,'image_tokens':0,'cached_tokens':64,'cached_tokens_details':{'text_tokens':64,'audio_tokens':0,'image_tokens':0}},'output_token_details':{'text_tokens':30,'audio_tokens':91}} | 132 121 253 | {input=55, input_audio_tokens=13, input_cached_tokens=64, output=30, output_audio_tokens=91}
            OpenAI speech      | {'type':'tokens','input_tokens':14,'input_token_details':{'text_tokens':10,'audio_tokens':4},'output_tokens':101,'total_tokens':115} | 14 101 115 | {input=10, input_audio_tokens=4, output=101}
            OpenAI images      | {'total_tokens':100,'input_tokens':50,'output_tokens':50,'input_tokens_details':{'text_tokens':10,'image_tokens':40}} | 50 50 100 | {input=10, input_image_tokens=40, output=50}
            OpenAI embeddings  | {'prompt_tokens':8,'total_tokens':8} | 8 0 8 | {input=8}
            OpenAI Agents      | {'requests':2,'input_tokens':300,'input_tokens_details':{'cached_tokens':100},'output_tokens':40,'output_tokens_details':{'reasoning_tokens':0},'total_tokens':340,'request_usage_entries':[{'input_tokens':100,'output_tokens':20},{'input_tokens':200,'output_tokens':20}]} | 300 40 340 | {input=200, input_cached_tokens=100, output=40}
            Azure              | {'completion_tokens':9,'prompt_tokens':19,'total_tokens':28,'prompt_tokens_details':{'audio_tokens':null,'cached_tokens':0},'completion_tokens_details':null} | 19 9 28 | {input=19, output=9}
            Anthropic *        | {'input_tokens':2095,'cache_creation_input_tokens':2051,'cache_read_input_tokens':1800,'cache_creation':{'ephemeral_5m_input_tokens':51,'ephemeral_1h_input_tokens':2000},'output_tokens':503,'server_tool_use':{'web_search_requests':1},'service_tier':'standard','inference_geo':'us','speed':'standard'} | 5946 503 6449 | {input=2095, input_cache_creation=51, input_cache_creation_1h=2000, input_cached_tokens=1800, output=503}
            Anthropic steps *  | {'input_tokens':45,'output_tokens':12,'cache_read_input_tokens':0,'iterations':[{'type':'compaction','input_tokens':180,'output_tokens':35},{'type':'message','input_tokens':45,'output_tokens':12}]} | 45 12 57 | {input=45, output=12}
            Claude Agent SDK * | {'inputTokens':10,'outputTokens':200,'cacheReadInputTokens':5000,'cacheCreationInputTokens':300,'webSearchRequests':0,'costUSD':0.05,'contextWindow':200000,'maxOutputTokens':32000} | 5310 200 5510 | {input=10, input_cache_creation=300, input_cached_tokens=5000, output=200}
            Bedrock Converse   | {'inputTokens':30,'outputTokens':628,'totalTokens':1158,'cacheReadInputTokens':400,'cacheWriteInputTokens':100,'cacheDetails':[{'ttl':'5m','inputTokens':60},{'ttl':'1h','inputTokens':40}]} | 530 628 1158 | {input=30, input_cache_creation=60, input_cache_creation_1h=40, input_cached_tokens=400, output=628}
            Bedrock metrics *  | {'inputTokenCount':3,'outputTokenCount':13,'invocationLatency':3037,'firstByteLatency':2635,'cacheReadInputTokenCount':0,'cacheWriteInputTokenCount':25037} | 25040 13 25053 | {input=3, input_cache_creation=25037, output=13}
            Strands            | {'inputTokens':100,'outputTokens':50,'totalTokens':210,'cacheReadInputTokens':60,'cacheWriteInputTokens':0} | 160 50 210 | {input=100, input_cached_tokens=60, output=50}
            Gemini             | {'promptTokenCount':2152,'candidatesTokenCount':710,'totalTokenCount':3902,'cachedContentTokenCount':2027,'promptTokensDetails':[{'modality':'TEXT','tokenCount':2152}],'cacheTokensDetails':[{'modality':'TEXT','tokenCount':2027}],'thoughtsTokenCount':1040} | 2152 1750 3902 | {input=125, input_cached_tokens=2027, output=710, output_reasoning_tokens=1040}
            Vertex             | {'prompt_token_count':263,'candidates_token_count':5,'total_token_count':268,'traffic_type':'ON_DEMAND','prompt_tokens_details':[{'modality':'IMAGE','token_count':258},{'modality':'TEXT','token_count':5}],'candidates_tokens_details':[{'modality':'TEXT','token_count':5}]} | 263 5 268 | {input=5, input_image_tokens=258, output=5}
            Gemini Live        | {'promptTokenCount':3000,'responseTokenCount':300,'totalTokenCount':3300,'promptTokensDetails':[{'modality':'TEXT','tokenCount':1000},{'modality':'AUDIO','tokenCount':2000}],'responseTokensDetails':[{'modality':'TEXT','tokenCount':100},{'modality':'AUDIO','tokenCount':200}]} | 3000 300 3300 | {input=1000, input_audio_tokens=2000, output=100, output_audio_tokens=200}
            Gemini Live tools  | {'promptTokenCount':10,'responseTokenCount':5,'toolUsePromptTokenCount':20,'thoughtsTokenCount':7,'totalTokenCount':42} | 30 12 42 | {input=10, input_tool_use_tokens=20, output=5, output_reasoning_tokens=7}
            Gemini turns       | {'total_tokens':346,'total_input_tokens':11,'input_tokens_by_modality':[{'modality':'text','tokens':11}],'total_cached_tokens':0,'total_output_tokens':90,'total_tool_use_tokens':0,'total_thought_tokens':245} | 11 335 346 | {input=11, output=90, output_reasoning_tokens=245}
            Gemini turns cache | {'total_input_tokens':100,'total_output_tokens':50,'total_thought_tokens':20,'total_cached_tokens':60,'total_tool_use_tokens':7,'total_tokens':177,'input_tokens_by_modality':[{'modality':'text','tokens':70},{'modality':'audio','tokens':30}],'cached_tokens_by_modality':[{'modality':'text','tokens':60}],'tool_use_tokens_by_modality':[{'modality':'text','tokens':7}]} | 107 70 177 | {input=10, input_audio_tokens=30, input_cached_tokens=60, input_tool_use_tokens=7, output=50, output_reasoning_tokens=20}
            Gemini turns older | {'total_input_tokens':100,'total_output_tokens':50,'total_reasoning_tokens':20,'total_tokens':170} | 100 70 170 | {input=100, output=50, output_reasoning_tokens=20}
            Gemini turns alone | {'total_input_tokens':100,'total_output_tokens':50,'total_reasoning_tokens':20,'total_cached_tokens':60} | 100 70 170 | {input=40, input_cached_tokens=60, output=50, output_reasoning_tokens=20}
            Gemini turns image | {'total_input_tokens':133,'total_output_tokens':1567,'total_thought_tokens':0,'total_cached_tokens':0,'total_tokens':1700,'total_tool_use_tokens':0,'input_tokens_by_modality':[{'modality':'text','tokens':133}],'output_tokens_by_modality':[{'modality':'image','tokens':1120}],'raw_prompt_token':575,'grounding_tool_count':[{'type':'google_search','count':2}]} | 133 1567 1700 | {input=133, output=447, output_image_tokens=1120}
            Gemini turns camel | {'totalInputTokens':100,'totalOutputTokens':50,'totalThoughtTokens':20,'totalCachedTokens':60,'totalTokens':170,'inputTokensByModality':[{'modality':'text','tokens':100}]} | 100 70 170 | {input=40, input_cached_tokens=60, output=50, output_reasoning_tokens=20}
            Mistral            | {'prompt_tokens':100,'completion_tokens':20,'total_tokens':120,'request_count':1,'num_cached_tokens':64,'prompt_tokens_details':{'cached_tokens':64},'prompt_token_details':{'cached_tokens':64}} | 100 20 120 | {input=36, input_cached_tokens=64, output=20}
            Mistral speech     | {'prompt_audio_seconds':5,'prompt_tokens':5,'total_tokens':404,'completion_tokens':24,'prompt_tokens_details':{'cached_tokens':368}} | 373 24 404 | {input=5, input_cached_tokens=368, output=24}
            Groq               | {'queue_time':0.22,'prompt_tokens':251,'prompt_time':0.0125,'completion_tokens':3996,'completion_time':8.81,'total_tokens':4247,'total_time':8.8228,'completion_tokens_details':{'reasoning_tokens':58}} | 251 3996 4247 | {input=251, output=3938, output_reasoning_tokens=58}
            Cohere             | {'billed_units':{'input_tokens':18,'output_tokens':55},'tokens':{'input_tokens':27,'output_tokens':55},'cached_tokens':16} | 27 55 82 | {input=11, input_cached_tokens=16, output=55}
            Cohere embed       | {'billed_units':{'input_tokens':4}} | 4 0 4 | {input=4}
            vLLM               | {'prompt_tokens':100,'total_tokens':150,'completion_tokens':50,'prompt_tokens_details':null} | 100 50 150 | {input=100, output=50}
            Ollama             | {'total_duration':10706818083,'load_duration':6338219291,'prompt_eval_count':26,'prompt_eval_duration':130079000,'eval_count':259,'eval_duration':4232710000} | 26 259 285 | {input=26, output=259}
            LiteLLM            | {'completion_tokens':50,'prompt_tokens':100,'total_tokens':150,'completion_tokens_details':{'reasoning_tokens':0,'text_tokens':50},'prompt_tokens_details':{'cached_tokens':60,'cache_creation_tokens':10},'cache_creation_input_tokens':10,'cache_read_input_tokens':60} | 100 50 150 | {input=30, input_cache_creation=10, input_cached_tokens=60, output=50}
            xAI                | {'prompt_tokens':32,'completion_tokens':9,'total_tokens':345,'prompt_tokens_details':{'text_tokens':32,'audio_tokens':0,'image_tokens':0,'cached_tokens':6},'completion_tokens_details':{'reasoning_tokens':304,'audio_tokens':0,'accepted_prediction_tokens':0,'rejected_prediction_tokens':0},'num_sources_used':0} | 32 313 345 | {input=26, input_cached_tokens=6, output=9, output_reasoning_tokens=304}
            xAI Responses      | {'input_tokens':14750,'input_tokens_details':{'cached_tokens':8064},'output_tokens':3436,'output_tokens_details':{'reasoning_tokens':0},'total_tokens':18186,'num_sources_used':0,'num_server_side_tools_used':8,'cost_in_usd_ticks':585603000,'context_details':{'input_tokens':14750,'output_tokens':3436},'server_side_tool_usage_details':{'web_search_calls':0,'x_search_calls':8}} | 14750 3436 18186 | {input=6686, input_cached_tokens=8064, output=3436}
            OpenRouter         | {'prompt_tokens':194,'completion_tokens':2,'total_tokens':196,'cost':0.95,'is_byok':false,'prompt_tokens_details':{'cached_tokens':0,'cache_write_tokens':100,'audio_tokens':0,'video_tokens':0},'cost_details':{'upstream_inference_cost':19},'completion_tokens_details':{'reasoning_tokens':0,'image_tokens':0}} | 194 2 196 | {input=94, input_cache_creation=100, output=2}
            OpenRouter stats   | {'tokens_prompt':11,'tokens_completion':6,'native_tokens_prompt':11,'native_tokens_completion':6,'native_tokens_reasoning':2,'native_tokens_cached':3,'latency':1200,'total_cost':0.01} | 11 6 17 | {input=8, input_cached_tokens=3, output=4, output_reasoning_tokens=2}
            LangChain          | {'input_tokens':350,'output_tokens':240,'total_tokens':590,'input_token_details':{'audio':10,'cache_creation':200,'cache_read':100},'output_token_details':{'audio':10,'reasoning':200}} | 350 240 590 | {input=40, input_audio_tokens=10, input_cache_creation=200, input_cached_tokens=100, output=30, output_audio_tokens=10, output_reasoning_tokens=200}
            LangChain 1h       | {'input_tokens':350,'output_tokens':240,'total_tokens':590,'input_token_details':{'cache_creation':0,'cache_read':100,'ephemeral_5m_input_tokens':0,'ephemeral_1h_input_tokens':200}} | 350 240 590 | {input=50, input_cache_creation_1h=200, input_cached_tokens=100, output=240}
            LlamaIndex         | {'prompt_llm_token_count':100,'completion_llm_token_count':20,'total_llm_token_count':120} | 100 20 120 | {input=100, output=20}
            Haystack           | {'completion_tokens':20,'prompt_tokens':100,'total_tokens':120,'completion_tokens_details':{'accepted_prediction_tokens':5,'audio_tokens':0,'reasoning_tokens':0,'rejected_prediction_tokens':3},'prompt_tokens_details':{'audio_tokens':0,'cached_tokens':0}} | 100 20 120 | {input=100, output=12, output_accepted_prediction_tokens=5, output_rejected_prediction_tokens=3}
            CrewAI             | {'total_tokens':1200,'prompt_tokens':1000,'cached_prompt_tokens':400,'completion_tokens':200,'successful_requests':3} | 1000 200 1200 | {input=600, input_cached_tokens=400, output=200}
            DSPy               | {'openai/gpt-4o-mini':{'completion_tokens':61,'prompt_tokens':260,'total_tokens':321,'completion_tokens_details':{'reasoning_tokens':0},'prompt_tokens_details':{'cached_tokens':0}}} | 260 61 321 | {input=260, output=61}
            Pydantic AI        | {'input_tokens':1000,'cache_write_tokens':100,'cache_read_tokens':600,'output_tokens':50,'input_audio_tokens':0,'cache_audio_read_tokens':0,'output_audio_tokens':0,'details':{'cache_read_input_tokens':600,'input_tokens':300}} | 1000 50 1050 | {input=300, input_cache_creation=100, input_cached_tokens=600, output=50}
            AI SDK 5           | {'inputTokens':100,'outputTokens':50,'totalTokens':150,'reasoningTokens':20,'cachedInputTokens':60} | 100 50 150 | {input=40, input_cached_tokens=60, output=30, output_reasoning_tokens=20}
            AI SDK 6           | {'inputTokens':100,'inputTokenDetails':{'noCacheTokens':40,'cacheReadTokens':60},'outputTokens':50,'outputTokenDetails':{'textTokens':30,'reasoningTokens':20},'totalTokens':150,'reasoningTokens':20,'cachedInputTokens':60,'raw':{'prompt_tokens':100,'completion_tokens':50,'prompt_tokens_details':{'cached_tokens':60}}} | 100 50 150 | {input=40, input_cached_tokens=60, output=30, output_reasoning_tokens=20}
            AI SDK 6 provider  | {'inputTokens':{'total':100,'noCache':30,'cacheRead':60,'cacheWrite':10},'outputTokens':{'total':50,'text':30,'reasoning':20},'raw':{'input_tokens':30,'cache_read_input_tokens':60}} | 100 50 150 | {input=30, input_cache_creation=10, input_cached_tokens=60, output=30, output_reasoning_tokens=20}
            AI SDK 6 plain     | {'inputTokens':{'total':100},'outputTokens':{'total':50}} | 100 50 150 | {input=100, output=50}
            AI SDK flat        | {'inputTotalTokens':100,'inputNoCacheTokens':40,'inputCacheReadTokens':60,'inputCacheWriteTokens':0,'outputTotalTokens':50,'outputTextTokens':30,'outputReasoningTokens':20,'totalTokens':150} | 100 50 150 | {input=40, input_cached_tokens=60, output=30, output_reasoning_tokens=20}
            DeepSeek           | {'prompt_tokens':100,'completion_tokens':50,'total_tokens':150,'prompt_tokens_details':{'cached_tokens':64},'prompt_cache_hit_tokens':64,'prompt_cache_miss_tokens':36} | 100 50 150 | {input=36, input_cached_tokens=64, output=50}
            Perplexity         | {'prompt_tokens':33,'completion_tokens':716,'total_tokens':749,'search_context_size':'low','num_search_queries':3,'cost':{'input_tokens_cost':0.0,'output_tokens_cost':0.006,'total_cost':0.01}} | 33 716 749 | {input=33, output=716}
            Moonshot           | {'prompt_tokens':100,'completion_tokens':50,'total_tokens':150,'cached_tokens':60} | 100 50 150 | {input=40, input_cached_tokens=60, output=50}
            Codex              | {'input_tokens':117231,'cached_input_tokens':115584,'output_tokens':225,'reasoning_output_tokens':100,'total_tokens':117456} | 117231 225 117456 | {input=1647, input_cached_tokens=115584, output=125, output_reasoning_tokens=100}
            Extensions.AI      | {'inputTokenCount':100,'outputTokenCount':50,'totalTokenCount':150,'cachedInputTokenCount':60,'reasoningTokenCount':20} | 100 50 150 | {input=40, input_cached_tokens=60, output=30, output_reasoning_tokens=20}
            Spring AI          | {'promptTokens':100,'completionTokens':50,'totalTokens':150,'nativeUsage':{'prompt_tokens':100,'completion_tokens':50,'total_tokens':150}} | 100 50 150 | {input=100, output=50}
            llama.cpp timings  | {'cache_n':236,'prompt_n':1,'prompt_ms':30.958,'prompt_per_token_ms':30.958,'prompt_per_second':32.30,'predicted_n':35,'predicted_ms':661.064,'predicted_per_token_ms':18.887,'predicted_per_second':52.94} | 237 35 272 | {input=1, input_cached_tokens=236, output=35}
            llama.cpp          | {'tokens_evaluated':26,'tokens_predicted':298,'tokens_cached':323} | 26 298 324 | {input=26, output=298}
            llama.cpp order    | {'tokens_cached':100,'tokens_predicted':50,'tokens_evaluated':100} | 100 50 150 | {input=100, output=50}
            llama.cpp answer   | {'tokens_predicted':298,'tokens_evaluated':26,'tokens_cached':323,'timings':{'prompt_n':26,'prompt_ms':54.9,'predicted_n':298,'predicted_ms':2310.6,'predicted_per_second':128.9}} | 26 298 324 | {input=26, output=298}
            other tokens_cached | {'prompt_tokens':100,'completion_tokens':50,'tokens_cached':40} | 100 50 150 | {input=60, input_cached_tokens=40, output=50}
            TGI                | {'finish_reason':'length','generated_tokens':20,'input_length':10} | 10 20 30 | {input=10, output=20}
            TGI prefill        | {'prefill_tokens':10,'generated_tokens':20} | 10 20 30 | {input=10, output=20}
            watsonx            | {'input_token_count':10,'generated_token_count':20} | 10 20 30 | {input=10, output=20}
            Voyage             | {'total_tokens':10} | 0 0 10 | {}
            all in words       | {'input_tokens':10,'output_tokens':5,'sum':15,'overall':15,'all_tokens':15,'tokens':15,'grand_total':15,'subtotal':10} | 10 5 15 | {input=10, output=5}
            all in words plain | {'input':10,'output':5,'tokens':15,'subtotal':10} | 10 5 15 | {input=10, output=5}
            """)
    void is_the_same_whatever_the_door(String maker, String usage, String sums, String parts) {
        for (Map.Entry<String, Read> door : doors(usage, maker.endsWith("*")).entrySet()) {
            Read read = door.getValue();
            assertThat(sums(read)).as(door.getKey()).isEqualTo(sums);
            assertThat(parts(read)).as(door.getKey()).isEqualTo(parts);
            assertThat(read.warnings()).as(door.getKey()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'prompt_tokens':10,'completion_tokens':50,'completion_tokens_details':{'audio_tokens':60,'text_tokens':5}} | 10 50 60 | audio_tokens is more
            {'prompt_tokens':10,'completion_tokens':50,'total_tokens':60,'completion_tokens_details':{'audio_tokens':60,'text_tokens':5}} | 10 50 60 | left out
            {'prompt_tokens':10,'completion_tokens':50,'completion_tokens_details':{'audio_tokens':40,'text_tokens':35}} | 10 50 60 | come to 75
            {'prompt_tokens':10,'completion_tokens':50,'prompt_tokens_details':{'cached_tokens':15}} | 25 50 75 | beside
            {'inputTokens':{'total':10,'cacheRead':15},'outputTokens':{'total':5}} | 25 5 30 | beside
            {'prompt_tokens':10,'completion_tokens':5,'cached_tokens':15} | 25 5 30 | beside
            {'prompt_tokens':10,'completion_tokens':5,'tokens_cached':15} | 25 5 30 | beside
            {'completion_tokens':5,'prompt_tokens':10,'reasoning_tokens':15} | 10 20 30 | beside
            {'input':10,'prompt_tokens':12,'output':5} | 10 5 15 | prompt_tokens says 12 and input
            {'input_tokens':10,'output_tokens':5,'total_tokens':15,'sum':18} | 10 5 15 | sum says 18
            {'input_tokens':12.7,'output_tokens':5} | 12 5 17 | no whole number
            {'input_tokens':10,'output_tokens':5,'tokens':12} | 10 5 15 | less than its input and output
            {'input_tokens':{'total':'many'},'output_tokens':5} | 0 5 5 | counts nothing
            """)
    void that_contradicts_itself_leaves_a_warning_whatever_the_door(String usage, String sums, String warning) {
        for (Map.Entry<String, Read> door : doors(usage, false).entrySet()) {
            assertThat(sums(door.getValue())).as(door.getKey()).isEqualTo(sums);
            assertThat(door.getValue().warnings()).as(door.getKey()).anyMatch(sentence -> sentence.contains(warning));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'input':100,'output':50,'input_special':30,'total':150} | 100 50 150 | {"input":70,"output":50,"input_special":30,"total":150}
            {'input':100,'output':50,'output_special':30,'total':180} | 100 80 180 | {"input":100,"output":50,"output_special":30,"total":180}
            {'input':100,'output':50,'special_input':30,'output_rare':10,'total':160} | 100 60 160 | {"input":70,"output":50,"special_input":30,"output_rare":10,"total":160}
            {'input':100,'output':50,'input_special':30} | 130 50 180 | {"input":100,"output":50,"input_special":30}
            """)
    void of_a_free_key_is_in_its_whole_when_the_total_says_so(String usage, String sums, String details) {
        Read read = classic("usageDetails", tree(usage));

        assertThat(sums(read)).isEqualTo(sums);
        assertThat(read.details()).hasToString(details);
        assertThat(read.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'gen_ai.response.time_to_first_chunk':-1           | no time to wait
            'gen_ai.response.time_to_first_chunk':'NaN'        | no time to wait
            'gen_ai.response.time_to_first_chunk':'soon'       | no time to wait
            'gen_ai.response.time_to_first_chunk':1.5          | longer than the span
            'gen_ai.response.time_to_first_chunk':1e30         | longer than the span
            'ai.response.msToFirstChunk':-0.1                  | no time to wait
            'ai.response.msToFirstChunk':1500                  | longer than the span
            'ai.stream.msToFirstChunk':1500                    | longer than the span
            """)
    void a_wait_for_the_first_token_that_cannot_be_is_not_used(String attribute, String warning) {
        Mapped mapped = mapped(tree("{" + attribute + "}"));

        assertThat(firstToken(mapped)).isNull();
        assertThat(mapped.warnings()).anyMatch(sentence -> sentence.contains(warning));
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-01T00:00:02Z, 1735689602000000, after the end",
        "2024-12-31T23:59:59Z, 1735689599000000, before the start",
        "2025-01-01T00:00:01.002Z, 1735689601002000, after the end"
    })
    void a_given_time_of_the_first_token_that_cannot_be_is_told_and_a_wait_is_better(
            String time, long micros, String warning) {
        String given = "'langfuse.observation.completion_start_time':'" + time + "'";

        Mapped alone = mapped(tree("{" + given + "}"));
        Mapped beside = mapped(tree("{" + given + ",'gen_ai.response.time_to_first_chunk':0.25}"));

        assertThat(firstToken(alone).longValue()).isEqualTo(micros);
        assertThat(firstToken(beside).longValue()).isEqualTo(1735689600250000L);
        assertThat(alone.warnings()).singleElement().asString().contains(warning);
        Mapped classic = EnvelopeMapping.map(
                tree(
                        "{'id':'e','type':'generation-create','timestamp':'2025-01-01T00:00:00Z','body':{'id':'g','traceId':'t',"
                                + "'startTime':'2025-01-01T00:00:00Z','endTime':'2025-01-01T00:00:01Z','completionStartTime':'"
                                + time + "'}}"),
                "e");
        assertThat(classic.warnings()).singleElement().asString().contains("body.completionStartTime", warning);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-01T00:00:00Z, 1735689600000000",
        "2025-01-01T00:00:01Z, 1735689601000000",
        "2025-01-01T00:00:01.0009Z, 1735689601000000",
        "2024-12-31T23:59:59.9995Z, 1735689600000000"
    })
    void a_given_time_that_two_clocks_round_apart_is_within(String time, long micros) {
        Mapped mapped = mapped(tree("{'langfuse.observation.completion_start_time':'" + time + "'}"));

        assertThat(firstToken(mapped).longValue()).isEqualTo(micros);
        assertThat(mapped.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "gen_ai.response.time_to_first_chunk, 0.25, 1735689600250000",
        "gen_ai.response.time_to_first_chunk, 1, 1735689601000000",
        "gen_ai.response.time_to_first_chunk, 1.0005, 1735689601000000",
        "ai.response.msToFirstChunk, 0, 1735689600000000",
        "ai.response.msToFirstChunk, 12.5, 1735689600012500"
    })
    void a_wait_that_can_be_is_the_time_of_the_first_token(String attribute, String wait, long micros) {
        Mapped mapped = mapped(tree("{'" + attribute + "':" + wait + "}"));

        assertThat(firstToken(mapped).longValue()).isEqualTo(micros);
        assertThat(mapped.warnings()).isEmpty();
    }

    /** What each way of telling comes to. */
    private static Map<String, Read> doors(String usage, boolean ownConvention) {
        JsonNode given = tree(usage);
        Map<String, Read> doors = new LinkedHashMap<>();
        doors.put("usageDetails", classic("usageDetails", given));
        doors.put("usage", classic("usage", given));
        doors.put("as text", span(Json.object().put("langfuse.observation.usage_details", Json.writeText(given))));
        doors.put("as an object", span(Json.object().set("gen_ai.usage", given)));
        doors.put("as MLflow's", span(Json.object().set("mlflow.chat.tokenUsage", text(given))));
        if (ownConvention || given.has("billed_units") || given.has("openai/gpt-4o-mini")) return doors;
        ObjectNode attributes = Json.object();
        given.properties().forEach(field -> {
            JsonNode value = field.getValue();
            boolean cost = field.getKey().equals("cost");
            if (!value.isNull() && !cost)
                attributes.set("gen_ai.usage." + field.getKey(), value.isArray() ? text(value) : value);
        });
        doors.put("as attributes", span(attributes));
        return doors;
    }

    private static JsonNode text(JsonNode value) {
        return Json.object().textNode(Json.writeText(value));
    }

    private static Read classic(String field, JsonNode usage) {
        ObjectNode envelope = Json.object().put("id", "e").put("type", "generation-create");
        envelope.put("timestamp", "2026-11-21T08:00:00Z");
        envelope.putObject("body").put("id", "g").put("traceId", "t").set(field, usage);
        return read(EnvelopeMapping.map(envelope, "e"));
    }

    private static Read span(ObjectNode attributes) {
        return read(mapped(attributes));
    }

    private static Mapped mapped(JsonNode attributes) {
        ObjectNode span = (ObjectNode)
                tree(
                        "{'traceId':'0af7651916cd43dd8448eb211c80319c','spanId':'b7ad6b7169203331','parentSpanId':'00f067aa0ba902b7',"
                                + "'name':'n','startTimeUnixNano':'1735689600000000000','endTimeUnixNano':'1735689601000000000'}");
        span.set("attributes", attributes);
        return SpanMapping.map(span, "e");
    }

    private static JsonNode firstToken(Mapped mapped) {
        return mapped.contributions().get(0).cells().get(Fields.COMPLETION_START);
    }

    private static Read read(Mapped mapped) {
        JsonNode details = Json.object();
        for (Contribution said : mapped.contributions())
            if (said.cells().containsKey(Fields.USAGE)) details = said.cells().get(Fields.USAGE);
        return new Read(details, new ArrayList<>(mapped.warnings()));
    }

    private static String sums(Read read) {
        Usage usage = Usage.of(read.details());
        return usage.input() + " " + usage.output() + " " + usage.total();
    }

    /** What is left of the wholes, and their parts that counted something, each under its one name. */
    private static String parts(Read read) {
        Map<String, Long> parts = new TreeMap<>();
        read.details().properties().forEach(field -> {
            TokenKind kind = Spelling.of(field.getKey()).kind();
            boolean counts =
                    kind != null && kind != TokenKind.TOTAL && field.getValue().asLong() > 0;
            if (counts) parts.merge(kind.key(), field.getValue().asLong(), Long::sum);
        });
        return parts.toString();
    }

    private static JsonNode tree(String json) {
        return Json.readLenient(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
