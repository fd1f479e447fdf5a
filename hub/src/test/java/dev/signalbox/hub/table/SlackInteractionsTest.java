package dev.signalbox.hub.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.matrix.MatrixFile;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.wire.Ids;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped table of what people do in Slack, with rows as a bot makes them of Slack's payloads. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SlackInteractionsTest {
    private static final String ROWS = "/v1/tables/slack_interactions/rows";

    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path data) {
        hub = TestHub.start(data);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    static Stream<Arguments> payloads() {
        String who = "'team':{'id':'T9TK3CUKW','domain':'example'},"
                + "'user':{'id':'UA8RXUSPL','username':'jtorrance','name':'jtorrance','team_id':'T9TK3CUKW'},";
        return Stream.of(
                Arguments.of(
                        "block_actions",
                        "{'type':'block_actions'," + who
                                + "'api_app_id':'AABA1ABCD','channel':{'id':'CBR2V3XEX','name':'review'},"
                                + "'container':{'type':'message','message_ts':'1548261231.000200','channel_id':'CBR2V3XEX','is_ephemeral':false},"
                                + "'message':{'ts':'1548261231.000200','bot_id':'BAH5CA16Z','text':'Which database?'},"
                                + "'actions':[{'type':'button','action_id':'answer','block_id':'=qXel','value':'sqlite',"
                                + "'text':{'type':'plain_text','text':'sqlite','emoji':true},'action_ts':'1548426417.840180'}]}"),
                Arguments.of(
                        "view_submission",
                        "{'type':'view_submission'," + who
                                + "'enterprise':null,'is_enterprise_install':false,'view':{'id':'VNHU13V36','type':'modal',"
                                + "'callback_id':'answer-with-text','hash':'1569362015.55b5e41b','previous_view_id':null,"
                                + "'state':{'values':{'multi-line':{'ml-value':{'type':'plain_text_input','value':'use sqlite'}}}}}}"),
                Arguments.of(
                        "view_closed",
                        "{'type':'view_closed'," + who
                                + "'view':{'id':'VNHU13V36','callback_id':'x'},'is_cleared':false}"),
                Arguments.of(
                        "shortcut",
                        "{'type':'shortcut'," + who
                                + "'action_ts':'1581106241.371594','callback_id':'shortcut_create_task'}"),
                Arguments.of(
                        "message_action",
                        "{'type':'message_action'," + who
                                + "'action_ts':'1581106241.371594','callback_id':'to_roadmap',"
                                + "'channel':{'id':'C1','name':'general'},'message':{'ts':'1516229207.000133','user':'U2','text':'do it'}}"),
                Arguments.of(
                        "slash_command",
                        "{'type':'slash_command'," + who
                                + "'channel':{'id':'C1','name':'general'},'command':'/ask','text':'deploy today?'}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("payloads")
    void a_bot_appends_what_somebody_did_and_the_others_read_it(String type, String payload) {
        ObjectNode row = TestTables.json(payload);
        String id = Ids.next();

        Reply appended = hub.post("bot", ROWS, row, "Idempotency-Key", id).expect(201);
        JsonNode found =
                hub.get("daemon", ROWS + "?type=" + type).expect(200).json().path("items");

        assertThat(appended.json().path("key").textValue()).isEqualTo(id);
        assertThat(found.findValuesAsText("key")).contains(id);
        assertThat(hub.get("viewer", ROWS + "/" + id).expect(200).json().path("row"))
                .isEqualTo(row.deepCopy().put("id", id));
    }

    @Test
    void what_opens_a_door_at_slack_is_refused() {
        Map<String, String> secrets = Map.of(
                "response_url", "'https://hooks.slack.example/actions/T/1/x'",
                "response_urls", "[]",
                "trigger_id", "'12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3'",
                "token", "'Nj2rfC2hU8mAfgaJLemZgO7H'",
                "bot_access_token", "'xwfb-1'",
                "interactivity", "{}");
        secrets.forEach((field, value) -> {
            String row = "{'type':'shortcut','user':{'id':'U1'},'" + field + "':" + value + "}";
            Reply refused = hub.post("bot", ROWS, row.replace('\'', '"')).expect(400);
            assertThat(refused.json().at("/errors/0/pointer").textValue()).isEqualTo("/" + field);
        });
        String view = "{'type':'view_closed','user':{'id':'U1'},'view':{'id':'V1','private_metadata':'s'}}";
        assertThat(hub.post("bot", ROWS, view.replace('\'', '"'))
                        .expect(400)
                        .json()
                        .at("/errors/0/pointer")
                        .textValue())
                .isEqualTo("/view/private_metadata");
    }

    @Test
    void only_the_bot_writes_and_nobody_rewrites() {
        String row = "{\"type\":\"shortcut\",\"user\":{\"id\":\"U1\"}}";
        for (String role : List.of("daemon", "user", "viewer"))
            hub.post(role, ROWS, row).expect(403);
        String key = hub.post("bot", ROWS, row).expect(201).json().path("key").textValue();

        for (String role : List.of("bot", "admin")) {
            hub.send(role, "PUT", ROWS + "/" + key, row).expect(403);
            hub.delete(role, ROWS + "/" + key).expect(403);
        }
    }

    /** The hub trusts the shipped file at its start, for time's sake. */
    @Test
    void the_shipped_schemas_are_such_as_a_file_may_have() {
        String asFile = MatrixFile.shippedText();
        int begin = asFile.indexOf("\n  slack_interactions:");
        String declared = "tables:\n" + asFile.substring(begin + 1, asFile.indexOf("\n\n  ", begin));

        assertThat(MatrixFile.parse(declared, "shipped").table("slack_interactions"))
                .isEqualTo(OwnershipMatrix.shipped().table("slack_interactions"));
    }
}
