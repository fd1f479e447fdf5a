"""The Python client plays the cases to which the clients of all languages are held, and clients that break a rule fail them."""
import dataclasses
import datetime
import json
import pathlib
import tempfile
import unittest
import unittest.mock
from typing import Any, Dict, List, Type

import signalbox
from tests import stand_in
from tests.stand_in import CONFORMANCE, StandIn

# An answer may be long in coming on a busy machine: given up too soon, it would be asked for again, and counted.
FAST = signalbox.Pace(backoff_first=0.005, backoff_longest=0.04, tick=0.01, probe=0.1, freshness=0.05, key_retry=0.1, answer=60.0,
                      silence=60.0, page=0.01, stream_again=0.3, long_poll=5.0)


def pace_of(case: Dict[str, Any]) -> signalbox.Pace:
    """For one case: only where the hub takes and never answers, that is waited out."""
    silent = any(play.get("silent") for play in case.get("hub", {}).get("commands", []))
    return dataclasses.replace(FAST, answer=4.0) if silent else FAST


def time_of(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def moment_of(said: Any, name: str) -> Any:
    """A position or a text as the case has it; `asOfTime` is a time of the language."""
    return time_of(said[name + "Time"]) if name + "Time" in said else said.get(name)


class Run:
    """One case, played with one client."""

    def __init__(self, case: Dict[str, Any], url: str, hub: Any, file: pathlib.Path, client: Type[signalbox.Signalbox]) -> None:
        self.case, self.url, self.hub, self.file, self.client = case, url, hub, file, client
        self.key = "sbx_any"
        self.questions: Dict[str, str] = {}
        self.resets = 0
        self.box = self.open()

    def open(self) -> signalbox.Signalbox:
        box = self.client(self.file, self.url, lambda: self.key, pace=pace_of(self.case))
        with box.write() as tx:
            tx.execute("CREATE TABLE IF NOT EXISTS heard (n INTEGER PRIMARY KEY, id TEXT NOT NULL)")
        return box

    def play(self) -> None:
        try:
            for step in self.case["program"]:
                (verb, said), = step.items()
                getattr(self, "do_" + verb)(said)
            self.expect(self.case["expect"], self.hub.state())
        finally:
            self.box.close(drain=0)

    def do_hub(self, said: Any) -> None:
        self.hub.steer(said)

    def do_send(self, said: Any) -> None:
        self.box.send(said["command"], said.get("target"), said["body"], expected_version=said.get("expectedVersion"),
                      id=said["id"])

    def do_send_many(self, said: Any) -> None:
        for n in range(said["from"], said["to"] + 1):
            self.do_send({"id": f"c{n}", "command": "notification.post", "body": {"title": f"n{n}"}})

    def do_settle(self, _: Any) -> None:
        stand_in.eventually("nothing more can be sent", self.box.drained)

    def do_restart(self, _: Any) -> None:
        self.box.close(drain=0)
        self.box = self.open()

    def do_retry(self, said: Any) -> None:
        self.box.retry(said["id"])

    def do_discard(self, said: Any) -> None:
        self.box.discard(said["id"], said["reason"])

    def do_key(self, said: str) -> None:
        self.key = said

    def do_status(self, said: str) -> None:
        stand_in.eventually(said, lambda: self.box.status == said)

    def do_ask(self, said: Any) -> None:
        self.questions[said["as"]] = self.box.ask(
            said["prompt"], options=said.get("options", ()), once=said.get("once"), traceparent=said.get("traceparent"))

    def do_answer(self, said: Any) -> None:
        self.box.answer(self.questions[said["of"]], said["value"], seen_at=time_of(said["seenAt"]))

    def do_recall(self, said: Any) -> None:
        try:
            page = self.box.recall(
                said["q"], kind=said.get("kind"), table=said.get("table"), as_of=moment_of(said, "asOf"),
                changed_since=moment_of(said, "changedSince"), limit=said.get("limit"), cursor=said.get("cursor"))
        except signalbox.Refused as refused:
            assert refused.code == said["fails"], refused.code
            return
        found = [{"id": hit.id, "endedAt": hit.ended_at} for hit in page.hits]
        assert found == [{"endedAt": None, **wanted} for wanted in said["finds"]], found
        assert page.next_cursor == said.get("next"), page.next_cursor

    def do_await(self, said: Any) -> None:
        question = self.questions[said["of"]]
        if "answer" in said:
            assert self.box.wait(question, 60).value == said["answer"]
            return
        try:
            self.box.wait(question, said.get("within_ms", 60_000) / 1000)
        except TimeoutError:
            assert "within_ms" in said
        except signalbox.QuestionClosed as closed:
            assert closed.question.state == said["closed"]
        else:
            raise AssertionError("the wait did not end")

    def do_follow(self, said: Any) -> None:
        def on_reset(problem: Any, tx: signalbox.Transaction) -> str:
            self.resets += 1
            return "replay" if said.get("on_reset") == "start" else "stop"

        following = self.box.follow("conformance", said["types"], lambda event, tx: tx.execute(
            "INSERT INTO heard (id) VALUES (?)", (event["id"],)), on_reset=on_reset)
        stand_in.eventually("all is heard", lambda: len(self.heard()) >= said["until"])
        following.close()

    def heard(self) -> List[str]:
        return [row["id"] for row in self.box.query("SELECT id FROM heard ORDER BY n")]

    def expect(self, expected: Any, state: Any) -> None:
        taken = state["taken"]
        assert state["violations"] == [], state
        if "taken" in expected:
            assert [given if wanted != "*" else "*" for given, wanted in zip(taken, expected["taken"])] == expected["taken"], taken
            assert len(taken) == len(expected["taken"]), taken
        assert len(taken) == expected.get("taken_count", len(taken)), taken
        if expected.get("taken_in_order"):
            assert taken == [f"c{n + 1}" for n in range(len(taken))], taken
        assert state["tries"] == expected.get("tries", state["tries"]), state["tries"]
        for body, wanted in zip(state["bodies"], expected.get("bodies", [])):
            assert {name: body.get(name) for name in wanted} == wanted, body
        assert state["recalls"] == expected.get("recalls", []), state["recalls"]
        if "pending" in expected:
            assert self.box.pending() == expected["pending"], self.box.pending()
        if "attention" in expected:
            shown = [{"id": p.id, "verdict": p.verdict, "code": p.code, "waiting": p.waiting} for p in self.box.attention()]
            assert shown == expected["attention"], shown
        if "events" in expected:
            assert self.heard() == expected["events"], self.heard()
        assert self.resets == expected.get("resets", 0)


def play(name: str, client: Type[signalbox.Signalbox] = signalbox.Signalbox) -> None:
    play_file(CONFORMANCE / "cases" / (name + ".json"), client)


def play_file(path: pathlib.Path, client: Type[signalbox.Signalbox]) -> None:
    hub = StandIn(path)
    try:
        with tempfile.TemporaryDirectory() as folder:
            case = json.loads(path.read_text(encoding="utf-8"))
            Run(case, hub.url, hub, pathlib.Path(folder, "client.db"), client).play()
    finally:
        hub.close()


class ConformanceTest(unittest.TestCase):
    """Each case is a test of its own, added below."""


def _add(name: str) -> None:
    setattr(ConformanceTest, "test_" + name.replace("-", "_"), lambda self: play(name))


for _path in sorted((CONFORMANCE / "cases").glob("*.json")):
    _add(_path.stem)


class FreshIds(signalbox.Signalbox):
    """Breaks a rule: what goes out again has another id."""

    def __init__(self, *given: Any, **said: Any) -> None:
        super().__init__(*given, **said)
        one, self._wire.call = self._wire.call, self.other  # type: ignore[method-assign]
        self.one = one

    def other(self, method: str, path: str, body: Any = None, *given: Any, **said: Any) -> Any:
        return self.one(method, path, body and self.changed(body), *given, **said)

    tries = 0

    def changed(self, body: bytes) -> bytes:
        self.tries += 1
        return body.replace(b'"id":"c1"', b'"id":"c1-%d"' % self.tries)


class OtherContent(FreshIds):
    """Breaks a rule: what goes out again says something else."""

    def changed(self, body: bytes) -> bytes:
        self.tries += 1
        return body.replace(b'"title":"n1"', b'"title":"n1 %d"' % self.tries)


class Impatient(signalbox.Signalbox):
    """Breaks a rule: it does not wait for as long as it is told to."""

    def __init__(self, *given: Any, **said: Any) -> None:
        super().__init__(*given, **said)
        self._sender._backoff.next = lambda failure: 0.001  # type: ignore[method-assign]


class Stubborn(signalbox.Signalbox):
    """Breaks a rule: it sends again what was refused."""

    def __init__(self, *given: Any, **said: Any) -> None:
        super().__init__(*given, **said)
        self._store.settle = self.settle  # type: ignore[method-assign]

    def settle(self, tx: Any, results: Any) -> int:
        done = [result for result in results if result["verdict"] in ("accepted", "duplicate")]
        return signalbox._Store.settle(self._store, tx, done) or len(list(results))


class Forgetful(signalbox.Signalbox):
    """Breaks a rule: what was refused is gone."""

    def __init__(self, *given: Any, **said: Any) -> None:
        super().__init__(*given, **said)
        self._store.settle = self.settle  # type: ignore[method-assign]

    def settle(self, tx: Any, results: Any) -> int:
        settled = signalbox._Store.settle(self._store, tx, results)
        tx.change("DELETE FROM signalbox_outbox WHERE state = 'parked'")
        return settled


class WithoutTrace(signalbox.Signalbox):
    """Breaks a rule: it says nothing of the work that waits."""

    def ask(self, *given: Any, **said: Any) -> str:
        return super().ask(*given, **{**said, "traceparent": None})


class Careless(signalbox.Signalbox):
    """Breaks a rule: it passes on what is malformed."""

    def ask(self, *given: Any, **said: Any) -> str:
        with unittest.mock.patch.object(signalbox, "_trace", lambda parent: parent):
            return super().ask(*given, **said)


class Unseeing(signalbox.Signalbox):
    """Breaks a rule: it writes a time of another zone as if it were one of its own."""

    def answer(self, *given: Any, seen_at: Any = None, **said: Any) -> signalbox.Receipt:
        return super().answer(*given, seen_at=seen_at.replace(tzinfo=datetime.timezone.utc), **said)


class CasesBiteTest(unittest.TestCase):
    """A case that cannot fail is worse than none."""

    def bites(self, name: str, client: Type[signalbox.Signalbox]) -> None:
        with self.assertRaises(AssertionError):
            play(name, client)

    def test_fresh_ids_are_noticed(self) -> None:
        soon = stand_in.eventually
        with unittest.mock.patch.object(stand_in, "eventually", lambda what, condition: soon(what, condition, 3)):
            self.bites("lost-answer", FreshIds)

    def test_other_content_is_noticed(self) -> None:
        self.bites("lost-answer", OtherContent)

    def test_impatience_is_noticed(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            # A wait so long that it is not over when a busy machine asks again at last.
            case = (CONFORMANCE / "cases" / "busy.json").read_text(encoding="utf-8").replace('"retryAfter": 1', '"retryAfter": 600')
            path = pathlib.Path(folder, "busy.json")
            path.write_text(case, encoding="utf-8")
            with self.assertRaises(AssertionError):
                play_file(path, Impatient)

    def test_what_is_sent_again_though_it_was_refused_is_noticed(self) -> None:
        self.bites("refused", Stubborn)

    def test_what_is_forgotten_is_noticed(self) -> None:
        self.bites("refused", Forgetful)

    def test_a_wait_that_names_no_work_is_noticed(self) -> None:
        self.bites("traceparent", WithoutTrace)

    def test_a_malformed_name_of_work_is_noticed(self) -> None:
        self.bites("traceparent", Careless)

    def test_a_time_of_another_zone_is_noticed(self) -> None:
        self.bites("seen-at", Unseeing)


if __name__ == "__main__":
    unittest.main()
