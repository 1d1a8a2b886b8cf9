"""Service: httpx.Request -> httpx.Response. Version headers, key, scope, body, rule, envelope, faults, log.

In this order: no key 401, wrong key 403, unknown endpoint 404, missing scope 403, bad body `invalid_input` with HTTP
200, then the rule. One lock: requests are answered one at a time.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import hashlib
import json
import threading

import httpx

from ashby_agent_tools.operations import find
from ashby_agent_tools.operations.base import JsonObject, Operation
from ashby_agent_tools.simulator import job_board, storage
from ashby_agent_tools.simulator.audit import AuditTrail
from ashby_agent_tools.simulator.body import read_body, validated
from ashby_agent_tools.simulator.failures import ErrorShape, failure
from ashby_agent_tools.simulator.faults import WITHOUT_EFFECT, FaultKind, Faults, HalfBody
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.limits import RateLimit
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.paging import PagingRules, paged
from ashby_agent_tools.simulator.rules import Ask, Page, Reply, RuleResult, find_rule
from ashby_agent_tools.simulator.rules._schedule_state import let_time_pass
from ashby_agent_tools.simulator.webhooks import HttpCourier

__all__ = ["VERSION", "Request", "Service"]

VERSION = "2026-01-01"
_OK, _BAD_GATEWAY = 200, 502
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """One request that arrived. `status` is 0 where the connection was cut; `key_name` is empty for a wrong key."""

    endpoint: str
    body: JsonObject
    status: int
    key_name: str = ""


class Service:
    """Organizations and their keys, and the one function that answers a request for any of them."""

    def __init__(self, *, paging: PagingRules, courier: HttpCourier, strict: bool, errors: ErrorShape) -> None:
        self.paging = paging
        self.courier = courier
        self.strict = strict
        self.errors = errors
        self.faults = Faults()
        self.rate_limit: RateLimit | None = None
        self.log: list[Request] = []
        self.keys: dict[str, tuple[Organization, ApiKey]] = {}
        self.organizations: list[Organization] = []
        self.lock = threading.RLock()

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer one request. Raises httpx.ReadError where a fault cuts the connection, ReadTimeout for `slow`."""
        request.read()
        if storage.is_storage(request.url):
            with self.lock:
                response = storage.answer(self.organizations, request)
                self.log.append(Request(f"storage {request.method}", {}, response.status_code))
            return response
        if job_board.is_board(request.url):
            with self.lock:
                return self._public(request)
        late = False
        try:
            with self.lock:
                response, late = self._answer(request)
        finally:
            self.courier.deliver_waiting()
        if late:
            self.faults.wait(request)
        return response

    def _public(self, request: httpx.Request) -> httpx.Response:
        status, payload = job_board.answer(self.organizations, request)
        self.log.append(Request(request.url.path.strip("/"), dict(request.url.params), status))
        return _response(status, self._request_id(), payload)

    def _answer(self, request: httpx.Request) -> tuple[httpx.Response, bool]:
        endpoint = request.url.path.strip("/")
        fault = self.faults.take(endpoint)
        if fault is not None and fault in WITHOUT_EFFECT:
            return self._fault(request, endpoint, fault), False
        request_id = self._request_id()
        body: JsonObject = {}
        org, key = None, None
        try:
            org, key = self._who(request)
            if (refused := self._too_many(request, endpoint, key, request_id)) is not None:
                return refused, False
            body, status, payload = self._carry_out(request, endpoint, org, key, request_id)
        except Refusal as refusal:
            body = body or _loose_body(request)
            status, payload = failure(self.errors, refusal, request_id)
        if org is not None:
            org.tick()
        lost = fault == "cut_after"
        self.log.append(Request(endpoint, body, 0 if lost else status, key.name if key else ""))
        if lost:
            raise httpx.ReadError("The simulator cut the connection after the effect.", request=request)
        return _spoilt(fault, status, request_id, payload), fault == "slow"

    def _too_many(self, request: httpx.Request, endpoint: str, key: ApiKey, request_id: str) -> httpx.Response | None:
        """The refusal of a request beyond the rate limit that was set."""
        wait = None if self.rate_limit is None else self.rate_limit.refused_for(key.secret)
        if self.rate_limit is None or wait is None:
            return None
        refusal = Refusal("rate_limit_exceeded", "Too many requests.", status=WITHOUT_EFFECT["rate_limit"])
        status, payload = failure(self.errors, refusal, request_id)
        self.log.append(Request(endpoint, _loose_body(request), status, key.name))
        return _response(status, request_id, payload, headers=self.rate_limit.headers(wait))

    def _fault(self, request: httpx.Request, endpoint: str, fault: FaultKind) -> httpx.Response:
        status = WITHOUT_EFFECT[fault]
        request_id = self._request_id()
        refusal = Refusal("generic_internal_error", "Something went wrong.", status=status)
        headers = {}
        if fault == "rate_limit":
            refusal = Refusal("rate_limit_exceeded", "Too many requests with this API key.", status=status)
            headers = {"Retry-After": str(self.faults.retry_after)}
        if fault == "cut_before":
            self.log.append(Request(endpoint, _loose_body(request), 0))
            raise httpx.ReadError("The simulator cut the connection before any effect.", request=request)
        status, payload = failure(self.errors, refusal, request_id)
        self.log.append(Request(endpoint, _loose_body(request), status))
        return _response(status, request_id, payload, headers=headers)

    def _who(self, request: httpx.Request) -> tuple[Organization, ApiKey]:
        secret = _secret(request)
        if secret is None:
            raise Refusal("unauthorized", "Send an API key as the user name of HTTP Basic auth.", status=401)
        if secret not in self.keys:
            raise Refusal("forbidden", "This API key is wrong or was deactivated.", status=403)
        org, key = self.keys[secret]
        acting = request.headers.get("X-On-Behalf-Of")
        if acting is not None:
            if not key.on_behalf:
                raise Refusal("forbidden", "This API key may not act on behalf of a user.", status=403)
            key = dataclasses.replace(key, acting_user=org.get("user", acting)["id"])
        return org, key

    def _carry_out(
        self, request: httpx.Request, endpoint: str, org: Organization, key: ApiKey, request_id: str
    ) -> tuple[JsonObject, int, JsonObject]:
        version = request.headers.get("Ashby-Version", VERSION)
        if version != VERSION:
            raise Refusal("invalid_input", f"There is no API version {version}; there is {VERSION}.", status=400)
        operation = find_operation(endpoint)
        found = find_rule(operation.spec.endpoint) if operation else None
        if operation is None or found is None:
            raise Refusal("endpoint_not_found", f"There is no endpoint {endpoint}.", status=404)
        if request.method != "POST":
            raise Refusal("method_not_allowed", f"{endpoint} takes POST only.", status=405)
        if not key.may(operation.spec.scope):
            raise Refusal("missing_endpoint_permission", f"This API key may not call {endpoint}.", status=403)
        let_time_pass(org)
        body = read_body(request, org)
        op = validated(operation, body, strict=self.strict)
        trail = AuditTrail(org, op)
        outcome = found(org, Ask(op, body, key, storage.base_for(request.url)))
        payload = self._success(org, op, outcome)
        trail.note(key, payload.get("results"), request_id=request_id)
        return body, 200, payload

    def _success(self, org: Organization, op: Operation, outcome: RuleResult) -> JsonObject:
        if isinstance(outcome, Page):
            return paged(org, op, outcome, self.paging)
        if not isinstance(outcome, Reply):
            outcome = Reply(outcome)
        results = {"results": outcome.results} if outcome.has_results else {}
        return {"success": True, **results, **outcome.extra}

    def _request_id(self) -> str:
        """Looks like a ULID [U]; from the number of requests so far, so that a run repeats exactly."""
        digest = int.from_bytes(hashlib.sha256(str(len(self.log)).encode()).digest()[:15])
        return "01KB" + "".join(_CROCKFORD[digest >> 5 * place & 31] for place in range(22))


