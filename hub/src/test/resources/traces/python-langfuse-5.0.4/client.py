"""What a program does with the SDK of Langfuse, unmodified; the last line tells what it read back, as JSON."""
import json

from langfuse import Langfuse

langfuse = Langfuse()
assert langfuse.auth_check()
with langfuse.start_as_current_observation(name="agent", as_type="agent", input={"q": 1}) as agent:
    agent.score(name="quality", value=0.9, comment="good")
    langfuse.score_current_trace(name="tone", value="kind", data_type="CATEGORICAL")
    with agent.start_as_current_observation(name="answer", as_type="generation", model="gpt-4o") as call:
        call.update(output="7", usage_details={"input": 120, "output": 30})
    with agent.start_as_current_observation(name="flag", input=1, output=True):
        pass
    trace = agent.trace_id
langfuse.create_score(name="sess", value=3.5, session_id="s5")
langfuse.flush()
rows = langfuse.api.observations.get_many(trace_id=trace, fields="core,basic,io,usage").data
scores = langfuse.api.scores.get_many().data
print(
    json.dumps(
        {
            "trace": trace,
            "url": langfuse.get_trace_url(trace_id=trace),
            "outputs": {row.name: row.output for row in rows},
            "usage": {row.name: row.usage_details for row in rows},
            "scores": sorted(score.name for score in scores),
        }
    )
)
