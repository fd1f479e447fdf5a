"""Slack's own library for Python against the stand-in: every call that the bot makes, the cards by its own rules, a socket, its refresh."""
import json
import sys
import threading

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block
from slack_sdk.models.metadata import Metadata
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

url, app, bot, channel = sys.argv[1:]
web = WebClient(token=bot, base_url=url)
user = web.auth_test()["user"]
blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Python?*"}}]
posted = web.chat_postMessage(
    channel=channel, text="Python?", blocks=blocks, metadata=Metadata(event_type="judged", event_payload={"by": "python"})
)
updated = web.chat_update(channel=channel, ts=posted["ts"], text="Python!")["ok"]
history = web.conversations_history(channel=channel, include_all_metadata=True, limit=100)["messages"]
found = any(m.get("metadata", {}).get("event_type") == "judged" and m["text"] == "Python!" for m in history)

cards = 0
for message in history:
    for block in Block.parse_all(message.get("blocks") or []):
        block.validate_json()
        cards += 1

told = web.chat_postEphemeral(channel=channel, user="UPY", text="psst")["ok"]


def refusal(call):
    try:
        call()
    except SlackApiError as e:
        wait = e.response.headers.get("Retry-After")
        return e.response["error"] if wait is None else f"{e.response.status_code}/{wait}"
    return "none"


too_long = refusal(
    lambda: web.chat_postMessage(
        channel=channel, text="x", blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    )
)
limited = refusal(lambda: web.chat_delete(channel=channel, ts=posted["ts"]))
deleted = web.chat_delete(channel=channel, ts=posted["ts"])["ok"]
refused = refusal(lambda: WebClient(token="xoxb-wrong", base_url=url).auth_test())

both = threading.Semaphore(0)


def heard(client, request):
    client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
    if request.type == "interactive":
        both.release()


socket = SocketModeClient(app_token=app, web_client=WebClient(base_url=url))
socket.socket_mode_request_listeners.append(heard)
socket.connect()
print("connected", flush=True)
ok = both.acquire(timeout=120) and both.acquire(timeout=120)
socket.close()
print(
    json.dumps(
        {
            "user": user,
            "updated": updated,
            "found": found,
            "buttons": cards > 3,
            "told": told,
            "tooLong": too_long,
            "limited": limited,
            "deleted": deleted,
            "refused": refused,
            "heard": ok,
        },
        separators=(",", ":"),
    )
)
