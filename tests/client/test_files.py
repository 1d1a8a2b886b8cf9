"""Files go up and come down without the key, from allowed addresses only, whole or not at all."""

from __future__ import annotations

import asyncio
import http.server
import json
import os
import threading

import httpx
import pytest

from ashby_agent_tools import AsyncClient, Client, Decision, Session, Toolset, confirm_writes, deny, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator

BASE = "https://ashby.example.com"
STORE = "https://files.example.com"
LETTER = b"Dear team,\n\nI would like to work with you.\n"
ROBIN = "3ae2b801-19f6-41ef-ad28-214bd731948f"


def yes() -> Decision:
    return Decision.approve(by="Robin")


@pytest.fixture(params=["in process", "in process, async", "on loopback", "on loopback, async"])
def client(request, simulator):
    """`client("upload_file", ...)`: a method of a client of the simulator, in every way there is to reach it."""
    loopback, waits = request.param.startswith("on"), request.param.endswith("async")
    url = simulator.start() if loopback else None

    async def awaited(method, *args, **kwargs):
        made = AsyncClient(simulator.key, base_url=url) if loopback else simulator.async_client()
        async with made as client:
            return await getattr(client, method)(*args, **kwargs)

    def called(method, *args, **kwargs):
        if waits:
            return asyncio.run(awaited(method, *args, **kwargs))
        made = Client(simulator.key, base_url=url) if loopback else simulator.client()
        with made as client:
            return getattr(client, method)(*args, **kwargs)

    yield called
    simulator.stop()


def someone(simulator: Simulator, *, resume: bool = True) -> dict:
    return next(row for row in simulator.state.rows("candidate") if bool(row["resumeFileHandle"]) is resume)


def endpoints(simulator: Simulator) -> list[str]:
    return [request.endpoint for request in simulator.log]


# ---- up and down


def test_a_file_goes_up_is_attached_and_comes_down_as_it_was(simulator, client, tmp_path):
    person = someone(simulator)
    (tmp_path / "letter.txt").write_bytes(LETTER)
    result = client("upload_file", person["id"], tmp_path / "letter.txt")
    attached = result.data["fileHandles"][-1]
    assert attached["name"] == "letter.txt"
    saved = client("download_file", attached["handle"], to=tmp_path / "again.txt")
    assert saved == tmp_path / "again.txt"
    assert saved.read_bytes() == LETTER
    assert endpoints(simulator) == [
        "file.createFileUploadHandle", "storage POST", "candidate.uploadFile", "file.info", "storage GET",
    ]  # fmt: skip


def test_an_uploaded_resume_becomes_the_main_one_and_can_be_read(simulator, client):
    person = someone(simulator)
    client("upload_resume", person["id"], LETTER, decision=yes())
    document = client("read_resume", person["id"])
    assert (document.text, document.name) == (LETTER.decode().strip(), "resume.txt")
    assert (document.type, document.size) == ("text/plain", len(LETTER))
    assert "Dear team" not in repr(document)


@pytest.mark.parametrize(
    ("content", "name", "announced"),
    [
        (b"%PDF-1.7\n", None, "application/pdf"),
        (b"%PDF-1.7\n", "cv.txt", "application/pdf"),
        (b"a,b\n1,2\n", "table.csv", "text/csv"),
        (b"\x89PNG\r\n\x1a\n", "photo", "image/png"),
        (b"\x00\x01\x02", None, "application/octet-stream"),
    ],
)
def test_an_upload_announces_its_type_by_content_and_by_name_where_the_content_does_not_say(
    simulator, content, name, announced
):
    simulator.client().upload_file(someone(simulator)["id"], content, name=name)
    assert simulator.log[0].body["contentType"] == announced
    assert simulator.log[0].body["contentLength"] == len(content)


def test_an_empty_file_a_folder_and_a_missing_file_are_refused_before_anything_is_sent(simulator, client, tmp_path):
    for source in (b"", tmp_path, tmp_path / "nothing.pdf"):
        with pytest.raises(errors.UsageError):
            client("upload_file", ROBIN, source)
    with pytest.raises(errors.InvalidArguments):
        client("upload_file", "Robin", LETTER)
    assert simulator.log == []


