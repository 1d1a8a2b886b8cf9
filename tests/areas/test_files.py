"""Files: upload addresses, download addresses, transcripts."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from raw_requests import Ask, asking, code

from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator


def reserve(simulator: Simulator, data: bytes) -> dict[str, Any]:
    asked: dict[str, Any] = {"filename": "cv.pdf", "contentType": "application/pdf", "contentLength": len(data)}
    answer = asking(simulator)("file.createFileUploadHandle", fileUploadContext="CandidateResume", **asked)
    return dict(answer["results"])


def post(simulator: Simulator, place: dict[str, Any], data: bytes) -> int:
    files = {"file": ("cv.pdf", data, "application/pdf")}
    with httpx.Client(transport=simulator.transport()) as client:
        return client.post(place["url"], data=place["fields"], files=files).status_code


@pytest.mark.parametrize(
    ("name", "effect"),
    [
        ("FileInfo", "read"),
        ("FileDownload", "read"),
        ("NotetakerTranscriptInfo", "read"),
        ("FileCreateFileUploadHandle", "write"),
    ],
)
def test_reading_a_file_changes_nothing_and_reserving_an_upload_does(name: str, effect: str) -> None:
    spec = getattr(op, name).spec
    assert str(spec.risk.effect) == str(spec.worst.effect) == effect
    assert spec.worst.stays_inside


def test_the_download_is_ours_and_ashby_knows_no_such_endpoint(ask: Ask) -> None:
    assert op.FileDownload.spec.scope is None
    assert code(ask("file.download", fileHandle="x")) == "endpoint_not_found"


def test_a_resume_goes_up_is_attached_and_comes_down_again(simulator: Simulator, ask: Ask) -> None:
    data = b"%PDF-1.4 not much of a resume"
    person = simulator.state.first("candidate")
    old = person["resumeFileHandle"]
    place = reserve(simulator, data)
    early = ask("candidate.uploadResume", candidateId=person["id"], resumeHandle=place["handle"])
    assert early["errorInfo"]["code"] == "file_not_found"
    assert post(simulator, place, data) == 204
    shown = ask("candidate.uploadResume", candidateId=person["id"], resumeHandle=place["handle"])["results"]
    assert shown["resumeFileHandle"]["handle"] == place["handle"]
    assert old in shown["fileHandles"]
    address = ask("file.info", fileHandle=place["handle"])["results"]["url"]
    with httpx.Client(transport=simulator.transport()) as client:
        assert client.get(address).content == data


def test_an_upload_address_lives_for_ten_minutes(simulator: Simulator) -> None:
    place = reserve(simulator, b"late")
    simulator.advance(minutes=11)
    assert post(simulator, place, b"late") == 403


@pytest.mark.parametrize("wrong", [{"filename": " "}, {"contentLength": 0}, {"fileUploadContext": "Elsewhere"}])
def test_a_file_needs_a_name_a_size_and_a_known_purpose(ask: Ask, wrong: dict[str, Any]) -> None:
    asked = {
        "fileUploadContext": "CandidateFiles",
        "filename": "a.txt",
        "contentType": "text/plain",
        "contentLength": 1,
    }
    assert code(ask("file.createFileUploadHandle", **asked | wrong)) == "invalid_input"


def test_files_of_hidden_people_are_hidden(simulator: Simulator, ask: Ask) -> None:
    org = simulator.state
    key = simulator.add_key(confidential=False)
    hidden = next(
        row
        for row in org.table("candidate").values()
        if row["fileHandles"] and not org.sees_candidate(row, org.keys[-1])
    )
    handle = hidden["fileHandles"][0]["handle"]
    assert code(asking(simulator, key)("file.info", fileHandle=handle)) == "file_not_found"
    assert ask("file.info", fileHandle=handle)["success"]


def test_a_transcript_names_who_spoke_and_its_address_lives_for_five_minutes(simulator: Simulator, ask: Ask) -> None:
    row = simulator.state.first("notetakerTranscript", isExpired=False)
    shown = ask("notetakerTranscript.info", notetakerTranscriptId=row["id"])["results"]
    assert {one["type"] for one in shown["participants"]} == {"interviewer", "candidate"}
    with httpx.Client(transport=simulator.transport()) as client:
        assert client.get(shown["transcriptUrl"]).json()["turns"]
        simulator.advance(minutes=6)
        assert client.get(shown["transcriptUrl"]).status_code == 403


@pytest.mark.parametrize(
    ("which", "expected"), [("expired", "notetaker_transcript_expired"), ("unknown", "notetaker_transcript_not_found")]
)
def test_a_transcript_can_be_expired_or_unknown(simulator: Simulator, ask: Ask, which: str, expected: str) -> None:
    unknown = "11111111-1111-4111-8111-111111111111"
    row_id = unknown if which == "unknown" else simulator.state.first("notetakerTranscript", isExpired=True)["id"]
    answer = ask("notetakerTranscript.info", notetakerTranscriptId=row_id)
    assert code(answer) == expected
