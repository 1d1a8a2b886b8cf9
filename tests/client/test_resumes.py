"""Resumes as text: read by content, said clearly where there is none, and shown to a model as an outsider's words."""

from __future__ import annotations

import asyncio
import io
import json
import sys

import docx
import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from ashby_agent_tools import Budget, Decision, MemoryStore, Session, Toolset, Verdict, errors
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.simulator.company.resumes import INJECTED

MARK = "written_by_outsiders"


@pytest.fixture(scope="module")
def company() -> Simulator:
    """One simulated company that these tests read from; each test uploads to a person of its own, or only reads."""
    return Simulator(seed=7)


def with_resume(company: Simulator, content: bytes, name: str = "cv") -> str:
    """The id of a person whose main resume is this file."""
    person = company.state.rows("candidate")[-1]["id"]
    company.client().upload_resume(person, content, name=name, decision=Decision.approve(by="Robin"))
    return person


def read(company: Simulator, content: bytes, name: str = "cv"):
    return company.client().read_resume(with_resume(company, content, name))


def session(company: Simulator, toolset: Toolset | None = None, **settings) -> Session:
    store = MemoryStore(first_short_id=100)
    return Session(toolset or Toolset.preset("operations"), company.client(), store=store, **settings)


# ---- making files


def pdf(*pages: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in pages:
        canvas.drawString(72, 700, page)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def locked(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Robin Vale, engineer")))
    writer.encrypt(user_password=password, owner_password="owner")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Robin Vale"
    document.add_paragraph("Engineer in Lagos")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["2022", "Fernhill", "2018", "Marble"], strict=True
    ):
        cell.text = text
    document.add_paragraph("Likes\tlong walks")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# ---- text


@pytest.mark.slow  # a process for each of fifteen files
def test_every_kind_of_resume_in_the_demo_company_has_the_text_that_was_printed(company):
    people = [row for row in company.state.rows("candidate") if row["resumeFileHandle"]][:15]
    for person in people:
        document = company.client().read_resume(person["id"])
        assert document.type == "application/pdf"
        assert document.name == person["resumeFileHandle"]["name"]
        assert person["emails"][0]["value"] in document.text
        assert "Experience\n" in document.text
    assert len(people) == 15


def named(value: bytes | str) -> str:
    """A test's name without the file in it: a Word file carries the second in which it was made."""
    return "file" if isinstance(value, bytes) else value[:30]


@pytest.mark.parametrize(
    ("content", "name", "kind", "text"),
    [
        (pdf("Robin Vale", "Second page"), "cv.pdf", "application/pdf", "Robin Vale\n\nSecond page"),
        (pdf("Robin Vale"), "cv.docx", "application/pdf", "Robin Vale"),
        (locked(""), "cv.pdf", "application/pdf", "Robin Vale, engineer"),
        (b"Robin Vale\r\n\r\n\r\n\r\nEngineer  \r\n", "cv.pdf", "text/plain", "Robin Vale\n\nEngineer"),
        ("Zoë, Łódź".encode(), "cv.txt", "text/plain", "Zoë, Łódź"),
        ("Zoë, Łódź".encode("utf-16"), "cv.txt", "text/plain", "Zoë, Łódź"),
        ("\ufeffZoë".encode(), "cv.txt", "text/plain", "Zoë"),
        ("Zoë £5 café".encode("cp1252"), "cv.txt", "text/plain", "Zoë £5 café"),
        (b"one\rtwo\x0cthree", "cv.txt", "text/plain", "one\ntwo\nthree"),
        ("pay\u200bday \u202eevil\u202c\U000e0041".encode(), "cv.txt", "text/plain", "payday evil"),
        (
            b"<!DOCTYPE html><html><style>p{}</style><body><p>Robin</p><script>x()</script><p>Vale</p></body></html>",
            "cv.txt", "text/html", "Robin\nVale",
        ),
        (b"<html><p>" + b"a <b " * 2_000, "cv.html", "text/html", "a <b " * 1_999 + "a <b"),
        (b"<p>Robin <!-- <b>or</b> --> Vale</p><!-- for ever", "cv.html", "text/html", "Robin Vale"),
        (b"<p>Robin<img src='data:image/png;base64,AAAA'></p>", "cv.html", "text/html", "Robin"),
    ],
    ids=named,
)  # fmt: skip
def test_a_file_is_read_by_its_content_whatever_its_name_says(company, content, name, kind, text):
    document = read(company, content, name)
    assert (document.text, document.type, document.size) == (text, kind, len(content))


def test_a_word_file_gives_header_paragraphs_and_tables_in_order(company):
    document = read(company, word(), "cv.docx")
    assert document.type.endswith("wordprocessingml.document")
    lines = [line.strip() for line in document.text.splitlines() if line.strip()]
    assert lines == ["Robin Vale", "Engineer in Lagos", "2022\tFernhill", "2018\tMarble", "Likes\tlong walks"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdf("", ""), "probably a scan"),
        (b"   \n\t\n", "empty"),
        (pdf("Robin")[:400], "probably broken"),
        (b"%PDF-1.7\n nothing of a PDF", "probably broken"),
        (word()[:-40], "application/zip"),
        (word().replace(b"PK\x05\x06", b"PK\x05\x07"), "application/zip"),
        (locked("secret"), "password"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 20, "a picture"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 20, "a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 20, "application/msword"),
        (b"{\\rtf1 Robin}", "application/rtf"),
        (b"\x00\x01\x02\x03", "unknown type"),
    ],
    ids=named,
)
def test_a_file_without_text_is_an_error_that_says_why_and_never_an_empty_text(company, content, said):
    with pytest.raises(errors.UnreadableFile, match=said):
        read(company, content)


