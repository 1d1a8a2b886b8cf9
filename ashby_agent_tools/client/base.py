"""What both clients share: settings, and the gate for what is handed to a client directly."""

from __future__ import annotations

import base64
import copy
import dataclasses
import logging
import os
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Generic, Self, TypeVar

import httpx
from pydantic import Field

from ashby_agent_tools._given import must_be
from ashby_agent_tools.answers import Question, allowed
from ashby_agent_tools.call import DEFAULT_BASE_URL, Call, Decision, Verdict, because, build, call_for, must_be_about
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client import wire
from ashby_agent_tools.client.account import account_of, checked_account
from ashby_agent_tools.client.body import LARGEST_ANSWER
from ashby_agent_tools.client.breaker import Breaker
from ashby_agent_tools.client.connection import Connections
from ashby_agent_tools.client.deadline import Deadline
from ashby_agent_tools.client.ensure import Turns
from ashby_agent_tools.client.exchange import Exchange
from ashby_agent_tools.client.files.document import FileLimits
from ashby_agent_tools.client.limiter import Limiter
from ashby_agent_tools.client.limits import DEADLINE, Limits, checked_deadline, checked_timeout, limits_for
from ashby_agent_tools.client.row_limits import KnownRows, RowLimited, rendered
from ashby_agent_tools.client.settings import Partner, must_be_settings
from ashby_agent_tools.errors import ApprovalRequired, Declined, TransportError, UsageError
from ashby_agent_tools.operations import by_name, find
from ashby_agent_tools.operations.arguments import encoded, taken
from ashby_agent_tools.operations.base import Json, JsonObject, Operation, Spec
from ashby_agent_tools.operations.hints import hint
from ashby_agent_tools.operations.secrets import secrets_in, texts_in, unmasked
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.risk import DESTRUCTIVE, EXPORTS, NOTIFIES
from ashby_agent_tools.toolset.policy import Policy, combined, confirm_destructive, evaluate

if TYPE_CHECKING:
    from ashby_agent_tools.client.files.transfer import Upload
    from ashby_agent_tools.client.rows._step import Step

_log = logging.getLogger("ashby_agent_tools")


class RawRequest(Operation):
    """A call to an endpoint the catalogue does not know."""

    payload: JsonObject = Field(default_factory=dict)

    def body(self) -> JsonObject:
        """The body as it was given."""
        return dict(self.payload)


def raw_request(endpoint: str, body: JsonObject) -> RawRequest:
    """An operation for an unknown endpoint, rated at the worst."""
    if not re.fullmatch(r"[A-Za-z]+(\.[A-Za-z_]+)+", endpoint):
        raise UsageError(
            f"{endpoint[:60]!r} is not an endpoint name such as application.changeStage. Nothing was sent."
        )
    risk = (DESTRUCTIVE | NOTIFIES | EXPORTS).because("an endpoint that is not in the catalogue")
    cls = type("RawRequest", (RawRequest,), {"__module__": __name__, "spec": Spec(endpoint, scope=None, risk=risk)})
    request: RawRequest = cls(payload=body)
    return request


def _endpoint_of(name: str) -> str:
    operation = find(name)
    if operation is None:
        raise UsageError(
            f"The policy names an unknown operation: {name!r}{hint(name, by_name())}. "
            "For an endpoint that is newer than this catalogue, write a policy function."
        )
    return operation.spec.endpoint


TransportT = TypeVar("TransportT", httpx.BaseTransport, httpx.AsyncBaseTransport)
HttpT = TypeVar("HttpT", httpx.Client, httpx.AsyncClient)


