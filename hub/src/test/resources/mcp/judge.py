"""An agent with the unmodified Python client of the protocol: prints one JSON object of what it saw.

Usage: judge.py URL MODE, or judge.py COMMAND MODE with a command as a JSON list that speaks on its standard input and
output; the keys stand in AGENT_KEY (may ask) and PERSON_KEY (may answer, too)."""
import asyncio
import json
import os
import sys

import httpx2
import mcp
from mcp import Client, types
from mcp.client.streamable_http import streamable_http_client


def client(url, mode, key, **more):
    if url.startswith("["):
        command, *arguments = json.loads(url)
        env = dict(os.environ, SIGNALBOX_KEY=os.environ[key])
        return Client(mcp.StdioServerParameters(command=command, args=arguments, env=env), mode=mode, **more)
    http = httpx2.AsyncClient(headers={"Authorization": "Bearer " + os.environ[key]}, timeout=httpx2.Timeout(30, read=120))
    return Client(streamable_http_client(url, http_client=http), mode=mode, **more)


def data(result):
    return result.structured_content


async def main(url, mode):
    seen = {}
    async with client(url, mode, "AGENT_KEY") as agent:
        seen["version"] = agent.protocol_version
        seen["server"] = agent.server_info.name
        seen["tools"] = [tool.name for tool in (await agent.list_tools()).tools]
        seen["notified"] = data(await agent.call_tool("notify", {"title": "built"}))["notification"]["title"]
        seen["pending"] = data(await agent.call_tool("ask", {"prompt": "Ship it?", "kind": "approval", "wait": 0}))
        handle = seen["pending"]["handle"]
        refused = await agent.call_tool("answer", {"handle": handle, "value": "approve"})
        seen["refused"] = [refused.is_error, data(refused)["problem"]["code"]]
        beats = []

        async def progress(done, total, message):
            beats.append(done)

        waiting = asyncio.create_task(agent.call_tool("await_answer", {"handle": handle, "wait": 40}, progress_callback=progress))
        async with client(url, mode, "PERSON_KEY") as person:
            items = data(await person.call_tool("inbox", {}))["items"]
            seen["inbox"] = [item["prompt"] for item in items]
            if os.environ.get("SLOW"):
                await asyncio.sleep(12)
            await person.call_tool("answer", {"handle": handle, "value": "approve"})
        seen["answer"] = data(await waiting)["answer"]
        seen["beats"] = beats
        unknown = None
        try:
            await agent.call_tool("nothing", {})
        except mcp.MCPError as error:
            unknown = error.error.code
        seen["unknown"] = unknown

    forms = []

    async def fill(context, params):
        forms.append(params.message)
        options = params.requested_schema["properties"]["answer"]
        values = options.get("enum") or [option["const"] for option in options["oneOf"]]
        return types.ElicitResult(action="accept", content={"answer": values[-1]})

    async with client(url, mode, "PERSON_KEY", elicitation_callback=fill) as person:
        told = await person.call_tool("ask", {"prompt": "Which?", "options": ["a", {"value": "b", "label": "The other"}]})
        seen["elicited"] = [forms, data(told)["answer"]]

    async def leave(context, params):
        return types.ElicitResult(action="decline")

    async with client(url, mode, "PERSON_KEY", elicitation_callback=leave) as person:
        told = await person.call_tool("ask", {"prompt": "Now?", "kind": "approval", "wait": 1})
        seen["left"] = data(told)["state"]
    print(json.dumps(seen))


asyncio.run(main(sys.argv[1], sys.argv[2]))
