"""Settings of a client: a partner's service, and what no client can be given."""

from __future__ import annotations

import dataclasses

import httpx

from ashby_agent_tools._given import must_be
from ashby_agent_tools.client.files.document import FileLimits

__all__ = ["Partner", "must_be_settings"]


@dataclasses.dataclass(frozen=True, slots=True)
class Partner:
    """An assessment partner's own service: its URL and the credentials it gave you. Ashby's key never goes there."""

    url: str
    key: str = dataclasses.field(repr=False)

    def __post_init__(self) -> None:
        must_be("url", self.url, str, write="give the partner's URL as a string")
        must_be("key", self.key, str, write="give the partner's key as a string")


def must_be_settings(http: type, **given: object) -> None:
    """Raise UsageError for what a client cannot be given, before there is one; for a job board those that it has."""
    transport = httpx.AsyncBaseTransport if http is httpx.AsyncClient else httpx.BaseTransport
    nothing = type(None)
    for name, kinds, write in (
        ("acting_user", (str, nothing), "give the id of an Ashby user"),
        ("partner", (Partner, nothing), "write Partner(url, key)"),
        ("http2", (bool,), "write True or False"),
        ("proxy", (str, nothing), "give the proxy's URL as a string"),
        ("transport", (transport, nothing), f"give an httpx.{transport.__name__}, for instance httpx.MockTransport"),
        ("file_limits", (FileLimits,), "write FileLimits(pages=100)"),
        ("max_answer_bytes", (int,), "it must be a number of bytes, 1 or more"),
    ):
        if name in given:
            must_be(name, given[name], *kinds, write=write)
