"""The ASGI application behind `slack.app`: it takes what Slack posts, and says in Slack what came of it.

Slack shows an error for any answer but 200. So a click that is genuine is answered with 200, and who may not do what
they clicked is told why in a message that only they see; 4xx is for what Slack did not send, or not to us.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
from collections.abc import AsyncIterator, Callable, Mapping

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ashby_agent_tools.approval.people import ApproverRules, Person
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import AshbyError, StoreUnavailable, UsageError
from ashby_agent_tools.notify.messages import from_environment
from ashby_agent_tools.notify.slack.answers import Answers, Reply
from ashby_agent_tools.notify.slack.messages import REASON
from ashby_agent_tools.notify.slack.notifier import SlackNotifier
from ashby_agent_tools.notify.slack.requests import LARGEST, Interaction, RequestReader, RequestRefused
from ashby_agent_tools.time_limits import in_thread
from ashby_agent_tools.webhooks.asgi import DeliveryStore, limited_body
from ashby_agent_tools.webhooks.seen import RecentDeliveries

__all__ = ["application"]

_log = logging.getLogger("ashby_agent_tools")
_REMEMBERED = 900.0  # seconds; a signature counts for five minutes before and after its time


def application(
    notifier: SlackNotifier,
    *,
    team: str,
    people: Mapping[str, Person | str],
    rules: ApproverRules | None,
    signing_secret: str | None,
    app_id: str | None,
    path: str,
    refresh: float,
    clock: Callable[[], float],
) -> Starlette:
    """What `slack.app` says."""
    store = notifier.store
    if store is None:
        raise UsageError("The notifier has no store: write SlackNotifier(store=store), with that of the sessions.")
    if not team:
        raise UsageError("team is empty; give the id of the workspace, which begins with T.")
    secret = from_environment("signing secret", signing_secret, "ASHBY_SLACK_SIGNING_SECRET")
    seen = store.deliveries() if isinstance(store, DeliveryStore) else RecentDeliveries(_REMEMBERED)
    reader = RequestReader(secret, team=team, app=app_id, clock=clock, seen=seen)
    rules = rules or ApproverRules()
    receiver = _Receiver(reader, Answers(notifier, store, _known(people, rules), rules), notifier)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        refreshing = asyncio.create_task(_refreshing(notifier, refresh))
        yield
        refreshing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await refreshing

    return Starlette(routes=[Route(path, receiver.take, methods=["POST"])], lifespan=lifespan if refresh else None)


async def _refreshing(notifier: SlackNotifier, seconds: float) -> None:
    """Bring messages up to date for as long as the application is served; what hinders it is tried again."""
    while True:
        try:
            await in_thread(notifier.refresh)
        except (ConnectionError, AshbyError) as error:
            _log.warning("Slack: messages are not up to date: %s.", error)
        await asyncio.sleep(seconds)


def _known(people: Mapping[str, Person | str], rules: ApproverRules) -> dict[str, Person]:
    """The people by their Slack ids, in the groups of the rules. Raises UsageError for what is nobody."""
    known = {}
    for user, given in people.items():
        person: object = Person(given) if isinstance(given, str) else given
        if not (isinstance(person, Person) and person.name.strip() and user):
            raise UsageError(f"people: {user!r:.40} is not a person; write {{'U024BE7LH': 'Grace Hopper'}}.")
        known[user] = rules.person(person.name, person.groups)
    return known


class _Receiver:
    """Answers one request after another; all it knows between them is in the store."""

    def __init__(self, reader: RequestReader, answers: Answers, notifier: SlackNotifier) -> None:
        self._reader, self._answers, self._notifier = reader, answers, notifier

    async def take(self, request: Request) -> Response:
        try:
            body = await limited_body(request, LARGEST)
            if isinstance(body, Response):
                return body
            done = await run_in_threadpool(self._reader.read, body, request.headers.raw)
            reply = await run_in_threadpool(self._answers.take, done)
        except RequestRefused as error:
            _log.warning("Slack: a request was refused (%d): %s.", error.status, error)
            return PlainTextResponse("refused", error.status, headers={"Connection": "close"})
        except StoreUnavailable as error:
            _log.error("Slack: a request was not taken: %s", error)
            return PlainTextResponse("not taken", 503)
        showing = BackgroundTask(self._tell, done, reply)
        if done.kind == "reason" and reply.told:
            said = {"response_action": "errors", "errors": {REASON: for_terminal(reply.told)}}
            return JSONResponse(said, background=showing)
        return Response(background=showing)

    def _tell(self, done: Interaction, reply: Reply) -> None:
        """Show in Slack what came of a click. What was recorded stays so, whatever Slack says."""
        show, about, place = self._notifier, done.about, {"channel": done.channel, "ts": done.ts}
        if about is None:
            return
        if reply.dialog:
            self._try(functools.partial(show.open_dialog, reply.asked, about, trigger=done.trigger, place=place))
            return
        if reply.asked:
            self._try(functools.partial(show.update, reply.asked, names=about.names, **place))
        if reply.told and done.answer_to:
            self._try(functools.partial(show.whisper, done.answer_to, reply.told))

    @staticmethod
    def _try(tell: Callable[[], None]) -> None:
        try:
            tell()
        except (ConnectionError, StoreUnavailable) as error:
            _log.warning("Slack: the message does not show what came of a click: %s.", error)
