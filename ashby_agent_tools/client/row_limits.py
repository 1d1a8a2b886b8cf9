"""What clients with row limits share: which rows, what is remembered of them, and the script of a limited call."""

from __future__ import annotations

import copy
import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.call import Call, call_for
from ashby_agent_tools.call_result import Rendered, Result
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.locks import Lock

if TYPE_CHECKING:
    from ashby_agent_tools.client.rows import Rows
    from ashby_agent_tools.client.rows._step import Script, Step
    from ashby_agent_tools.client.rows.lookups import RowLookups
    from ashby_agent_tools.client.rows.shared_rows import RowStore, SharedRows

__all__ = ["KnownRows", "RowLimited", "rendered"]

_MOST_LIMITS = 500  # different ones whose look-ups are remembered
_LOOK_EVERY = 60.0  # seconds


class KnownRows:
    """What is remembered for each limit and acting user; of too many, those that were used last.

    Once a minute, when somebody asks, all let go of what is too old: a limit that nobody uses any more keeps nothing.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._looked = clock, clock()
        self._kept: OrderedDict[tuple[frozenset[Rows], str | None, SharedRows | None], RowLookups] = OrderedDict()
        self._lock = Lock()

    def of(self, limits: tuple[Rows, ...], acting_user: str | None, shared: SharedRows | None = None) -> RowLookups:
        """What is remembered, or a new memory."""
        from ashby_agent_tools.client.rows.lookups import RowLookups  # noqa: PLC0415  (loaded with the first limited client)

        key = (frozenset(limits), acting_user, shared)
        with self._lock:
            found = self._kept.get(key) or RowLookups(limits, shared)
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST_LIMITS:
                self._kept.popitem(last=False)
            if self._clock() - self._looked > _LOOK_EVERY:
                self._looked = self._clock()
                for lookups in self._kept.values():
                    lookups.drop_old()
            return found

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()


class RowLimited:
    """Row limits, for both clients."""

    _limits: tuple[Rows, ...] = ()
    """What this client is limited to: each has to allow a record."""
    _held_in: RowStore | None = None

    if TYPE_CHECKING:
        account: str
        base_url: str
        acting_user: str | None
        deadline: float | None
        _rows_known: KnownRows

    def limited_to(self, rows: Rows, *, held_in: RowStore | None = None) -> Self:
        """This client for some jobs only, with their applications and candidates; it shares connections and limits.

        What is outside is in no answer, and its id answers as one that does not exist. Operations that cannot be
        limited are refused (`rows.refused()`). Of a client that is limited already only what both allow is inside.
        Where records belong is looked up (docs/rows.md has the cost) and remembered for half a minute; clients with
        equal rows share that. Closing it closes nothing.

        `held_in`: a store (`SqlStore`) that remembers for all its processes what is inside because it was made or shown
        through such a client within the last hour: new candidates, offers that were begun, handles of files. Without
        one it is remembered in this process.
        """
        from ashby_agent_tools.client.rows import Rows, scripts  # noqa: F401, PLC0415  (loaded here, where nobody waits)

        given: object = rows
        if not isinstance(given, Rows):
            raise UsageError(f"{rows!r:.60} is not Rows; write limited_to(Rows(jobs=[...], departments=[...])).")
        other = copy.copy(self)
        vars(other).update(_limits=(*self._limits, rows), _borrowed=True, _held_in=held_in or self._held_in)
        return other

    @property
    def seen_rows(self) -> str:
        """A short name of the rows, the same wherever they are the same; empty for a client without limits.

        What is kept of a limited client (results, short ids, questions, a mirror) is kept under it.
        """
        if not self._limits:
            return ""
        limits = sorted({(tuple(sorted(it.jobs)), tuple(sorted(it.departments))) for it in self._limits})
        return "rows " + hashlib.sha256(json.dumps(limits).encode()).hexdigest()[:16]

    @property
    def _lookups(self) -> RowLookups:
        """What this limited client remembers of rows; shared with those that are limited in the same way."""
        return self._rows_known.of(self._limits, self.acting_user, self._shared_rows)

    @property
    def _shared_rows(self) -> SharedRows | None:
        """Where several processes remember together what these rows hold; None where each does for itself."""
        from ashby_agent_tools.client.rows.shared_rows import SharedRows  # noqa: PLC0415  (loaded with the first limited client)

        if self._held_in is None:
            return None
        whose = json.dumps([self.account, self.base_url, self.seen_rows, self.acting_user])
        return SharedRows(self._held_in, hashlib.sha256(whose.encode()).hexdigest())

    def _limited(self, call: Call) -> Script[Result]:
        """The script of a call through a limited client."""
        from ashby_agent_tools.client.rows.scripts import limited  # noqa: PLC0415  (as above)

        return limited(call, self._lookups, Result(call=call, data=[], render=rendered))

    def _for_step(self, step: Step) -> Call:
        """Whose answer a step of such a script brings."""
        return step.call or call_for(step.operation, account=self.account, base_url=self.base_url)

    def _not_beyond_rows(self, call: Call) -> None:
        """Raise Declined for what no limited client sends."""
        if self._limits and call.operation.spec.served_by in ("ashby", "partner"):
            from ashby_agent_tools.client.rows.scripts import must_not_be_refused  # noqa: PLC0415  (as above)

            must_not_be_refused(call)


def rendered(result: Result) -> Rendered:
    """A bare client has no conversation: full ids, the default budget."""
    from ashby_agent_tools.results import Page, fit  # noqa: PLC0415  (loaded only when somebody reads a text)

    page = Page(data=result.data, next_cursor=result.next_cursor, more=result.more, sync_token=result.sync_token)
    call, entity = result.call, result.call.operation.spec.entity
    fitted = fit(page, tool=call.tool, budget=Budget(ids="uuid"), entity=entity, fields=call.fields)
    return Rendered(fitted.text, fitted.tokens, fitted.approximate)
