"""Webhooks that Ashby sends: check the signature, read the event, and handle each one once.

receiver = Receiver(secret)                       # one per webhook setting, or per address
with receiver.take(body, headers.get("Ashby-Signature")) as delivery:
    if delivery.event is not None:                # no ping, no duplicate, no stranger's
        work_on(delivery.event)
answer(delivery.status)

The same lines serve async code: await inside the `with`. Stands alone, so that a receiver needs no key and no client.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import hmac
import json
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from ashby_agent_tools.errors import UsageError, WebhookRefused
from ashby_agent_tools.locks import Lock

if TYPE_CHECKING:
    import sqlite3

__all__ = ["Delivery", "DeliveryOutcome", "Event", "Receiver", "Seen", "SeenFile", "Shared", "parse", "verify"]

Json = Any  # a JSON value
DeliveryOutcome = Literal["event", "ping", "duplicate", "in_progress", "refused"]

_STATUS: dict[DeliveryOutcome, int] = {"event": 200, "ping": 200, "duplicate": 200, "in_progress": 503, "refused": 400}
_UNSIGNED = 401  # Ashby does not repeat what was answered with 401; it repeats 5xx and most others, up to ten times
_PREFIX = "sha256="
A_WEEK = 7 * 24 * 3600.0  # seconds; Ashby does not say for how long it repeats a delivery


def verify(body: bytes | bytearray | memoryview, signature: str | bytes | None, secret: str | bytes) -> bool:
    """Whether the raw body was signed with the setting's secret token; compared in constant time.

    `signature`: the value of the header Ashby-Signature, `sha256=` and the HMAC in hexadecimal digits; None where
    there is no such header.
    Pass the body as it arrived: JSON that was read and written again has another signature. Nothing in it says
    when it was made, so a delivery that was recorded once stays valid: `Receiver` drops what it has seen.
    White space around the secret, as a file or a setting that ends in a newline has it, does not count.
    A secret or a header as bytes, as some settings and servers hold them, is the same as its text in UTF-8.
    Raises UsageError for an empty secret, which anybody could sign with, and for a body that is not bytes.
    """
    if not isinstance(body, bytes | bytearray | memoryview):
        raise UsageError(f"verify takes the raw body as bytes, not {type(body).__name__}: read it before parsing it.")
    key, given = _raw(secret, "The secret token"), _raw(signature or b"", "The signature")
    if not key.strip():
        raise UsageError("The secret token is empty: set one on the webhook, and pass the same here.")
    return any(_signed(body, one, given.strip()) for one in dict.fromkeys((key, key.strip())))


def _signed(body: bytes | bytearray | memoryview, key: bytes, given: bytes) -> bool:
    expected = _PREFIX + hmac.new(key, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), given)


def _raw(value: str | bytes, what: str) -> bytes:
    if isinstance(value, str):
        return value.encode(errors="surrogatepass")
    if isinstance(value, bytes):
        return value
    raise UsageError(f"{what} is a {type(value).__name__}: pass it as text or bytes.")


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `action`: its type, such as candidateStageChange. `data`: what Ashby says about it.

    `id`: Ashby's webhookActionId, the same in repeated deliveries and for all settings that get the event; where it
    is missing, a hash of the body. The data can be older than what the API answers by now.
    """

    action: str
    data: dict[str, Json] = dataclasses.field(repr=False)  # people's data: kept out of logs
    id: str

    @property
    def is_ping(self) -> bool:
        """Whether this is the test that Ashby sends when a setting is made or edited; any 2xx enables the setting."""
        return self.action == "ping"


def parse(body: bytes) -> Event:
    """Read a body whose signature was checked. Raises WebhookRefused for one that is not an event."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise WebhookRefused("The body is not JSON; Ashby sends an object with action and data.") from None
    if not isinstance(sent, dict):
        raise WebhookRefused(f"The body is a JSON {type(sent).__name__}; Ashby sends an object with action and data.")
    action, data, identity = sent.get("action"), sent.get("data", {}), sent.get("webhookActionId")
    if not isinstance(action, str) or not action:
        raise WebhookRefused("The body has no action, which says what happened; is this address for Ashby only?")
    if not isinstance(data, dict):
        raise WebhookRefused(f"The data of {action} is not an object.")
    if not isinstance(identity, str) or not identity:
        identity = _PREFIX + hashlib.sha256(body).hexdigest()
    return Event(action, data, identity)


@dataclasses.dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as a receiver took it.

    `status`: what to answer. `event`: what to work on, or None. `reason`: why it was refused, for your own log.
    """

    outcome: DeliveryOutcome
    status: int
    event: Event | None = None
    reason: str = ""


class Seen(Protocol):
    """Where a receiver remembers what it handled; a set will do, something on a disk outlives a restart."""

    def __contains__(self, key: str, /) -> bool:
        """Whether this key was added."""

    def add(self, key: str, /) -> None:
        """Remember this key."""


@runtime_checkable
class Shared(Seen, Protocol):
    """A memory that several processes share: it also knows what is being worked on, so that one process takes it."""

    def claim(self, key: str, /) -> Literal["event", "duplicate", "in_progress"]:
        """Take this key, in one step: event if it is ours now, else what it is elsewhere."""

    def release(self, key: str, /) -> None:
        """Give up a key that was claimed and not added: its work failed."""


