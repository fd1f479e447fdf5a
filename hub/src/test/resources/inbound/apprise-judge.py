"""Apprise, unmodified: what it is asked to tell goes to the hub as to ntfy and to Gotify."""
import json
import os
import sys
from urllib.parse import urlsplit

import apprise

host = urlsplit(sys.argv[1]).netloc
key = os.environ["TOOL_KEY"]
told = {}
for name, url, kind in (
    ("token", f"ntfy://{key}@{host}/disks?auth=token&priority=max&tags=fire,db&click=https://a.example/1", apprise.NotifyType.FAILURE),
    ("password", f"ntfy://anybody:{key}@{host}/disks", apprise.NotifyType.INFO),
    ("user", f"ntfy://{key}@{host}/disks", apprise.NotifyType.INFO),
    ("topics", f"ntfy://{key}@{host}/one/two?auth=token", apprise.NotifyType.INFO),
    ("wrong", f"ntfy://wrong@{host}/disks?auth=token", apprise.NotifyType.INFO),
    ("gotify", f"gotify://{host}/{key}?priority=high", apprise.NotifyType.WARNING),
    ("gotify-wrong", f"gotify://{host}/wrong", apprise.NotifyType.INFO),
):
    sender = apprise.Apprise()
    assert sender.add(url), name
    told[name] = bool(sender.notify(title=f"Grüße {name}", body="2 % left\n\nsecond line", notify_type=kind))
print(json.dumps(told))
