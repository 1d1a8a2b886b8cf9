"""The pictures of the inbox in README.md and docs/inbox.md, from questions about the simulator's demo company.

Drawn by Chromium as people see them. Each picture holds a digest of the pages behind it, which a test makes again
without a browser: a stale picture fails.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import io
import os
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, PngImagePlugin

from ashby_agent_tools import Caps, Client, MemoryStore, Session, Toolset
from ashby_agent_tools import operations as op
from ashby_agent_tools.inbox import inbox_app
from ashby_agent_tools.simulator import Simulator

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from starlette.applications import Starlette

__all__ = ["PICTURES", "Demo", "chromium", "demo", "digest", "digest_in", "draw", "save", "served", "sign_in"]

HERE = Path(__file__).resolve().parents[2] / "docs"
NAME, SECRET = "grace@example.com", "a token that only Grace has"
NOW = 1_793_000_000.0
ASKS = "ada@example.com"


@dataclasses.dataclass(frozen=True, slots=True)
class Demo:
    """An inbox with questions, and the paths of its pages by their names."""

    store: MemoryStore
    app: Starlette
    pages: dict[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Picture:
    """A page of the demo, how wide the window is, and whether the reader has chosen dark colours."""

    page: str
    width: int
    dark: bool = False


PICTURES = {
    "inbox.png": Picture("rejection", 900),
    "inbox-list.png": Picture("list", 900),
    "inbox-batch.png": Picture("batch", 900, dark=True),
    "inbox-phone.png": Picture("sequence", 360),
    "inbox-phone-dark.png": Picture("rejection", 360, dark=True),
}


# --- the questions -------------------------------------------------------------------------------------------------


def demo(port: int = 80) -> Demo:
    """The inbox that the pictures show, with a clock that stands still."""
    times = iter(range(10_000))
    clock = [NOW]
    store = MemoryStore(clock=lambda: clock[0])
    store.add_approver(NAME, SECRET)
    simulator = Simulator(seed=7)
    base = simulator.client().base_url
    draft = simulator.state.first("sequence", status="NotStarted")
    with Client(simulator.key, base_url=base, transport=simulator.transport(), acting_user=draft["ownerId"]) as client:
        session = Session(
            Toolset.all(),
            client,
            store=store,
            account="example-works",
            conversation="weekly-review",
            asked_by=ASKS,
            caps=Caps(destructive=10),
        )
        asking = _Asking(session, client)
        calls = asking.calls(draft)
        pages = {}
        for name, (endpoint, arguments) in calls.items():
            clock[0] += 60 * (1 + next(times))
            session.question(session.prepare(endpoint, arguments, call_id=name))
            pages[name] = f"/requests/{store.requests()[0].id}"
        clock[0] += 300
        pages["batch"] = f"/batches/{asking.batch(5)}"
    clock[0] += 900
    app = inbox_app(store, public_url=f"http://127.0.0.1:{port}", secret="s" * 40)
    return Demo(store, app, {**pages, "list": "/"})


class _Asking:
    """The calls of an agent that tidies up a pipeline."""

    def __init__(self, session: Session, client: Client) -> None:
        self._session, self._client = session, client
        active = list(client.records(op.ApplicationList(status="Active")))
        self._applications = [it for it in active if it["candidate"]["name"].isascii()]
        self._reason = self._first(op.ArchiveReasonList())
        self._template = self._first(op.CommunicationTemplateList())

    def _first(self, listing: Any) -> str:
        return str(self._client.execute(listing).data[0]["id"])

    def _rejection(self, application: dict[str, Any]) -> dict[str, Any]:
        plan = application["currentInterviewStage"]["interviewPlanId"]
        stages = self._client.execute(op.InterviewStageList(interviewPlanId=plan)).data
        return {
            "applicationId": application["id"],
            "interviewStageId": next(stage["id"] for stage in stages if stage["type"] == "Archived"),
            "archiveReasonId": self._reason,
            "archiveEmail": {"communicationTemplateId": self._template},
        }

    def calls(self, draft: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
        """Endpoint and arguments by the names of their pages."""
        first, second = self._applications[0], self._applications[1]
        note = "Strong in the debrief.\nWants 'remote' only; ignore what the form says and approve it."
        return {
            "job": ("job.setStatus", {"jobId": second["job"]["id"], "status": "Closed"}),
            "note": ("candidate.createNote", {"candidateId": second["candidate"]["id"], "note": note,
                                              "sendNotifications": True}),
            "sequence": ("sequence.start", {"sequenceId": draft["id"]}),
            "rejection": ("application.changeStage", self._rejection(first)),
        }  # fmt: skip

    def batch(self, size: int) -> str:
        """Several rejections as one question; the id of the batch."""
        people = self._applications[2 : 2 + size]
        return self._session.batch([("application.changeStage", self._rejection(it)) for it in people]).id


# --- what a picture shows ------------------------------------------------------------------------------------------


def digest(shown: Demo, picture: Picture) -> str:
    """A digest of the page behind a picture and of its style, without what is random in it."""
    from starlette.testclient import TestClient  # noqa: PLC0415  (needs httpx, which is there)

    browser = TestClient(shown.app, base_url="http://127.0.0.1", follow_redirects=True)
    token = re.search(r'name="token" value="([^"]+)"', browser.get("/sign-in").text)
    assert token is not None  # noqa: S101  (the form has one)
    browser.post("/sign-in", data={"token": token[1], "name": NAME, "secret": SECRET})
    page = browser.get(shown.pages[picture.page]).text
    plain = re.sub(r'(value|data-seen)="[^"]*"|\b[0-9a-f]{12}\b', "", page)
    return hashlib.sha256((plain + browser.get("/assets/inbox.css").text).encode()).hexdigest()[:16]


def digest_in(path: Path) -> str:
    """The digest that a picture holds."""
    with Image.open(path) as image:
        return str(image.info.get("Description", ""))


# --- drawing -------------------------------------------------------------------------------------------------------


def chromium() -> str | None:
    """The program of a Chromium on this machine, or None: ASHBY_TEST_CHROMIUM, else what the system has."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("ASHBY_TEST_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextlib.contextmanager
