"""An inbox over a store with questions in it, and a browser without a screen: forms are sent as they were shown."""

from __future__ import annotations

import functools
import html.parser
import json

from starlette.testclient import TestClient

from ashby_agent_tools import SqlStore, Toolset, confirm_writes
from ashby_agent_tools.inbox import inbox_app
from ashby_agent_tools.store import ConversationKey

KEY = ConversationKey("acme", "sourcing", "https://simulated.example.com")
ANNA, BEN = "anna@example.com", "ben@example.com"
SECRETS = {ANNA: "a token that only Anna has", BEN: "a token that only Ben has"}
URL = "https://inbox.example.com"
SECRET = "s" * 40
NOTE = {"candidateId": "00000000-0000-4000-8000-000000000001"}
CARD = {
    "version": 1, "headline": "Write a note on Ada Lovelace.", "undo": "It cannot be changed or deleted.", "more": "",
    "about": [{"name": "person", "value": "Ada Lovelace"}],
    "rows": [{"name": "the note", "from": None, "to": "'Call her'", "lines": []}], "missing": [],
    "reasons": ["a note cannot be edited"], "effect": "write", "notifies": False, "exports": False,
    "reversible": False, "parts": [],
}  # fmt: skip
FINAL = {**CARD, "headline": "Erase the data of Ada Lovelace for good.", "effect": "destructive"}


def new_store(url="sqlite://", **options):
    """A store that knows two approvers."""
    store = SqlStore(url, **options)
    with store._writing("approvers") as db:
        for row in hashed():
            db.change(
                "INSERT INTO ashby_approver VALUES (:name, :salt, :hash)",
                **dict(zip(("name", "salt", "hash"), row, strict=True)),
            )
    return store


@functools.cache
def hashed():
    """Their rows, made once: hashing a secret is slow on purpose."""
    store = SqlStore("sqlite://")
    for name, secret in SECRETS.items():
        store.add_approver(name, secret)
    with store._reading() as db:
        return db.rows("SELECT name, salt, hash FROM ashby_approver")


def ask(store, note="Call her", *, card=CARD, key=KEY, call_id=None, more_arguments=None, **more):
    """Put a question into the store, as an agent in another process does; one that erases somebody for `FINAL`."""
    name, arguments = "candidate.createNote", {**NOTE, "note": note, **(more_arguments or {})}
    if card and card["effect"] == "destructive":
        name, arguments = "candidate.anonymize", NOTE
    call = Toolset.all().with_policy(confirm_writes).prepare(name, arguments, call_id=call_id or f"c-{note}")
    text = f"{card['headline']} {card['undo']}" if card else f"Write the note {note!r}?"
    return store.add_request(key, call, text, card=json.dumps(card) if card else "", **more)


class Forms(html.parser.HTMLParser):
    """The forms of a page: where each goes, and its fields with the values that a browser sends."""

    def __init__(self, page):
        super().__init__()
        self.found, self._area = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.found.append((given.get("id"), given.get("action"), {}))
        elif tag in ("input", "textarea") and self.found and "name" in given and given.get("type") not in CHOSEN:
            self.found[-1][2][given["name"]] = given.get("value") or ""
            self._area = given["name"] if tag == "textarea" else ""

    def handle_data(self, data):
        if self._area:  # a line break right after the tag is not part of the text
            self.found[-1][2][self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        self._area = ""

    def named(self, name):
        return next(fields for identity, _, fields in self.found if identity == name)


CHOSEN = ("checkbox", "radio")


class Browser:
    """A browser of one person. `headers`: what it sends with every request."""

    def __init__(self, app, headers=None, *, peer=("10.0.0.9", 40_000)):
        self.http = TestClient(
            app, base_url=URL, follow_redirects=False, headers=headers, client=peer, raise_server_exceptions=True
        )

    def get(self, path, **options):
        return self.http.get(path, **options)

    def post(self, path, fields, **options):
        return self.http.post(path, data=fields, **options)

    def sign_in(self, name=ANNA, secret=None, to=""):
        form = Forms(self.get(f"/sign-in?to={to}").text).found[0][2]
        return self.post("/sign-in", {**form, "name": name, "secret": secret or SECRETS.get(name, "")})

    def form(self, asked, name="approve"):
        """The fields of a form on the page of a question."""
        return Forms(self.get(f"/requests/{asked.id}").text).named(name)

    def answer(self, asked, kind="approve", form=None, **fields):
        shown = self.form(asked, "approve" if kind == "approve" else "deny") if form is None else form
        return self.post(f"/requests/{asked.id}", {**shown, "answer": kind, **fields})


def app_of(store, **options):
    """An inbox whose cookies others of the same secret can read."""
    return inbox_app(store, public_url=URL, secret=SECRET, **options)


def signed_in(store, name=ANNA, **options):
    """The browser of somebody who signed in to an inbox over this store."""
    browser = Browser(inbox_app(store, public_url=URL, **options))
    assert browser.sign_in(name).status_code == 303
    return browser


def state_of(store, asked):
    return next(it for it in store.requests() if it.id == asked.id)


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = 1_800_000_000.0

    def __call__(self):
        return self.now
