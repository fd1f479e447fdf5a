#!/usr/bin/env bash
# npm cloudevents 10.0.0, Node 20: its own transport over HTTP with an event that has no data.
#
# Guess: data is optional in CloudEvents, so such an event goes out with an empty body, as it does from the SDK for Go.
# Seen: in binary mode, which is the default of emitterFor(httpTransport(url)), nothing is sent: the emitter rejects with
# ERR_INVALID_ARG_TYPE of Node, for the body of the message is undefined and goes to request.end as it is. In structured
# mode it is sent; so it is with data: null, whose body is the word null. HTTP.binary(event) is no way around it by itself:
# its body is undefined and its headers promise application/json, so a receiver that reads JSON meets an empty body.
#
# Needs Node 18+ and npm. Fails when the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund cloudevents@10.0.0 >/dev/null
cat >send.cjs <<'JS'
const http = require("node:http");
const { CloudEvent, HTTP, Mode, emitterFor, httpTransport } = require("cloudevents");

const server = http.createServer((request, answer) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    console.log("received", request.headers["content-type"], body.length > 10 ? "…" : JSON.stringify(body));
    answer.end();
  });
});
server.listen(0, "127.0.0.1", async () => {
  const url = `http://127.0.0.1:${server.address().port}/`;
  const bare = new CloudEvent({ id: "1", type: "org.example.tick", source: "/clock" });
  const withNull = bare.cloneWith({ data: null });
  for (const [name, mode, event] of [
    ["binary", Mode.BINARY, bare],
    ["structured", Mode.STRUCTURED, bare],
    ["binary, data null", Mode.BINARY, withNull],
  ]) {
    await emitterFor(httpTransport(url), { mode })(event).then(
      () => console.log(`${name}: sent`),
      (failure) => console.log(`${name}: ${failure.code}`),
    );
  }
  const message = HTTP.binary(bare);
  console.log("message", message.headers["content-type"], String(message.body));
  process.exit();
});
JS
node send.cjs >seen
cat seen
diff - seen <<'SEEN'
binary: ERR_INVALID_ARG_TYPE
received application/cloudevents+json; charset=utf-8 …
structured: sent
received application/json; charset=utf-8 "null"
binary, data null: sent
message application/json; charset=utf-8 undefined
SEEN
echo "as described"