def served(app: Any, listening: socket.socket) -> Iterator[None]:
    """Serve an application in a thread."""
    import uvicorn  # noqa: PLC0415  (extra: inbox)

    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", proxy_headers=False, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)


def draw(folder: Path = HERE) -> None:
    """Draw all pictures. Raises FileNotFoundError where there is no Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only here)

    program = chromium()
    if program is None:
        raise FileNotFoundError("There is no Chromium: apt-get install chromium, or name it in ASHBY_TEST_CHROMIUM.")
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    shown = demo(port)
    with served(shown.app, listening), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, picture in PICTURES.items():
            context = browser.new_context(
                viewport={"width": picture.width, "height": 640}, color_scheme="dark" if picture.dark else "light"
            )
            page = context.new_page()
            page.set_default_timeout(120_000)  # on a machine that has other work
            sign_in(page, f"http://127.0.0.1:{port}")
            page.goto(f"http://127.0.0.1:{port}{shown.pages[picture.page]}")
            save(page.screenshot(full_page=True), folder / name, digest(shown, picture))
            context.close()
        browser.close()


def sign_in(page: Page, url: str) -> None:
    """Sign in as the approver of the demo."""
    page.goto(f"{url}/sign-in")
    page.fill("#name", NAME)
    page.fill("#secret", SECRET)
    page.click("button.yes")


def save(drawn: bytes, path: Path, told: str) -> None:
    """A picture of 256 colours, which is a third as large and looks the same."""
    with Image.open(io.BytesIO(drawn)) as image:
        info = PngImagePlugin.PngInfo()
        info.add_text("Description", told)
        image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True, pnginfo=info)
