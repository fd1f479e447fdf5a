#!/usr/bin/env python3
"""A stand-in for the hub that plays one conformance case over TCP and judges what the client sends.

    python3 standin.py cases/CASE.json

Prints the port on its first line and lives until its standard input ends. It holds a small hub: a log of accepted commands,
questions, an epoch. The plays of the case come in between: refusals, cuts, silence. README.md says what a case may hold.
"""
import datetime
import json
import socket
import sys
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

BATCH_COMMANDS_MAX = 100
# 900,000 bytes of commands and what a request is around them.
BATCH_BYTES_MAX = 900_000 + 4_096
STATUS = {
    "invalid": 400, "unauthorized": 401, "forbidden": 403, "not_found": 404, "version_conflict": 409,
    "already_resolved": 409, "idempotency_conflict": 409, "log_diverged": 409, "expired": 410, "cursor_expired": 410,
    "too_large": 413, "rate_limited": 429, "internal": 500, "overloaded": 503, "storage_full": 507,
}


def problem(code, detail="the case says so"):
    return {"type": f"/problems/{code}", "title": code, "status": STATUS[code], "code": code, "detail": detail}


class Hub:
    """What the stand-in knows; every method under the lock."""

    def __init__(self, case):
        said = case.get("hub", {})
        self.lock = threading.RLock()
        self.plays = {door: list(said.get(door, [])) for door in ("commands", "events", "question", "recall")}
        self.refuse = {cid: dict(rule) for cid, rule in said.get("refuse", {}).items()}
        self.answers = dict(said.get("answers", {}))
        self.key = said.get("key")
        self.max_bytes = said.get("max_bytes")
        self.poison = said.get("poison")
        self.epoch = 1
        self.log = []
        self.held = False
        self.in_flight = 0
        self.flights = threading.Lock()
        self.silent = set()
        self.not_before = 0.0
        self.contents = {}
        self.refused = set()
        self.told = set()
        self.tries = []
        self.asked_behind = []
        self.recalls = []
        self.violations = []
        for event in said.get("log", []):
            self.append(event["type"], event["subject"], event.get("data", {}), event["id"])

    def append(self, kind, subject, data, cid):
        version = 1 + sum(1 for known in self.log if known["subject"] == subject)
        self.log.append({
            "specversion": "1.0", "id": cid, "source": "/signalbox/main", "type": kind, "subject": subject,
            "time": "2026-11-29T08:00:00.000000Z", "recordedtime": "2026-11-29T08:00:00.000000Z",
            "datacontenttype": "application/json", "data": data, "sequence": str(len(self.log) + 1),
            "streamversion": version, "actor": "client"})
        return len(self.log)

    def cursor(self, position):
        last = self.log[position - 1]["id"] if position else ""
        return f"{self.epoch:08x}.{position}.{zlib.crc32(last.encode()):08x}"

    def holds(self, cursor):
        """Whether this history holds what the cursor names."""
        parts = cursor.split(".")
        if len(parts) != 3:
            return True
        position = int(parts[1])
        return position <= len(self.log) and cursor == self.cursor(position)

    def rewind(self, keep):
        del self.log[keep:]
        self.epoch += 1
        self.told.clear()

    def check(self, ids, commands, size, now):
        if len(commands) > BATCH_COMMANDS_MAX:
            self.violations.append(f"{len(commands)} commands in one request")
        if size > BATCH_BYTES_MAX:
            self.violations.append(f"{size} bytes in one request")
        if now < self.not_before:
            self.violations.append(f"asked again {self.not_before - now:.3f} s before Retry-After was over")
        for command in commands:
            cid, content = command["id"], json.dumps(command, sort_keys=True)
            if self.contents.setdefault(cid, content) != content:
                self.violations.append(f"{cid} came again with other content")
            if cid in self.refused:
                self.violations.append(f"{cid} was refused and came again")
            if cid in self.told:
                self.violations.append(f"{cid} was answered and came again")
        if len(set(ids)) < len(ids):
            self.violations.append(f"one id twice in one request: {ids}")

    def judge(self, commands):
        results, stuck = [], set()
        for command in commands:
            lane = lane_of(command)
            result = {"id": command["id"], "verdict": "blocked"} if lane in stuck else self.verdict(command, lane)
            if result["verdict"] in ("rejected", "conflict"):
                stuck.add(lane)
            results.append(result)
        return {"results": results, "head": len(self.log), "cursor": self.cursor(len(self.log))}

    def verdict(self, command, lane):
        cid = command["id"]
        for known in self.log:
            if known["id"] == cid:
                return self.done(cid, "duplicate", known)
        rule = self.refuse.get(command.get("body", {}).get("title", cid)) or self.refuse.get(cid)
        if rule and rule.get("times", 1) > 0 and not self.is_met(rule, command):
            rule["times"] = rule.get("times", 1) - 1
            refusal = problem(rule["code"], rule.get("detail", "the case refuses it"))
            if "current" in rule:
                refusal["current"] = rule["current"]
            verdict = "conflict" if rule["code"] in ("version_conflict", "already_resolved") else "rejected"
            return {"id": cid, "verdict": verdict, "problem": refusal}
        if command["command"] == "question.ask":
            for known in self.log:
                if known["type"] == "question.asked" and known["subject"] == lane:
                    return {**self.done(cid, "accepted", known), "unchanged": True}
        noun, verb = command["command"].split(".")
        past = {"post": "posted", "ask": "asked"}.get(verb, verb)
        self.append(f"{noun}.{past}", lane, command.get("body", {}), cid)
        return self.done(cid, "accepted", self.log[-1])

    @staticmethod
    def is_met(rule, command):
        """A stale version is refused until the command expects the one that was named."""
        return "current" in rule and command.get("expectedVersion") == rule["current"]["version"]

    @staticmethod
    def done(cid, verdict, event):
        return {"id": cid, "verdict": verdict, "position": int(event["sequence"]), "version": event["streamversion"],
                "target": event["subject"]}

    def question(self, qid):
        asked = next((e for e in self.log if e["type"] == "question.asked" and e["subject"] == f"question/{qid}"), None)
        if asked is None:
            return None
        body, ended = asked["data"], self.answers.get(body_name(asked["data"]), {})
        shown = {
            "id": qid, "state": ended.get("state", "pending"), "kind": body.get("kind", "text"), "prompt": body["prompt"],
            "options": [o if isinstance(o, dict) else {"value": o} for o in body.get("options", [])],
            "priority": 3, "tags": [], "askedBy": "client", "askedAt": "2026-11-29T08:00:00.000000Z",
            "onExpiry": "expire", "excludeAsker": False, "version": 2 if ended else 1}
        if "value" in ended:
            shown["answer"] = {"value": ended["value"], "source": "human", "by": "jane", "via": "cli",
                               "at": "2026-11-29T08:01:00.000000Z"}
        return shown

    def state(self):
        return {"taken": [e["id"] for e in self.log], "tries": self.tries, "behind": self.asked_behind,
                "bodies": [in_utc(e["data"]) for e in self.log], "recalls": self.recalls,
                "violations": self.violations, "left": sum(len(p) for p in self.plays.values()),
                "waiting": self.in_flight}


