"""The pages about questions: what waits, what was answered, one question with its answer."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence

from starlette.responses import RedirectResponse, Response

from ashby_agent_tools.approval.people import ApproverRules
from ashby_agent_tools.client.clients import Client
from ashby_agent_tools.conversation.question_reconcile import reconcile_question
from ashby_agent_tools.errors import ToolError, UnknownQuestion, UsageError
from ashby_agent_tools.inbox.answering import Answer, Unrecorded, give
from ashby_agent_tools.inbox.cards import CardView
from ashby_agent_tools.inbox.pages import Renderer, Visit
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.store.protocol import ApprovalRequest, State
from ashby_agent_tools.store.sql import SqlStore

__all__ = ["QuestionPages"]

_PAGE, _NEXT = 50, 20
_SETTLED: tuple[State, ...] = ("approved", "denied", "expired", "changed", "used", "unknown")
_NEWS = {
    "approved": "Approved. The agent can make exactly this call now, once.",
    "denied": "Denied. Nothing is sent, and the agent reads your message.",
    "counted": "Your approval is recorded. Somebody else has to approve it too.",
}
_FOUND = {
    "landed": "It was done.",
    "not landed": "It was not done.",
    "cannot be told": "Whether it was done cannot be told.",
}


@dataclasses.dataclass(frozen=True, slots=True)
class QuestionPages:
    """The handlers. `account`: whose questions are shown; None for those of every account in the store.

    `client`: reads what became of a call of unknown outcome; None where only the command line does.
    """

    store: SqlStore
    renderer: Renderer
    rules: ApproverRules
    account: str | None
    client: Client | None = None

    # lists

    def waiting(self, visit: Visit) -> Response:
        """What waits for an answer, the newest first."""
        return self._list(visit, "waiting.html", ("pending",))

    def history(self, visit: Visit) -> Response:
        """What was answered or has expired, the newest first."""
        return self._list(visit, "history.html", _SETTLED)

    def _list(self, visit: Visit, template: str, states: Sequence[State]) -> Response:
        wanted, before = visit.query.get("q", "").strip(), visit.query.get("before", "")
        page = self.store.requests_page(
            self.account,
            states=states,
            text=wanted or None,
            before=int(before) if before.isascii() and before.isdigit() and len(before) < len(str(2**62)) else None,
            limit=_PAGE,
        )
        views = [self.view(it) for it in page.requests]
        theirs = {it.asked.id for it in views if self.objection(visit, it.asked)}
        return self.renderer.of(
            visit, template, views=views, groups=_grouped(views), wanted=wanted, next=page.next, theirs=theirs,
            first=not before,
        )  # fmt: skip

    # one question

    def show(self, visit: Visit) -> Response:
        """One question, whole."""
        asked = self.find(visit.request.path_params["id"])
        if asked is None:
            return self.absent(visit)
        return self.card(visit, asked, news=_NEWS.get(visit.query.get("done", ""), ""))

    def answer(self, visit: Visit) -> Response:
        """Record the answer of a form, and show the question as it is then."""
        asked = self.find(visit.request.path_params["id"])
        if asked is None:
            return self.absent(visit)
        said = {"approve": True, "deny": False}.get(str(visit.form.get("answer", "")))
        if said is None:
            return self.card(visit, asked, error="The form says neither yes nor no. Nothing was recorded.", status=422)
        try:
            after = give(self.store, self.rules, asked, _answer_in(visit.form, approved=said), visit.visitor)
        except Unrecorded as error:
            return self.card(visit, self.find(asked.id) or asked, error=str(error), status=error.status)
        return _told(visit, after)

    def edit(self, visit: Visit) -> Response:
        """The form in which the arguments are changed before an approval."""
        asked = self.find(visit.request.path_params["id"])
        if asked is None:
            return self.absent(visit)
        if asked.state != "pending" or self.objection(visit, asked):
            return self.card(visit, asked)
        return self._edit_form(visit, asked, CardView.of(asked).sent)

    def answer_edited(self, visit: Visit) -> Response:
        """Record an approval of the arguments that the form has in place of what was asked."""
        asked = self.find(visit.request.path_params["id"])
        if asked is None:
            return self.absent(visit)
        view = CardView.of(asked)
        typed = [(name, str(visit.form.get(f"value-{name}", ""))) for name, _ in view.sent]
        try:
            arguments = _arguments(typed, view.arguments if asked.edit is None else asked.edit)
            answer = dataclasses.replace(_answer_in(visit.form, approved=True), arguments=arguments)
            after = give(self.store, self.rules, asked, answer, visit.visitor)
        except Unrecorded as error:
            now = self.find(asked.id) or asked
            if now.state != "pending":
                return self.card(visit, now, error=str(error), status=error.status)
            return self._edit_form(visit, now, typed, error=str(error), status=error.status)
        return _told(visit, after)

    def reconcile(self, visit: Visit) -> Response:
        """Read in Ashby whether a call of unknown outcome landed, and settle its record."""
        asked = self.find(visit.request.path_params["id"])
        if asked is None:
            return self.absent(visit)
        if self.client is None or not self._can_look(asked) or self.rules.objection(visit.visitor.person, asked):
            return self.card(visit, asked, error="This inbox cannot look into Ashby for this question.", status=403)
        try:
            found = reconcile_question(asked, self.store, self.client)
        except (ToolError, UsageError) as error:
            return self.card(visit, asked, error=f"It could not be looked up. {error}", status=409)
        return self.card(visit, self.find(asked.id) or asked, news=f"{_FOUND[found.state]} {found.evidence}")

    def _can_look(self, asked: ApprovalRequest) -> bool:
        """Whether the client reads where this was asked; another organization's answers would tell wrong things."""
        return (
            self.client is not None
            and self.client.base_url.rstrip("/") == asked.key.base_url
            and asked.key.account in (self.client.account, self.account)
        )

    def _edit_form(
        self, visit: Visit, asked: ApprovalRequest, fields: Sequence[tuple[str, str]], *, error: str = "",
        status: int = 200,
    ) -> Response:  # fmt: skip
        return self.renderer.of(visit, "edit.html", status=status, view=CardView.of(asked), fields=fields, error=error)

    def card(
        self, visit: Visit, asked: ApprovalRequest, *, news: str = "", error: str = "", status: int = 200
    ) -> Response:
        """The page of a question; `error`: why the answer that was just given does not count."""
        return self.renderer.of(
            visit, "request.html", status=status, view=self.view(asked), news=news, error=error,
            message=str(visit.form.get("message", "")) if error else "", objection=self.objection(visit, asked),
            can_look=self._can_look(asked), next=self._next(visit, asked) if news else None,
        )  # fmt: skip

    def _next(self, visit: Visit, answered: ApprovalRequest) -> CardView | None:
        """Another question that this visitor may answer, for who has just answered one."""
        page = self.store.requests_page(self.account, states=("pending",), limit=_NEXT)
        waiting = (it for it in page.requests if it.id != answered.id and not self.objection(visit, it))
        return next(map(self.view, waiting), None)

    def absent(self, visit: Visit) -> Response:
        """There is no such question here."""
        return self.renderer.of(visit, "absent.html", status=404)

    # what they share

    def view(self, asked: ApprovalRequest) -> CardView:
        """A question as pages show it; while it waits, with as many people as the rules want by now."""
        if asked.state != "pending":
            return CardView.of(asked)
        return CardView.of(dataclasses.replace(asked, needed=self.rules.needed(asked)))

    def find(self, identity: str) -> ApprovalRequest | None:
        """The question with this id, if it is one of those that are shown."""
        try:
            asked = self.store.request(identity)
        except UnknownQuestion:
            return None
        return asked if self.is_shown(asked) else None

    def is_shown(self, asked: ApprovalRequest) -> bool:
        """Whether it belongs to the account whose questions are shown."""
        return self.account in (None, asked.key.account)

    def objection(self, visit: Visit, asked: ApprovalRequest) -> str:
        """Why this visitor may not answer it; empty where they may."""
        if any(it.by == visit.visitor.name for it in asked.approvals) and asked.state == "pending":
            return "you have approved it already, and somebody else has to approve it too"
        return self.rules.objection(visit.visitor.person, asked)

    def look(self, about: str) -> dict[str, object]:
        """What a page would say by now: of one question, or of all that waits."""
        if about:
            asked = self.find(about)
            if asked is None:
                return {"seen": "", "told": "This question is gone."}
            by = f" by {asked.decided_by}" if asked.decided_by else ""
            return {"seen": f"{asked.state} {asked.seen}", "told": f"{CardView.of(asked).state}{by} meanwhile."}
        page = self.store.requests_page(self.account, states=("pending",), limit=_PAGE)
        return {"count": len(page.requests), "ids": [it.id for it in page.requests]}