def test_the_key_and_the_acting_user_never_go_to_the_file_host(simulator, tmp_path):
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return simulator.answer(request)

    acting = simulator.state.rows("user")[0]["id"]
    with Client(simulator.key, base_url=BASE, acting_user=acting, transport=httpx.MockTransport(answer)) as client:
        attached = client.upload_file(someone(simulator)["id"], LETTER).data["fileHandles"][-1]
        client.download_file(attached["handle"], to=tmp_path)
    stored = [request for request in seen if request.url.host != "ashby.example.com"]
    assert [request.method for request in stored] == ["POST", "GET"]
    for request in stored:
        assert {"authorization", "x-on-behalf-of", "cookie", "ashby-version"}.isdisjoint(request.headers)
        assert simulator.key.encode() not in request.content + repr(request.headers.raw).encode()
        assert acting.encode() not in request.content
    assert all("authorization" in request.headers for request in seen if request not in stored)


# ---- the gate


def test_replacing_a_resume_needs_a_yes_before_anything_is_sent(simulator, client):
    with pytest.raises(errors.ApprovalRequired):
        client("upload_resume", someone(simulator)["id"], LETTER)
    with pytest.raises(errors.Declined):
        client("upload_resume", someone(simulator)["id"], LETTER, decision=Decision.deny("no", by="Robin"))
    assert simulator.log == []


def test_one_yes_covers_the_place_and_the_attachment_and_counts_once(simulator):
    client = Client(simulator.key, base_url=BASE, policy=confirm_writes, transport=simulator.transport())
    person, decision = someone(simulator)["id"], yes()
    with pytest.raises(errors.ApprovalRequired):
        client.upload_file(person, LETTER)
    assert simulator.log == []
    client.upload_file(person, LETTER, decision=decision)
    with pytest.raises(errors.Declined, match="already used"):
        client.upload_file(person, LETTER, decision=decision)
    assert len(simulator.log) == 3


@pytest.mark.parametrize("endpoint", ["file.createFileUploadHandle", "candidate.uploadFile"])
def test_a_policy_that_refuses_either_call_refuses_the_upload(simulator, endpoint):
    client = Client(simulator.key, base_url=BASE, policy=deny(endpoint), transport=simulator.transport())
    with pytest.raises(errors.Declined, match="policy"):
        client.upload_file(someone(simulator)["id"], LETTER, decision=yes())
    assert simulator.log == []


def test_a_refused_attachment_is_the_error_that_ashby_gave(simulator, client):
    with pytest.raises(errors.NotFound) as caught:
        client("upload_file", ROBIN, LETTER)
    assert caught.value.code == "candidate_not_found"


def test_our_own_operations_are_no_calls_to_ashby(simulator):
    with pytest.raises(errors.UsageError, match="download_file"):
        simulator.client().execute(op.FileDownload(fileHandle="x"))
    assert simulator.log == []


# ---- addresses


