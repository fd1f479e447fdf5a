#!/usr/bin/env bash
# PyPI apprise 2.3.0, its plug-in for ntfy: how a token in the place of the user is sent.
#
# Guess: ntfy://TOKEN@host/topic sends the token as Bearer, or as Basic with an empty password, as curl -u TOKEN: does.
# Seen: only what begins with tk_ is a token. Any other is the user of Basic, and the missing password is the word
# None of Python: "TOKEN:None". A server that speaks ntfy's publish form and whose keys look otherwise must read the user
# of such a header, and the same URL with ?auth=token and the key behind it sends Bearer.
#
# Needs Python 3.10+ with venv. Fails when the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install -q apprise==2.3.0
cat >client.py <<'PY'
import base64, http.server, threading
import apprise

seen = []

class Topic(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        seen.append(self.headers.get("Authorization"))
        body = b'{"id":"x","event":"message"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Topic)
threading.Thread(target=server.serve_forever, daemon=True).start()
for user in ("key_0123456789", "tk_0123456789012345678901234567890"):
    one = apprise.Apprise()
    one.add(f"ntfy://{user}@127.0.0.1:{server.server_port}/alerts")
    one.notify(body="b", title="t")
for header in seen:
    scheme, _, value = header.partition(" ")
    print(scheme, base64.b64decode(value).decode() if scheme == "Basic" else value)
PY
python/bin/python client.py >seen
cat seen
printf 'Basic key_0123456789:None\nBearer tk_0123456789012345678901234567890\n' | diff - seen
echo "as described"