def _answer_in(form: Mapping[str, str], *, approved: bool) -> Answer:
    message, seen = str(form.get("message", "")).strip(), str(form.get("seen", ""))
    return Answer(approved, seen, message, read=form.get("read") == "yes")


def _told(visit: Visit, after: ApprovalRequest) -> Response:
    done = {"denied": "denied", "pending": "counted"}.get(after.state, "approved")
    return RedirectResponse(f"{visit.root}/requests/{after.id}?done={done}", 303)


def _arguments(typed: Sequence[tuple[str, str]], asked: Mapping[str, Json]) -> dict[str, Json]:
    """The arguments in an edit: texts as they are, anything else as JSON; an empty field leaves its argument out."""
    found: dict[str, Json] = {}
    for name, sent in typed:
        was, text = asked.get(name), sent.replace("\r\n", "\n")  # browsers send line breaks so
        if isinstance(was, str):
            found |= {name: text} if text or not was else {}
        elif text.strip():
            try:
                found[name] = json.loads(text)
            except (ValueError, RecursionError):
                raise Unrecorded(
                    f"{name} is not JSON: compare it with what was asked. Nothing was recorded.", 422
                ) from None
    return found


def _grouped(views: Sequence[CardView]) -> list[list[CardView]]:
    """The questions in their order, those of one batch together where its first one stands."""
    groups: dict[str, list[CardView]] = {}
    for view in views:
        groups.setdefault(view.asked.batch or view.asked.id, []).append(view)
    return [sorted(group, key=lambda view: view.asked.line) for group in groups.values()]
