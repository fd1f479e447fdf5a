"""A program that is killed at every named step, against a real hub: nothing is lost, doubled, or out of order."""
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import unittest

from tests.real_hub import RealHub

STEPS = ["outbox-queueing", "outbox-queued", "outbox-sending", "outbox-answered", "outbox-settling", "outbox-settled",
         "follow-applying", "follow-applied"]
SIGKILL = -9


class CrashTest(unittest.TestCase):
    def test_a_program_that_is_killed_at_any_step_loses_and_doubles_nothing(self) -> None:
        if os.name == "nt":
            raise unittest.SkipTest("NOT RUN: there is no SIGKILL on Windows")
        seed = int(os.environ.get("CRASH_SEED", random.SystemRandom().getrandbits(32)))
        chance = random.Random(seed)
        hub = RealHub()
        try:
            with tempfile.TemporaryDirectory() as folder:
                store = pathlib.Path(folder, "client.db")
                last = 0
                for step in STEPS + chance.sample(STEPS, 4):
                    last += chance.randint(2, 9)
                    # The first time is always reached, a later one perhaps not.
                    times = 1 if chance.random() < 0.6 else chance.randint(2, 4)
                    ended = self.run_program(hub, store, last, f"{step}:{times}")
                    self.assertIn(ended, (SIGKILL, 0) if times > 1 else (SIGKILL,), f"{step}:{times}, CRASH_SEED={seed}")
                last += 1
                self.assertEqual(self.run_program(hub, store, last, ""), 0, f"CRASH_SEED={seed}")
                self.check(hub, store, last, seed)
        finally:
            hub.close()

    def run_program(self, hub: RealHub, store: pathlib.Path, last: int, armed: str) -> int:
        environment = {**os.environ, "SIGNALBOX_FAILPOINT": armed}
        return subprocess.run(
            [sys.executable, "-m", "tests.crashing_program", hub.url, hub.key("daemon"), str(store), str(last)],
            env=environment, cwd=pathlib.Path(__file__).resolve().parents[1], timeout=300, stderr=subprocess.DEVNULL).returncode

    def check(self, hub: RealHub, store: pathlib.Path, last: int, seed: int) -> None:
        wanted = [f"n{n}" for n in range(1, last + 1)]
        page = hub.call("GET", "/v1/events?after=start&types=notification.posted&limit=500")
        self.assertEqual(sorted(event["data"]["title"] for event in page["events"]), sorted(wanted), f"CRASH_SEED={seed}")
        questions = hub.call("GET", "/v1/questions?state=all")["items"]
        self.assertEqual(len(questions), 1, f"CRASH_SEED={seed}")
        with sqlite3.connect(store) as file:
            heard = [title for title, in file.execute("SELECT title FROM heard ORDER BY at")]
        file.close()
        self.assertEqual(heard, [event["data"]["title"] for event in page["events"]], f"CRASH_SEED={seed}")


if __name__ == "__main__":
    unittest.main()
