"""The wire, as pure functions: what a request looks like, what an answer means, whether to try again."""

from __future__ import annotations

import email.utils
import functools
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

from ashby_agent_tools.client import envelope as _envelope
from ashby_agent_tools.client.advice import advice, after_write, kind_of, refuses
from ashby_agent_tools.client.connection import LOOPBACK
from ashby_agent_tools.client.exchange import Exchange
from ashby_agent_tools.errors import (
    ApiError,
    OutcomeUnknown,
    PermissionMissing,
    RateLimited,
    ServerFailure,
    ToolError,
    TransportError,
    UsageError,
)
from ashby_agent_tools.operations.base import Json, JsonObject, Spec

if TYPE_CHECKING:
    import tenacity

_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_ATTEMPTS = 6
_QUOTES = "\"'`\u201c\u201d\u2018\u2019"
_FIRST_OF_SERVER_ERRORS = 500
_OK_BELOW = 300
_FIRST_OF_REFUSALS = 400
_OF_A_PROXY = (401, 403, 407, 451, 511)
_LONGEST_TYPE = 60  # characters of a content type in a message
_A_DAY = 24 * 3600.0
_SECONDS = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")


class Envelope(NamedTuple):
    """A successful envelope."""

    results: Json
    next_cursor: str | None
    more: bool
    sync_token: str | None
    request_id: str | None


def headers(acting_user: str | None) -> dict[str, str]:
    """The headers of every request; the key travels beside them, as Basic auth."""
    found = {
        "Accept": "application/json; version=1",
        "Accept-Encoding": "gzip",  # the one compression that recorders of HTTP traffic all decode
        "Ashby-Version": "2026-01-01",
        "Content-Type": "application/json",
        "User-Agent": f"ashby-agent-tools/{_own_version()}",
    }
    return found if acting_user is None else {**found, "X-On-Behalf-Of": acting_user}


@functools.cache
def _own_version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  (slow to import, needed once)

    try:
        return version("ashby-agent-tools")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "0"


@functools.lru_cache(maxsize=512)
def address(base_url: str, endpoint: str) -> httpx.URL:
    """Where an endpoint is; parsed once."""
    return httpx.URL(f"{base_url}/{endpoint}")


def checked_base_url(url: str) -> str:
    """The base URL without white space and slashes around it. Raises UsageError, which repeats nothing of it.

    It is https, or http to this machine, and carries no user name, query or fragment: it is shown in questions.
    """
    given: object = url
    if not isinstance(given, str):
        raise UsageError(f"base_url is of type {type(given).__name__}; give the URL as a string.")
    stripped = url.strip()
    try:
        parsed = httpx.URL(stripped)
    except (httpx.InvalidURL, UnicodeError):  # whose words repeat parts of it, and it may carry a password
        raise UsageError("The base URL is not a URL; Ashby's is https://api.ashbyhq.com.") from None
    if "://" not in stripped or stripped[0] in _QUOTES or "?" in stripped or "#" in stripped:
        raise UsageError(
            "The base URL must be whole and alone, as https://api.ashbyhq.com: with https:// in front, and without "
            "quotation marks, ? and #. Check ASHBY_BASE_URL, or what was given in its place."
        )
    safe = parsed.scheme == "https" or (parsed.scheme == "http" and parsed.host in LOOPBACK)
    if not safe or not parsed.host or parsed.userinfo:
        raise UsageError(
            "The base URL must be https (plain http only to this machine) and carry no user name, "
            "or the API key would travel in the clear. Check ASHBY_BASE_URL, or what was given in its place."
        )
    return stripped.rstrip("/")


def checked_key(key: str | None) -> str:
    """The key without surrounding white space. Raises UsageError, which never repeats the key."""
    given: object = key
    if given is not None and not isinstance(given, str):
        raise UsageError(f"api_key is of type {type(given).__name__}; give the key as a string.")
    stripped = (key or "").strip()
    if not stripped:
        raise UsageError(
            "No Ashby API key: pass api_key=... or set ASHBY_API_KEY. "
            "To try without one, use ashby_agent_tools.simulator.Simulator().client()."
        )
    if stripped[0] in _QUOTES or stripped[-1] in _QUOTES:
        raise UsageError("The Ashby API key stands in quotation marks: give it without them (env files keep them).")
    if stripped.startswith("ASHBY_API_KEY="):
        raise UsageError("The Ashby API key begins with the name of its variable: give only what stands after the =.")
    if not re.fullmatch(r"[!-9;-~]+", stripped):
        raise UsageError(
            "The Ashby API key contains characters that no key has (white space, a colon, or non-ASCII). Give the key "
            "alone, without a word such as Bearer."
        )
    return stripped