class Wire(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that could open connections: file.info answers with `url`, what is at `STORE` is `there`."""

    def __init__(self, url: str, *there: httpx.Response) -> None:
        self.url, self.there = url, list(there)
        self.stored: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/file.info":
            return httpx.Response(200, json={"success": True, "results": {"url": self.url}})
        self.stored.append(str(request.url))
        return self.there.pop(0)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


class InProcess(httpx.MockTransport):
    """The same, in-process: there is nothing to look up."""

    def __init__(self, url: str, *there: httpx.Response) -> None:
        self.wire = Wire(url, *there)
        super().__init__(self.wire.handle_request)

    @property
    def stored(self) -> list[str]:
        return self.wire.stored


@pytest.fixture(params=["plain", "async"])
def fetched(request):
    """`fetched(transport, to)`: download one file with either client."""

    async def awaited(transport, to, base_url):
        async with AsyncClient("key", base_url=base_url, transport=transport) as client:
            return await client.download_file("handle", to=to)

    def called(transport, to, *, base_url: str = BASE):
        if request.param == "async":
            return asyncio.run(awaited(transport, to, base_url))
        with Client("key", base_url=base_url, transport=transport) as client:
            return client.download_file("handle", to=to)

    return called


REFUSED = (
    "http://files.example.com/a", "ftp://files.example.com/a", "file:///etc/passwd", "//files.example.com/a", "a",
    "https://", "https://user@files.example.com/a", "https://user:word@files.example.com/a",
    "https://127.0.0.1/a", "https://10.1.2.3/a", "https://172.16.0.1/a", "https://192.168.1.1/a", "https://0.0.0.0/a",
    "https://169.254.169.254/latest/meta-data", "https://100.64.0.1/a", "https://224.0.0.1/a", "https://[::1]/a",
    "https://[fe80::1]/a", "https://[fd00::1]/a", "https://[::ffff:10.0.0.1]/a", "https://[2002:7f00:1::]/a",
    "https://[64:ff9b::7f00:1]/a",
)  # fmt: skip
LOOKED_UP = ("https://localhost/a", "https://2130706433/a", "https://127.1/a", "https://0x7f.0.0.1/a")


@pytest.mark.parametrize("url", [*REFUSED, *LOOKED_UP])
def test_an_address_that_is_not_public_https_is_never_asked(fetched, url, tmp_path):
    wire = Wire(url)
    with pytest.raises(errors.TransportError):
        fetched(wire, tmp_path / "a")
    assert wire.stored == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", REFUSED)
def test_in_process_no_name_is_looked_up_and_the_rest_of_the_rules_hold(fetched, url, tmp_path):
    wire = InProcess(url)
    with pytest.raises(errors.TransportError):
        fetched(wire, tmp_path / "a")
    assert wire.stored == []


def test_a_client_of_this_machine_may_reach_this_machine_and_no_other_private_host(fetched, tmp_path):
    here = Wire("http://127.0.0.1:9/a", httpx.Response(200, content=LETTER))
    assert fetched(here, tmp_path / "a", base_url="http://127.0.0.1:9").read_bytes() == LETTER
    for url in ("http://10.0.0.1/a", "https://10.0.0.1/a", "http://files.example.com/a"):
        with pytest.raises(errors.TransportError, match="not allowed"):
            fetched(Wire(url), tmp_path / "b", base_url="http://127.0.0.1:9")


def test_a_public_address_is_asked(fetched, tmp_path):
    wire = Wire("https://8.8.8.8/a", httpx.Response(200, content=LETTER))
    assert fetched(wire, tmp_path / "a").read_bytes() == LETTER


@pytest.mark.parametrize("where", ["/b", "https://other.example.com/b"])
def test_a_redirect_to_an_allowed_address_is_followed(fetched, where, tmp_path):
    there = httpx.Response(302, headers={"location": where}), httpx.Response(200, content=LETTER)
    wire = InProcess(f"{STORE}/a", *there)
    assert fetched(wire, tmp_path / "a").read_bytes() == LETTER
    assert wire.stored == [f"{STORE}/a", str(httpx.URL(f"{STORE}/a").join(where))]


@pytest.mark.parametrize(
    "where", ["http://files.example.com/b", "https://10.0.0.1/b", "https://u@files.example.com/", "file:///etc/passwd"]
)
def test_a_redirect_to_another_scheme_or_a_private_address_is_not_followed(fetched, where, tmp_path):
    wire = InProcess(f"{STORE}/a", httpx.Response(302, headers={"location": where}))
    with pytest.raises(errors.TransportError, match="not allowed"):
        fetched(wire, tmp_path / "a")
    assert wire.stored == [f"{STORE}/a"]


@pytest.mark.parametrize("where", ["https://8.8.8.8/b", "https://127.0.0.1/b"])
def test_on_this_machine_a_redirect_keeps_its_scheme_too(fetched, where, tmp_path):
    wire = Wire("http://127.0.0.1:9/a", httpx.Response(302, headers={"location": where}))
    with pytest.raises(errors.TransportError, match="from http to https"):
        fetched(wire, tmp_path / "a", base_url="http://127.0.0.1:9")
    assert wire.stored == ["http://127.0.0.1:9/a"]


def test_redirects_without_end_are_given_up(fetched, tmp_path):
    wire = InProcess(f"{STORE}/a", *(httpx.Response(302, headers={"location": "/a"}) for _ in range(9)))
    with pytest.raises(errors.TransportError, match="redirects"):
        fetched(wire, tmp_path / "a")
    assert len(wire.stored) == 6


def test_an_upload_goes_to_an_allowed_address_only(simulator):
    place = {"handle": "h", "url": "https://169.254.169.254/", "fields": {}}

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "ashby.example.com"
        return httpx.Response(200, json={"success": True, "results": place})

    with Client("key", base_url=BASE, transport=httpx.MockTransport(answer)) as client:
        with pytest.raises(errors.TransportError, match="not allowed"):
            client.upload_file(ROBIN, LETTER)
        place["url"] = f"{STORE}/a"
        with pytest.raises(AssertionError):
            client.upload_file(ROBIN, LETTER)


# ---- whole or not at all


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body of so many megabytes, cut at its end or not."""

    def __init__(self, megabytes: int, *, cut: bool = False) -> None:
        self.megabytes, self.cut = megabytes, cut

    def __iter__(self):
        for _ in range(self.megabytes):
            yield b"x" * 1_000_000
        if self.cut:
            raise httpx.ReadError("cut")

    async def __aiter__(self):
        for chunk in self:
            yield chunk


LARGER = {"content-length": "100000001"}
BROKEN = {
    "cut": lambda: httpx.Response(200, stream=Chunks(2, cut=True)),
    "short": lambda: httpx.Response(200, headers={"content-length": "99"}, stream=Chunks(0)),
    "expired": lambda: httpx.Response(403, text="This link has expired."),
    "announced too large": lambda: httpx.Response(200, headers=LARGER, stream=Chunks(1)),
    "too large": lambda: httpx.Response(200, stream=Chunks(101)),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_download_that_fails_leaves_what_was_there_and_nothing_else(fetched, how, tmp_path):
    (tmp_path / "cv.pdf").write_bytes(b"old")
    with pytest.raises(errors.ToolError) as caught:
        fetched(InProcess(f"{STORE}/a?signature=s3cret", BROKEN[how]()), tmp_path / "cv.pdf")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("cv.pdf", b"old")]
    assert "s3cret" not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_no_signed_address_is_logged_and_each_transfer_is(simulator, client, tmp_path, caplog):
    caplog.set_level("DEBUG")
    result = client("upload_file", someone(simulator)["id"], LETTER)
    client("download_file", result.data["fileHandles"][-1]["handle"], to=tmp_path)
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]  # that is the server
    said = [record.getMessage() for record in ours]
    assert not [line for line in said if "signature=" in line or "until=" in line]
    assert [line.split()[1] for line in said if line.startswith("file ")] == ["POST", "GET"]
    assert any("candidate.uploadFile" in line for line in said if line.startswith("HTTP Request"))


