"""The people: agents of those with a grant, over MCP, and Ada in front of the inbox. All of it is scripted."""

from __future__ import annotations

import contextlib
import html.parser
from collections.abc import AsyncIterator

import httpx
import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from examples.company_server.company import ADA, CompanyServer

__all__ = ["Agent", "agent", "approve_all", "status"]


class Agent:
    """Somebody's agent: an MCP client that bears their token."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def tools(self) -> list[str]:
        """What it is offered."""
        return [tool.name for tool in (await self._client.list_tools()).tools]

    async def call(self, tool: str, **arguments: object) -> str:
        """The text of a result, or of a refusal."""
        content = (await self._client.call_tool(tool, arguments)).content
        return "\n".join(str(getattr(block, "text", "")) for block in content)


@contextlib.asynccontextmanager
async def agent(company: CompanyServer, name: str) -> AsyncIterator[Agent]:
    """Connect the agent of a person; its client shows no forms, so that questions go to the inbox."""
    bearer = {"Authorization": f"Bearer {company.tokens[name]}"}
    async with (
        httpx2.AsyncClient(headers=bearer, timeout=30) as http,
        Client(streamable_http_client(company.mcp, http_client=http)) as client,
    ):
        yield Agent(client)


def status(company: CompanyServer, name: str) -> int:
    """How the server answers a request with somebody's token: its HTTP status."""
    headers = {"Authorization": f"Bearer {company.tokens[name]}", "Accept": "application/json, text/event-stream"}
    hello = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "tour", "version": "1"}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    return httpx.post(company.mcp, json=message, headers=headers, timeout=30).status_code


def approve_all(company: CompanyServer) -> list[str]:
    """Ada signs in to the inbox, reads each question that waits, and says yes. Returns what she read."""
    read = []
    with httpx.Client(base_url=company.inbox, follow_redirects=True, timeout=30) as browser:
        form = _Page(browser.get("/sign-in").text).forms[""]
        page = browser.post("/sign-in", data={**form, "name": ADA, "secret": company.tokens[ADA]})
        for path in dict.fromkeys(link for link in _Page(page.text).links if link.startswith("/requests/")):
            question = _Page(browser.get(path).text)
            read.append(question.title)
            browser.post(
                path, data={**question.forms["approve"], "answer": "approve", "read": "yes"}
            ).raise_for_status()
    return read


class _Page(html.parser.HTMLParser):
    """What of a page a script needs: its question, its links, and the hidden fields of each form by its id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.title, self.links, self.forms = "", list[str](), dict[str, dict[str, str]]()
        self._fields: dict[str, str] = {}
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, a form or a field."""
        given = {name: value or "" for name, value in attrs}
        self._in = tag
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self._fields = self.forms.setdefault(given.get("id", ""), {})
        elif tag == "input" and given.get("type") == "hidden":
            self._fields.setdefault(given["name"], given["value"])

    def handle_data(self, data: str) -> None:
        """Note the heading, which is the question."""
        if self._in == "h1":
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        """Leave the heading."""
        self._in = "" if tag == self._in else self._in
