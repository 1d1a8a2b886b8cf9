"""Rules of notes on candidates, and telling the colleagues who follow a candidate."""

from __future__ import annotations

from bs4 import BeautifulSoup

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.candidate_records import CandidateCreateNote, CandidateListNotes, NoteContent
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules import Ask, Page, rule
from ashby_agent_tools.simulator.rules._candidate_shape import present_note
from ashby_agent_tools.simulator.rules._sight import without_switch
from ashby_agent_tools.simulator.rules._times import normal_time

__all__ = ["create_note", "notes", "notify_followers"]

_ALLOWED = {"b", "i", "u", "a", "ul", "ol", "li", "code", "pre"}  # [S]


def notify_followers(org: Organization, person: JsonObject, what: str) -> None:
    """Tell the colleague the candidate is credited to and the hiring teams of the active applications. A guess."""
    ids = [person.get("creditedToUserId")]
    for item in org.related("application", "candidateId", person["id"]):
        if item["status"] == "Active":
            ids += [member["userId"] for member in item.get("hiringTeam", ())]
    for user_id in dict.fromkeys(ids):
        user = org.table("user").get(user_id or "")
        if user is not None:
            org.deliver("notification", user["email"], {"candidateId": person["id"], "what": what})


def _allowed_only(html: str) -> str:
    """Unsupported elements lose their tags; scripts and styles go whole."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all(True):
        if element.name in ("script", "style"):
            element.decompose()
        elif not element.decomposed and element.name not in _ALLOWED:
            element.unwrap()
    return str(soup)


@rule(
    "candidate.createNote",
    source="[S]",
    guesses=(
        "a private note through a key that may not see private fields answers missing_endpoint_permission",
        "the author of a note is the acting user, else the API key",
        "colleagues who follow a candidate are the credited user and the hiring teams of active applications",
    ),
)
def create_note(org: Organization, ask: Ask[CandidateCreateNote]) -> Json:
    """A note; there is no way to take it back."""
    op = ask.op
    person = org.visible_candidate(op.candidateId, ask.key)
    if op.isPrivate and not ask.key.private_fields:
        raise without_switch("notes")
    kind, text = (op.note.type, op.note.value) if isinstance(op.note, NoteContent) else ("text/plain", op.note)
    row: JsonObject = {
        "candidateId": person["id"],
        "content": _allowed_only(text) if kind == "text/html" else text,
        "contentType": kind,
        "authorUserId": ask.key.acting_user,
        "authorKey": {"id": ask.key.id, "name": ask.key.name},
        "isPrivate": bool(op.isPrivate),
        "createdAt": normal_time(op.createdAt) if op.createdAt else org.stamp(),
    }
    org.add("note", row, stamped=False)
    if op.sendNotifications:
        notify_followers(org, person, "note written")
    return present_note(org, row, ask.key)


@rule("candidate.listNotes", source="[S]", guesses=("the oldest note comes first",))
def notes(org: Organization, ask: Ask[CandidateListNotes]) -> Page:
    """The notes on a person; private ones only for a key that may see them."""
    org.visible_candidate(ask.op.candidateId, ask.key)
    rows = org.related("note", "candidateId", ask.op.candidateId)
    rows = [row for row in rows if ask.key.private_fields or not row["isPrivate"]]
    return Page(rows, lambda row: present_note(org, row, ask.key), sync_kind="note")