class _Cutting(http.server.BaseHTTPRequestHandler):
    """Answers file.info with its own address, and cuts the connection in the middle of the file."""

    def do_POST(self) -> None:
        host, port = self.server.server_address[:2]
        body = json.dumps({"success": True, "results": {"url": f"http://{host}:{port}/a"}}).encode()
        self._send(body, len(body))

    def do_GET(self) -> None:
        self._send(b"half of it", 20)

    def _send(self, body: bytes, length: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


def test_a_connection_that_is_cut_on_a_real_socket_leaves_nothing(fetched, tmp_path):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Cutting) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        with pytest.raises(errors.TransportError, match="failed"):
            fetched(None, tmp_path / "a", base_url=f"http://127.0.0.1:{server.server_address[1]}")
        server.shutdown()
    assert list(tmp_path.iterdir()) == []


def test_a_file_replaces_what_is_there_and_a_link_is_not_followed(simulator, client, tmp_path):
    handle = someone(simulator)["resumeFileHandle"]["handle"]
    (tmp_path / "elsewhere").write_bytes(b"untouched")
    (tmp_path / "cv.pdf").symlink_to(tmp_path / "elsewhere")
    client("download_file", handle, to=tmp_path / "cv.pdf")
    assert (tmp_path / "cv.pdf").read_bytes().startswith(b"%PDF")
    assert not (tmp_path / "cv.pdf").is_symlink()
    assert (tmp_path / "elsewhere").read_bytes() == b"untouched"


def test_a_smaller_limit_may_be_set(simulator, client, tmp_path):
    handle = someone(simulator)["resumeFileHandle"]["handle"]
    with pytest.raises(errors.ToolError, match="larger than 1,000 bytes"):
        client("download_file", handle, to=tmp_path, max_bytes=1_000)
    assert list(tmp_path.iterdir()) == []
    assert client("download_file", handle, to=tmp_path, max_bytes=100_000).stat().st_size > 1_000


