"""The pages about questions: what waits, what was answered, one question with its answer."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from ashby_agent_tools.inbox.answering import Answer, AnswerRefused, give
from ashby_agent_tools.inbox.cards import CardView
from ashby_agent_tools.inbox.pages import Renderer, Visit
from ashby_agent_tools.store.protocol import ApprovalRequest
from ashby_agent_tools.store.sql import SqlStore

__all__ = ["QuestionPages"]

_PAGE = 50
_NEWS = {
    "approved": "Approved. The agent can make exactly this call now, once.",
    "denied": "Denied. Nothing is sent, and the agent reads your message.",
}


class QuestionPages:
    """The handlers. `account`: whose questions are shown; of every account in the store without it."""

    def __init__(self, store: SqlStore, renderer: Renderer, account: str | None) -> None:
        self._store, self._renderer, self._account = store, renderer, account

    def waiting(self, visit: Visit) -> Response:
        """What waits for an answer, the one that expires first at the top."""
        found = [it for it in self._all(visit) if it.state == "pending"]
        found.sort(key=lambda it: it.expires_at)
        return self._list(visit, "waiting.html", found)

    def history(self, visit: Visit) -> Response:
        """What was answered or has expired, the newest first."""
        return self._list(visit, "history.html", [it for it in self._all(visit) if it.state != "pending"])

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

    def _list(self, visit: Visit, template: str, found: list[ApprovalRequest]) -> Response:
        shown = [CardView.of(it) for it in found[:_PAGE]]
        return self._renderer.of(visit, template, views=shown, count=len(found), wanted=visit.query.get("q", ""))

    def _all(self, visit: Visit) -> list[ApprovalRequest]:
        wanted = visit.query.get("q", "").casefold()
        every = self._store.requests(self._account)
        return [it for it in every if wanted in f"{it.question} {it.key.conversation} {it.operation}".casefold()]

    def _find(self, identity: str) -> ApprovalRequest | None:
        return next((it for it in self._store.requests(self._account) if it.id == identity), None)
