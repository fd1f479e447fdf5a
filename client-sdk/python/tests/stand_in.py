"""Starts what the tests talk to: the stand-in of the conformance cases."""
import json
import pathlib
import subprocess
import sys
import time
import urllib.request
from typing import Any, Callable

CONFORMANCE = pathlib.Path(__file__).resolve().parents[2] / "conformance"


def eventually(what: str, condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"never: {what}")
        time.sleep(0.005)


class StandIn:
    """The stand-in in a process of its own, playing one case."""

    def __init__(self, case: pathlib.Path) -> None:
        self._process = subprocess.Popen([sys.executable, str(CONFORMANCE / "standin.py"), str(case)],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    def steer(self, wish: Any) -> None:
        urllib.request.urlopen(self.url + "/_standin/steer", json.dumps(wish).encode(), timeout=60).close()

    def state(self) -> Any:
        with urllib.request.urlopen(self.url + "/_standin", timeout=60) as answer:
            return json.load(answer)

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