class Receiver:
    """Takes the deliveries of one webhook setting, or of several that share a secret: genuine ones, each once.

    `setting`: a name of yours; the same event under another name is handled again, as each setting is served for
    itself. `keep_for`: seconds for which a delivery is remembered, in memory, at most the last 200,000. `seen`: where
    to remember instead; a `SeenFile` outlives a restart and serves several processes. Thread-safe.
    Raises UsageError for an empty secret: what is not signed can come from anybody.
    """

    def __init__(
        self,
        secret: str | bytes,
        *,
        setting: str = "default",
        seen: Seen | None = None,
        keep_for: float = A_WEEK,
    ) -> None:
        verify(b"", None, secret)  # complains about an empty secret when the program starts
        self._secret, self._setting = secret, setting
        self._seen: Seen = _Recent(keep_for) if seen is None else seen
        self._busy: set[str] = set()
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"Receiver(setting={self._setting!r})"

    @contextlib.contextmanager
    def take(self, body: bytes, signature: str | bytes | None) -> Iterator[Delivery]:
        """Check and read one delivery; an event counts as handled when the `with` ends without an exception.

        After an exception answer with an error (most servers do so by themselves): Ashby sends the event again, and
        it is taken again. While one is worked on, its repetition is answered with 503, so that it comes later.
        """
        if not verify(body, signature, self._secret):
            why = "there is no signature" if signature is None else "the signature does not match the secret token"
            yield Delivery("refused", _UNSIGNED, reason=why)
            return
        try:
            event = parse(body)
        except WebhookRefused as error:
            yield Delivery("refused", _STATUS["refused"], reason=str(error))
            return
        if event.is_ping:
            yield Delivery("ping", _STATUS["ping"])
            return
        key = json.dumps([self._setting, event.action, event.id])
        outcome = self._claim(key)
        if outcome != "event":
            yield Delivery(outcome, _STATUS[outcome])
            return
        try:
            yield Delivery("event", _STATUS["event"], event)
            with self._lock:
                self._seen.add(key)
        except BaseException:  # also when interrupted: an event that nobody took is delivered again
            if isinstance(self._seen, Shared):
                self._seen.release(key)
            raise
        finally:
            with self._lock:
                self._busy.discard(key)

    def _claim(self, key: str) -> DeliveryOutcome:
        with self._lock:
            if isinstance(self._seen, Shared):
                return self._seen.claim(key)
            if key in self._seen:
                return "duplicate"
            if key in self._busy:
                return "in_progress"
            self._busy.add(key)
            return "event"


class _Recent:
    """The keys of a length of time, in memory, as digests: so each takes the same little room."""

    _MOST = 200_000

    def __init__(self, keep_for: float) -> None:
        self._keep_for = keep_for
        self._keys: OrderedDict[bytes, float] = OrderedDict()  # until when, the oldest first

    def __contains__(self, key: str) -> bool:
        return self._keys.get(_digest(key), -math.inf) > time.monotonic()

    def add(self, key: str) -> None:
        """Remember a key, and forget what is too old."""
        now = time.monotonic()
        self._keys.pop(_digest(key), None)
        self._keys[_digest(key)] = now + self._keep_for
        while self._keys and (next(iter(self._keys.values())) <= now or len(self._keys) > self._MOST):
            self._keys.popitem(last=False)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode(errors="surrogatepass")).digest()[:16]


class SeenFile:
    """What receivers handled, in a SQLite file that several processes share and that outlives them; a `Shared`.

    `keep_for`: seconds for which a delivery is remembered. `busy_for`: seconds after which a process that took one and
    did not finish counts as dead, and it may be taken again. The file holds digests, no data of people.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        keep_for: float = A_WEEK,
        busy_for: float = 300.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path, self._keep_for, self._busy_for, self._clock = path, keep_for, busy_for, clock
        with self._open() as db:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("CREATE TABLE IF NOT EXISTS delivery (key BLOB PRIMARY KEY, done INTEGER, until REAL)")
            db.execute("CREATE INDEX IF NOT EXISTS delivery_age ON delivery (until)")

    def __contains__(self, key: str) -> bool:
        with self._open() as db:
            return self._held(db, key) == (1,)

    def add(self, key: str) -> None:
        """Remember this key as handled, and forget what is too old."""
        with self._open() as db:
            self._put(db, key, done=1, seconds=self._keep_for)
            db.execute("DELETE FROM delivery WHERE until <= ?", (self._clock(),))

    def claim(self, key: str) -> Literal["event", "duplicate", "in_progress"]:
        """Take this key, in one transaction."""
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            held = self._held(db, key)
            if held is None:
                self._put(db, key, done=0, seconds=self._busy_for)
            db.execute("COMMIT")
        return "event" if held is None else "duplicate" if held == (1,) else "in_progress"

    def release(self, key: str) -> None:
        """Give up a key that was claimed and not added."""
        with self._open() as db:
            db.execute("DELETE FROM delivery WHERE key = ? AND done = 0", (_digest(key),))

    def _held(self, db: sqlite3.Connection, key: str) -> tuple[int] | None:
        query = "SELECT done FROM delivery WHERE key = ? AND until > ?"
        found: tuple[int] | None = db.execute(query, (_digest(key), self._clock())).fetchone()
        return found

    def _put(self, db: sqlite3.Connection, key: str, *, done: int, seconds: float) -> None:
        row = (_digest(key), done, self._clock() + seconds)
        db.execute("INSERT OR REPLACE INTO delivery VALUES (?, ?, ?)", row)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection for one use: so no thread and no forked process shares one."""
        import sqlite3  # noqa: PLC0415  (loaded where it is used)

        db = sqlite3.connect(self._path, isolation_level=None, timeout=30.0)
        try:
            yield db
        finally:
            db.close()
