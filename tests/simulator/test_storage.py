"""Files of the simulator: a handle, a form post with the file last, an attachment, a signed link. No key goes there."""

from __future__ import annotations

import httpx
import pytest

from ashby_agent_tools.simulator import Simulator

BASE = "https://api.ashbyhq.com"
CONTENT = b"%PDF-1.4 not really\r\n--x\r\n\x00\xff\r\n"
WANTED = {
    "fileUploadContext": "CandidateResume",
    "filename": "résumé of Åsa.pdf",
    "contentType": "application/pdf",
    "contentLength": len(CONTENT),
}


@pytest.fixture
def simulator():
    return Simulator(seed=7)


@pytest.fixture
def api(simulator):
    with httpx.Client(transport=simulator.transport(), base_url=BASE, auth=(simulator.key, "")) as client:
        yield client


@pytest.fixture
def bare(simulator):
    with httpx.Client(transport=simulator.transport()) as client:
        yield client


def opened(api) -> dict:
    return api.post("/file.createFileUploadHandle", json=WANTED).json()["results"]


def upload(bare, handle: dict, **changes: object) -> httpx.Response:
    form = {"data": handle["fields"], "files": {"file": (WANTED["filename"], CONTENT, "application/pdf")}} | changes
    return bare.post(handle["url"], **form)


def test_a_file_goes_up_is_attached_and_comes_down_as_it_was(simulator, api, bare):
    candidate = simulator.state.first("candidate")["id"]
    handle = opened(api)
    assert handle["url"].startswith("https://storage.ashby-simulator.example.com/")
    assert upload(bare, handle).status_code == 204
    attached = api.post("/candidate.uploadResume", json={"candidateId": candidate, "resumeHandle": handle["handle"]})
    shown = attached.json()["results"]["resumeFileHandle"]
    assert shown["name"] == WANTED["filename"]
    url = api.post("/file.info", json={"fileHandle": shown["handle"]}).json()["results"]["url"]
    down = bare.get(url)
    assert (down.status_code, down.content) == (200, CONTENT)
    assert down.headers["Content-Type"] == "application/pdf"


def test_on_loopback_the_file_host_is_a_path_of_the_same_server(simulator):
    with simulator, httpx.Client(trust_env=False) as http:
        auth = (simulator.key, "")
        url = f"{simulator.url}/file.createFileUploadHandle"
        handle = http.post(url, json=WANTED, auth=auth).json()["results"]
        assert handle["url"].startswith(f"{simulator.url}/_storage/")
        assert upload(http, handle).status_code == 204
        asked = {"fileHandle": handle["handle"]}
        link = http.post(f"{simulator.url}/file.info", json=asked, auth=auth).json()["results"]["url"]
        assert http.get(link).content == CONTENT


def test_an_api_key_is_not_taken(api, bare):
    handle = opened(api)
    assert upload(api, handle).status_code == 400
    assert upload(bare, handle).status_code == 204


def test_the_file_must_be_the_last_part(api, bare):
    handle = opened(api)
    fields = [(name, (None, value)) for name, value in handle["fields"].items()]
    first = [("file", ("a.pdf", CONTENT, "application/pdf")), *fields]
    assert upload(bare, handle, data=None, files=first).status_code == 400


def test_a_changed_policy_is_refused(api, bare):
    one, two = opened(api), opened(api)
    mixed = {**one, "fields": {**one["fields"], "policy": two["fields"]["policy"]}}
    assert upload(bare, mixed).status_code == 403


def test_every_field_of_the_form_is_needed(api, bare):
    handle = opened(api)
    for name in handle["fields"]:
        short = {key: value for key, value in handle["fields"].items() if key != name}
        assert upload(bare, handle, data=short).status_code == 400, name


def test_a_file_of_another_size_is_refused(api, bare):
    handle = opened(api)
    other = {"file": ("a.pdf", CONTENT + b"more", "application/pdf")}
    assert upload(bare, handle, files=other).status_code == 400


def test_a_permission_to_upload_lives_ten_minutes(simulator, api, bare):
    handle = opened(api)
    simulator.advance(minutes=11)
    assert upload(bare, handle).status_code == 403


def test_a_handle_without_contents_is_no_file_yet(api):
    handle = opened(api)
    refused = api.post("/file.info", json={"fileHandle": handle["handle"]}).json()
    assert refused["success"] is False


def test_a_link_expires_and_cannot_be_changed(simulator, api, bare):
    priya = simulator.state.first("candidate", name="Priya Raman")
    handle = priya["resumeFileHandle"]["handle"]
    url = api.post("/file.info", json={"fileHandle": handle}).json()["results"]["url"]
    assert bare.get(url).content.startswith(b"%PDF")
    assert bare.get(url.replace("until=1", "until=2")).status_code == 403
    simulator.advance(hours=2)
    assert bare.get(url).status_code == 403


def test_a_resume_can_come_as_a_form_post_of_the_deprecated_kind(simulator, api):
    candidate = simulator.state.first("candidate")["id"]
    files = {"resume": ("new.pdf", CONTENT, "application/pdf")}
    answer = api.post("/candidate.uploadResume", data={"candidateId": candidate}, files=files).json()
    assert answer["results"]["resumeFileHandle"]["name"] == "new.pdf"