def test_pages_and_characters_beyond_the_most_are_counted_at_the_end(company):
    many = read(company, pdf(*(f"Page {number}" for number in range(1, 104))))
    assert many.text.endswith("Page 100\n\n[3 more pages were not read]")
    long = read(company, b"word " * 120_000)
    assert long.text.endswith("[99999 more characters were not read]")
    page = read(company, b"<p>" + b"word " * 80_000)
    assert page.text.endswith("[100003 more characters of HTML were not read]")


def test_without_the_extra_the_error_says_what_to_install_and_a_word_file_needs_none(company, monkeypatch):
    client, person = company.client(), with_resume(company, word())
    assert "Lagos" in client.read_resume(person).text
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if "site-packages" not in entry])
    assert "Lagos" in client.read_resume(person).text
    with_resume(company, pdf("Robin"))
    with pytest.raises(errors.ToolError, match=r"ashby-agent-tools\[files\]"):
        company.client().read_resume(person)


def test_a_candidate_without_a_resume_and_one_who_is_not_there_are_told_apart(company):
    nobody = next(row for row in company.state.rows("candidate") if not row["resumeFileHandle"])
    with pytest.raises(errors.NotFound, match="no resume") as caught:
        company.client().read_resume(nobody["id"])
    assert caught.value.code is None
    with pytest.raises(errors.NotFound) as caught:
        company.client().read_resume("3ae2b801-19f6-41ef-ad28-214bd731948f")
    assert caught.value.code == "candidate_not_found"


# ---- the tool ashby_read_resume


def shown(result) -> tuple[dict, dict]:
    """The record that a text shows, and what stands under the marked key of it."""
    record = json.loads(result.text)["record"]
    return record, record.pop(MARK, {})


@pytest.mark.parametrize("waits", [False, True])
def test_a_resume_is_read_by_a_short_name_within_the_budget_and_marked(company, waits):
    person = company.state.rows("candidate")[0]
    clients = {"async_client": company.async_client()} if waits else {"client": company.client()}
    reading = Session(Toolset.preset("operations"), **clients, store=MemoryStore(first_short_id=100))

    def run(name: str, arguments: dict):
        return asyncio.run(reading.arun(name, arguments)) if waits else reading.run(name, arguments)

    assert "cand_100" in run("ashby_candidate_search", {"email": person["emails"][0]["value"]}).text
    result = run("ashby_read_resume", {"candidateId": "cand_100"})
    record, marked = shown(result)
    assert record == {"candidateId": "cand_100", "type": "application/pdf", "size": result.data["size"]}
    assert marked == {"name": person["resumeFileHandle"]["name"], "text": result.data["text"]}
    assert result.tokens <= reading.toolset.budget.tokens
    assert "http" not in result.text


def test_orders_in_resumes_stand_under_the_marked_key_only(company):
    reading, met = session(company), 0
    for number, person in enumerate(company.state.rows("candidate")[:-1]):
        if (number - 11) % 40 or not person["resumeFileHandle"]:
            continue
        record, marked = shown(reading.run("ashby_read_resume", {"candidateId": person["id"]}))
        assert any(order in marked["text"] for order in INJECTED)
        assert not any(order in json.dumps(record) for order in INJECTED)
        met += 1
    assert met >= 2


def test_a_long_resume_is_read_on_to_its_last_character(company):
    text = " ".join(f"Line {number}." for number in range(2_000))
    person = with_resume(company, text.encode())
    reading = session(company, Toolset.preset("operations").with_budget(Budget(600)))
    first = reading.run("ashby_read_resume", {"candidateId": person})
    got = ""
    for result in (first, *(later(reading, person, len(text) - rest) for rest in (9_000, 40))):
        assert result.tokens <= 600
        piece = shown(result)[1]["text"].partition("…+")[0]
        assert piece.strip() in text
        got = piece
    assert text.endswith(got)
    rest = int(shown(first)[1]["text"].partition("…+")[2])
    again = reading.run("ashby_read_result", {"ref": first.ref, "fields": ["text"], "text_offset": -rest})
    assert text[-rest:].startswith(shown(again)[1]["text"].partition("…+")[0])
    with pytest.raises(errors.InvalidArguments, match="beyond the end"):
        later(reading, person, len(text))