def read(
    spec: Spec,
    status: int,
    received: Mapping[str, str],
    content: bytes,
    *,
    sent: Json = None,
    secrets: Iterable[str] = (),
) -> Envelope:
    """What an answer means. Raises the ApiError it stands for, or OutcomeUnknown where a write may have landed.

    `sent`: the arguments, to tell where a refusal repeats them. `secrets`: what no error repeats.
    """
    envelope = _envelope.parsed(content)
    whole = envelope is not None and status < _OK_BELOW
    good = whole and envelope is not None and envelope.get("success", "results" in envelope) is True
    if envelope is None or not good or (spec.lists and not isinstance(envelope.get("results"), list)):
        hidden = tuple(secrets)  # gone through twice
        said, heard = _envelope.scrubbed(envelope, hidden), _envelope.scrubbed(dict(received), hidden)
        raise _failure(spec, status, heard, said, content, sent)
    return Envelope(
        results=envelope.get("results"),
        next_cursor=_envelope.text_at(envelope, "nextCursor"),
        more=_envelope.says_more(envelope),
        sync_token=_envelope.text_at(envelope, "syncToken"),
        request_id=_envelope.request_id(envelope, received),
    )


def _failure(
    spec: Spec, status: int, received: Mapping[str, str], envelope: JsonObject | None, content: bytes, sent: Json
) -> ToolError:
    """A refusal where the answer is one; anything else is broken, and a write may have landed."""
    if envelope is not None and status < _FIRST_OF_SERVER_ERRORS:
        refused = status >= _FIRST_OF_REFUSALS and not envelope.get("success")
        if envelope.get("success") is False or refused:
            return _refusal(spec, status, received, envelope, sent)
    return _broken(spec, status, received, envelope, content)


def _refusal(spec: Spec, status: int, received: Mapping[str, str], envelope: JsonObject, sent: Json = None) -> ApiError:
    said = _envelope.refusal(envelope, sent)
    kind = kind_of(status, said.code)
    message = f"Ashby refused {spec.tool} ({said.code or f'HTTP {status}'})"
    error = kind(
        f"{message}{': ' + said.words if said.words else ''}. {advice(spec, kind, said.code, status)}",
        code=said.code,
        request_id=_envelope.request_id(envelope, received),
        status=status,
        meta=said.meta,
    )
    return _with_details(error, spec, received)


def _with_details(error: ApiError, spec: Spec, received: Mapping[str, str]) -> ApiError:
    if isinstance(error, PermissionMissing) and error.code == "missing_endpoint_permission":
        error.scope = spec.scope
    if isinstance(error, RateLimited):
        error.retry_after, error.scope = retry_after(received), _scope_of_limit(received)
        said = str(error)
        if error.retry_after is not None:
            said += f" Ashby says: in {error.retry_after:.0f} seconds."
        if error.scope is not None:
            said += f" It is not this key's own limit: its scope is {error.scope}."
        error.args = (said,)
    return error


def _scope_of_limit(received: Mapping[str, str]) -> str | None:
    """Whose limit a 429 is about; no header is the key's own [D changelog 2026-10-14]."""
    said = received.get("x-ratelimit-scope", "").strip()
    return said if re.fullmatch(r"[\w-]{1,60}", said, re.ASCII) else None


def _broken(
    spec: Spec, status: int, received: Mapping[str, str], envelope: JsonObject | None, content: bytes
) -> ToolError:
    """5xx, or a body that is not the JSON Ashby documents. A write may have landed before it broke."""
    if refuses(status) and not (envelope or {}).get("success"):
        error = _refusal(spec, status, received, {})
        if envelope is None and status in _OF_A_PROXY:
            error.args = (
                f"{error} The answer is not Ashby's JSON: a proxy or firewall on the way may have refused it.",
            )
        return error
    what = f"HTTP {status}" if status >= _OK_BELOW else "something that is not the JSON Ashby documents"
    request_id = _envelope.request_id(envelope or {}, received)
    if not spec.reads:
        return OutcomeUnknown(f"Ashby answered {spec.tool} with {what}. {after_write(spec)}", request_id=request_id)
    kept = f" ({len(content)} bytes, {received.get('content-type', 'no content type')[:_LONGEST_TYPE]})"
    return ServerFailure(
        f"Ashby answered {spec.tool} with {what}{kept}. This is a failure, not an empty result; try again later.",
        request_id=request_id,
        status=status,
    )


