package dev.signalbox.hub.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What an agent would ask its person, as questions of the hub, and what their answers mean to the agent. */
interface Prompt {
    /** In which the agent tells of it. */
    HookEvent event();

    /** What it is about: with the session, the agent and the key it makes the same question of the same wish. */
    default String thing() {
        return event().tool();
    }

    /** On whose content the answers hang. */
    default JsonNode content() {
        return event().input();
    }

    /** Bodies of {@code POST /v1/questions}: what people read and may answer; at least one. */
    List<ObjectNode> questions();

    /**
     * The answer to the agent.
     *
     * @param answered the questions, in their order, each answered
     */
    ObjectNode answer(List<JsonNode> answered);

    /** The value that was answered. */
    static String valueOf(JsonNode question) {
        return question.at("/answer/value").asText();
    }

    /** What the person wrote beside it; empty for nothing. */
    static String commentOf(JsonNode question) {
        return question.at("/answer/comment").asText("");
    }

    /** Who answered. */
    static String personOf(JsonNode question) {
        JsonNode answer = question.path("answer");
        return answer.path("onBehalfOf").asText(answer.path("by").asText());
    }
}