def later(reading: Session, person: str, offset: int):
    return reading.run("ashby_read_resume", {"candidateId": person, "text_offset": offset})


def test_a_toolset_that_hides_data_or_reads_no_candidates_has_no_such_tool(company):
    for toolset in (Toolset.preset("operations").hiding("contact"), Toolset.of("job.list")):
        with pytest.raises(errors.InvalidArguments):
            session(company, toolset).run(
                "ashby_read_resume", {"candidateId": company.state.rows("candidate")[0]["id"]}
            )


@pytest.mark.parametrize("verdict", [Verdict.ASK, Verdict.REFUSE])
@pytest.mark.parametrize("endpoint", ["candidate.info", "file.info"])
def test_what_the_policy_asks_or_refuses_by_itself_does_not_pass_as_a_part(company, endpoint, verdict):
    def policy(call):
        return verdict if call.endpoint == endpoint else Verdict.RUN

    reading = session(company, Toolset.preset("operations").with_policy(policy))
    before = len(company.log)
    with pytest.raises(errors.Declined, match=endpoint):
        reading.run("ashby_read_resume", {"candidateId": company.state.rows("candidate")[0]["id"]})
    assert endpoint not in [request.endpoint for request in company.log[before:]]


def test_a_person_who_says_yes_to_reading_a_resume_says_yes_to_its_parts(company):
    asked: list[str] = []

    def approver(call, question: str) -> Decision:
        asked.append(call.tool)
        return Decision.approve(by="Robin")

    toolset = Toolset.preset("operations").with_policy(lambda call: Verdict.ASK)
    reading = session(company, toolset, approver=approver)
    result = reading.run("ashby_read_resume", {"candidateId": company.state.rows("candidate")[0]["id"]})
    assert "Experience" in result.data["text"]
    assert asked == ["ashby_read_resume"]


# ---- what the application holds


def held_calls(company: Simulator) -> dict[str, dict]:
    state = company.state
    person = next(row for row in state.rows("candidate") if row["resumeFileHandle"])
    transcript = next(row for row in state.rows("notetakerTranscript") if not row["isExpired"])
    report = {"reportId": state.rows("report")[0]["id"], "resultStyle": "url"}
    about = {"filename": "cv.pdf", "contentType": "application/pdf", "contentLength": 9}
    return {
        "file.info": {"fileHandle": person["resumeFileHandle"]["handle"]},
        "file.createFileUploadHandle": {"fileUploadContext": "CandidateResume", **about},
        "notetakerTranscript.info": {"notetakerTranscriptId": transcript["id"]},
        "report.synchronous": report,
    }


def addresses(data: object) -> list[str]:
    """Every web address and signature in a result."""
    if isinstance(data, dict):
        signed = [str(data[key]) for key in ("policy", "signature") if key in data]
        return [*signed, *(found for value in data.values() for found in addresses(value))]
    if isinstance(data, list):
        return [found for value in data for found in addresses(value)]
    return [data] if isinstance(data, str) and data.startswith("http") else []


@pytest.mark.parametrize(
    "endpoint", ["file.info", "file.createFileUploadHandle", "notetakerTranscript.info", "report.synchronous"]
)
def test_no_text_shows_a_signed_address_and_the_data_keeps_it(company, endpoint):
    reading = session(company, Toolset.all())
    result = reading.run(endpoint, held_calls(company)[endpoint])
    secret = addresses(result.data)
    assert secret
    texts = [result.text]
    paths = ["url", "fields", "fields.policy", "transcriptUrl", "reportData", "reportData.url", "*"]
    texts += [reading.run("ashby_read_result", {"ref": result.ref, "fields": [path]}).text for path in paths]
    for path in ("url", "transcriptUrl", "reportData.url", "fields.policy"):
        try:
            texts.append(reading.run("ashby_read_result", {"ref": result.ref, "count_by": path}).text)
        except errors.InvalidArguments as error:  # no such field here
            texts.append(str(error))
    assert "held by the application" in result.text
    assert not [text for text in texts if any(part in text for part in secret)]
    assert reading.data(result.ref) == result.data


def test_a_bare_client_holds_them_back_from_a_text_too(company):
    client = company.client()
    given = held_calls(company)["file.info"]
    call = Toolset.all().prepare("file.info", given, account=client.account, base_url=client.base_url)
    result = client.execute(call)
    assert result.data["url"].startswith("https://")
    assert "https://" not in result.text
