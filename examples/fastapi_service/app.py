"""The routes: a message in, events out; the same after an answer; what was said; and each customer's inbox."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path, Request
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, Field

from ashby_agent_tools import AsyncAccounts
from ashby_agent_tools.errors import AshbyError
from ashby_agent_tools.grants import Grant, Grants
from examples.fastapi_service.agent import Agent, Told
from examples.fastapi_service.tenants import Tenant, opened

Opened = Callable[[dict[str, Tenant]], None]


class Said(BaseModel):
    """A message for the agent."""

    text: Annotated[str, Field(min_length=1, max_length=8_000)]


def service(
    grants: Grants,
    accounts: AsyncAccounts,
    model: BaseChatModel,
    *,
    database_url: str | None = None,
    public_url: str = "http://127.0.0.1:8000",
    secret: str,
    when_open: Opened | None = None,
) -> FastAPI:
    """The service as an ASGI application: each account of the grants is a customer.

    `secret`: signs the inboxes' cookies, the same in all processes. A customer that is added later counts with the next
    start; a grant that is revoked or has expired, at the next request.
    """
    names = dict.fromkeys(grant.account for grant in grants if grant.account)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(accounts.aclose)
            tenants = {name: await stack.enter_async_context(opened(name, database_url)) for name in names}
            for tenant in tenants.values():
                app.mount(f"/{tenant.name}/approvals", tenant.inbox(f"{public_url}/{tenant.name}/approvals", secret))
            app.state.tenants, app.state.grants, app.state.agent = tenants, grants, Agent(accounts, model)
            if when_open is not None:
                when_open(tenants)
            yield

    app = FastAPI(title="A recruiting agent", lifespan=lifespan)
    app.post("/threads/{thread}/messages")(say)
    app.post("/threads/{thread}/continue")(go_on)
    app.get("/threads/{thread}")(history)
    app.get("/healthz")(healthz)
    return app


def let_in(
    request: Request, given: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]
) -> tuple[Tenant, Grant]:
    """Whose token it is, and their customer: nothing else in a request says which customer's data it is about."""
    grant = request.app.state.grants.find(given.credentials)
    if grant is None or grant.account not in request.app.state.tenants:
        raise HTTPException(401, "This token lets nobody in.")
    return request.app.state.tenants[grant.account], grant


Whose = Annotated[tuple[Tenant, Grant], Depends(let_in)]
Thread = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


async def say(request: Request, thread: Thread, said: Said, whose: Whose) -> StreamingResponse:
    """Say something to the agent."""
    return _streamed(request.app.state.agent.say(*whose, thread, said.text))


async def go_on(request: Request, thread: Thread, whose: Whose) -> StreamingResponse:
    """Go on after an answer in the inbox."""
    return _streamed(request.app.state.agent.go_on(*whose, thread))


async def history(request: Request, thread: Thread, whose: Whose) -> list[dict[str, str]]:
    """What was said in this thread; an empty list where there is none."""
    said: list[dict[str, str]] = await request.app.state.agent.history(*whose, thread)
    return said


async def healthz() -> str:
    """The process answers."""
    return "ok"


def _streamed(told: AsyncIterator[Told]) -> StreamingResponse:
    async def lines() -> AsyncIterator[str]:
        try:
            async for name, data in told:
                yield _line(name, data)
        except (
            AshbyError
        ) as error:  # a customer without a key, a store that is gone: the person reads it, and may retry
            yield _line("error", {"why": str(error)})

    return StreamingResponse(lines(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _line(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
