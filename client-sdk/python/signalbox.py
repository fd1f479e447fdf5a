"""Signalbox for Python: ask people, tell people, follow what happens, keep copies of shared tables.

    import signalbox

    with signalbox.open("daemon.db") as hub:                    # SIGNALBOX_URL and SIGNALBOX_KEY say where and who
        question = hub.ask("Which database?", options=["sqlite", "postgres"], once="my-daemon: database")
        print(hub.wait(question).value)

One file, standard library only, Python 3.9 or newer. What a program writes is on this machine's disk when the call returns, and
reaches the hub from there, in order and once, through crashes of either side and cuts between. What the hub refuses is kept and
shown (`attention`), and never sent again by itself. Any thread may use one `Signalbox`; several processes may open one file.
"""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import hashlib
import http.client
import json
import logging
import os
import random
import re
import sqlite3
import socket
import ssl
import threading
import time
import urllib.parse
import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Callable, Deque, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, Union

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
    import msvcrt

__all__ = [
    "Answer", "Hit", "OutboxFull", "Pace", "Parked", "Question", "QuestionClosed", "Recalled", "Receipt", "Refused", "Replica",
    "ReplicaNotReady", "Signalbox", "StoreRefused", "Subscription", "Transaction", "Unreachable", "once_id", "open",
]

Json = Dict[str, Any]
LOG = logging.getLogger("signalbox")

URL_DEFAULT = "http://127.0.0.1:7433"
#: Namespace of the ids of questions that are asked once under a key.
ONCE = uuid.UUID("16fcd35b-225d-5a4e-a6dc-d5e77d25d84a")
#: Commands, and bytes of their JSON, in one request; the second is also the largest command.
BATCH_COMMANDS = 100
BATCH_BYTES = 900_000
#: Unanswered commands in one file. More are refused to the program that writes them.
PENDING_MAX = 1_000_000
#: Events that one transaction of a follower takes.
EVENTS_AT_ONCE = 256
#: Bytes of one answer of the hub.
ANSWER_BYTES_MAX = 64 * 1024 * 1024
#: Bytes of one line of an event stream or a snapshot.
LINE_BYTES_MAX = 8 * 1024 * 1024
#: How long accepted commands are kept, to be sent again to a hub that was put back.
ACCEPTED_KEPT = 7 * 24 * 3600
#: A longer Retry-After is cut to this: a wrong clock somewhere must not silence a program for days.
RETRY_AFTER_MAX = 3600.0
#: Bytes a second of the slowest network: a body gets so much more time.
UPLINK = 10_000
RESETS_MAX = 5
RESET_WINDOW = 600.0
KEY_CHARS_MAX = 200

#: Rows of a copy that are read one by one; more of them come in pages of so many.
SINGLY_MAX = 4
ROWS_AT_ONCE = 100

#: What happens to a row of a declared table: the event says all.
_ROW_EVENTS = frozenset(["put", "patched", "deleted", "appended"])
_BUILT_IN = {"notifications": "notification", "questions": "question", "roadmap": "roadmap"}
_APPLICATION_ID = 0x53425059  # "SBPY"
_SCHEMA = """
CREATE TABLE signalbox_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE signalbox_outbox (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE,
  lane       TEXT NOT NULL,
  json       TEXT NOT NULL,
  bytes      INTEGER NOT NULL,
  state      TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'parked', 'accepted')),
  result     TEXT,
  position   INTEGER,
  settled_at REAL
);
CREATE INDEX signalbox_outbox_pending ON signalbox_outbox (number) WHERE state = 'pending';
CREATE INDEX signalbox_outbox_waiting ON signalbox_outbox (lane) WHERE state = 'pending';
CREATE INDEX signalbox_outbox_parked ON signalbox_outbox (lane) WHERE state = 'parked';
CREATE INDEX signalbox_outbox_settled ON signalbox_outbox (settled_at) WHERE state = 'accepted';
CREATE TABLE signalbox_outbox_ended (
  id TEXT PRIMARY KEY, json TEXT NOT NULL, result TEXT NOT NULL,
  ended TEXT NOT NULL CHECK (ended IN ('retried', 'amended', 'discarded')),
  reason TEXT, replaced_by TEXT, ended_at REAL NOT NULL
);
CREATE TABLE signalbox_follower (name TEXT PRIMARY KEY, cursor TEXT, updated_at REAL NOT NULL);
CREATE TABLE signalbox_replica (name TEXT PRIMARY KEY, live INTEGER, stale TEXT, fresh_at REAL) WITHOUT ROWID;
CREATE TABLE signalbox_replica_set (number INTEGER PRIMARY KEY AUTOINCREMENT, replica TEXT NOT NULL);
CREATE TABLE signalbox_replica_row (
  set_number INTEGER NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY (set_number, key)
) WITHOUT ROWID;
PRAGMA user_version = 1;
"""


# ---------------------------------------------------------------- what goes wrong


def _sentence(detail: str) -> str:
    """What is wrong, with a capital unless it begins with a name; a step that is a request of HTTP stays in `detail`."""
    first, *more = re.split(r"; |: (?=(?:GET|POST|PUT|PATCH|DELETE) /)", detail)
    told = "; ".join([first, *(clause for clause in more if not re.search(r"\b(?:GET|POST|PUT|PATCH|DELETE) /", clause))])
    return told[:1].upper() + told[1:] if re.match(r"[a-z]+('[a-z]+)?[,.:;]?(\s|$)", told) else told


class Refused(Exception):
    """The hub said no. `code` is a stable word, `detail` says what is wrong and what to do next; the text is its first half."""

    def __init__(self, problem: Json, retry_after: Optional[float] = None) -> None:
        super().__init__(_sentence(str(problem.get("detail") or problem.get("title") or "The hub said no")))
        self.problem = problem
        self.code = str(problem.get("code", "internal"))
        self.detail = str(problem.get("detail", ""))
        self.status = int(problem.get("status", 500))
        self.retry_after = retry_after


class Unreachable(Exception):
    """No answer of the hub: nobody is there, the way was cut, or something between answered."""

    def __init__(self, message: str, timed_out: bool = False) -> None:
        super().__init__(message)
        self.timed_out = timed_out


class QuestionClosed(Exception):
    """The question is over and was not answered; `question` is how it stands for good."""

    def __init__(self, question: "Question") -> None:
        super().__init__(f"the question \"{question.prompt}\" is {question.state} without an answer")
        self.question = question


class OutboxFull(Exception):
    """As many commands wait as may; this one was not taken. Wait for the hub, or decide about parked ones."""


class StoreRefused(Exception):
    """The file is not this program's to open; the message says why."""


class ReplicaNotReady(Exception):
    """There never was a whole copy of the table."""


class _Moved(Exception):
    """Another process took the events in hand."""


# ---------------------------------------------------------------- what is told


@dataclass(frozen=True)
class Answer:
    """The answer that won; `source` is `human` or `default`, `by` the key, `on_behalf_of` the person a bot spoke for."""

    value: str
    source: str
    by: str
    comment: Optional[str] = None
    on_behalf_of: Optional[str] = None
    via: Optional[str] = None
    at: Optional[str] = None


@dataclass(frozen=True)
class Question:
    """A question as the hub shows it; `state` is pending, answered, expired or cancelled."""

    id: str
    state: str
    prompt: str
    answer: Optional[Answer]
    raw: Json = field(repr=False)


@dataclass(frozen=True)
class Hit:
    """A thing in whose text words were found: `kind` is question, notification, item, row or trace, `snippet` the text around
    them, `at` and `by` when and by which key it was said, `position` the event. `ended_at`: the event since which it is not so."""

    kind: str
    id: str
    snippet: str
    at: str
    by: str
    position: int
    ended_at: Optional[int]
    raw: Json = field(repr=False)


@dataclass(frozen=True)
class Recalled:
    """A page of what was found, the newest first; `next_cursor` leads on, and `positions` says how far each log was looked through."""

    hits: List[Hit]
    next_cursor: Optional[str]
    positions: Dict[str, int]


@dataclass(frozen=True)
class Parked:
    """A refused command. It stays, and later ones for its target wait, until `retry`, `amend` or `discard`."""

    id: str
    command: Json
    verdict: str
    problem: Json
    waiting: int

    @property
    def code(self) -> str:
        return str(self.problem.get("code", "internal"))


@dataclass(frozen=True)
class Pace:
    """How often things are tried, in seconds. The defaults are right for nearly everybody; tests run faster."""

    backoff_first: float = 1.0
    backoff_longest: float = 32.0
    tick: float = 0.2
    probe: float = 60.0
    freshness: float = 5.0
    key_retry: float = 60.0
    answer: float = 15.0
    silence: float = 45.0
    quick_cut: float = 10.0
    page: float = 1.0
    stream_again: float = 300.0
    long_poll: float = 30.0


class Receipt:
    """The word that a command is on this machine's disk and will reach the hub."""

    def __init__(self, hub: "Signalbox", command_id: str) -> None:
        self._hub = hub
        self.id = command_id

    def accepted(self, timeout: Optional[float] = None) -> Json:
        """Waits for the hub's yes. Fails with `Refused` when it said no (the command is parked), `TimeoutError`."""
        result = self._hub._verdict(self.id, timeout)
        assert result is not None
        return result

    def __repr__(self) -> str:
        return f"Receipt({self.id!r})"


def once_id(key: str) -> str:
    """The id of the question that is asked once under this key; the same in every language, offline too."""
    # What the hub takes for a blank: no-break spaces are none.
    blank = not key or any(c.isspace() and c not in "\u00a0\u2007\u202f" for c in (key[0], key[-1]))
    if blank or len(key) > KEY_CHARS_MAX or any(ord(c) < 32 or 127 <= ord(c) < 160 for c in key):
        raise ValueError(
            f"once must have 1 to {KEY_CHARS_MAX} characters, no blank at either end and no control characters")
    return str(uuid.uuid5(ONCE, key))


