"""The Python client and a real hub."""
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest
import unittest.mock
from typing import Any, List

import signalbox
from tests.real_hub import RealHub
from tests.stand_in import eventually
from tests.test_conformance import FAST

HERE = pathlib.Path(__file__).resolve().parents[1]


class HubTest(unittest.TestCase):
    hub: RealHub

    @classmethod
    def setUpClass(cls) -> None:
        cls.hub = RealHub()

    @classmethod
    def tearDownClass(cls) -> None:
        cls.hub.close()

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def open(self, role: str = "daemon") -> signalbox.Signalbox:
        box = signalbox.open(self.folder / (role + ".db"), self.hub.url, self.hub.key(role), pace=FAST)
        self.addCleanup(box.close)
        return box

    def test_an_answer_comes_to_who_asked_and_the_loser_of_two_is_told(self) -> None:
        daemon, user = self.open(), self.open("user")
        question = daemon.ask("Which database?", options=["sqlite", "postgres"], expires_in=3600, body="For PRIORITY 3")
        waiting: List[Any] = []
        waiter = threading.Thread(target=lambda: waiting.append(daemon.wait(question, 60)))
        waiter.start()
        daemon.send("notification.post", body={"title": "behind it"}).accepted(60)

        user.answer(question, "sqlite", comment="small").accepted(60)
        late = user.answer(question, "postgres")

        waiter.join(60)
        self.assertEqual((waiting[0].value, waiting[0].comment, waiting[0].by), ("sqlite", "small", "user"))
        with self.assertRaises(signalbox.Refused) as refused:
            late.accepted(60)
        self.assertEqual(refused.exception.code, "already_resolved")
        self.assertEqual([parked.id for parked in user.attention()], [late.id])
        user.discard(late.id, "somebody was faster")
        self.assertEqual(user.attention(), [])

    def test_what_a_role_may_not_do_is_refused_shown_and_not_sent_again(self) -> None:
        daemon = self.open()
        question = daemon.ask("May I?", approval=True)
        mine = daemon.answer(question, "approve")

        with self.assertRaises(signalbox.Refused):
            mine.accepted(60)
        daemon.notify("goes on").accepted(60)

        self.assertEqual([(parked.id, parked.code) for parked in daemon.attention()], [(mine.id, "forbidden")])
        self.assertEqual(daemon.status, "live")

    def test_what_was_said_is_found_by_its_words_now_then_and_since(self) -> None:
        daemon, user = self.open(), self.open("user")
        question = daemon.ask("May python+node move \u00fcber Friday?", body="See ISSUE-4242 & src/main/App.py")
        daemon.notify("Told of ISSUE-4242 first").accepted(60)
        before = daemon.notify("python+node waits").accepted(60)["position"]
        user.answer(question, "yes", seen_at=datetime.datetime.now(datetime.timezone.utc)).accepted(60)

        page = daemon.recall('"python node" FRIDAY ISSUE-4242', kind="question")
        self.assertEqual([(hit.kind, hit.id, hit.ended_at) for hit in page.hits], [("question", question, None)])
        self.assertIn("Friday", page.hits[0].snippet)
        self.assertGreater(page.positions["main"], before)
        then = daemon.recall("ISSUE-4242 friday", as_of=before)
        self.assertEqual([hit.by for hit in then.hits], ["daemon"])
        self.assertEqual(daemon.recall("friday yes", as_of=before).hits, [])
        first = daemon.recall("ISSUE-4242", limit=1)
        second = daemon.recall("ISSUE-4242", limit=1, cursor=first.next_cursor)
        self.assertEqual([hit.kind for hit in first.hits + second.hits], ["question", "notification"])
        year = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30)))
        self.assertEqual(daemon.recall("friday", changed_since=year).hits, [])
        with self.assertRaises(signalbox.Refused) as refused:
            daemon.recall("+&%")
        self.assertEqual(refused.exception.code, "invalid")

    def test_a_question_under_a_key_is_one_whoever_asks_and_however(self) -> None:
        daemon = self.open()
        first = daemon.ask("Which?", once="python test: which")
        daemon.send("notification.post", body={"title": "behind it"}).accepted(60)
        made = self.hub.call("POST", "/v1/questions", {"prompt": "Which one?", "once": "python test: which"})

        self.assertEqual(made["id"], first)
        self.assertTrue(made["differs"])
        self.assertEqual(daemon.question(first).prompt, "Which?")
        for wrong in ("", " a", "a\n", "a\u2003", "x" * 201, "half \ud83d"):
            with self.assertRaises(ValueError):
                daemon.ask("p", once=wrong)

    def test_a_key_that_is_taken_away_stops_sending_and_another_goes_on(self) -> None:
        made = self.hub.call("POST", "/v1/keys", {"name": "night", "role": "daemon"})
        key = [made["secret"]]
        box = signalbox.open(self.folder / "night.db", self.hub.url, lambda: key[0], pace=FAST)
        self.addCleanup(box.close)
        box.notify("before").accepted(60)
        self.hub.call("DELETE", "/v1/keys/" + made["id"])

        kept = box.notify("kept")
        eventually("it says so", lambda: box.status == "needs_key")
        self.assertEqual((box.pending(), box.attention()), (1, []))
        key[0] = self.hub.key("daemon")

        kept.accepted(60)

    def test_a_copy_follows_the_roadmap_and_is_read_without_the_hub(self) -> None:
        self.hub.call("POST", "/v1/roadmap", {"key": "PRIORITY 3", "title": "A database"})
        daemon = self.open()
        copy = daemon.replica("roadmap").ready(60)
        done = daemon.set_status("PRIORITY 3", "done").accepted(60)
        copy.await_position(done["position"], 60)
        self.assertEqual([row["title"] for row in copy.list(status="done")], ["A database"])

        self.hub.kill()
        try:
            eventually("it notices", lambda: copy.state == "offline")
            row, = copy.list(key="PRIORITY 3")
            self.assertEqual(copy.get(row["id"]), row)
            offline = daemon.notify("written without the hub")
            self.assertEqual(daemon.pending(), 1)
        finally:
            self.hub.start()
        offline.accepted(60)
        eventually("it is live again", lambda: copy.state == "live")

    def counting(self, box: signalbox.Signalbox) -> List[str]:
        """What is read of tables from now on."""
        paths: List[str] = []
        call = box._wire.call

        def counted(method: str, path: str, *rest: Any, **named: Any) -> Any:
            if path.startswith("/v1/tables/"):
                paths.append(path)
            return call(method, path, *rest, **named)

        box._wire.call = counted  # type: ignore[method-assign]
        return paths

    def holding_streams(self, box: signalbox.Signalbox) -> threading.Event:
        """Nothing is followed from now on, until the event is set."""
        begin = threading.Event()
        open_stream = box._wire.open

        def held(*arguments: Any, **named: Any) -> Any:
            begin.wait(60)
            return open_stream(*arguments, **named)

        box._wire.open = held  # type: ignore[method-assign]
        self.addCleanup(begin.set)
        return begin

    def test_a_copy_that_was_away_reads_what_it_missed_in_pages(self) -> None:
        notices = [self.hub.call("POST", "/v1/notifications", {"title": f"n{n}"})["id"] for n in range(3)]
        daemon = self.open()
        copy = daemon.replica("notifications").ready(60)
        paths = self.counting(daemon)
        missed = self.holding_streams(daemon)
        self.hub.kill()
        self.hub.start()
        commands = [{"id": f"missed-{n}", "command": "notification.post", "body": {"title": f"missed {n}"}} for n in range(250)]
        commands += [{"id": "missed-resolved", "command": "notification.resolve", "target": notices[0], "body": {}}]
        head = self.hub.call("POST", "/v1/commands", {"commands": commands})["head"]
        missed.set()
        copy.await_position(head, 60)

        self.assertEqual({row["title"] for row in copy.list()} >= {f"missed {n}" for n in range(250)}, True)
        self.assertEqual(copy.get(notices[0])["state"], "resolved")
        shown = self.hub.call("GET", "/v1/tables/notifications/rows?limit=500")["items"]
        self.assertEqual({row["key"]: row["row"] for row in shown}, {row["id"]: row for row in copy.list()})
        self.assertLess(len(paths), 30)

    def test_a_copy_of_a_declared_table_takes_rows_from_their_events(self) -> None:
        declared = json.dumps({"tables": {"runs": {
            "change": "merge", "writers": ["daemon"], "readers": ["all"], "why": "a test"}}})
        self.hub.call("PUT", "/v1/ownership", {"file": declared})
        daemon = self.open()
        daemon.send("table.put", "runs/before", {"row": {"id": "before", "state": "running", "n": 1}}).accepted(60)
        copy = daemon.replica("runs").ready(60)
        paths = self.counting(daemon)
        daemon.send("table.patch", "runs/before", {"fields": {"state": "done", "more": {"a": [1.5, None]}, "n": None}})
        for n in range(20):
            daemon.send("table.put", f"runs/r{n}", {"row": {"id": f"r{n}", "state": "running"}})
        daemon.send("table.delete", "runs/r3")
        daemon.send("table.delete", "runs/r4")
        last = daemon.send("table.put", "runs/r4", {"row": {"id": "r4", "state": "anew"}}).accepted(60)
        copy.await_position(last["position"], 60)

        self.assertEqual(daemon.attention(), [])
        shown = self.hub.call("GET", "/v1/tables/runs/rows?limit=500")["items"]
        self.assertEqual([row["row"] for row in shown], copy.list())
        self.assertIsNone(copy.get("r3"))
        self.assertEqual(paths, [])

    def test_several_processes_on_one_file_send_each_command_once_in_order(self) -> None:
        program = ("import sys, signalbox\nfrom tests.test_conformance import FAST\n"
                   "with signalbox.open(sys.argv[1], sys.argv[2], sys.argv[3], pace=FAST) as hub:\n"
                   "  for n in range(40):\n"
                   "    hub.send('notification.post', body={'title': f'{sys.argv[4]} {n:03}', 'tags': ['several']})\n"
                   "  hub.close(drain=60)\n")
        store = str(self.folder / "several.db")
        running = [subprocess.Popen([sys.executable, "-c", program, store, self.hub.url, self.hub.key("daemon"), name], cwd=HERE)
                   for name in ("a", "b", "c")]
        for process in running:
            self.assertEqual(process.wait(300), 0)
        with signalbox.open(store, self.hub.url, self.hub.key("daemon"), pace=FAST) as box:
            eventually("all is sent", box.drained)

        events = self.hub.call("GET", "/v1/events?after=start&types=notification.posted&limit=500")["events"]
        titles = [event["data"]["title"] for event in events if event["data"].get("tags") == ["several"]]
        for name in ("a", "b", "c"):
            self.assertEqual([t for t in titles if t.startswith(name)], [f"{name} {n:03}" for n in range(40)])


