"""Pages: what they are made of. A handler gets a Visit and gives a response; it runs in a thread, the store waits."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

from ashby_agent_tools.inbox.cards import plain, with_quotes
from ashby_agent_tools.inbox.identity import Visitor
from ashby_agent_tools.store.protocol import iso_time

__all__ = ["GONE", "Renderer", "Visit"]

GONE = "The store cannot be used now. Nothing was recorded; try again in a moment."

_HERE = Path(__file__).parent
_UNITS = (("day", 86_400), ("h", 3_600), ("min", 60))


@dataclasses.dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody whose name was checked. `token`: what the forms of the answer have to carry."""

    request: Request
    visitor: Visitor
    token: str
    form: Mapping[str, Any]

    @property
    def root(self) -> str:
        """The path under which the inbox is mounted."""
        return str(self.request.scope.get("root_path", ""))

    @property
    def query(self) -> Mapping[str, str]:
        """The query's parameters."""
        return self.request.query_params


class Renderer:
    """Makes HTML of the templates; everything that enters them is escaped."""

    def __init__(self, *, clock: Any = time.time) -> None:
        self._clock = clock
        self._env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            auto_reload=False,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.filters |= {"plain": plain, "marked": with_quotes, "moment": iso_time, "span": in_words}
        self._env.globals |= {"now": clock}

    def page(self, template: str, root: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """One page; `root` is the path under which the inbox is mounted."""
        return HTMLResponse(self._env.get_template(template).render(root=root, **values), status)

    def of(self, visit: Visit, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page for somebody who is signed in."""
        visitor = visit.visitor
        shown = {"token": visit.token, "who": visitor.name, "signed_in": visitor.session is not None, **values}
        return self.page(template, visit.root, status=status, **shown)


def in_words(seconds: float) -> str:
    """A span of time in its two largest units: `3 h 20 min`."""
    left, parts = int(max(0.0, seconds)), []
    for name, size in _UNITS:
        if left >= size:
            number, left = divmod(left, size)
            parts.append(f"{number} {name}{'s' if name == 'day' and number != 1 else ''}")
    return " ".join(parts[:2]) or "less than a minute"