def test_into_a_folder_a_file_gets_its_own_name_beside_what_is_there(simulator, client, tmp_path):
    handle = simulator.client().upload_file(someone(simulator)["id"], LETTER, name="brief für Sie.txt").data
    handle = handle["fileHandles"][-1]["handle"]
    saved = [client("download_file", handle, to=tmp_path).name for _ in range(3)]
    assert saved == ["brief für Sie.txt", "brief für Sie-2.txt", "brief für Sie-3.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX's")
def test_a_device_or_a_pipe_is_not_replaced_by_a_download(simulator, client, tmp_path):
    """As root a download to /dev/null would put a file in its place, for every program of the machine."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(errors.UsageError, match="not a file"):
        client("download_file", "handle", to=tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()
    assert simulator.log == []


def test_a_folder_that_does_not_exist_is_said_before_anything_is_sent(simulator, client, tmp_path):
    with pytest.raises(errors.UsageError, match="no folder"):
        client("download_file", "handle", to=tmp_path / "missing" / "cv.pdf")
    assert simulator.log == []


# ---- the tool ashby_file_download


def run(session: Session, name: str, arguments: dict, *, waits: bool):
    return asyncio.run(session.arun(name, arguments)) if waits else session.run(name, arguments)


@pytest.mark.parametrize("waits", [False, True])
def test_as_a_tool_a_file_is_saved_only_where_the_application_said(simulator, tmp_path, waits):
    handle = someone(simulator)["resumeFileHandle"]["handle"]
    clients = {"async_client": simulator.async_client()} if waits else {"client": simulator.client()}
    refusing = Session(Toolset.of("file.download"), **clients)
    with pytest.raises(errors.ToolError, match="download_dir"):
        run(refusing, "ashby_file_download", {"fileHandle": handle}, waits=waits)
    assert simulator.log == []
    if waits:
        clients = {"async_client": simulator.async_client()}
    session = Session(Toolset.of("file.download"), **clients, download_dir=tmp_path)
    result = run(session, "ashby_file_download", {"fileHandle": handle}, waits=waits)
    (saved,) = tmp_path.iterdir()
    assert result.data == {"name": saved.name, "type": "application/pdf", "size": saved.stat().st_size}
    assert "http" not in result.text
    assert str(tmp_path) not in result.text


@pytest.mark.parametrize(
    ("asked", "saved"),
    [
        ("cv.pdf", "cv.pdf"),
        ("cv", "cv.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("/etc/cron.d/job", "job.pdf"),
        ("..\\..\\evil.pdf", "evil.pdf"),
        ("..", "file.pdf"),
        ("   ", "file.pdf"),
        (".bashrc", "bashrc.pdf"),
        ("-rf.pdf", "rf.pdf"),
        ("NUL.pdf", "_NUL.pdf"),
        ("a\x00b\n<c>:d?.pdf", "ab_c__d_.pdf"),
        ("cv\u202efdp.exe.pdf", "cvfdp.exe.pdf"),
        ("é" * 300 + ".pdf", "é" * 58 + ".pdf"),
    ],
)
def test_no_name_leads_out_of_the_folder_or_hides_the_file(simulator, tmp_path, asked, saved):
    folder = tmp_path / "downloads"
    folder.mkdir()
    session = Session(Toolset.of("file.download"), simulator.client(), download_dir=folder)
    handle = someone(simulator)["resumeFileHandle"]["handle"]
    result = session.run("ashby_file_download", {"fileHandle": handle, "name": asked})
    assert result.data["name"] == saved
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()] == [
        f"downloads/{saved}"
    ]


def test_a_tool_never_overwrites_a_file(simulator, tmp_path):
    (tmp_path / "cv.pdf").write_bytes(b"mine")
    session = Session(Toolset.of("file.download"), simulator.client(), download_dir=tmp_path)
    handle = someone(simulator)["resumeFileHandle"]["handle"]
    assert session.run("ashby_file_download", {"fileHandle": handle, "name": "cv.pdf"}).data["name"] == "cv-2.pdf"
    assert (tmp_path / "cv.pdf").read_bytes() == b"mine"


def test_a_download_folder_must_exist(simulator, tmp_path):
    with pytest.raises(errors.UsageError, match="download_dir"):
        Session(Toolset.preset("operations"), simulator.client(), download_dir=tmp_path / "missing")
