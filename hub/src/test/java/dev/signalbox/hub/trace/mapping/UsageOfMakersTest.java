package dev.signalbox.hub.trace.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.usage.Usage;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usage as makers of models and of instrumentation tell it, at the classic door and as attributes of spans. */
class UsageOfMakersTest {
    /** Wholes and parts that belong together, and how a total is called beside them. */
    private static final List<Shape> SHAPES = List.of(
            new Shape("input", "output", "cache_read_input_tokens", "output_reasoning_tokens", "total"),
            new Shape("input_tokens", "output_tokens", "cache_read_input_tokens", "reasoning_tokens", "total_tokens"),
            new Shape("inputTokens", "outputTokens", "cacheReadInputTokens", "reasoningTokens", "totalTokens"),
            new Shape(
                    "prompt_tokens",
                    "completion_tokens",
                    "prompt_tokens_details.cached_tokens",
                    "completion_tokens_details.reasoning_tokens",
                    "total_tokens"),
            new Shape(
                    "promptTokenCount",
                    "candidatesTokenCount",
                    "cachedContentTokenCount",
                    "thoughtsTokenCount",
                    "totalTokenCount"),
            new Shape(
                    "input_tokens",
                    "output_tokens",
                    "input_token_details.cache_creation",
                    "output_token_details.reasoning",
                    "total_tokens"));

    private record Shape(String input, String output, String cached, String reasoning, String total) {}

