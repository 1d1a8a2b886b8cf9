"""Simulator: Ashby's documented behaviour on this machine, in-process or on loopback, with a demo company inside.

    simulator = Simulator(seed=7)
    with simulator.client() as client:           # in-process: nothing opens a port
        client.call("job.list")

    with Simulator(seed=7) as simulator:         # on loopback, for any HTTP client
        httpx.post(f"{simulator.url}/job.list", auth=(simulator.key, ""), json={})

It was never compared with the live service: docs/simulator.md lists the source of each rule, and what is guessed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import pickle
from collections.abc import Iterable, Iterator
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import httpx

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator import app_changes
from ashby_agent_tools.simulator.answer import Request, Service
from ashby_agent_tools.simulator.app_changes import SignatureChange, TakeHomeChange
from ashby_agent_tools.simulator.company import populate
from ashby_agent_tools.simulator.failures import ErrorShape, checked_shape
from ashby_agent_tools.simulator.faults import FaultKind
from ashby_agent_tools.simulator.keys import ALL_SCOPES, ApiKey, spelled
from ashby_agent_tools.simulator.limits import RateLimit
from ashby_agent_tools.simulator.organization import Organization, Refusal, iso
from ashby_agent_tools.simulator.paging import PagingRules
from ashby_agent_tools.simulator.rules._schedule_state import let_time_pass
from ashby_agent_tools.simulator.webhooks import DeliveryAttempt, HttpCourier, fire_all

if TYPE_CHECKING:
    from ashby_agent_tools.client.clients import AsyncClient, Client
    from ashby_agent_tools.simulator.serve import Server

__all__ = [
    "ApiKey",
    "DeliveryAttempt",
    "ErrorShape",
    "FaultKind",
    "Organization",
    "PagingRules",
    "Refusal",
    "Request",
    "Simulator",
]

Size = Literal["small", "large"]

IN_PROCESS = "https://ashby-simulator.example.com"


def _large(seed: int) -> Organization:
    org = Organization(seed)
    populate(org, large=True)
    return org


@functools.lru_cache(maxsize=8)
def _small(seed: int) -> bytes:
    """The demo company as it was made; reading it again takes a tenth of the time of making it."""
    org = Organization(seed)
    populate(org, large=False)
    return pickle.dumps(org)


class Simulator:
    """A simulated Ashby with one demo company; more companies and keys can be added.

    The same seed gives the same company, key and ids. `size`: "small" is 120 candidates and 200 applications, "large"
    10,000 and 25,000. `strict` refuses unknown parameters, which are ignored otherwise. `paging`: how long cursors and
    sync tokens live. `webhook_transport`: where webhook deliveries go instead of to loopback addresses. `errors`: the
    shape of failures: documented, objects, objects_200, detailed, strings, string, dict, nested, absent
    (`simulator.failures` says what each looks like).
    """

    def __init__(
        self,
        seed: int = 7,
        *,
        size: Size = "small",
        strict: bool = False,
        paging: PagingRules | None = None,
        webhook_transport: httpx.BaseTransport | None = None,
        errors: ErrorShape = "documented",
    ) -> None:
        if size not in ("small", "large"):
            raise UsageError(f"size is {size!r}; it must be 'small' or 'large'.")
        self._size: Size = size
        self._courier = HttpCourier(webhook_transport)
        self._service = Service(
            paging=paging or PagingRules(), courier=self._courier, strict=strict, errors=checked_shape(errors)
        )
        self._server: Server | None = None
        self.key = self.add_organization(seed)

    def __repr__(self) -> str:
        return f"Simulator({len(self._service.organizations)} organizations, {len(self.log)} requests)"

    # ---- companies and keys

    @property
    def state(self) -> Organization:
        """The organization of the first key."""
        return self._service.organizations[0]

    @property
    def organizations(self) -> tuple[Organization, ...]:
        """All organizations, the first key's first."""
        return tuple(self._service.organizations)

    def add_organization(self, seed: int) -> str:
        """Another demo company, made from its own seed; answers its key, which has all scopes."""
        with self._service.lock:
            if any(org.seed == seed for org in self._service.organizations):
                raise UsageError(f"There is an organization with the seed {seed} already; give another seed.")
            org = _large(seed) if self._size == "large" else pickle.loads(_small(seed))  # noqa: S301  (made here)
            org.courier = self._courier
            self._service.organizations.append(org)
            return self._add_key(org, name="Demo key", scopes=None, confidential=True)

    def add_key(
        self,
        *,
        scopes: Iterable[str] | None = None,
        confidential: bool = True,
        name: str | None = None,
        organization: Organization | None = None,
        private_fields: bool = True,
        update_history: bool = True,
        on_behalf: bool = True,
    ) -> str:
        """Another key of the first organization (or of `organization`); without `scopes` it has them all.

        Scopes in either spelling, `candidatesWrite` or `candidates:write`. The other arguments are the switches of a
        key in Ashby's settings.
        """
        with self._service.lock:
            org = organization or self.state
            return self._add_key(
                org,
                name=name or f"Key {len(org.keys) + 1}",
                scopes=scopes,
                confidential=confidential,
                private_fields=private_fields,
                update_history=update_history,
                on_behalf=on_behalf,
            )

    def _add_key(self, org: Organization, *, name: str, scopes: Iterable[str] | None, **switches: Any) -> str:
        chosen = ALL_SCOPES if scopes is None else frozenset(map(spelled, scopes))
        if unknown := sorted(chosen - ALL_SCOPES):
            raise UsageError(f"There is no scope {unknown[0]!r}; there are {', '.join(sorted(ALL_SCOPES))}.")
        secret = hashlib.sha256(f"simulated key {org.seed} {len(org.keys)}".encode()).hexdigest()[:48]
        key = ApiKey(secret, id=org.new_id(), name=name, created_at=iso(org.now), scopes=chosen, **switches)
        org.keys.append(key)
        self._service.keys[secret] = (org, key)
        return secret

    # ---- what people do in Ashby's own pages

    def merge_candidates(self, kept: str, gone: str) -> None:
        """Merge a candidate into another: the first id stays, the second dies, and candidateMerge is fired.

        No endpoint does that. As with every deletion, sync tokens do not tell of it.
        """
        with self._changing() as org:
            app_changes.merge_candidates(org, kept, gone)

    def delete(self, kind: Literal["candidate", "jobPosting", "offer"], record_id: str) -> None:
        """Delete a record with what hangs on it, and fire candidateDelete, jobPostingDelete or offerDelete."""
        with self._changing() as org:
            app_changes.delete(org, kind, record_id)

    def change_plan(self, job_id: str, plan_id: str) -> None:
        """Give a job another interview plan, its applications with it, and fire interviewPlanTransition."""
        with self._changing() as org:
            app_changes.change_plan(org, job_id, plan_id)

    def request_signature(self, offer_id: str, happened: SignatureChange) -> None:
        """Fire signatureRequestUpdate: a request to sign an offer was sent, cancelled, completed or deleted."""
        with self._changing() as org:
            app_changes.request_signature(org, offer_id, happened)

    def take_home(self, assignment_id: str, happened: TakeHomeChange) -> None:
        """Let a take-home assignment be Assigned, Submitted, Completed or Cancelled; fires the event of that name."""
        with self._changing() as org:
            app_changes.take_home(org, assignment_id, happened)

    def fire(self, action: str, data: JsonObject) -> str:
        """Send a webhook event of any type to the enabled settings of that type; answers its webhookActionId.

        Nothing else happens: an event that belongs to a change comes from what makes that change. What another event
        brings along is fired too. Deliveries that are not answered with 2xx are repeated as Ashby does, up to ten
        times: let time pass with `advance`.
        """
        with self._changing() as org:
            before = len(org.events)
            fire_all(org, action, data)
            return str(org.events[before]["webhookActionId"])

    @contextlib.contextmanager
    def _changing(self) -> Iterator[Organization]:
        """The first organization, to be changed; waiting webhooks are delivered afterwards, outside the lock."""
        with self._service.lock:
            yield self.state
        self._courier.deliver_waiting()

    # ---- doors

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer one request: the whole core. Thread-safe: one at a time."""
        return self._service.answer(request)

    def transport(self) -> httpx.MockTransport:
        """An in-process transport for httpx.Client; any host name reaches the simulator."""
        return httpx.MockTransport(self.answer)

    def async_transport(self) -> httpx.MockTransport:
        """An in-process transport for httpx.AsyncClient."""

        async def handler(request: httpx.Request) -> httpx.Response:
            await request.aread()
            return self.answer(request)

        return httpx.MockTransport(handler)

    def client(self, key: str | None = None) -> Client:
        """A Client of this package with the first key, or with `key`, in-process."""
        from ashby_agent_tools.client.clients import Client  # noqa: PLC0415 (rules and state stay below the client)

        return Client(key or self.key, base_url=IN_PROCESS, transport=self.transport())

    def async_client(self, key: str | None = None) -> AsyncClient:
        """An AsyncClient of this package with the first key, or with `key`, in-process."""
        from ashby_agent_tools.client.clients import AsyncClient  # noqa: PLC0415

        return AsyncClient(key or self.key, base_url=IN_PROCESS, transport=self.async_transport())

    def start(self, port: int = 0) -> str:
        """Serve on loopback (needs the extra `simulator`); answers the URL. Port 0 takes a free one."""
        from ashby_agent_tools.simulator.serve import Server  # noqa: PLC0415 (starlette, uvicorn)

        if self._server is None:
            self._server = Server(self.answer, port=port)
        return self._server.url

    def stop(self) -> None:
        """Stop serving on loopback; the state stays."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    @property
    def url(self) -> str:
        """The base URL on loopback, inside `with simulator:` or after `start()`."""
        if self._server is None:
            raise UsageError("The simulator is not serving: use `with Simulator() as simulator:` or call start().")
        return self._server.url

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # ---- what happened, what shall happen

    @property
    def log(self) -> list[Request]:
        """Every request that arrived, in order, refused ones included."""
        return self._service.log

    @property
    def deliveries(self) -> list[DeliveryAttempt]:
        """Every webhook delivery that was tried, in order."""
        return self._courier.deliveries

    def fail_next(
        self,
        kind: FaultKind,
        times: int = 1,
        *,
        endpoint: str | None = None,
        retry_after: int | None = None,
        seconds: float | None = None,
    ) -> None:
        """Let the next `times` requests (of one endpoint, if named) fail.

        `retry_after`: seconds that `rate_limit` asks for (1 by default); `seconds`: how late `slow` is (1 by
        default). After rate_limit, server_error, unavailable, failure_in_200 and cut_before nothing has changed; after
        bad_gateway, cut_after, half_body, not_json, wrong_json and slow it has.
        """
        with self._service.lock:
            faults = self._service.faults
            faults.expect(kind, times, endpoint=endpoint)
            faults.retry_after = faults.retry_after if retry_after is None else retry_after
            faults.slow_seconds = faults.slow_seconds if seconds is None else seconds

    def stop_failing(self) -> None:
        """Forget the faults that still wait for a request, and the rate limit."""
        with self._service.lock:
            self._service.faults.forget()
            self._service.rate_limit = None

    def limit_rate(self, requests: int, *, seconds: float = 1.0, scope: str | None = None) -> None:
        """Refuse with 429 and Retry-After what goes beyond `requests` in any `seconds` of real time, for each key.

        `scope`: what X-RateLimit-Scope says, for instance "integration-partner"; then all keys count together.
        """
        with self._service.lock:
            self._service.rate_limit = RateLimit(requests, seconds, scope)

    def advance(self, **duration: float) -> None:
        """Let time pass in every organization: `advance(days=15)`, with the words of datetime.timedelta.

        Webhook deliveries that are due to be repeated by then are.
        """
        with self._service.lock:
            for org in self._service.organizations:
                org.now += timedelta(**duration)
                let_time_pass(org)
        self._courier.deliver_waiting()

    def switch(self, key: str, **switches: bool) -> None:
        """Change switches of a key: confidential, private_fields, update_history, on_behalf."""
        with self._service.lock:
            org, old = self._service.keys[key]
            new = dataclasses.replace(old, **switches)  # type: ignore[arg-type]
            org.keys[org.keys.index(old)] = new
            self._service.keys[key] = (org, new)