class BaseClient(RowLimited, Generic[TransportT, HttpT]):
    """Settings, the direct gate, and the pure halves of sending, for both clients."""

    _http_class: type[HttpT]
    _borrowed = False
    """Whether the connections are another client's, which closes them."""

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        account: str | None = None,
        policy: Policy = confirm_destructive,
        acting_user: str | None = None,
        partner: Partner | None = None,
        timeout: float | httpx.Timeout = 30.0,
        deadline: float | None = DEADLINE,
        limits: Limits | None = None,
        http2: bool = False,
        proxy: str | None = None,
        transport: TransportT | None = None,
        file_limits: FileLimits = FileLimits(),  # noqa: B008  (frozen)
        max_answer_bytes: int = LARGEST_ANSWER,
    ) -> None:
        must_be_settings(
            self._http_class,
            acting_user=acting_user,
            partner=partner,
            http2=http2,
            proxy=proxy,
            transport=transport,
            file_limits=file_limits,
            max_answer_bytes=max_answer_bytes,
        )
        if max_answer_bytes < 1:
            raise UsageError(f"max_answer_bytes is {max_answer_bytes}; it must be a number of bytes, 1 or more.")
        self.base_url = wire.checked_base_url(base_url or os.environ.get("ASHBY_BASE_URL") or DEFAULT_BASE_URL)
        key = wire.checked_key(os.environ.get("ASHBY_API_KEY") if api_key is None else api_key)
        self.account = account_of(key, self.base_url) if account is None else checked_account(account)
        self.policy = combined((policy,), confirm_destructive, _endpoint_of)
        self.acting_user = acting_user
        self.partner = partner
        self.timeout = timeout
        self.deadline = checked_deadline(deadline)
        self.limits = limits_for(limits, self.base_url, transport)
        self.max_answer_bytes = max_answer_bytes
        self._connections = Connections.of(self.base_url, proxy, transport)
        self._auth = _KeyAuth(key)
        self._headers = httpx.Headers(wire.headers(acting_user))
        timeouts = checked_timeout(timeout)
        self._timeouts = timeouts.as_dict()
        limited = self.limits.rate is not None or self.limits.concurrent is not None
        self._limiter = Limiter(self.limits, account_of(key, self.base_url)) if limited else None
        self._breaker, self._partner_breaker = Breaker(self.limits), Breaker(self.limits)
        self._turns = Turns()
        self._rows_known = KnownRows()
        self._transport: TransportT | None = transport
        self._file_limits = file_limits
        spread = self._http_class is httpx.AsyncClient
        self._http: HttpT = self._http_class(
            **self._connections.options(timeouts, transport, http2=http2, spread=spread)
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r}, account={self.account!r})"

    def acting_as(self, user_id: str | None) -> Self:
        """This client on behalf of an Ashby user (beta), or of nobody; it shares the connections and all limits.

        Closing it closes nothing. The key needs the switch "Allow acting on behalf of a user". Raises UsageError for
        what is no id.
        """
        must_be("acting_user", user_id, str, type(None), write="give the id of an Ashby user")
        if user_id is not None and not is_uuid(user_id):
            raise UsageError(f"{user_id!r:.60} is not the id of an Ashby user; user.list and user.search have them.")
        other = copy.copy(self)
        vars(other).update(acting_user=user_id, _borrowed=True, _headers=httpx.Headers(wire.headers(user_id)))
        return other

    def _admit(self, what: Operation | Call, decision: Decision | None) -> Call:
        """The gate for what is handed to a client directly: rate again, judge again, and demand a new approval."""
        operation = what.operation if isinstance(what, Call) else what
        call = call_for(operation, account=self.account, base_url=self.base_url)
        self._not_beyond_rows(call)
        if isinstance(what, Call):
            if what.fingerprint != call.fingerprint:
                raise Declined(
                    f"{call.endpoint}: this call was prepared for another account or base URL. Nothing was sent.",
                    fingerprint=call.fingerprint,
                )
            call = dataclasses.replace(call, tool=what.tool, call_id=what.call_id, fields=what.fields)
        call = dataclasses.replace(call, verdict=self._judge(call))
        return self._decided(call, decision)

    def _admit_upload(self, upload: Upload, decision: Decision | None) -> Upload:
        """The gate for a file that goes up: both calls are judged before anything is sent; one approval covers both."""
        reserve = call_for(upload.reserve, account=self.account, base_url=self.base_url)
        verdict = self._judge(reserve)
        if verdict is Verdict.REFUSE or decision is None:
            self._decided(dataclasses.replace(reserve, verdict=verdict), None)
        admitted = self._admit(upload.attach, decision)
        return dataclasses.replace(upload, attach=admitted.operation)

    def _judge(self, call: Call) -> Verdict:
        """The policy's word; an endpoint that is not in the catalogue is asked about at least."""
        verdict = evaluate(self.policy, call)
        return max(verdict, Verdict.ASK) if isinstance(call.operation, RawRequest) else verdict

    def _decided(self, call: Call, decision: Decision | None) -> Call:
        self._not_refused(call)
        must_be_about(decision, call)
        if decision is None:
            if call.needs_approval:
                raise ApprovalRequired(
                    f"{call.endpoint} needs a person's approval of exactly this call. Nothing was sent.",
                    fingerprint=call.fingerprint,
                )
            return call
        if not decision.spend():
            raise Declined(
                f"{call.endpoint}: this decision was already used. Nothing was sent.", fingerprint=call.fingerprint
            )
        if decision.kind == "deny":
            said = because(decision.message)
            raise Declined(f"{call.endpoint}: a person declined{said}. Nothing was sent.", fingerprint=call.fingerprint)
        leaving = allowed(call, decision, self._edited)
        if isinstance(leaving, Question):
            raise leaving.error or AssertionError("what is asked again says why")
        return self._not_refused(leaving)

    def _not_refused(self, call: Call) -> Call:
        if call.verdict is Verdict.REFUSE:
            raise Declined(
                f"{call.endpoint}: the policy refuses this call. Nothing was sent.", fingerprint=call.fingerprint
            )
        return call

    def _edited(self, call: Call, arguments: Mapping[str, Json]) -> Call:
        """The call that a person's edit makes of this one, rated and judged."""
        edited = build(
            type(call.operation),
            unmasked(type(call.operation), taken(call.tool, arguments), call.arguments),
            tool=call.tool,
            account=self.account,
            base_url=self.base_url,
            call_id=call.call_id,
        )
        return dataclasses.replace(edited, verdict=self._judge(edited), fields=call.fields)

    def _exchange(self, call: Call, *, bulk: bool, step: Step | None = None) -> Exchange:
        """A call on its way. Raises TransportError through a closed client, UsageError for what is not Ashby's.

        `step`: what of a limited call is sent, if it is not the call as it is; all its steps have one deadline.
        """
        if self._http.is_closed:
            raise wire.closed(call.operation.spec)
        whole = step.deadline if step else None
        deadline = Deadline(self.deadline if whole is None or whole.seconds is None else whole.left)
        request = self._request_for(call, deadline, step.body if step else None)
        exchange = Exchange(call, request, self._auth_for(call), partial(self._secrets_of, call), deadline, bulk=bulk)
        if step is not None:
            exchange.echoes = step.echoes
        return exchange

    def _ways(self, call: Call) -> tuple[Limiter | None, Breaker]:
        """What holds calls back on their way to Ashby, or to the partner, who has no limits of ours."""
        if call.operation.spec.served_by == "partner":
            return None, self._partner_breaker
        return self._limiter, self._breaker

    def _request_for(self, call: Call, deadline: Deadline, body: JsonObject | None = None) -> httpx.Request:
        self._connections.check()
        base, headers = self.base_url, self._headers
        if call.endpoint == "file.download" or call.operation.spec.served_by in ("builtin", "task"):
            raise UsageError(
                f"{call.endpoint} is not a call to Ashby: run it in a Session, or use download_file and read_resume."
            )
        if call.operation.spec.served_by == "partner":
            base, headers = self._partner_for(call).url.rstrip("/"), httpx.Headers(wire.headers(None))
        url = wire.address(base, call.endpoint)
        return httpx.Request(
            "POST",
            url,
            headers=headers,
            content=encoded(call.tool, call.operation.body() if body is None else body),
            extensions={"timeout": deadline.phases(self._timeouts)},
        )

    def _auth_for(self, call: Call) -> httpx.BasicAuth:
        if call.operation.spec.served_by == "partner":
            return _KeyAuth(self._partner_for(call).key)
        return self._auth

    def _secrets_of(self, call: Call) -> Iterator[str]:
        """What no error may repeat: the keys, and the arguments that are secrets."""
        yield from self._auth.texts
        if self.partner is not None:
            yield from _KeyAuth(self.partner.key).texts
        for secret in secrets_in(type(call.operation), call.operation.body()):
            yield from texts_in(secret)

    def _partner_for(self, call: Call) -> Partner:
        if self.partner is None:
            raise TransportError(
                f"{call.tool} is served by your assessment partner, not by Ashby, and no Partner is configured. "
                "What reaches Ashby are ashby_assessment_add_completed_to_candidate and ashby_assessment_update. "
                "Nothing was sent."
            )
        wire.checked_base_url(self.partner.url)
        return self.partner

    def _result(self, exchange: Exchange, response: httpx.Response, content: bytes) -> Result:
        call, milliseconds = exchange.call, exchange.deadline.waited * 1000
        _log.info("%s status=%d ms=%.0f", call.endpoint, response.status_code, milliseconds)
        answer = wire.read(
            call.operation.spec,
            response.status_code,
            response.headers,
            exchange.heard(content),
            sent=call.arguments,
            secrets=exchange.secrets(),
        )
        return Result(
            call=call,
            data=answer.results,
            next_cursor=answer.next_cursor,
            more=answer.more,
            sync_token=answer.sync_token,
            request_id=answer.request_id,
            render=rendered,
        )


class _KeyAuth(httpx.BasicAuth):
    """A key as Basic authentication carries it. Neither its repr nor a client's attributes show the key.

    `texts`: what no error may repeat, the key as it is and as it is sent.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key, "")
        self.texts = (key, base64.b64encode(f"{key}:".encode()).decode())