def too_large(spec: Spec, received: Mapping[str, str], most: int) -> ToolError:
    """What an answer is that has more bytes than the client takes. A write has happened, or has not."""
    what = f"Ashby's answer to {spec.endpoint} is larger than the {most:,} bytes that this client takes"
    if spec.reads:
        return TransportError(f"{what}; it was not read. Ask for less, or give the client a larger max_answer_bytes.")
    return OutcomeUnknown(f"{what}. {after_write(spec)}", request_id=_envelope.request_id({}, received))


def closed(spec: Spec) -> TransportError:
    """What a call through a closed client is; it says so before httpx does, as a failure with a known outcome."""
    return TransportError(f"{spec.tool}: this client was closed; make a new one. Nothing was sent.")


def retry_after(received: Mapping[str, str]) -> float | None:
    """Seconds of a Retry-After header, given as seconds or as a date; None where it is absent or unreadable.

    At most a day: a longer wait is one that no caller keeps.
    """
    value = received.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return min(float(value), _A_DAY)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    there = moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # the zone -0000 is UTC that names no place
    return min(max(0.0, (there - datetime.now(tz=UTC)).total_seconds()), _A_DAY)


PASSING = (RateLimited, ServerFailure, httpx.RequestError)
"""The failures that may pass when a request is sent again."""


def worth_another(exchange: Exchange, error: Exception) -> Exception:
    """The failure of a first attempt, if it is worth another one; raises it otherwise."""
    if again(exchange, error):
        return error
    raise error


def failed_before(state: tenacity.RetryCallState, first: Exception) -> None:
    """Stands for the attempt that was made before tenacity was loaded: the first one failed so."""
    if state.attempt_number == 1:
        raise first


def retrying(exchange: Exchange) -> dict[str, Any]:
    """The settings of tenacity's Retrying or AsyncRetrying for one call: jittered backoff, within its longest wait."""
    import tenacity  # noqa: PLC0415  (imported where it is used: it is slow to import)

    def wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.retry_after if isinstance(error, RateLimited) else None
        return backoff(state) if asked is None else asked

    def stop(state: tenacity.RetryCallState) -> bool:
        waited = exchange.deadline.waited + state.upcoming_sleep
        late = waited >= exchange.longest_wait or state.upcoming_sleep >= exchange.deadline.left
        return late or state.attempt_number >= _ATTEMPTS

    backoff = tenacity.wait_exponential(multiplier=0.2, max=8.0) + tenacity.wait_random(0, 0.5)
    return {
        "retry": tenacity.retry_if_exception(lambda error: again(exchange, error)),
        "wait": wait,
        "stop": stop,
        "reraise": True,
    }


def lost(spec: Spec, error: httpx.RequestError, base_url: str) -> ToolError:
    """A connection that failed: before the request left nothing was sent; later a write may have landed."""
    host = httpx.URL(base_url).host
    if never_left(error):
        return TransportError(f"Could not reach {host} ({type(error).__name__}). Nothing was sent; try again later.")
    if spec.reads:
        return TransportError(f"The connection to {host} broke ({type(error).__name__}) while reading; try again.")
    return OutcomeUnknown(
        f"The connection broke after {spec.tool} was sent ({type(error).__name__}). {after_write(spec)}"
    )


def never_left(error: httpx.RequestError) -> bool:
    """Whether the request certainly did not reach the service; a proxy that opens no tunnel passes nothing on."""
    return isinstance(error, _NEVER_LEFT)


def again(exchange: Exchange, error: BaseException) -> bool:
    """Whether to send once more.

    Reads: after 429, 5xx and broken connections. Writes: after 429, or when the request never left. Never longer
    than 30 s in all (a long read: than its deadline), and not past the call's deadline.
    """
    spec, deadline = exchange.spec, exchange.deadline
    if isinstance(error, RateLimited):
        wait = error.retry_after or 0.0
        return error.status is not None and deadline.waited + wait <= exchange.longest_wait and wait < deadline.left
    if not deadline.left:
        return False
    if isinstance(error, httpx.RequestError) and never_left(error):
        return True
    return spec.reads and spec.retried and isinstance(error, ServerFailure | httpx.RequestError)
