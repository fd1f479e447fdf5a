"""A real hub in a process of its own: SIGNALBOX_TEST_HUB says how it is started, a JSON list of words."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.request
from typing import Any, Dict, List, Optional

from tests.stand_in import eventually

ROOT = pathlib.Path(__file__).resolve().parents[3]


def command() -> List[str]:
    said = os.environ.get("SIGNALBOX_TEST_HUB")
    if said:
        return list(json.loads(said))
    jar = ROOT / "cli" / "target" / "signalbox.jar"
    if not jar.exists() or shutil.which("java") is None:
        raise unittest.SkipTest(f"NOT RUN: no hub to talk to; build {jar}, or set SIGNALBOX_TEST_HUB")
    return ["java", "-jar", str(jar), "hub"]


class RealHub:
    def __init__(self) -> None:
        self._command = command()
        self.folder = tempfile.TemporaryDirectory()
        self.data = pathlib.Path(self.folder.name, "data")
        self._port = os.environ.get("SIGNALBOX_TEST_PORT", "0")
        self._keys: Dict[str, str] = {}
        self.start()

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SIGNALBOX_")}
        said = pathlib.Path(self.folder.name, "hub.out")
        with said.open("wb") as out:
            self._process = subprocess.Popen([*self._command, "--data", str(self.data), "--port", self._port], stdout=out,
                                             stderr=subprocess.STDOUT, env=environment, cwd=self.folder.name)
        up = eventually("the hub is up", lambda: self._up(said), 120)
        self.url = up.group(1).rstrip("/")
        self._port = self.url.rsplit(":", 1)[1]

    def _up(self, said: pathlib.Path) -> Optional["re.Match[str]"]:
        text = said.read_text(errors="replace")
        assert self._process.poll() is None, text
        return re.search(r"up at (http://\S+)", text)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        self.kill()
        self.folder.cleanup()

    def key(self, role: str) -> str:
        if role == "admin":
            return (self.data / "admin.key").read_text().strip()
        if role not in self._keys:
            self._keys[role] = self.call("POST", "/v1/keys", {"name": role, "role": role})["secret"]
        return self._keys[role]

    def call(self, method: str, path: str, body: Any = None, role: str = "admin") -> Any:
        request = urllib.request.Request(self.url + path, None if body is None else json.dumps(body).encode(), method=method)
        request.add_header("Authorization", "Bearer " + self.key(role))
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
            return json.loads(text) if text else None