class FileTest(unittest.TestCase):
    """What needs no hub."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name, "client.db")

    def open(self) -> signalbox.Signalbox:
        return signalbox.open(self.file, "http://127.0.0.1:9", "sbx_any", pace=FAST)

    def test_private_rows_and_commands_are_one(self) -> None:
        with self.open() as box:
            with box.write() as tx:
                tx.execute("CREATE TABLE build (id TEXT)")
            with self.assertRaises(ZeroDivisionError), box.write() as tx:
                tx.execute("INSERT INTO build VALUES ('b-1')")
                tx.send("notification.post", body={"title": "done"})
                1 / 0
            self.assertEqual((len(box.query("SELECT * FROM build")), box.pending()), (0, 0))
            with self.assertRaises(RuntimeError), box.write() as tx:
                box.close()
            for sql in ("SELECT * FROM signalbox_outbox", "COMMIT", "PRAGMA user_version = 9"):
                with self.assertRaises(ValueError), box.write() as tx:
                    tx.execute(sql)

    def test_what_the_hub_refuses_is_told_in_a_sentence_without_http(self) -> None:
        for detail, told in (
                ("there is no such item on the roadmap; GET /v1/roadmap lists them", "There is no such item on the roadmap"),
                ("the cursor is old; read again: GET /v1/events", "The cursor is old; read again"),
                ("expiresIn is not a duration; write 4h", "expiresIn is not a duration; write 4h"), ("", "There is no such thing")):
            refused = signalbox.Refused({"code": "not_found", "title": "There is no such thing", "status": 404, "detail": detail})
            self.assertEqual((str(refused), refused.code, refused.detail), (told, "not_found", detail))

    def test_without_a_key_it_says_at_once_how_to_make_one(self) -> None:
        with unittest.mock.patch.dict(os.environ):
            for said in (None, "", " "):
                os.environ.pop("SIGNALBOX_KEY", None)
                if said is not None:
                    os.environ["SIGNALBOX_KEY"] = said
                with self.assertRaisesRegex(ValueError, "SIGNALBOX_KEY is not set: .*signalbox keys create NAME"):
                    signalbox.open(self.file, "http://127.0.0.1:9")
            self.assertFalse(self.file.exists())

    def test_a_store_that_is_gone_or_anothers_is_refused(self) -> None:
        self.open().close()
        self.file.unlink()
        with self.assertRaises(signalbox.StoreRefused):
            self.open()
        other = self.file.with_name("other.db")
        other.write_bytes(b"no database at all" * 100)
        with self.assertRaises(signalbox.StoreRefused):
            signalbox.open(other, "http://127.0.0.1:9", "sbx_any")
        if os.name == "posix":
            self.assertEqual(os.stat(str(self.file) + "-lock").st_mode & 0o077, 0)

    def test_a_command_that_can_never_be_sent_and_another_under_a_known_id_are_refused(self) -> None:
        with self.open() as box:
            with self.assertRaises(ValueError):
                box.notify("t", body="x" * signalbox.BATCH_BYTES)
            box.send("notification.post", body={"title": "a"}, id="i")
            box.send("notification.post", body={"title": "a"}, id="i")
            with self.assertRaises(ValueError):
                box.send("notification.post", body={"title": "b"}, id="i")
            self.assertEqual(box.pending(), 1)

    def test_the_id_of_a_key_is_what_every_language_computes(self) -> None:
        self.assertEqual(signalbox.once_id("priority-3-database"), "7ce88c68-26ad-5daa-af2d-1df49f5bb0b5")
        self.assertEqual(signalbox.once_id("Größe \U0001f600"), "94a1c815-2bc5-5425-b960-5159c011b905")


if __name__ == "__main__":
    unittest.main()