def find_operation(endpoint: str) -> type[Operation] | None:
    """The operation at a path of the service, other spellings included; tool names and aliases are no paths."""
    if "." not in endpoint:
        return None
    found = find(endpoint)
    return found if found and endpoint in (found.spec.endpoint, *found.spec.also_called) else None


def _response(
    status: int,
    request_id: str,
    payload: JsonObject | None = None,
    *,
    text: str | None = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """A response with the headers that every response of the service carries [D] [U]."""
    every = {"Ashby-Version": VERSION, "Ashby-Version-Status": "active", "x-ashby-request-id": request_id}
    every |= headers or {}
    if text is not None:
        return httpx.Response(status, headers={**every, "Content-Type": "text/html"}, text=text)
    content = json.dumps(payload, ensure_ascii=False).encode()
    return httpx.Response(status, headers={**every, "Content-Type": "application/json; charset=utf-8"}, content=content)


def _spoilt(fault: FaultKind | None, status: int, request_id: str, payload: JsonObject) -> httpx.Response:
    """The answer, or what a fault makes of it after its effect."""
    if fault in ("not_json", "bad_gateway"):
        text = "<html><body>Bad gateway</body></html>"
        return _response(_BAD_GATEWAY if fault == "bad_gateway" else _OK, request_id, text=text)
    if fault == "wrong_json":
        return _response(_OK, request_id, {"status": "fine", "data": []})
    response = _response(status, request_id, payload)
    if fault == "half_body":
        return httpx.Response(status, headers=response.headers, stream=HalfBody(response.content))
    return response


def _secret(request: httpx.Request) -> str | None:
    """The API key of HTTP Basic auth, None where there is none."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0] or None
    except (binascii.Error, UnicodeDecodeError):
        return None


def _loose_body(request: httpx.Request) -> JsonObject:
    """The body for the log, {} where it is not a JSON object."""
    try:
        body = json.loads(request.content or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