    private record Read(Usage usage, JsonNode details, List<String> warnings) {}

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Gemini        | {'promptTokenCount':100,'candidatesTokenCount':50,'thoughtsTokenCount':20,'cachedContentTokenCount':60,'totalTokenCount':170} | {"input":40,"output":50,"input_cached_tokens":60,"output_reasoning_tokens":20,"total":170} | 100 70 170
            Gemini snake  | {'prompt_token_count':100,'candidates_token_count':50,'thoughts_token_count':20,'cached_content_token_count':60,'total_token_count':170} | {"input":40,"output":50,"input_cached_tokens":60,"output_reasoning_tokens":20,"total":170} | 100 70 170
            Gemini alone  | {'promptTokenCount':100,'candidatesTokenCount':50,'thoughtsTokenCount':20} | {"input":100,"output":50,"output_reasoning_tokens":20} | 100 70 170
            Gemini forms  | {'promptTokenCount':100,'candidatesTokenCount':5,'toolUsePromptTokenCount':7,'totalTokenCount':112,'promptTokensDetails':[{'modality':'TEXT','tokenCount':70},{'modality':'AUDIO','tokenCount':30}],'cacheTokensDetails':[{'modality':'TEXT','tokenCount':9}],'trafficType':'ON_DEMAND'} | {"input":70,"output":5,"input_tool_use_tokens":7,"input_audio_tokens":30,"total":112} | 107 5 112
            Bedrock       | {'inputTokens':100,'outputTokens':50,'totalTokens':150,'cacheReadInputTokens':60,'cacheWriteInputTokens':10} | {"input":30,"output":50,"input_cached_tokens":60,"input_cache_creation":10,"total":150} | 100 50 150
            Bedrock apart | {'inputTokens':100,'outputTokens':50,'totalTokens':220,'cacheReadInputTokens':60,'cacheWriteInputTokens':10} | {"input":100,"output":50,"input_cached_tokens":60,"input_cache_creation":10,"total":220} | 170 50 220
            Bedrock alone | {'inputTokens':100,'outputTokens':50,'cacheReadInputTokens':60} | {"input":100,"output":50,"input_cached_tokens":60} | 160 50 210
            LangChain     | {'input_tokens':100,'output_tokens':50,'input_token_details':{'cache_read':60},'output_token_details':{'reasoning':20}} | {"input":40,"output":30,"input_cached_tokens":60,"output_reasoning_tokens":20} | 100 50 150
            LangChain tier| {'input_tokens':100,'output_tokens':50,'total_tokens':150,'input_token_details':{'priority_cache_read':60,'priority':40},'output_token_details':{'priority_reasoning':20,'priority':30}} | {"input":40,"output":30,"input_cached_tokens":60,"output_reasoning_tokens":20,"total":150} | 100 50 150
            Voyage        | {'text_tokens':5,'image_pixels':2000000,'total_tokens':3576} | {"text_tokens":5,"image_pixels":2000000,"total":3576} | 0 0 3576
            modalities    | {'prompt_tokens':100,'prompt_tokens_details':{'audio':30,'cached':10,'text':70}} | {"input":60,"input_cached_tokens":10,"input_audio_tokens":30} | 100 0 100
            cached audio  | {'prompt_tokens':100,'prompt_tokens_details':{'audio_tokens':95,'cached_tokens':10}} | {"input":0,"input_cached_tokens":10,"input_audio_tokens":90} | 100 0 100
            its total     | {'input':117231,'cache_read_input_tokens':115584,'output':225,'total':117456} | {"input":1647,"output":225,"cache_read_input_tokens":115584,"total":117456} | 117231 225 117456
            beside        | {'input':1647,'cache_read_input_tokens':115584,'output':225,'total':117456} | {"input":1647,"output":225,"cache_read_input_tokens":115584,"total":117456} | 117231 225 117456
            DeepSeek      | {'prompt_tokens':100,'completion_tokens':50,'total_tokens':150,'prompt_cache_hit_tokens':60,'prompt_cache_miss_tokens':40,'completion_tokens_details':{'reasoning_tokens':20}} | {"input":40,"output":30,"input_cached_tokens":60,"output_reasoning_tokens":20,"total":150} | 100 50 150
            vLLM          | {'prompt_tokens':100,'total_tokens':150,'completion_tokens':50,'prompt_tokens_details':{'cached_tokens':64}} | {"input":36,"output":50,"input_cached_tokens":64,"total":150} | 100 50 150
            LiteLLM       | {'prompt_tokens':100,'completion_tokens':50,'total_tokens':150,'cache_read_input_tokens':60,'cache_creation_input_tokens':0,'prompt_tokens_details':{'cached_tokens':60}} | {"input":40,"output":50,"cache_read_input_tokens":60,"total":150} | 100 50 150
            Anthropic     | {'input_tokens':3,'output_tokens':4,'cache_read_input_tokens':500,'cache_creation_input_tokens':100,'cache_creation':{'ephemeral_5m_input_tokens':40,'ephemeral_1h_input_tokens':60},'server_tool_use':{'web_search_requests':2},'service_tier':'standard'} | {"input":3,"output":4,"cache_read_input_tokens":500,"cache_creation_input_tokens":40,"input_cache_creation_1h":60,"server_tool_use.web_search_requests":2} | 603 4 607
            AI SDK        | {'inputTokens':100,'outputTokens':50,'totalTokens':150,'cachedInputTokens':60,'reasoningTokens':20} | {"input":40,"output":30,"input_cached_tokens":60,"output_reasoning_tokens":20,"total":150} | 100 50 150
            AI SDK 7      | {'inputTokens':100,'inputTokenDetails':{'noCacheTokens':40,'cacheReadTokens':60,'cacheWriteTokens':0},'outputTokens':50,'outputTokenDetails':{'textTokens':30,'reasoningTokens':20},'totalTokens':150} | {"input":40,"output":30,"input_cached_tokens":60,"output_reasoning_tokens":20,"total":150} | 100 50 150
            xAI           | {'prompt_tokens':100,'completion_tokens':50,'total_tokens':170,'completion_tokens_details':{'reasoning_tokens':20}} | {"input":100,"output":50,"output_reasoning_tokens":20,"total":170} | 100 70 170
            Groq          | {'prompt_tokens':10,'completion_tokens':5,'total_tokens':15,'prompt_time':0.5,'total_time':3.1} | {"input":10,"output":5,"total":15} | 10 5 15
            Ollama        | {'prompt_eval_count':10,'eval_count':5} | {"input":10,"output":5} | 10 5 15
            the sum first | {'total_tokens':15,'total':15,'input':10,'output':5} | {"input":10,"output":5,"total":15} | 10 5 15
            """)
    void is_counted_once_at_the_classic_door(String maker, String usage, String details, String sums) {
        Read read = classic(usage);

        assertThat(read.details()).as(maker).hasToString(details);
        assertThat(sums(read.usage())).as(maker).isEqualTo(sums);
        assertThat(read.warnings()).as(maker).isEmpty();
        Read verbatim = span("{'langfuse.observation.usage_details':'" + usage.replace("'", "\\\"") + "'}");
        assertThat(verbatim.details()).as(maker).hasToString(details);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'gen_ai.usage.input_tokens':100,'gen_ai.usage.cache_read_tokens':60} | {"input":40,"input_cached_tokens":60}
            {'gen_ai.usage.input_tokens':100,'gen_ai.usage.input_cached_tokens':60} | {"input":40,"input_cached_tokens":60}
            {'gen_ai.usage.input_tokens':100,'gen_ai.usage.cache_write.input_tokens':60} | {"input":40,"input_cache_creation":60}
            {'gen_ai.usage.input_tokens':100,'gen_ai.usage.audio.input_tokens':30,'gen_ai.usage.image.input_tokens':20,'gen_ai.usage.text.input_tokens':50} | {"input":50,"input_audio_tokens":30,"input_image_tokens":20}
            {'gen_ai.usage.output_tokens':100,'gen_ai.usage.image.output_tokens':90,'gen_ai.usage.text.output_tokens':10} | {"output":10,"output_image_tokens":90}
            {'gen_ai.usage.input_tokens':100,'gen_ai.usage.details.input_tokens':3,'gen_ai.usage.details.cache_read_input_tokens':97} | {"input":3,"input_cached_tokens":97}
            {'llm.token_count.prompt':100,'llm.token_count.prompt_details.cache_input':60} | {"input":40,"input_cached_tokens":60}
            {'gen_ai.usage':{'input_tokens':7,'output_tokens':2}} | {"input":7,"output":2}
            {'llm.usage':{'total_tokens':9},'gen_ai.usage.input_tokens':7,'gen_ai.usage.output_tokens':2} | {"input":7,"output":2,"total":9}
            {'mlflow.chat.tokenUsage':'{\\"input_tokens\\":7,\\"output_tokens\\":2,\\"total_tokens\\":9}'} | {"input":7,"output":2,"total":9}
            {'mlflow.chat.tokenUsage':{'input_tokens':7,'output_tokens':2,'total_tokens':9},'mlflow.llm.cost':'{}'} | {"input":7,"output":2,"total":9}
            {'mlflow.chat.tokenUsage':{'input_tokens':7,'output_tokens':2,'total_tokens':9},'gen_ai.usage.input_tokens':7,'gen_ai.usage.output_tokens':2} | {"input":7,"output":2,"total":9}
            {'llm.usage':{'total_tokens':9},'ai.usage':{'promptTokens':7,'completionTokens':2}} | {"input":7,"output":2,"total":9}
            {'gen_ai.usage':{'input_tokens':3,'cache_read_input_tokens':2},'gen_ai.usage.cost':0.5} | {"input":3,"cache_read_input_tokens":2}
            {'gen_ai.usage.input_tokens':1,'gen_ai.usage.cost':0.5,'gen_ai.usage.special':9} | {"input":1}
            """)
    void is_counted_once_in_attributes(String attributes, String details) {
        Read read = span(attributes);

        assertThat(read.details()).hasToString(details);
        assertThat(read.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'prompt_tokens':100,'total_tokens':150,'prompt_tokens_details':{'cached_tokens':120}} | 100 0 150 | cached_tokens
            {'prompt_tokens':100,'completion_tokens':50,'total_tokens':150,'prompt_tokens_details':{'cached_tokens':120}} | 100 50 150 | left out
            {'input':100,'output':50,'total':120} | 100 50 150 | the total of usage, 120
            {'input':100,'input_cached_tokens':30,'total':90} | 100 0 100 | the total of usage, 90
            """)
    void that_does_not_add_up_has_one_reading_and_a_warning(String usage, String sums, String warning) {
        Read read = classic(usage);

        assertThat(sums(read.usage())).isEqualTo(sums);
        assertThat(read.warnings()).anyMatch(sentence -> sentence.contains(warning));
    }

    @ParameterizedTest
    @CsvSource({"CHARACTERS", "seconds", "IMAGES", "frogs", "REQUESTS", "minutes"})
    void of_another_unit_is_no_token(String unit) {
        Mapped mapped =
                EnvelopeMapping.map(envelope("'usage':{'input':10,'output':5,'total':15,'unit':'" + unit + "'}"), "e");

        assertThat(read(mapped).usage()).isEqualTo(Usage.NONE);
        assertThat(read(mapped).details()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'gen_ai.usage.input_tokens':-1} | gen_ai.usage.input_tokens
            {'gen_ai.usage.output_tokens':'NaN'} | gen_ai.usage.output_tokens
            {'gen_ai.usage.input_tokens':null} | gen_ai.usage.input_tokens
            {'llm.token_count.prompt_details.cache_read':'many'} | cache_read
            {'gen_ai.usage.input_tokens':1e300} | gen_ai.usage.input_tokens
            {'langfuse.observation.usage_details':'{input: NaN}'} | usage_details is no JSON object
            {'langfuse.observation.cost_details':'[1]'} | cost_details is no JSON object
            {'langfuse.observation.cost_details':'{\\"total\\":1e15}'} | the cost of total
            {'gen_ai.usage.cost':'NaN'} | the cost of total
            {'gen_ai.cost.total_cost':-1} | the cost of total
            {'langfuse.observation.type':'span','langfuse.observation.prompt.name':'p'} | prompt
            {'langfuse.observation.type':'generation','langfuse.observation.prompt.version':'abc'} | promptVersion
            """)
    void that_cannot_be_read_leaves_a_warning(String attributes, String warning) {
        assertThat(span(attributes).warnings()).anyMatch(sentence -> sentence.contains(warning));
    }

    @Property(tries = 3000)
    void of_any_shape_adds_up_or_warns(
            @ForAll @IntRange(max = 5) int shape,
            @ForAll @IntRange(max = 300) int input,
            @ForAll @IntRange(max = 300) int output,
            @ForAll @IntRange(max = 300) int cached,
            @ForAll @IntRange(max = 300) int reasoning,
            @ForAll @IntRange(min = -1, max = 900) int total) {
        Read read = classic(json(SHAPES.get(shape), input, output, cached, reasoning, total));

        Usage usage = read.usage();
        assertThat(usage.input() + usage.output()).isLessThanOrEqualTo(usage.total());
        assertThat(usage.input()).isGreaterThanOrEqualTo(input);
        assertThat(usage.output()).isGreaterThanOrEqualTo(output);
        boolean contradicts = total >= 0 && input + output > total;
        if (contradicts) assertThat(read.warnings()).isNotEmpty();
        if (total >= 0 && !contradicts) assertThat(usage.total()).isEqualTo(total);
    }

    @Property(tries = 2000)
    void that_comes_to_its_total_in_one_way_is_read_that_way(
            @ForAll @IntRange(max = 5) int shape,
            @ForAll @IntRange(min = 1, max = 300) int input,
            @ForAll @IntRange(min = 1, max = 300) int output,
            @ForAll @IntRange(min = 1, max = 300) int cached,
            @ForAll @IntRange(min = 1, max = 300) int reasoning,
            @ForAll boolean cacheInside,
            @ForAll boolean reasoningInside) {
        int in = cacheInside ? Math.min(cached, input) : cached;
        int of = reasoningInside ? Math.min(reasoning, output) : reasoning;
        int total = input + output + (cacheInside ? 0 : in) + (reasoningInside ? 0 : of);

        Read read = classic(json(SHAPES.get(shape), input, output, in, of, total));

        assertThat(read.usage().input() + read.usage().output()).isEqualTo(total);
        assertThat(read.usage().total()).isEqualTo(total);
        assertThat(read.warnings()).isEmpty();
    }

    /** @param total left out when it is negative */
    private static String json(Shape shape, int input, int output, int cached, int reasoning, int total) {
        ObjectNode usage = Json.object();
        usage.put(shape.input(), input).put(shape.output(), output);
        put(usage, shape.cached(), cached);
        put(usage, shape.reasoning(), reasoning);
        if (total >= 0) usage.put(shape.total(), total);
        return Json.writeText(usage);
    }

    private static void put(ObjectNode usage, String path, int count) {
        int dot = path.indexOf('.');
        if (dot < 0) usage.put(path, count);
        else usage.withObject("/" + path.substring(0, dot)).put(path.substring(dot + 1), count);
    }

    private static String sums(Usage usage) {
        return usage.input() + " " + usage.output() + " " + usage.total();
    }

    private static Read classic(String usage) {
        return read(EnvelopeMapping.map(envelope("'usageDetails':" + usage), "e"));
    }

    private static JsonNode envelope(String body) {
        return tree(
                "{'id':'e','type':'generation-create','timestamp':'2026-11-21T08:00:00Z','body':{'id':'o','traceId':'t',"
                        + body + "}}");
    }

    private static Read span(String attributes) {
        ObjectNode span = (ObjectNode)
                tree(
                        "{'traceId':'0af7651916cd43dd8448eb211c80319c','spanId':'b7ad6b7169203331','parentSpanId':'00f067aa0ba902b7',"
                                + "'name':'n','startTimeUnixNano':'1735689600000000000','endTimeUnixNano':'1735689601000000000'}");
        span.set("attributes", tree(attributes));
        return read(SpanMapping.map(span, "e"));
    }

    private static Read read(Mapped mapped) {
        JsonNode details = Json.object();
        for (Contribution said : mapped.contributions())
            if (said.cells().containsKey(Fields.USAGE)) details = said.cells().get(Fields.USAGE);
        return new Read(Usage.of(details), details, mapped.warnings());
    }

    private static JsonNode tree(String json) {
        return Json.readLenient(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