def in_utc(fields):
    """With moments in one form: each language writes them in its own. What is no time stays as it came."""
    return {name: moment(value) if name in ("seenAt", "asOf", "changedSince") else value for name, value in fields.items()}


def moment(text):
    try:
        time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        return time.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds") if time.tzinfo else text
    except ValueError:
        return text


def hit(found):
    return {"kind": "question", "log": "main", "position": 1, "stream": f"question/{found['id']}", "version": 1,
            "type": "question.asked", "event": "e-1", "at": "2026-11-29T08:00:00.000000Z", "by": "client",
            "snippet": "what was said", **found}


def body_name(body):
    return body.get("once") or body["prompt"]


def lane_of(command):
    noun = command["command"].split(".")[0]
    body = command.get("body", {})
    thing = command.get("target") or body.get("id")
    if thing is None and body.get("once"):
        import uuid
        thing = str(uuid.uuid5(uuid.UUID("16fcd35b-225d-5a4e-a6dc-d5e77d25d84a"), body["once"]))
    thing = thing or command["id"]
    return thing if thing.startswith(noun + "/") else f"{noun}/{thing}"


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *unused):
        pass

    def do_OPTIONS(self):  # noqa: N802
        self.answer(204, b"")

    def do_GET(self):  # noqa: N802
        url = urlsplit(self.path)
        if url.path == "/_standin":
            with self.hub.lock:
                return self.json(200, self.hub.state())
        if self.hub.held:
            return self.cut()
        if url.path == "/v1/events":
            if "text/event-stream" in self.headers.get("Accept", ""):
                return self.stream(parse_qs(url.query))
            return self.page(parse_qs(url.query))
        if url.path.startswith("/v1/questions/"):
            return self.question(unquote(url.path.rsplit("/", 1)[1]))
        if url.path == "/v1/recall":
            return self.recall(parse_qs(url.query, keep_blank_values=True))
        self.refuse("not_found")

    def do_POST(self):  # noqa: N802
        size = int(self.headers.get("Content-Length", "0"))
        text = self.rfile.read(size)
        if len(text) < size:
            return self.cut()
        if self.path.startswith("/_standin/"):
            return self.steer(json.loads(text or b"{}"))
        if self.hub.held:
            return self.cut()
        if self.path != "/v1/commands":
            return self.refuse("not_found")
        self.commands(json.loads(text)["commands"], size)

    def steer(self, wish):
        with self.hub.lock:
            self.hub.held = wish.get("held", self.hub.held)
            self.hub.key = wish.get("key", self.hub.key)
            if "rewind" in wish:
                self.hub.rewind(wish["rewind"])
            self.hub.answers.update(wish.get("answers", {}))
            for event in wish.get("log", []):
                self.hub.append(event["type"], event["subject"], event.get("data", {}), event["id"])
        self.json(200, {})

    # -- POST /v1/commands

    def commands(self, commands, size):
        hub, now = self.hub, time.monotonic()
        with hub.lock:
            for door in list(hub.silent):
                door.leave_if_gone()
            self.flying = True
            with hub.flights:
                hub.in_flight += 1
            if hub.in_flight > 1:
                hub.violations.append("two requests with commands in flight")
            ids = [command["id"] for command in commands]
            hub.tries.append(ids)
            hub.check(ids, commands, size, now)
            play = hub.plays["commands"].pop(0) if hub.plays["commands"] else {}
        try:
            self.play_commands(play, commands, size)
        finally:
            self.leave()

    def leave(self):
        """Counts this request as over: before its answer goes, for whoever has the answer may send the next."""
        with self.hub.flights:
            if getattr(self, "flying", False):
                self.flying = False
                self.hub.in_flight -= 1

    def leave_if_gone(self):
        """Of a client that has hung up: it may ask again before the thread that waits for that has noticed."""
        try:
            gone = not self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            gone = False
        except OSError:
            gone = True
        if gone:
            self.leave()

    def play_commands(self, play, commands, size):
        hub = self.hub
        if hub.key is not None and self.headers.get("Authorization") != f"Bearer {hub.key}":
            return self.refuse("unauthorized")
        if "refuse" in play:
            return self.refuse(play["refuse"], play.get("retryAfter"))
        if "status" in play:
            return self.answer(play["status"], b"<html>", "text/html", play.get("retryAfter"))
        if play.get("cut") == "before":
            return self.cut()
        if hub.max_bytes and size > hub.max_bytes:
            return self.refuse("too_large")
        if hub.poison and any(command["id"] == hub.poison for command in commands):
            return self.refuse("invalid")
        with hub.lock:
            seen = self.headers.get("Signalbox-Seen")
            if seen and not hub.holds(seen):
                return self.refuse("log_diverged")
            answer = hub.judge(commands)
        if play.get("cut") == "after":
            return self.cut()
        if play.get("silent"):
            return self.wait_for_the_end()
        text = json.dumps(answer).encode()
        if play.get("cut") == "within":
            return self.half(text)
        if "answer" in play:
            text = play["answer"].encode()
        else:
            # Noted before the bytes leave: the client may ask again as soon as it has them.
            with hub.lock:
                for result in answer["results"]:
                    if result["verdict"] in ("rejected", "conflict"):
                        hub.refused.add(result["id"])
                    elif result["verdict"] != "blocked":
                        hub.told.add(result["id"])
        self.answer(200, text)

    # -- reading

    def page(self, query):
        hub = self.hub
        with hub.lock:
            after = query.get("after", ["start"])[0]
            if "." in after and not hub.holds(after):
                return self.refuse("log_diverged")
            head = len(hub.log)
            behind = {"start": 0, "end": head}.get(after)
            behind = int(after.split(".")[1]) if behind is None else behind
            events = [e for e in hub.log[behind:] if matches(e, query)]
            self.json(200, {"events": events, "next": hub.cursor(head), "head": head})

    def stream(self, query):
        hub = self.hub
        with hub.lock:
            behind = self.headers.get("Last-Event-ID") or query.get("after", ["end"])[0]
            play = hub.plays["events"].pop(0) if hub.plays["events"] else {}
            hub.asked_behind.append(behind.split(".")[1] if "." in behind else behind)
        if "refuse" in play:
            return self.refuse(play["refuse"], play.get("retryAfter"))
        if play.get("cut") == "before":
            return self.cut()
        with hub.lock:
            if "." in behind and not hub.holds(behind):
                return self.refuse("log_diverged")
        at = int(behind.split(".")[1]) if "." in behind else {"start": 0, "end": len(hub.log)}[behind]
        self.head(200, "text/event-stream", None, None)
        self.frames(at, play, query)

    def frames(self, at, play, query):
        hub = self.hub
        at = max(0, at - play.get("repeat", 0))
        self.wfile.write(f"retry: 1000\n:head {len(hub.log)}\n\n".encode())
        sent = 0
        try:
            while not hub.held:
                with hub.lock:
                    todo = [(n + 1, hub.log[n], hub.cursor(n + 1)) for n in range(at, len(hub.log))]
                for position, event, cursor in todo:
                    if sent == play.get("cut_after"):
                        return self.cut()
                    if sent == play.get("torn_after"):
                        self.wfile.write(f":from {at}\nid: {cursor}\nevent: {event['type']}\nda".encode())
                        return self.cut()
                    if event["id"] in play.get("leave_out", []):
                        # A hub that lies: the next frame begins behind a hole.
                        at = position
                        continue
                    kind, data = event["type"], json.dumps(event)
                    if not matches(event, query):
                        kind, data = "progress", json.dumps({"from": at, "to": position, "head": len(hub.log)})
                    self.wfile.write(f":from {at}\nid: {cursor}\nevent: {kind}\ndata: {data}\n\n".encode())
                    at, sent = position, sent + 1
                if play.get("reset"):
                    self.wfile.write(f"event: reset\ndata: {json.dumps(problem('log_diverged'))}\n\n".encode())
                    return self.cut()
                self.wfile.write(f":head {len(hub.log)}\n\n".encode())
                self.wfile.flush()
                time.sleep(0.02)
        except OSError:
            pass
        self.close_connection = True

    def question(self, qid):
        hub = self.hub
        with hub.lock:
            play = hub.plays["question"].pop(0) if hub.plays["question"] else {}
            shown = hub.question(qid)
        if "refuse" in play:
            return self.refuse(play["refuse"], play.get("retryAfter"))
        if play.get("cut"):
            return self.cut()
        if play.get("silent"):
            return self.wait_for_the_end()
        if shown is None:
            return self.refuse("not_found")
        if play.get("state"):
            shown.update(state=play["state"])
            shown.pop("answer", None)
        self.json(200, shown)

    def recall(self, query):
        hub = self.hub
        with hub.lock:
            hub.recalls.append(in_utc({name: ",".join(values) for name, values in query.items()}))
            play = hub.plays["recall"].pop(0) if hub.plays["recall"] else {}
            positions = {"main": len(hub.log)}
        if "refuse" in play:
            return self.refuse(play["refuse"], play.get("retryAfter"))
        page = {"items": [hit(found) for found in play.get("finds", [])], "positions": positions}
        if "next" in play:
            page["nextCursor"] = play["next"]
        self.json(200, page)

    # -- answers

    def refuse(self, code, retry_after=None):
        if retry_after is not None:
            with self.hub.lock:
                self.hub.not_before = time.monotonic() + float(retry_after)
        body = json.dumps(problem(code)).encode()
        self.answer(STATUS[code], body, "application/problem+json", retry_after)

    def json(self, status, tree):
        self.answer(status, json.dumps(tree).encode())

    def answer(self, status, body, kind="application/json", retry_after=None):
        try:
            self.head(status, kind, len(body), retry_after)
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def head(self, status, kind, length, retry_after):
        self.leave()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        # So that a page of any origin can be held to the cases too.
        for name in ("Origin", "Headers", "Methods"):
            self.send_header(f"Access-Control-Allow-{name}", "*" if name == "Origin" else
                             "Authorization, Content-Type, Last-Event-ID, Signalbox-Seen, Idempotency-Key, Accept"
                             if name == "Headers" else "GET, POST")
        self.send_header("Access-Control-Expose-Headers", "Retry-After")
        if retry_after is not None:
            self.send_header("Retry-After", str(retry_after))
        if length is None:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def half(self, text):
        self.head(200, "application/json", len(text), None)
        self.wfile.write(text[: len(text) // 2])
        self.cut()

    def wait_for_the_end(self):
        """Says nothing until the client hangs up."""
        self.hub.silent.add(self)
        try:
            while self.connection.recv(1024):
                pass
        except OSError:
            pass
        self.hub.silent.discard(self)
        self.close_connection = True

    def cut(self):
        self.leave()
        self.close_connection = True
        try:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def matches(event, query):
    patterns = [p for text in query.get("types", []) for p in text.split(",")]
    kind = event["type"]
    return not patterns or any(p == kind or p == "*" or (p.endswith(".*") and kind.startswith(p[:-1])) for p in patterns)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        case = json.load(file)
    Door.hub = Hub(case)
    server = Server(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
