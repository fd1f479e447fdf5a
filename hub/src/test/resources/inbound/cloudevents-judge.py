"""The SDK of CloudEvents for Python, unmodified: events in both modes, and a batch that it cannot make itself."""
import json
import os
import sys
import urllib.request
from datetime import datetime, timezone

from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent

url = sys.argv[1] + "/v1/inbound/cloudevents"


def event(number):
    return CloudEvent(
        attributes={
            "id": f"py-{number}",
            "source": "/judge/python",
            "type": "judge.told",
            "subject": "café 1",
            "time": datetime(2026, 11, 21, 8, 0, 0, 123456, tzinfo=timezone.utc),
            "datacontenttype": "application/json",
        },
        data={"title": f"Told by Python {number}", "message": "ä"},
    )


def send(headers, body):
    headers = {**headers, "Authorization": "Bearer " + os.environ["TOOL_KEY"]}
    body = body if isinstance(body, bytes) else body.encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
        return json.load(answer)["alerts"]


told = {}
for name, message in (("binary", to_binary_event(event(1))), ("structured", to_structured_event(event(2)))):
    told[name] = send(message.headers, message.body)
batch = [json.loads(to_structured_event(event(n)).body) for n in (1, 2, 3)]
told["batch"] = send({"Content-Type": "application/cloudevents-batch+json"}, json.dumps(batch))
print(json.dumps(told))
