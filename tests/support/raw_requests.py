"""Requests as any HTTP client sends them, without ours: the rules of the simulator are tested with these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from ashby_agent_tools.simulator import Simulator

Ask = Callable[..., dict[str, Any]]


def post(
    simulator: Simulator, endpoint: str, body: object = None, key: str | None = None, **headers: str
) -> httpx.Response:
    """The response to one request, with the simulator's own key or another one."""
    auth = (key or simulator.key, "")
    with httpx.Client(transport=simulator.transport(), auth=auth, base_url="https://a.example.com") as client:
        return client.post(f"/{endpoint}", json=body or {}, headers=headers)


def asking(simulator: Simulator, key: str | None = None, **headers: str) -> Ask:
    """`ask(endpoint, **body)`: the whole answer to one request, with its HTTP status under `status`."""

    def ask(endpoint: str, /, **body: Any) -> dict[str, Any]:
        response = post(simulator, endpoint, body, key, **headers)
        return {**response.json(), "status": response.status_code}

    return ask


def code(answer: dict[str, Any]) -> str | None:
    """The code of a refusal; None where the call worked."""
    return None if answer["success"] else answer["errorInfo"]["code"]


def outcome(answer: dict[str, Any]) -> Any:
    """The results, or the code of the refusal."""
    return answer.get("results") if answer["success"] else code(answer)
