"""The pages about questions: what waits, what was answered, one question with its answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from starlette.responses import RedirectResponse, Response

from ashby_agent_tools.inbox.answering import Answer, AnswerRefused, give
from ashby_agent_tools.inbox.cards import CardView
from ashby_agent_tools.inbox.pages import Renderer, Visit
from ashby_agent_tools.store.protocol import ApprovalRequest
from ashby_agent_tools.store.sql import SqlStore

__all__ = ["MOST_LINES", "QuestionPages"]

MOST_LINES = 100
_PAGE = 50
_NEWS = {
    "approved": "Approved. The agent can make exactly this call now, once.",
    "denied": "Denied. Nothing is sent, and the agent reads your message.",
}


@dataclasses.dataclass(frozen=True, slots=True)
class LineResult:
    """What came of the answer to one of several questions."""

    view: CardView
    text: str
    recorded: bool


class QuestionPages:
    """The handlers. `account`: whose questions are shown; of every account in the store without it."""

    def __init__(self, store: SqlStore, renderer: Renderer, account: str | None) -> None:
        self._store, self._renderer, self._account = store, renderer, account

    def waiting(self, visit: Visit) -> Response:
        """What waits for an answer, the one that expires first at the top."""
        found = [it for it in self._all(visit) if it.state == "pending"]
        found.sort(key=lambda it: it.expires_at)
        shown = [CardView.of(it) for it in found[:_PAGE]]
        return self._renderer.of(
            visit,
            "waiting.html",
            views=shown,
            groups=_grouped(shown),
            count=len(found),
            wanted=visit.query.get("q", ""),
        )

    def history(self, visit: Visit) -> Response:
        """What was answered or has expired, the newest first."""
        found = [it for it in self._all(visit) if it.state != "pending"]
        shown = [CardView.of(it) for it in found[:_PAGE]]
        return self._renderer.of(visit, "history.html", views=shown, wanted=visit.query.get("q", ""))

    def show(self, visit: Visit) -> Response:
        """One question, whole."""
        asked = self._find(visit.request.path_params["id"])
        if asked is None:
            return self._renderer.of(visit, "absent.html", status=404)
        return self._card(visit, CardView.of(asked), news=_NEWS.get(visit.query.get("done", ""), ""))

    def answer(self, visit: Visit) -> Response:
        """Record the answer of a form, and show the question as it is then."""
        form, identity = visit.form, visit.request.path_params["id"]
        kind = str(form.get("answer", ""))
        if kind not in ("approve", "deny"):
            return self._refused(visit, identity, AnswerRefused("The form says neither yes nor no.", 422))
        answer = Answer(
            identity, kind == "approve", str(form.get("seen", "")), str(form.get("message", "")).strip(),
            read=form.get("read") == "yes",
        )  # fmt: skip
        try:
            view = give(self._store, self._find, answer, visit.visitor)
        except AnswerRefused as error:
            return self._refused(visit, identity, error)
        done = "denied" if view.asked.state == "denied" else "approved"
        return RedirectResponse(f"{visit.root}/requests/{view.asked.id}?done={done}", 303)

    # several at once

    def review(self, visit: Visit) -> Response:
        """Several questions, those that were marked, each with its own answer."""
        wanted = visit.request.query_params.getlist("id")[:MOST_LINES]
        return self._review(visit, [asked for asked in map(self._find, wanted) if asked is not None])

    def batch(self, visit: Visit) -> Response:
        """The lines of one batch, in their order."""
        lines = [it for it in self._store.batch_requests(visit.request.path_params["id"]) if self._is_shown(it)]
        if not lines:
            return self._renderer.of(visit, "absent.html", status=404)
        return self._review(visit, lines, batch=True)

    def answer_several(self, visit: Visit) -> Response:
        """Record the answers of a form, line by line; a line that is too late does not hinder the others."""
        form, said = visit.form, {}
        for name, value in form.items():
            if name.startswith("answer-") and value in ("approve", "deny"):
                said[name.removeprefix("answer-")] = value
        shown = [it for name in form if name.startswith("seen-") and (it := self._find(name.removeprefix("seen-")))]
        if not said:
            return self._review(visit, shown, error="No line has an answer yet, so nothing was recorded.", status=422)
        views = [CardView.of(it) for it in shown]
        ends = any(said.get(view.asked.id) == "approve" and view.is_final for view in views)
        if ends and form.get("read") != "yes":
            told = "Tick the sentence above the button first. Nothing was recorded."
            return self._review(visit, shown, error=told, marks=said, status=422)
        results = [self._answered(visit, identity, kind == "approve") for identity, kind in said.items()]
        return self._review(visit, [it for it in shown if it.id not in said], results=[it for it in results if it])

    def _answered(self, visit: Visit, identity: str, approved: bool) -> LineResult | None:  # noqa: FBT001
        message = "" if approved else str(visit.form.get("message", "")).strip()
        answer = Answer(identity, approved, str(visit.form.get(f"seen-{identity}", "")), message, read=True)
        try:
            view = give(self._store, self._find, answer, visit.visitor)
        except AnswerRefused as error:
            asked = self._find(identity)
            return None if asked is None else LineResult(CardView.of(asked), str(error), recorded=False)
        return LineResult(view, view.state, recorded=True)

    def _review(
        self, visit: Visit, found: Sequence[ApprovalRequest], *, batch: bool = False, error: str = "",
        marks: Mapping[str, str] | None = None, results: Sequence[LineResult] = (), status: int = 200,
    ) -> Response:  # fmt: skip
        views = [CardView.of(it) for it in found if it.state == "pending"]
        return self._renderer.of(
            visit, "review.html", status=status, views=views, batch=batch, error=error, marks=marks or {},
            results=results, final=sum(view.is_final for view in views), message=visit.form.get("message", ""),
        )  # fmt: skip

    # word of what changed

    def look(self, about: str) -> dict[str, object]:
        """What a page would say now: of one question, or of all that waits."""
        if about:
            asked = self._find(about)
            if asked is None:
                return {"state": "gone", "told": "This question is gone."}
            by = f" by {asked.decided_by}" if asked.decided_by else ""
            return {"state": asked.state, "told": f"{CardView.of(asked).state}{by} meanwhile."}
        waiting = [it for it in self._store.requests(self._account) if it.state == "pending"]
        return {"count": len(waiting), "newest": hash(frozenset(it.id for it in waiting))}

    def _refused(self, visit: Visit, identity: str, error: AnswerRefused) -> Response:
        asked = self._find(identity)
        if asked is None:
            return self._renderer.of(visit, "absent.html", status=404)
        return self._card(visit, CardView.of(asked), error=str(error), status=error.status)

    def _card(self, visit: Visit, view: CardView, *, news: str = "", error: str = "", status: int = 200) -> Response:
        message = str(visit.form.get("message", "")) if error else ""
        return self._renderer.of(
            visit, "request.html", status=status, view=view, news=news, error=error, message=message
        )

    def _all(self, visit: Visit) -> list[ApprovalRequest]:
        wanted = visit.query.get("q", "").casefold()
        every = self._store.requests(self._account)
        return [it for it in every if wanted in f"{it.question} {it.key.conversation} {it.operation}".casefold()]

    def _is_shown(self, asked: ApprovalRequest) -> bool:
        return self._account in (None, asked.key.account)

    def _find(self, identity: str) -> ApprovalRequest | None:
        return next((it for it in self._store.requests(self._account) if it.id == identity), None)


def _grouped(views: Sequence[CardView]) -> list[list[CardView]]:
    """The questions in their order, those of one batch together where its first one stands."""
    groups: dict[str, list[CardView]] = {}
    for view in views:
        groups.setdefault(view.asked.batch or view.asked.id, []).append(view)
    return list(groups.values())
