"""The pages about several questions at once: those that somebody marked, and the lines of a batch."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from starlette.responses import Response

from ashby_agent_tools.inbox.answering import Answer, Unrecorded, give
from ashby_agent_tools.inbox.cards import CardView
from ashby_agent_tools.inbox.pages import Visit
from ashby_agent_tools.inbox.question_pages import QuestionPages
from ashby_agent_tools.store.protocol import ApprovalRequest

__all__ = ["MOST_LINES", "LineResult", "ReviewPages"]

MOST_LINES = 200


@dataclasses.dataclass(frozen=True, slots=True)
class LineResult:
    """What came of the answer to one of several questions."""

    view: CardView
    text: str
    recorded: bool


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewPages:
    """The handlers. Each line has an answer of its own; one that is too late does not hinder the others."""

    questions: QuestionPages

    def review(self, visit: Visit) -> Response:
        """The questions that were marked."""
        wanted = dict.fromkeys(visit.request.query_params.getlist("id")[:MOST_LINES])
        return self._page(visit, [asked for asked in map(self.questions.find, wanted) if asked is not None])

    def batch(self, visit: Visit) -> Response:
        """The lines of one batch, in their order; of a longer one first those that wait, so many at a time."""
        lines = self.questions.store.batch_requests(visit.request.path_params["id"])
        found = [it for it in lines if self.questions.is_shown(it)]
        waiting = [it for it in found if it.state == "pending"]
        shown = waiting[:MOST_LINES] + [it for it in found if it.state != "pending"]
        if not shown:
            return self.questions.absent(visit)
        return self._page(visit, shown, batch=visit.request.path_params["id"], later=len(waiting[MOST_LINES:]))

    def answer(self, visit: Visit) -> Response:
        """Record the answers of a form, line by line."""
        form = visit.form
        ids = [name.removeprefix("seen-") for name in form if name.startswith("seen-")][:MOST_LINES]
        shown = [asked for asked in map(self.questions.find, ids) if asked is not None]
        said = {
            it.id: str(form[f"answer-{it.id}"]) for it in shown if form.get(f"answer-{it.id}") in ("approve", "deny")
        }
        if not said:
            return self._page(visit, shown, error="No line has an answer yet, so nothing was recorded.", status=422)
        ends = any(said.get(it.id) == "approve" and CardView.of(it).is_final for it in shown)
        if ends and form.get("read") != "yes":
            told = "Tick the sentence above the button first. Nothing was recorded."
            return self._page(visit, shown, error=told, marks=said, status=422)
        results = [self._answered(visit, asked, said[asked.id]) for asked in shown if asked.id in said]
        rest = [it for it in shown if it.id not in said]
        batches = {it.batch for it in shown}
        batch = batches.pop() if len(batches) == 1 else ""
        later = len([it for it in self._waiting_in(batch) if it.id not in ids])
        return self._page(visit, rest, results=results, batch=batch if later else "", later=later)

    def _waiting_in(self, batch: str) -> Sequence[ApprovalRequest]:
        found = self.questions.store.batch_requests(batch) if batch else ()
        return [it for it in found if it.state == "pending" and self.questions.is_shown(it)]

    def _answered(self, visit: Visit, asked: ApprovalRequest, said: str) -> LineResult:
        approved = said == "approve"
        message = "" if approved else str(visit.form.get("message", "")).strip()
        answer = Answer(approved, str(visit.form.get(f"seen-{asked.id}", "")), message, read=True)
        try:
            after = give(self.questions.store, self.questions.rules, asked, answer, visit.visitor)
        except Unrecorded as error:
            return LineResult(CardView.of(self.questions.find(asked.id) or asked), str(error), recorded=False)
        view = CardView.of(after)
        return LineResult(
            view, "Approved; somebody else has to approve it too" if view.people_left else view.state, recorded=True
        )

    def _page(
        self, visit: Visit, found: Sequence[ApprovalRequest], *, batch: str = "", later: int = 0, error: str = "",
        marks: Mapping[str, str] | None = None, results: Sequence[LineResult] = (), status: int = 200,
    ) -> Response:  # fmt: skip
        views = [self.questions.view(it) for it in found]
        open_ones = [view for view in views if view.asked.state == "pending"]
        objections = {view.asked.id: self.questions.objection(visit, view.asked) for view in open_ones}
        return self.questions.renderer.of(
            visit, "review.html", status=status, views=open_ones, batch=batch, later=later, error=error,
            marks=marks or {}, results=results, message=visit.form.get("message", ""), objections=objections,
            settled=[view for view in views if view.asked.state != "pending"],
            final=sum(view.is_final and not objections[view.asked.id] for view in open_ones),
        )  # fmt: skip
