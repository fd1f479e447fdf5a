#!/usr/bin/env bash
# PyPI slack_sdk 3.47.0: what a stand-in of Slack's Web API must be able to read.
#
# Guess: one client sends one form: JSON with the token in a header, since the messages are JSON.
# Seen: one client sends both, by the method: chat.postMessage and views.open come as JSON, conversations.history and
# reactions.add as forms. And a method without arguments says "application/json;charset=utf-8" of a body of 0 bytes
# (auth.test, apps.connections.open): a server that reads JSON where the header promises it answers with an error, or
# waits for a body that never comes.
#
# Needs Python 3.9+ with venv. Fails when the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install -q slack_sdk==3.47.0
cat >client.py <<'PY'
import http.server, threading
from slack_sdk import WebClient

class Api(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.rfile.read(length)
        form = self.headers["Content-Type"].split(";")[0]
        print(self.path.rsplit("/", 1)[1], form, "empty" if length == 0 else "full", flush=True)
        body = b'{"ok":true}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Api)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = WebClient(token="xoxb-none", base_url=f"http://127.0.0.1:{server.server_port}/api/")
client.auth_test()
client.apps_connections_open(app_token="xapp-none")
client.chat_postMessage(channel="C1", text="hello")
client.conversations_history(channel="C1", limit=3)
client.reactions_add(channel="C1", name="eyes", timestamp="1.2")
PY
python/bin/python client.py >seen
cat seen
diff - seen <<'SEEN'
auth.test application/json empty
apps.connections.open application/json empty
chat.postMessage application/json full
conversations.history application/x-www-form-urlencoded full
reactions.add application/x-www-form-urlencoded full
SEEN
echo "as described"