_last_tick = 0
_tick_lock = threading.Lock()


def _new_id() -> str:
    """A UUID of version 7, each greater than the one before in this process."""
    global _last_tick
    with _tick_lock:
        _last_tick = max(_last_tick + 1, (time.time_ns() // 1_000_000) << 12)
        tick = _last_tick
    value = (tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0x2 << 62 | random.SystemRandom().getrandbits(62)
    return str(uuid.UUID(int=value))


def _now() -> str:
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _dump(tree: Any) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _lane(command: Json) -> str:
    """The commands of one lane wait for each other: that of the thing that is changed, or made."""
    noun = str(command["command"]).split(".", 1)[0]
    body = command.get("body") or {}
    thing = command.get("target") or body.get("id")
    if not isinstance(thing, str):
        once = body.get("once") if command["command"] == "question.ask" else None
        thing = once_id(once) if isinstance(once, str) else command["id"]
    is_stream = thing.startswith(noun + "/") or (noun == "table" and "/" in thing)
    return thing if is_stream else f"{noun}/{thing}"


def _duration(value: Union[None, str, float, datetime.timedelta]) -> Optional[str]:
    """Seconds, a timedelta, or a text of the hub's own (`4h`, `PT30M`)."""
    if value is None or isinstance(value, str):
        return value
    seconds = value.total_seconds() if isinstance(value, datetime.timedelta) else float(value)
    return f"PT{seconds:.6f}".rstrip("0").rstrip(".") + "S"


def _time(value: datetime.datetime) -> str:
    return value.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")


def _moment(value: Union[None, int, str, datetime.datetime]) -> Optional[str]:
    """A position of the log, or a time."""
    return None if value is None else _time(value) if isinstance(value, datetime.datetime) else str(value)


_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[ -~]*)?")


def _trace(parent: Optional[str]) -> Optional[str]:
    return parent if parent is not None and _TRACEPARENT.fullmatch(parent) else None


def _without_none(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


def _die_here(step: str) -> None:
    """Where a test may have the process die as `kill -9` does: SIGNALBOX_FAILPOINT=step:n."""
    armed = os.environ.get("SIGNALBOX_FAILPOINT")
    if not armed or not armed.startswith(step + ":"):
        return
    left = int(armed.split(":")[1]) - 1
    os.environ["SIGNALBOX_FAILPOINT"] = f"{step}:{left}"
    if left == 0:
        import signal
        os.kill(os.getpid(), signal.SIGKILL)


# ---------------------------------------------------------------- the file


class _FileLock:
    """At most one holder among all processes and threads; the operating system frees it when the holder dies."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
        self.held = False

    def try_acquire(self) -> bool:
        if not self.held:
            try:
                if fcntl is not None:
                    fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                else:
                    self._file.seek(1 << 30)
                    msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
                self.held = True
            except OSError:
                return False
        return True

    def acquire(self, timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        while not self.try_acquire():
            if time.monotonic() > deadline:
                return False
            # Random waits keep several processes fair to each other.
            time.sleep(random.uniform(0.0001, 0.0005))
        return True

    def release(self) -> None:
        if self.held:
            self.held = False
            if fcntl is not None:
                fcntl.flock(self._file, fcntl.LOCK_UN)
            else:
                self._file.seek(1 << 30)
                msvcrt.locking(self._file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]

    def mark(self, text: str) -> None:
        self._file.seek(0, os.SEEK_END)
        if self._file.tell() == 0:
            self._file.write(text.encode())

    def close(self) -> None:
        self.release()
        self._file.close()


class Transaction:
    """One open transaction: private rows and shared commands commit together, or not at all. Only inside its block."""

    def __init__(self, store: "_Store") -> None:
        self._store = store
        self._over = False
        self.grew = False

    def execute(self, sql: str, arguments: Sequence[Any] = ()) -> List[sqlite3.Row]:
        """Runs one statement on the program's own tables; answers its rows. Names of tables that begin with signalbox_ are ours."""
        if "signalbox_" in sql.lower():
            raise ValueError("tables whose names begin with signalbox_ are not the program's")
        if re.match(r"\s*(BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE|ATTACH|DETACH|PRAGMA|VACUUM)\b", sql, re.I):
            raise ValueError("the store itself begins and ends transactions")
        return self.run(sql, arguments)

    def run(self, sql: str, arguments: Sequence[Any] = ()) -> List[sqlite3.Row]:
        if self._over:
            raise RuntimeError("the transaction is over; use it only inside its block")
        return self._store.connection.execute(sql, arguments).fetchall()

    def change(self, sql: str, arguments: Sequence[Any] = ()) -> int:
        if self._over:
            raise RuntimeError("the transaction is over; use it only inside its block")
        return self._store.connection.execute(sql, arguments).rowcount

    def send(self, command: str, target: Optional[str] = None, body: Optional[Json] = None, *,
             expected_version: Optional[int] = None, id: Optional[str] = None) -> str:
        """Queues a command in this transaction; answers its id."""
        wish = _without_none(id=id or _new_id(), command=command, target=target, expectedVersion=expected_version,
                             body=body or {})
        self._store.queue(self, wish)
        self.grew = True
        return str(wish["id"])

    def end(self) -> None:
        self._over = True


class _Store:
    """The program's one SQLite file, with the rows of the outbox."""

    LOCK_WAIT = 60.0
    MARK = "A Signalbox store is in use here. Remove this file only together with it.\n"

    def __init__(self, path: Union[str, "os.PathLike[str]"]) -> None:
        given = os.path.abspath(os.fspath(path))
        if os.path.isdir(given):
            raise StoreRefused(f"{given} is a folder; give the path of a file")
        self.file = os.path.realpath(given)
        self._refuse_lost()
        os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))
        self.lock = threading.RLock()
        self._mutex = _FileLock(self.file + "-lock")
        self._free_places = 0
        self._inside: Optional[int] = None
        try:
            self.connection = sqlite3.connect(self.file, timeout=self.LOCK_WAIT, isolation_level=None, check_same_thread=False)
            self.connection.row_factory = sqlite3.Row
            with self._locked():
                self._make_fit()
                self._mutex.mark(self.MARK)
        except sqlite3.DatabaseError as failure:
            self._mutex.close()
            raise StoreRefused(f"{self.file} cannot be opened: {failure}") from failure
        except BaseException:
            self._mutex.close()
            raise

    def _refuse_lost(self) -> None:
        empty = not os.path.exists(self.file) or os.path.getsize(self.file) == 0
        mark = self.file + "-lock"
        if empty and os.path.exists(mark) and os.path.getsize(mark) > 0:
            raise StoreRefused(
                f"{self.file} holds no store, but {os.path.basename(mark)} beside it says that one was in use here: what it had not"
                " sent is in the file that is missing. Bring that back, or, to begin anew without it, first remove all files whose"
                f" names begin with {os.path.basename(self.file)}-")

    def _make_fit(self) -> None:
        owner = self.connection.execute("PRAGMA application_id").fetchone()[0]
        version = self.connection.execute("PRAGMA user_version").fetchone()[0]
        tables = self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if owner != _APPLICATION_ID and (owner or tables):
            raise StoreRefused(f"{self.file} belongs to another program; give this one a file of its own")
        if version > 1:
            raise StoreRefused(f"{self.file} was written by a newer signalbox.py; use that one")
        mode = self.connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            raise StoreRefused(f"{self.file} cannot use a write-ahead log; put the store on a local disk")
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute("PRAGMA fullfsync = ON")
        self.connection.execute("PRAGMA foreign_keys = ON")
        if version == 0:
            self.connection.executescript(f"BEGIN IMMEDIATE; PRAGMA application_id = {_APPLICATION_ID};{_SCHEMA} COMMIT;")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with self.lock:
            # Before BEGIN IMMEDIATE: SQLite's own wait is unfair to other processes.
            if not self._mutex.acquire(self.LOCK_WAIT):
                raise sqlite3.OperationalError(f"{self.file} was not free within {self.LOCK_WAIT:.0f} s")
            try:
                yield
            finally:
                self._mutex.release()

    @contextlib.contextmanager
    def write(self) -> Iterator[Transaction]:
        with self.lock:
            if self._inside is not None:
                raise RuntimeError("a transaction of this store is open on this thread; use it instead of opening another")
            with self._locked():
                self._inside = threading.get_ident()
                tx = Transaction(self)
                try:
                    self.connection.execute("BEGIN IMMEDIATE")
                    try:
                        yield tx
                        self.connection.execute("COMMIT")
                    except BaseException:
                        with contextlib.suppress(sqlite3.Error):
                            self.connection.execute("ROLLBACK")
                        raise
                finally:
                    tx.end()
                    self._inside = None

    def refuse_inside(self, what: str) -> None:
        if self._inside == threading.get_ident():
            raise RuntimeError(f"{what} is not for the inside of a transaction or a handler")

    def read(self, sql: str, arguments: Sequence[Any] = ()) -> List[sqlite3.Row]:
        with self.lock:
            return self.connection.execute(sql, arguments).fetchall()

    def data_version(self) -> int:
        return int(self.read("PRAGMA data_version")[0][0])

    def close(self) -> None:
        with self.lock:
            self.connection.close()
            self._mutex.close()

    # -- rows of the outbox

    def queue(self, tx: Transaction, wish: Json) -> None:
        dated = wish if "occurredAt" in wish else {**wish, "occurredAt": _now()}
        text = _dump(dated)
        size = len(text.encode())
        if size > BATCH_BYTES:
            raise ValueError(f"the command has {size} bytes; at most {BATCH_BYTES} can be sent")
        self._take_place(tx)
        added = tx.change(
            "INSERT INTO signalbox_outbox (id, lane, json, bytes) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (wish["id"], _lane(wish), text, size))
        if added == 0 and not self._is_known(tx, wish):
            raise ValueError(f"the id {wish['id']} was used for another command; take a fresh one")
        _die_here("outbox-queueing")

    def _take_place(self, tx: Transaction) -> None:
        """Counting a million rows at every insert would be slow, so places are counted a thousand at a time."""
        if self._free_places <= 0:
            pending = tx.run("SELECT count(*) FROM signalbox_outbox WHERE state = 'pending'")[0][0]
            self._free_places = min(1000, PENDING_MAX - pending)
            if self._free_places <= 0:
                raise OutboxFull(f"the outbox holds {PENDING_MAX} unanswered commands; this one was not taken")
        self._free_places -= 1

    @staticmethod
    def _is_known(tx: Transaction, wish: Json) -> bool:
        known = json.loads(tx.run("SELECT json FROM signalbox_outbox WHERE id = ?", (wish["id"],))[0]["json"])
        once = wish["body"].get("once")
        if once is not None and once == known.get("body", {}).get("once"):
            return True
        return bool({**known, "occurredAt": None} == {**wish, "occurredAt": None})

    def next(self, most: int) -> List[Tuple[str, str]]:
        rows: List[Tuple[str, str]] = []
        size = 0
        for row in self.read(
                "SELECT id, json, bytes FROM signalbox_outbox AS queued WHERE state = 'pending' AND NOT EXISTS ("
                " SELECT 1 FROM signalbox_outbox AS stuck WHERE stuck.state = 'parked' AND stuck.lane = queued.lane)"
                " ORDER BY number LIMIT ?", (most,)):
            size += row["bytes"]
            if size > BATCH_BYTES and rows:
                break
            rows.append((row["id"], row["json"]))
        return rows

    def settle(self, tx: Transaction, results: Iterable[Json]) -> int:
        settled = 0
        for result in results:
            verdict = result.get("verdict")
            if verdict not in ("accepted", "duplicate", "conflict", "rejected"):
                continue
            state = "accepted" if verdict in ("accepted", "duplicate") else "parked"
            settled += tx.change(
                "UPDATE signalbox_outbox SET state = ?, result = ?, position = ?, settled_at = ?"
                " WHERE id = ? AND state = 'pending'",
                (state, _dump(result), result.get("position"), time.time(), result.get("id")))
        return settled

    def noted(self, name: str) -> Optional[str]:
        rows = self.read("SELECT value FROM signalbox_meta WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    @staticmethod
    def note(tx: Transaction, name: str, value: str) -> None:
        tx.change("INSERT INTO signalbox_meta (name, value) VALUES (?, ?)"
                  " ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))

    def note_cursor(self, tx: Transaction, cursor: str) -> int:
        """Notes what the hub holds. Of another history: all that is still kept goes out again; answers how much."""
        again = self.note_epoch(tx, cursor)
        before = self.noted("seen")
        if before is None or _epoch(before) != _epoch(cursor) or _position(before) < _position(cursor):
            self.note(tx, "seen", cursor)
        return again

    def note_epoch(self, tx: Transaction, cursor: str) -> int:
        known = self.noted("epoch")
        if known == _epoch(cursor):
            return 0
        self.note(tx, "epoch", _epoch(cursor))
        return 0 if known is None else self.send_all_again(tx)

    @staticmethod
    def send_all_again(tx: Transaction) -> int:
        tx.change("DELETE FROM signalbox_meta WHERE name = 'seen'")
        return tx.change("UPDATE signalbox_outbox SET state = 'pending' WHERE state = 'accepted' AND position IS NOT NULL")

    @staticmethod
    def prune(tx: Transaction) -> None:
        tx.change("DELETE FROM signalbox_outbox WHERE number IN (SELECT number FROM signalbox_outbox"
                  " WHERE state = 'accepted' AND settled_at < ? LIMIT 1000)", (time.time() - ACCEPTED_KEPT,))

    def parked_row(self, tx: Transaction, command_id: str) -> sqlite3.Row:
        rows = tx.run("SELECT number, id, json, result FROM signalbox_outbox WHERE id = ? AND state = 'parked'", (command_id,))
        if not rows:
            raise ValueError(f"no command {command_id} is parked; attention() lists those that are")
        return rows[0]

    def replace(self, tx: Transaction, row: sqlite3.Row, wish: Json, ended: str) -> str:
        fresh = {**wish, "id": _new_id()}
        text = _dump(fresh)
        self.end(tx, row, ended, None, fresh["id"])
        tx.change("UPDATE signalbox_outbox SET id = ?, json = ?, bytes = ?, state = 'pending', result = NULL, settled_at = NULL"
                  " WHERE number = ?", (fresh["id"], text, len(text.encode()), row["number"]))
        tx.grew = True
        return str(fresh["id"])

    @staticmethod
    def end(tx: Transaction, row: sqlite3.Row, ended: str, reason: Optional[str], replaced_by: Optional[str]) -> None:
        tx.change("INSERT INTO signalbox_outbox_ended (id, json, result, ended, reason, replaced_by, ended_at)"
                  " VALUES (?, ?, ?, ?, ?, ?, ?)",
                  (row["id"], row["json"], row["result"], ended, reason, replaced_by, time.time()))


def _epoch(cursor: str) -> str:
    return cursor.split(".", 1)[0]


def _position(cursor: str) -> int:
    return int(cursor.split(".")[1])


# ---------------------------------------------------------------- the way to the hub


class _Backoff:
    """Full jitter under a ceiling that doubles; what the hub asked for is the floor."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._failures = 0

    def next(self, failure: BaseException) -> float:
        ceiling = min(self._pace.backoff_longest, self._pace.backoff_first * 2 ** min(self._failures, 20))
        self._failures += 1
        asked = failure.retry_after if isinstance(failure, Refused) else None
        return min(max(asked or 0.0, 0.0), RETRY_AFTER_MAX) + random.uniform(0.001, ceiling)

    def reset(self) -> None:
        self._failures = 0


def _retry_after(headers: http.client.HTTPMessage) -> Optional[float]:
    text = (headers.get("Retry-After") or "").strip()
    if re.fullmatch(r"\d{1,9}", text):
        return float(text)
    try:
        # A date is compared with the sender's own clock, never with ours.
        until, now = (email.utils.parsedate_to_datetime(headers.get(name) or "") for name in ("Retry-After", "Date"))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError, IndexError):
        return None


class _Holds:
    """The socket that somebody waits at, so that another thread can end the wait."""

    def __init__(self) -> None:
        self.socket: Optional[socket.socket] = None

    def let_go(self) -> None:
        held = self.socket
        if held is not None:
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)


_CODES = {401: "unauthorized", 403: "forbidden", 413: "too_large", 414: "uri_too_long", 429: "rate_limited",
          431: "headers_too_large", 503: "overloaded"}


class _Wire:
    """Sends requests, each on a connection of its own, and sorts the answers: a good one, Refused, Unreachable."""

    def __init__(self, url: str, key: Callable[[], Optional[str]], name: str, pace: Pace, ca: Optional[str]) -> None:
        parts = urllib.parse.urlsplit(url if "//" in url else "http://" + url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
            raise ValueError(f"\"{url}\" is not the URL of a hub; write {URL_DEFAULT}")
        self._parts = parts
        self.base = urllib.parse.urlunsplit(parts).rstrip("/")
        self._key = key
        self._name = name
        self.pace = pace
        self._tls = ssl.create_default_context(cafile=ca or None) if parts.scheme == "https" else None

    def call(self, method: str, path: str, body: Optional[bytes] = None, headers: Optional[Dict[str, str]] = None,
             longer: float = 0.0, holds: Optional["_Holds"] = None) -> Any:
        """The JSON of a good answer."""
        timeout = self.pace.answer + longer + (len(body) / UPLINK if body else 0.0)
        deadline = time.monotonic() + timeout
        with self._exchange(method, path, body, headers or {}, timeout, holds) as (sock, response):
            text = self._read(sock, response, deadline)
        try:
            return json.loads(text)
        except ValueError as failure:
            raise Unreachable(f"the answer of {self.base} cannot be understood: {failure}") from failure

    @contextlib.contextmanager
    def open(self, path: str, accept: str, headers: Dict[str, str], holds: "_Holds") -> Iterator[http.client.HTTPResponse]:
        """An answer that is read while it comes; silence for too long is Unreachable."""
        with self._exchange("GET", path, None, {"Accept": accept, **headers}, self.pace.answer, holds) as (sock, response):
            if not (response.getheader("Content-Type") or "").startswith(accept):
                raise Unreachable(f"the answer of {self.base} is not {accept}; something between may have answered")
            sock.settimeout(self.pace.silence)
            yield response

    @contextlib.contextmanager
    def _exchange(self, method: str, path: str, body: Optional[bytes], headers: Dict[str, str], timeout: float,
                  holds: Optional["_Holds"]) -> Iterator[Tuple[socket.socket, http.client.HTTPResponse]]:
        connection = self._connection(min(timeout, 5.0))
        deadline = time.monotonic() + timeout
        try:
            connection.connect()
            # Kept: the connection itself forgets it as soon as the answer begins.
            sock = connection.sock
            if holds is not None:
                holds.socket = sock
            sock.settimeout(timeout)
            connection.request(method, self._parts.path.rstrip("/") + path, body, self._headers(body, headers))
            response = connection.getresponse()
            try:
                if not 200 <= response.status < 300:
                    raise self._failure(response, self._read(sock, response, deadline))
                yield sock, response
            finally:
                response.close()
        except (OSError, http.client.HTTPException) as failure:
            if isinstance(failure, socket.timeout) or "timed out" in str(failure):
                raise Unreachable(f"{self.base} did not answer in time", True) from failure
            if isinstance(failure, ConnectionRefusedError):
                raise Unreachable(f"nobody answers at {self.base}; is the hub running, and is the URL right?") from failure
            raise Unreachable(f"the connection to {self.base} failed: {failure!r}") from failure
        finally:
            if holds is not None:
                holds.socket = None
            connection.close()

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        host = self._parts.hostname or ""
        if self._tls is not None:
            return http.client.HTTPSConnection(host, self._parts.port, timeout=timeout, context=self._tls)
        return http.client.HTTPConnection(host, self._parts.port, timeout=timeout)

    def _headers(self, body: Optional[bytes], more: Dict[str, str]) -> Dict[str, str]:
        headers = {"Accept": "application/json, application/problem+json;q=0.9", "User-Agent": self._name, "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        secret = (self._key() or "").strip()
        if secret:
            headers["Authorization"] = "Bearer " + secret
        return {**headers, **more}

    def _read(self, sock: socket.socket, response: http.client.HTTPResponse, deadline: float) -> bytes:
        parts: List[bytes] = []
        size, length = 0, response.length
        while length is None or size < length:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Unreachable(f"{self.base} did not answer in time", True)
            sock.settimeout(left)
            part = response.read1(65536) if length is None else response.fp.read1(min(65536, length - size))
            if not part:
                break
            parts.append(part)
            size += len(part)
            if size > ANSWER_BYTES_MAX:
                raise Unreachable(f"the answer of {self.base} has more than {ANSWER_BYTES_MAX} bytes")
        if length is not None and size < length:
            raise Unreachable(f"the answer of {self.base} broke off")
        return b"".join(parts)

    def _failure(self, response: http.client.HTTPResponse, text: bytes) -> Exception:
        after = _retry_after(response.headers)
        if "json" in (response.getheader("Content-Type") or ""):
            with contextlib.suppress(ValueError):
                problem = json.loads(text)
                if isinstance(problem, dict) and all(problem.get(name) for name in ("code", "title", "detail")):
                    return Refused(problem, after)
        met = (f"HTTP {response.status} came from {self.base} without a problem; something between may have answered"
               " instead of the hub")
        code = _CODES.get(response.status)
        if code is None:
            return Unreachable(met)
        return Refused({"code": code, "title": response.reason, "status": response.status, "detail": met}, after)


# ---------------------------------------------------------------- the client


def open(store: Union[str, "os.PathLike[str]"], url: Optional[str] = None,
         key: Union[None, str, Callable[[], Optional[str]]] = None, *, name: str = "signalbox-python",
         ca: Optional[str] = None, pace: Pace = Pace()) -> "Signalbox":
    """Opens the program's file and begins to send what it holds. Needs no hub.

    `url` and `key` are SIGNALBOX_URL and SIGNALBOX_KEY unless given; `key` may be a function that is asked before every request.
    `ca` is a file of certificates to trust (SIGNALBOX_CA). Fails with `StoreRefused` for a file that is another's, with
    `ValueError` without a key.
    """
    return Signalbox(store, url, key, name=name, ca=ca, pace=pace)


def _key_of(key: Union[None, str, Callable[[], Optional[str]]]) -> Callable[[], Optional[str]]:
    """The key as a function. Without one no program gets anywhere, so it is told how to make one."""
    if callable(key):
        return key
    given = key if key is not None else os.environ.get("SIGNALBOX_KEY")
    if given is None or not given.strip():
        missing = "SIGNALBOX_KEY is not set" if key is None else "the key is empty"
        raise ValueError(f"{missing}: make this program a key of its own (signalbox keys create NAME --role daemon)"
                         " and set SIGNALBOX_KEY to it, or give open(store, key=...)")
    return lambda: given


class Signalbox:
    """A program's end of the hub. Any thread; close it, or use it in a `with` block."""

    def __init__(self, store: Union[str, "os.PathLike[str]"], url: Optional[str] = None,
                 key: Union[None, str, Callable[[], Optional[str]]] = None, *, name: str = "signalbox-python",
                 ca: Optional[str] = None, pace: Pace = Pace()) -> None:
        self._key = _key_of(key)
        self._wire = _Wire(url or os.environ.get("SIGNALBOX_URL") or URL_DEFAULT, self._key, name, pace,
                           ca or os.environ.get("SIGNALBOX_CA"))
        self._pace = pace
        self._store = _Store(store)
        self._changed = threading.Condition()
        self._closed = False
        self._subscriptions: Dict[str, "Subscription"] = {}
        self._replicas: Dict[str, "Replica"] = {}
        self._sender = _Sender(self)
        self._sender.start()

    def __enter__(self) -> "Signalbox":
        return self

    def __exit__(self, *failure: Any) -> None:
        self.close()

    # -- write

    @contextlib.contextmanager
    def write(self) -> Iterator[Transaction]:
        """One transaction: `tx.execute` on tables of the program, `tx.send` for the hub. Both commit, or neither."""
        with self._store.write() as tx:
            yield tx
        if tx.grew:
            _die_here("outbox-queued")
            self._sender.ring()

    def query(self, sql: str, arguments: Sequence[Any] = ()) -> List[sqlite3.Row]:
        """Reads tables of the program."""
        return self._store.read(sql, arguments)

    def send(self, command: str, target: Optional[str] = None, body: Optional[Json] = None, *,
             expected_version: Optional[int] = None, id: Optional[str] = None) -> Receipt:
        """Queues a command of any kind (`<noun>.<verb>`). Durable when it returns, hub or no hub."""
        with self.write() as tx:
            command_id = tx.send(command, target, body, expected_version=expected_version, id=id)
        return Receipt(self, command_id)

    def notify(self, title: str, body: Optional[str] = None, *, priority: Optional[int] = None, tags: Sequence[str] = (),
               link: Optional[str] = None, dedup_key: Optional[str] = None,
               expires_in: Union[None, str, float, datetime.timedelta] = None, data: Optional[Json] = None) -> Receipt:
        """Tells people something."""
        wish = _without_none(title=title, body=body, priority=priority, tags=list(tags) or None, link=link,
                             dedupKey=dedup_key, expiresIn=_duration(expires_in), data=data)
        return self.send("notification.post", body=wish)

    def ask(self, prompt: str, *, options: Sequence[Union[str, Json]] = (), approval: bool = False, body: Optional[str] = None,
            priority: Optional[int] = None, tags: Sequence[str] = (),
            expires_in: Union[None, str, float, datetime.timedelta] = None, default: Optional[str] = None,
            exclude_asker: bool = False, data: Optional[Json] = None, once: Optional[str] = None,
            traceparent: Optional[str] = None) -> str:
        """Asks people something; answers the id by which to `wait`, in this run of the program or a later one.

        `once`: asks once under this key. A program that is killed and started again gets the question that is there, as it
        stands; the first words win. All who may ask share the keys, so begin yours with the program's name.
        `traceparent`: the work that waits, in the form of the W3C's header; the wait shows in that trace.
        One that is malformed is left out, as that standard says.
        """
        kind = "approval" if approval else "choice" if options else "text"
        wish = _without_none(
            once=once, kind=kind, prompt=prompt, body=body, options=list(options) or None, priority=priority,
            tags=list(tags) or None, expiresIn=_duration(expires_in), onExpiry=None if default is None else "default",
            defaultValue=default, excludeAsker=exclude_asker or None, data=data, traceparent=_trace(traceparent))
        return self.send("question.ask", body=wish, id=None if once is None else once_id(once)).id

    def answer(self, question: str, value: str, *, comment: Optional[str] = None, on_behalf_of: Optional[str] = None,
               via: Optional[str] = None, seen_at: Optional[datetime.datetime] = None) -> Receipt:
        """Answers. The first valid answer wins; when another did, the command is parked with it.

        `seen_at`: when the person saw the question first; with a time zone.
        """
        return self.send("question.answer", question, _without_none(
            value=value, comment=comment, onBehalfOf=on_behalf_of, via=via, seenAt=None if seen_at is None else _time(seen_at)))

    def cancel(self, question: str, reason: Optional[str] = None) -> Receipt:
        """Takes a question back."""
        return self.send("question.cancel", question, _without_none(reason=reason))

    def set_status(self, item: str, status: str) -> Receipt:
        """Says on the roadmap how far an item (its key or id) has come: `in_progress`, `done` …"""
        return self.send("roadmap.set-status", item, {"status": status})

    # -- wait and read

    def wait(self, question: str, timeout: Optional[float] = None) -> Answer:
        """Waits for the answer, through restarts of the hub and cuts, as long as it takes or for `timeout` seconds.

        Fails with `QuestionClosed` when there will be none, `Refused` when the hub refused the question or knows none of this
        id, `TimeoutError` (the question stays open).
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        asked_here = self._verdict(question, timeout, unknown_is_fine=True) is not None
        backoff = _Backoff(self._pace)
        while True:
            begun = time.monotonic()
            poll = self._pace.long_poll if deadline is None else max(0.0, min(self._pace.long_poll, deadline - begun))
            try:
                shown = self._question(question, poll)
                backoff.reset()
            except (Refused, Unreachable) as failure:
                if not self._may_pass(failure, asked_here):
                    raise
                self._pause(backoff.next(failure), deadline)
                continue
            if shown.answer is not None:
                return shown.answer
            if shown.state != "pending":
                raise QuestionClosed(shown)
            # Where something between cuts the wait short, not faster than pages are read.
            self._pause(0.0 if time.monotonic() - begun >= self._pace.page else self._pace.page, deadline)

    def question(self, id: str) -> Question:
        """A question as the hub has it now."""
        return self._question(id, 0.0)

    def recall(self, words: str, *, kind: Optional[str] = None, table: Optional[str] = None,
               as_of: Union[None, int, str, datetime.datetime] = None,
               changed_since: Union[None, int, str, datetime.datetime] = None,
               limit: Optional[int] = None, cursor: Optional[str] = None) -> Recalled:
        """Finds what has all of these words in its text, among all that the key may read: questions and answers, notifications, the
        roadmap, rows, traces. `"a phrase"` is of words behind each other, `word*` what begins so.

        `as_of`: as it stood then; `changed_since`: what came to be after that. Each is a position of the log or a time, which
        needs a zone. Give `cursor` the page's `next_cursor`, and the same words, to read on. Nothing is repeated; failures
        come at once, `Refused` for words that are none.
        """
        page = self.get("/v1/recall", **_without_none(
            q=words, kind=kind, table=table, asOf=_moment(as_of), changedSince=_moment(changed_since),
            limit=None if limit is None else str(limit), cursor=cursor))
        hits = [Hit(raw["kind"], raw["id"], raw["snippet"], raw["at"], raw["by"], raw["position"], raw.get("endedAt"), raw)
                for raw in page["items"]]
        return Recalled(hits, page.get("nextCursor"), page["positions"])

    def get(self, path: str, **query: str) -> Any:
        """Any read of the API: `hub.get("/v1/roadmap", status="planned")`. Nothing is repeated; failures come at once."""
        text = urllib.parse.urlencode(query)
        return self._wire.call("GET", path + ("?" + text if text else ""))

    def _question(self, id: str, wait: float) -> Question:
        query = f"?wait={max(1, round(wait * 1000))}ms" if wait > 0 else ""
        raw = self._wire.call("GET", f"/v1/questions/{urllib.parse.quote(id, safe='')}{query}", longer=wait)
        won = raw.get("answer")
        answer = None if won is None else Answer(
            won["value"], won.get("source", "human"), won.get("by", ""), won.get("comment"), won.get("onBehalfOf"),
            won.get("via"), won.get("at"))
        return Question(raw["id"], raw["state"], raw.get("prompt", ""), answer, raw)

    def _may_pass(self, failure: Exception, asked_here: bool) -> bool:
        if not isinstance(failure, Refused):
            return True
        if failure.code == "not_found":
            # One that the hub once took comes back: it is sent again to a hub that was put back.
            return asked_here
        return failure.status >= 500 or failure.code in ("rate_limited", "unauthorized")

    def _pause(self, seconds: float, deadline: Optional[float]) -> None:
        if deadline is not None and time.monotonic() + seconds >= deadline:
            raise TimeoutError("there is no answer yet; the question stays open")
        with self._changed:
            self._changed.wait_for(lambda: self._closed, seconds)
        if self._closed:
            raise RuntimeError("the client was closed before the answer came")

    # -- what the hub refused

    def attention(self) -> List[Parked]:
        """What needs a decision: all refused commands, oldest first."""
        parked = []
        for row in self._store.read(
                "SELECT id, json, result, (SELECT count(*) FROM signalbox_outbox AS behind WHERE behind.state = 'pending'"
                " AND behind.lane = stuck.lane) AS waiting FROM signalbox_outbox AS stuck WHERE state = 'parked' ORDER BY number"):
            result = json.loads(row["result"])
            parked.append(Parked(row["id"], json.loads(row["json"]), result["verdict"], _problem_of(result), row["waiting"]))
        return parked

    def retry(self, id: str, expected_version: Optional[int] = None) -> Receipt:
        """Sends a parked command again in its old place under a new id; when it expects a version, the one that the hub named."""
        with self.write() as tx:
            row = self._store.parked_row(tx, id)
            wish = json.loads(row["json"])
            if expected_version is None and "expectedVersion" in wish:
                current = _problem_of(json.loads(row["result"])).get("current") or {}
                expected_version = current.get("version", wish["expectedVersion"])
            if expected_version is not None:
                wish["expectedVersion"] = expected_version
            return Receipt(self, self._store.replace(tx, row, wish, "retried"))

    def amend(self, id: str, body: Json) -> Receipt:
        """The same with another body; what was to be made keeps its id."""
        with self.write() as tx:
            row = self._store.parked_row(tx, id)
            wish = json.loads(row["json"])
            kept = {name: wish["body"][name] for name in ("id",) if name in wish["body"]}
            return Receipt(self, self._store.replace(tx, row, {**wish, "body": {**kept, **body}}, "amended"))

    def discard(self, id: str, reason: str) -> None:
        """Gives a parked command up, for a reason that is kept; those behind it go on."""
        if not reason.strip():
            raise ValueError("say why the command is given up")
        with self.write() as tx:
            row = self._store.parked_row(tx, id)
            self._store.end(tx, row, "discarded", reason, None)
            tx.change("DELETE FROM signalbox_outbox WHERE number = ?", (row["number"],))
            tx.grew = True

    def pending(self) -> int:
        """How many commands wait for the hub's answer, those behind parked ones included."""
        return int(self._store.read("SELECT count(*) FROM signalbox_outbox WHERE state = 'pending'")[0][0])

    def drained(self) -> bool:
        """Whether nothing can be sent now; what waits behind parked commands does not count."""
        return not self._store.next(1)

    @property
    def status(self) -> str:
        """`offline`, `needs_key`, `catching_up` or `live`."""
        contact = self._sender.contact
        if contact != "ok":
            return contact
        return "live" if self.drained() else "catching_up"

    def _verdict(self, id: str, timeout: Optional[float], unknown_is_fine: bool = False) -> Optional[Json]:
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            rows = self._store.read(
                "SELECT state, result FROM signalbox_outbox WHERE id = ? UNION ALL"
                " SELECT ended, result FROM signalbox_outbox_ended WHERE id = ?", (id, id))
            if not rows:
                if unknown_is_fine:
                    return None
                raise ValueError(f"the outbox has no command {id}")
            if rows[0]["state"] != "pending":
                result: Json = json.loads(rows[0]["result"])
                if result["verdict"] in ("accepted", "duplicate"):
                    return result
                raise Refused(_problem_of(result))
            left = self._pace.tick if deadline is None else min(self._pace.tick, deadline - time.monotonic())
            if left <= 0:
                raise TimeoutError("the hub has not answered yet; the command is kept and sent later")
            with self._changed:
                if self._closed:
                    raise RuntimeError("the client was closed before the hub answered; the command is kept and sent later")
                self._changed.wait(left)

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()

    # -- follow and copy

    def follow(self, name: str, types: Sequence[str], handler: Callable[[Json, Transaction], Any], *, from_now: bool = False,
               on_reset: Union[str, Callable[[Json, Transaction], str]] = "stop") -> "Subscription":
        """Hands every event of these types (`question.*`) to the handler, in order, from where this name stopped last.

        What the handler does through its transaction commits with the checkpoint: each event once, in effect. `on_reset` says what
        to do when the hub no longer has the history behind the checkpoint: `stop`, `replay`, `skip`, or a function that decides.
        """
        if name.startswith("signalbox/"):
            raise ValueError("names that begin with signalbox/ are taken; use another")
        return self._follow(name, types, _Handler(self, name, handler, from_now, on_reset))

    def _follow(self, name: str, types: Sequence[str], effects: "_Effects") -> "Subscription":
        with self._changed:
            if self._closed:
                raise RuntimeError("the client is closed")
            known = self._subscriptions.get(name)
            if known is not None and known.is_running():
                raise RuntimeError(f"{name} is followed already in this process")
            started = self._subscriptions[name] = Subscription(self, name, list(types), effects)
        started.start()
        return started

    def replica(self, table: str) -> "Replica":
        """A copy of a table that the key may read, kept in the file from now on and readable without the hub."""
        known = self._replicas.get(table)
        if known is None or not known.is_running():
            known = self._replicas[table] = Replica(self, table)
        return known

    def close(self, drain: float = 5.0) -> None:
        """Ends followers, gives the outbox its time (not when the hub is away), closes the file. What is left is sent next time."""
        if self._closed:
            return
        self._store.refuse_inside("close")
        for subscription in list(self._subscriptions.values()):
            subscription.close()
        self._sender.drain(drain)
        self._closed = True
        self._tell()
        self._sender.stop()
        self._store.close()


def _problem_of(result: Json) -> Json:
    problem = result.get("problem")
    if isinstance(problem, dict):
        return problem
    return {"code": "internal", "title": "The hub failed", "status": 500, "detail": "the hub refused it without a reason"}


class _Sender:
    """Brings the outbox to the hub. Of all processes of a file one sends; one request is in flight at a time."""

    LONGER_MAX = 600.0

    def __init__(self, hub: Signalbox) -> None:
        self._hub = hub
        self._store = hub._store
        self._pace = hub._pace
        self._lock = _FileLock(hub._store.file + "-sender")
        self._bell = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="signalbox-sender", daemon=True)
        self._backoff = _Backoff(hub._pace)
        self._batch_max = BATCH_COMMANDS
        self._eased = False
        self._longer = 0.0
        self._heard_at: Optional[float] = None
        self._holds = _Holds()
        self._data_version = -1
        self.contact = "offline"

    def start(self) -> None:
        self._thread.start()

    def ring(self) -> None:
        self._bell.set()

    def stop(self) -> None:
        self._stopped = True
        self.ring()
        # A request in flight is given up; its commands are sent again by whoever is the next sender.
        self._holds.let_go()
        self._thread.join(self._pace.answer + self._longer + 5.0)
        self._lock.close()

    def drain(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._hub.drained() and self.contact == "ok":
            time.sleep(0.01)

    def _run(self) -> None:
        while not self._stopped:
            try:
                self._step()
            except (Refused, Unreachable, sqlite3.Error, OSError) as failure:
                if not self._stopped:
                    self._trouble(failure)
        self._lock.release()

    def _step(self) -> None:
        if not self._heard_within(self._pace.probe):
            self._probe()
        version = self._store.data_version()
        if version != self._data_version:
            self._data_version = version
            self._hub._tell()
        # What the hub does not have may be in the answer that the last sender never stored: its first look comes first.
        elected = self._lock.try_acquire()
        batch = self._store.next(self._batch_max if elected else 1)
        if not batch or not elected:
            self._eased = self._eased and bool(batch)
            self._backoff.reset()
            self._bell.wait(self._pace.tick)
            self._bell.clear()
        elif not self._heard_within(self._pace.freshness):
            # A hub that was put back while nobody looked must first get back what it lost.
            self._probe()
        else:
            self._send(batch)

    def _send(self, batch: List[Tuple[str, str]]) -> None:
        body = ('{"commands":[' + ",".join(text for _, text in batch) + "]}").encode()
        seen = self._store.noted("seen")
        _die_here("outbox-sending")
        try:
            answer = self._hub._wire.call("POST", "/v1/commands", body, {"Signalbox-Seen": seen} if seen else None,
                                          self._longer, self._holds)
        except Unreachable as failure:
            self._ease(batch, failure)
            raise
        except Refused as refused:
            if refused.code == "log_diverged":
                self._lost()
            elif refused.code in ("too_large", "invalid"):
                self._narrow(batch, refused)
            else:
                raise
            return
        _die_here("outbox-answered")
        self._heard()
        settled = self._settle(answer.get("results", []) if isinstance(answer, dict) else [],
                               answer.get("cursor") if isinstance(answer, dict) else None)
        if settled == 0:
            raise Unreachable("the hub answered a batch without a verdict on any command of it")
        self._backoff.reset()
        self._longer = 0.0
        self._batch_max = min(BATCH_COMMANDS, self._batch_max + 1 if self._eased else self._batch_max * 2)

    def _ease(self, batch: List[Tuple[str, str]], failure: Unreachable) -> None:
        """The network may be too slow for so much at once: half of it next; one command alone gets twice the time."""
        if len(batch) > 1:
            self._batch_max = len(batch) // 2
            self._eased = True
        elif failure.timed_out:
            self._longer = min(self.LONGER_MAX, 2 * self._longer or self._pace.answer)

    def _narrow(self, batch: List[Tuple[str, str]], refused: Refused) -> None:
        """Refused for what is in it: halves find the one at fault; alone, it is parked with the reason."""
        if len(batch) > 1:
            self._batch_max = max(1, len(batch) // 2)
            return
        self._settle([{"id": batch[0][0], "verdict": "rejected", "problem": refused.problem}], None)
        self._batch_max = BATCH_COMMANDS

    def _settle(self, results: List[Json], cursor: Optional[str]) -> int:
        with self._store.write() as tx:
            # First: when it is of another history, what was settled before goes out again, and these do not.
            again = self._store.note_cursor(tx, cursor) if cursor else 0
            settled = self._store.settle(tx, results)
            _die_here("outbox-settling")
        _die_here("outbox-settled")
        self._sent_again(again)
        self._hub._tell()
        return settled

    def _probe(self) -> None:
        """Whether the hub is there and has the history that it had."""
        seen = self._store.noted("seen")
        try:
            page = self._hub._wire.call("GET", "/v1/events?" + urllib.parse.urlencode({"after": seen or "end", "limit": 1}),
                                        holds=self._holds)
            with self._store.write() as tx:
                again = self._store.note_epoch(tx, str(page["next"]))
            self._sent_again(again)
        except Refused as refused:
            if refused.code == "log_diverged":
                self._lost()
            elif refused.code not in ("forbidden", "cursor_expired"):
                raise
        self._heard()
        with self._store.write() as tx:
            self._store.prune(tx)

    def _lost(self) -> None:
        with self._store.write() as tx:
            again = self._store.send_all_again(tx)
        self._sent_again(again)

    @staticmethod
    def _sent_again(commands: int) -> None:
        if commands:
            LOG.warning("The hub has another history than before; %d accepted commands are sent again", commands)

    def _heard(self) -> None:
        self._heard_at = time.monotonic()
        self.contact = "ok"

    def _heard_within(self, seconds: float) -> bool:
        return self._heard_at is not None and time.monotonic() - self._heard_at < seconds

    def _trouble(self, failure: Exception) -> None:
        self._heard_at = None
        if isinstance(failure, Refused) and failure.code in ("unauthorized", "forbidden"):
            LOG.warning("The hub does not take the key: %s", failure.detail)
            self.contact = "needs_key"
            self._tell_status()
            # Another process of this file may have a key that the hub takes.
            self._lock.release()
            self._wait_for_key()
            return
        self.contact = "ok" if isinstance(failure, Refused) and failure.status < 500 else "offline"
        self._tell_status()
        wait = self._backoff.next(failure)
        if isinstance(failure, (Refused, Unreachable)):
            LOG.info("%s; next try in %.3f s", failure, wait)
        else:
            LOG.error("The sender failed; next try in %.3f s", wait, exc_info=failure)
        self._sleep(wait)

    def _tell_status(self) -> None:
        self._hub._tell()

    def _sleep(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self._stopped and time.monotonic() < deadline:
            time.sleep(min(self._pace.tick, max(0.0, deadline - time.monotonic())))

    def _wait_for_key(self) -> None:
        deadline, secret = time.monotonic() + self._pace.key_retry, self._hub._key()
        while not self._stopped and time.monotonic() < deadline and self._hub._key() == secret:
            time.sleep(self._pace.tick)


# ---------------------------------------------------------------- following


@dataclass
class _Range:
    """A piece of the log: everything behind `start` up to the cursor, of which these events match."""

    start: int
    cursor: str
    events: List[Json]


class _Effects:
    """What a follower does with what it reads."""

    flushed = True

    def begin(self, at: "Subscription") -> bool:
        return True

    def prepare(self, at: "Subscription", events: List[Json]) -> None:
        """Before the transaction: whatever takes time."""

    def apply(self, tx: Transaction, events: List[Json]) -> None:
        raise NotImplementedError

    def reset(self, at: "Subscription", problem: Json) -> None:
        raise NotImplementedError

    def progressed(self, at: "Subscription") -> None:
        """The checkpoint is on disk."""

    def ended(self) -> None:
        """The follower is done."""


class _Handler(_Effects):
    def __init__(self, hub: Signalbox, name: str, handler: Callable[[Json, Transaction], Any], from_now: bool,
                 on_reset: Union[str, Callable[[Json, Transaction], str]]) -> None:
        self._hub = hub
        self._name = name
        self._handler = handler
        self._from_now = from_now
        self._on_reset = on_reset

    def begin(self, at: "Subscription") -> bool:
        if at.cursor is None and self._from_now:
            newest = at.newest()
            with self._hub._store.write() as tx:
                at.move(tx, None, newest)
        return True

    def apply(self, tx: Transaction, events: List[Json]) -> None:
        for event in events:
            self._handler(event, tx)

    def reset(self, at: "Subscription", problem: Json) -> None:
        newest = at.newest()
        with self._hub.write() as tx:
            made = self._on_reset(problem, tx) if callable(self._on_reset) else self._on_reset
            if made == "replay":
                at.move(tx, at.cursor, None)
            elif made == "skip":
                at.move(tx, at.cursor, newest)
        if made not in ("replay", "skip"):
            raise _Final(Refused(problem))


class _Final(Exception):
    def __init__(self, why: Exception) -> None:
        super().__init__(str(why))
        self.why = why


class Subscription:
    """A follower at work on a thread of its own. `close` ends it after the events in hand."""

    def __init__(self, hub: Signalbox, name: str, types: List[str], effects: _Effects) -> None:
        self._hub = hub
        self._name = name
        self._types = types
        self._effects = effects
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"signalbox-follow-{name}", daemon=True)
        self._backoff = _Backoff(hub._pace)
        self._quick_cuts = 0
        self._resets: Deque[float] = deque()
        self._holds = _Holds()
        self.cursor: Optional[str] = None
        #: Whether it has all that the hub had when last heard of.
        self.live = False
        #: What went wrong last; None since the hub was heard again.
        self.trouble: Optional[Exception] = None
        #: Why it gave up; None while it runs, and when it was closed.
        self.failure: Optional[Exception] = None

    @property
    def position(self) -> int:
        """Position of the last event whose effects are on disk; 0 before the first."""
        return 0 if self.cursor is None else _position(self.cursor)

    def start(self) -> None:
        self._thread.start()

    def is_running(self) -> bool:
        return self._thread.is_alive()

    def join(self, timeout: Optional[float] = None) -> None:
        """Waits until it ends; fails with what it gave up for."""
        self._thread.join(timeout)
        if self.failure is not None:
            raise self.failure

    def close(self, timeout: float = 5.0) -> None:
        """Ends it, waiting for a handler that is at work for so many seconds at most."""
        self._stopped.set()
        self._holds.let_go()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout)

    def newest(self) -> str:
        return str(self._hub._wire.call("GET", "/v1/events?after=end&limit=1")["next"])

    def move(self, tx: Transaction, start: Optional[str], to: Optional[str]) -> None:
        """Moves the checkpoint, only from where it is known to be, so that two processes never both take an event."""
        tx.change("INSERT INTO signalbox_follower (name, updated_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                  (self._name, time.time()))
        moved = tx.change("UPDATE signalbox_follower SET cursor = ?, updated_at = ? WHERE name = ? AND cursor IS ?",
                          (to, time.time(), self._name, start))
        if moved == 0:
            raise _Moved()

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                try:
                    self._round()
                except _Moved:
                    self._stopped.wait(self._hub._pace.page)
                except _Final:
                    raise
                except Refused as refused:
                    if refused.code == "invalid":
                        raise
                    self._after(refused)
                except Exception as failure:  # of the way, the store, or the handler: the same events come again
                    self._after(failure)
        except _Final as final:
            self.failure = final.why
        except Exception as failure:
            self.failure = failure
        finally:
            self.live = False
            if self.failure is not None:
                LOG.error("The follower %s ended at position %d: %s", self._name, self.position, self.failure)
            self._effects.ended()

    def _after(self, failure: Exception) -> None:
        if self._stopped.is_set():
            return
        self.trouble, self.live = failure, False
        of_the_key = isinstance(failure, Refused) and failure.code in ("unauthorized", "forbidden")
        wait = self._hub._pace.key_retry if of_the_key else self._backoff.next(failure)
        if isinstance(failure, (Refused, Unreachable)):
            LOG.info("%s: %s; next try in %.3f s", self._name, failure, wait)
        else:
            LOG.error("%s: failed behind %s; next try in %.3f s", self._name, self.cursor, wait, exc_info=failure)
        deadline, secret = time.monotonic() + wait, self._hub._key()
        while time.monotonic() < deadline and not self._stopped.wait(min(self._hub._pace.tick, wait)):
            if of_the_key and self._hub._key() != secret:
                return

    def _place(self) -> Optional[str]:
        rows = self._hub._store.read("SELECT cursor FROM signalbox_follower WHERE name = ?", (self._name,))
        return rows[0]["cursor"] if rows else None

    def _round(self) -> None:
        self.cursor = self._place()
        try:
            if not self._effects.begin(self):
                self._stopped.wait(self._hub._pace.tick)
                return
            self.cursor = self._place()
            if self._quick_cuts < 3:
                self._read_stream()
            else:
                LOG.info("%s: event streams are cut again and again; asking for pages instead", self._name)
                self._read_pages()
                self._quick_cuts = 0
        except Refused as refused:
            if refused.code not in ("log_diverged", "cursor_expired"):
                raise
            self._note_reset(refused)
            self._effects.reset(self, refused.problem)

    def _note_reset(self, why: Refused) -> None:
        now = time.monotonic()
        while self._resets and now - self._resets[0] > RESET_WINDOW:
            self._resets.popleft()
        self._resets.append(now)
        if len(self._resets) >= RESETS_MAX:
            raise _Final(why)
        LOG.warning("%s: the hub has no history behind %s any more (%s)", self._name, self.cursor, why.code)

    def _query(self, **more: str) -> str:
        query = {"after": "start", **more}
        if self._types:
            query["types"] = ",".join(self._types)
        return "/v1/events?" + urllib.parse.urlencode(query)

    def _read_stream(self) -> None:
        opened = time.monotonic()
        headers = {} if self.cursor is None else {"Last-Event-ID": self.cursor}
        with self._hub._wire.open(self._query(), "text/event-stream", headers, self._holds) as response:
            self._heard()
            frames = _Frames()
            try:
                while not self._stopped.is_set():
                    data = response.read1(65536)
                    if not data:
                        raise Unreachable("the event stream ended")
                    ranges = frames.feed(data)
                    for first in range(0, len(ranges), EVENTS_AT_ONCE):
                        if not self._apply(ranges[first:first + EVENTS_AT_ONCE]):
                            return
                    self._progress(frames.head)
            except (KeyError, ValueError) as failure:
                raise Unreachable(f"a frame of the event stream cannot be understood: {failure!r}") from failure
            finally:
                quick = time.monotonic() - opened < self._hub._pace.quick_cut
                self._quick_cuts = self._quick_cuts + 1 if quick else 0

    def _read_pages(self) -> None:
        until = time.monotonic() + self._hub._pace.stream_again
        while not self._stopped.is_set() and time.monotonic() < until:
            page = self._hub._wire.call("GET", self._query(limit="500", **({"after": self.cursor} if self.cursor else {})))
            self._heard()
            at = str(page["next"])
            more = at != self.cursor
            if more:
                self._apply([_Range(self.position, at, page["events"])])
            self._progress(int(page["head"]))
            if not more or _position(at) >= int(page["head"]):
                self._stopped.wait(self._hub._pace.page)

    def _heard(self) -> None:
        self.trouble = None

    def _progress(self, head: Optional[int]) -> None:
        if head is not None:
            self.live = self.position >= head
        self._effects.progressed(self)

    def _apply(self, ranges: List[_Range]) -> bool:
        """False when a range is missing: then the stream must begin again at the checkpoint."""
        fitting, at = [], None if self.cursor is None else self.position
        gap = False
        for piece in ranges:
            if at is not None and piece.start > at:
                gap = True
                break
            if piece.cursor == self.cursor or (at is not None and piece.start < at):
                continue
            fitting.append(piece)
            at = _position(piece.cursor)
        if fitting:
            self._commit(fitting)
        if gap:
            LOG.warning("%s: the stream left out events behind %s; beginning again there", self._name, self.cursor)
        return not gap

    def _commit(self, ranges: List[_Range]) -> None:
        try:
            self._commit_together(ranges)
        except (_Moved, Refused, Unreachable):
            raise
        except Exception:
            if len(ranges) == 1:
                raise
            # One bad event holds up only later ones.
            for piece in ranges:
                self._commit_together([piece])

    def _commit_together(self, ranges: List[_Range]) -> None:
        events = [event for piece in ranges for event in piece.events]
        self._effects.prepare(self, events)
        to = ranges[-1].cursor
        with self._hub.write() as tx:
            try:
                self._effects.apply(tx, events)
            except (OSError, http.client.HTTPException) as failure:
                # Of the handler; one of the way to the hub would be something else.
                raise RuntimeError(f"the handler failed: {failure!r}") from failure
            if events:
                _die_here("follow-applying")
            self.move(tx, self.cursor, to)
        if events:
            _die_here("follow-applied")
        self.cursor = to
        self._backoff.reset()


class _Frames:
    """Makes ranges of the bytes of an event stream."""

    def __init__(self) -> None:
        self._rest = b""
        self._frame: Dict[str, str] = {}
        self._from: Optional[int] = None
        self.head: Optional[int] = None

    def feed(self, data: bytes) -> List[_Range]:
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > LINE_BYTES_MAX:
            raise ValueError("a line of the event stream is too long")
        ranges = []
        for line in lines:
            text = line.rstrip(b"\r").decode()
            if text:
                self._take(text)
            else:
                ranges.extend(self._end())
        return ranges

    def _take(self, line: str) -> None:
        if line.startswith(":"):
            word, _, value = line[1:].strip().partition(" ")
            if word == "from":
                self._from = int(value)
            elif word == "head":
                self.head = max(self.head or 0, int(value))
            return
        name, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        self._frame[name] = self._frame[name] + "\n" + value if name == "data" and name in self._frame else value

    def _end(self) -> List[_Range]:
        frame, self._frame = self._frame, {}
        if "data" not in frame:
            return []
        data = json.loads(frame["data"])
        if frame.get("event") == "reset":
            raise Refused(data)
        cursor = frame["id"]
        start, self._from = self._from, None
        self.head = max(self.head or 0, _position(cursor))
        if frame.get("event") == "progress":
            self.head = max(self.head, int(data.get("head", 0)))
            return [_Range(int(data["from"]) if start is None else start, cursor, [])]
        if start is None:
            raise ValueError("the hub did not say where the range begins")
        return [_Range(start, cursor, [data])]


# ---------------------------------------------------------------- copies of tables


class _Copying(_Effects):
    """A snapshot first, then the rows that changed behind it, each with the checkpoint. One process of the file does this."""

    def __init__(self, hub: Signalbox, table: str) -> None:
        self._hub = hub
        self._store = hub._store
        self._table = table
        self.family = _BUILT_IN.get(table, table)
        self._turn = _FileLock(f"{hub._store.file}-replica-{table}")
        self._fetched: Dict[str, Optional[Json]] = {}
        self._live = 0
        self.others_turn = False

    def begin(self, at: Subscription) -> bool:
        self.others_turn = not self._turn.try_acquire()
        if self.others_turn:
            return False
        rows = self._store.read("SELECT live, stale FROM signalbox_replica WHERE name = ?", (self._table,))
        if not rows or rows[0]["live"] is None or rows[0]["stale"] is not None or at.cursor is None:
            self._stage(at)
        else:
            self._live = rows[0]["live"]
        return True

    def prepare(self, at: Subscription, events: List[Json]) -> None:
        wanted = {}
        for event in events:
            if not self._tells(event):
                wanted[self._key(event)] = int(event["sequence"])
        self._fetched = self._fetch(wanted) if wanted else {}

    def _key(self, event: Json) -> str:
        return str(event["subject"]).partition("/")[2]

    def _tells(self, event: Json) -> bool:
        """Whether the event says itself what becomes of the row: those of declared tables do."""
        return self.family == self._table and str(event["type"]).rpartition(".")[2] in _ROW_EVENTS

    def _fetch(self, wanted: Dict[str, int]) -> Dict[str, Optional[Json]]:
        """Of each key, which stands beside a position, the row then or later; None for one that is gone."""
        found: Dict[str, Optional[Json]] = self._page_by_page(wanted) if len(wanted) > SINGLY_MAX else {}
        for key, position in wanted.items():
            # Also what moved to an earlier page while the pages were read.
            if key not in found:
                found[key] = self._row(key, position)
        return found

    def _page_by_page(self, wanted: Dict[str, int]) -> Dict[str, Optional[Json]]:
        """Those that are there, the last changed first, down to the lowest position."""
        found: Dict[str, Optional[Json]] = {}
        query = {"order": "-position", "limit": str(ROWS_AT_ONCE)}
        lowest, behind = min(wanted.values()), str(max(wanted.values()))
        while len(found) < len(wanted):
            page = self._hub._wire.call("GET", f"{self._path()}/rows?{urllib.parse.urlencode(query)}", headers={"Signalbox-At-Least": behind})
            found.update((row["key"], row) for row in page["items"] if row["key"] in wanted)
            if not page.get("nextCursor") or page["items"][-1]["position"] < lowest:
                break
            query["cursor"] = page["nextCursor"]
        return found

    def _row(self, key: str, position: int) -> Optional[Json]:
        path = f"{self._path()}/rows/{urllib.parse.quote(key, safe='')}"
        try:
            row: Json = self._hub._wire.call("GET", path, headers={"Signalbox-At-Least": str(position)})
            return None if row.get("deleted") else row
        except Refused as refused:
            if refused.code != "not_found":
                raise
            return None

    def _path(self) -> str:
        return f"/v1/tables/{urllib.parse.quote(self._table, safe='')}"

    def apply(self, tx: Transaction, events: List[Json]) -> None:
        for event in events:
            if self._tells(event):
                self._fold(tx, self._key(event), event)
        for key, row in self._fetched.items():
            self._put(tx, key, row)

    def _fold(self, tx: Transaction, key: str, event: Json) -> None:
        rows = tx.run("SELECT version, json FROM signalbox_replica_row WHERE set_number = ? AND key = ?", (self._live, key))
        if rows and rows[0]["version"] >= event["streamversion"]:
            return
        verb, data = str(event["type"]).rpartition(".")[2], event["data"]
        if verb == "deleted":
            self._put(tx, key, None)
            return
        row = data.get("row", {})
        if verb == "patched":
            row = {**(Replica._row(rows[0]["json"]) if rows else {}), **data["fields"]}
            for name in data.get("removed", []):
                row.pop(name, None)
        self._put(tx, key, {"row": row, "version": event["streamversion"]})

    def _put(self, tx: Transaction, key: str, row: Optional[Json]) -> None:
        if row is None:
            tx.change("DELETE FROM signalbox_replica_row WHERE set_number = ? AND key = ?", (self._live, key))
        else:
            tx.change("INSERT OR REPLACE INTO signalbox_replica_row (set_number, key, version, json) VALUES (?, ?, ?, ?)",
                      (self._live, key, row.get("version", 0), _dump(row)))

    def reset(self, at: Subscription, problem: Json) -> None:
        with self._store.write() as tx:
            tx.change("UPDATE signalbox_replica SET stale = ? WHERE name = ?", (str(problem.get("detail")), self._table))
        self._stage(at)

    def progressed(self, at: Subscription) -> None:
        if at.live:
            with self._store.write() as tx:
                tx.change("UPDATE signalbox_replica SET fresh_at = ? WHERE name = ?", (time.time(), self._table))

    def ended(self) -> None:
        self._turn.close()

    def _stage(self, at: Subscription) -> None:
        """Into a set that nobody reads; vouched for by the hub's own count and digest; then one transaction swaps them."""
        with self._store.write() as tx:
            tx.change("DELETE FROM signalbox_replica_row WHERE set_number IN (SELECT number FROM signalbox_replica_set"
                      " WHERE replica = ?1 AND number IS NOT (SELECT live FROM signalbox_replica WHERE name = ?1))", (self._table,))
            tx.change("DELETE FROM signalbox_replica_set WHERE replica = ?1"
                      " AND number IS NOT (SELECT live FROM signalbox_replica WHERE name = ?1)", (self._table,))
            tx.change("INSERT INTO signalbox_replica_set (replica) VALUES (?)", (self._table,))
            number = int(tx.run("SELECT last_insert_rowid()")[0][0])
        with self._hub._wire.open(self._path() + "/snapshot", "application/jsonl", {}, at._holds) as response:
            cursor = self._load(response, number)
        with self._store.write() as tx:
            old = tx.run("SELECT live FROM signalbox_replica WHERE name = ?", (self._table,))
            tx.change("INSERT OR REPLACE INTO signalbox_replica (name, live, stale, fresh_at) VALUES (?, ?, NULL, ?)",
                      (self._table, number, time.time()))
            at.move(tx, at.cursor, cursor)
            if old:
                tx.change("DELETE FROM signalbox_replica_row WHERE set_number = ?", (old[0]["live"],))
                tx.change("DELETE FROM signalbox_replica_set WHERE number = ?", (old[0]["live"],))
        self._live = number
        at.cursor = cursor

    def _load(self, response: http.client.HTTPResponse, number: int) -> str:
        lines = iter(lambda: response.readline(LINE_BYTES_MAX), b"")
        digest, count, part = hashlib.sha256(), 0, []  # type: Any, int, List[Tuple[int, str, int, str]]
        try:
            cursor = str(json.loads(next(lines))["cursor"])
            last = next(lines)
            for line in lines:
                digest.update(last.rstrip(b"\n") + b"\n")
                row = json.loads(last)
                part.append((number, row["key"], row["version"], last.decode().rstrip("\n")))
                count += 1
                if len(part) == 1000:
                    self._keep(part)
                last = line
            self._keep(part)
            end = json.loads(last)
        except (StopIteration, KeyError, ValueError) as failure:
            raise Unreachable(f"the snapshot of {self._table} broke off or cannot be understood: {failure!r}") from failure
        if end.get("sha256") != digest.hexdigest() or end.get("rows") != count:
            raise Unreachable(f"the snapshot of {self._table} is not what the hub vouches for; what is read stays what it was")
        return cursor

    def _keep(self, part: List[Tuple[int, str, int, str]]) -> None:
        with self._store.write() as tx:
            for row in part:
                tx.change("INSERT OR REPLACE INTO signalbox_replica_row (set_number, key, version, json) VALUES (?, ?, ?, ?)", row)
        part.clear()


class Replica:
    """A copy of a shared table. Reads need no hub; commands that the hub has not taken yet are not in it."""

    def __init__(self, hub: Signalbox, table: str) -> None:
        if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", table):
            raise ValueError(f"\"{table}\" is no name of a table")
        self._hub = hub
        self.table = table
        self._copying = _Copying(hub, table)
        self._subscription = hub._follow("signalbox/replica/" + table, [self._copying.family + ".*"], self._copying)

    def is_running(self) -> bool:
        return self._subscription.is_running()

    def ready(self, timeout: float = 30.0) -> "Replica":
        """Waits until there is a whole copy; fails with `ReplicaNotReady` and the last trouble."""
        deadline = time.monotonic() + timeout
        while self._live() is None:
            if time.monotonic() > deadline or not self.is_running():
                raise ReplicaNotReady(f"there is no whole copy of {self.table} yet: "
                                      f"{self._subscription.failure or self._subscription.trouble or 'still copying'}")
            time.sleep(min(0.05, self._hub._pace.tick))
        return self

    def await_position(self, position: int, timeout: float = 30.0) -> "Replica":
        """Waits until it holds what stands at this position of the log: `receipt.accepted()["position"]`."""
        deadline = time.monotonic() + timeout
        while self.position < position:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the copy of {self.table} is at {self.position}, not yet at {position}")
            time.sleep(min(0.05, self._hub._pace.tick))
        return self

    @property
    def position(self) -> int:
        rows = self._hub._store.read("SELECT cursor FROM signalbox_follower WHERE name = ?", ("signalbox/replica/" + self.table,))
        return _position(rows[0]["cursor"]) if rows and rows[0]["cursor"] else 0

    @property
    def state(self) -> str:
        """`staging`, `live`, `stale` or `offline`."""
        rows = self._hub._store.read("SELECT live, stale FROM signalbox_replica WHERE name = ?", (self.table,))
        if not rows or rows[0]["live"] is None:
            return "staging"
        if self._subscription.live and rows[0]["stale"] is None:
            return "live"
        return "offline" if self._subscription.trouble is not None and rows[0]["stale"] is None else "stale"

    def get(self, key: str) -> Optional[Json]:
        """The row of a key; None when there is none."""
        rows = self._hub._store.read("SELECT json FROM signalbox_replica_row WHERE set_number = ? AND key = ?",
                                     (self._set(), key))
        return self._row(rows[0]["json"]) if rows else None

    def list(self, **fields: Any) -> List[Json]:
        """All rows in the order of their keys; `status="done"` leaves only those with that value."""
        rows = self._hub._store.read("SELECT json FROM signalbox_replica_row WHERE set_number = ? ORDER BY key", (self._set(),))
        found = (self._row(row["json"]) for row in rows)
        return [row for row in found if all(row.get(name) == value for name, value in fields.items())]

    def close(self) -> None:
        """Ends the copying; what is there stays readable."""
        self._subscription.close()

    def _live(self) -> Optional[int]:
        rows = self._hub._store.read("SELECT live FROM signalbox_replica WHERE name = ?", (self.table,))
        return rows[0]["live"] if rows else None

    def _set(self) -> int:
        live = self._live()
        if live is None:
            raise ReplicaNotReady(f"there is no whole copy of {self.table} yet")
        return live

    @staticmethod
    def _row(text: str) -> Json:
        whole: Json = json.loads(text)
        row: Json = whole["row"]
        return row
