"""Where connections go and what is said of them: no proxy unasked, none to this machine, no secret in a log."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import http.server
import json
import logging
import shutil
import threading

import anyio
import certifi
import httpx
import pytest

from ashby_agent_tools import AsyncClient, Client, errors
from ashby_agent_tools import operations as op

SIGNED = "s1gned-canary"
COOKIE = "c00kie-canary"
KEY = "the-key-canary"
WORD = "pr0xy-canary"
VARIABLES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


class Server(http.server.ThreadingHTTPServer):
    """An Ashby with one file, or a proxy that takes nothing; it remembers what it was asked."""

    daemon_threads = True

    def __init__(self):
        self.asked = []
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    @property
    def headers(self):
        return [dict(headers) for _, headers in self.asked]


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers file.info with an address that sends on to another one; both are signed."""

    def do_POST(self):
        self.server.asked.append((self.requestline, self.headers))
        self.rfile.read(int(self.headers.get("content-length", 0)))
        url = f"http://127.0.0.1:{self.server.port}/first?X-Signature={SIGNED}"
        self._send(200, json.dumps({"success": True, "results": {"url": url, "id": "x"}}).encode())

    def do_GET(self):
        self.server.asked.append((self.requestline, self.headers))
        if "/first" in self.path:
            self._send(302, b"", Location=f"http://127.0.0.1:{self.server.port}/second?X-Signature={SIGNED}2")
        else:
            self._send(200, b"a file")

    def do_CONNECT(self):
        self.server.asked.append((self.requestline, self.headers))
        self._send(403, b"")

    def _send(self, status, body, **headers):
        self.send_response(status)
        for name, value in {**headers, "Set-Cookie": COOKIE, "Content-Length": len(body)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with Server() as server:
        yield server
        server.shutdown()


@pytest.fixture
def proxy():
    with Server() as proxy:
        yield proxy
        proxy.shutdown()


@pytest.fixture(params=["sync", "async"])
def called(request):
    """`called("execute", operation, base_url=...)`: a method of a client that is made for it."""

    async def awaited(method, *args, to, **options):
        async with AsyncClient(KEY, **options) as client:
            return await getattr(client, method)(*args, **to)

    def call(method, *args, to=None, **options):
        if request.param == "async":
            return asyncio.run(awaited(method, *args, to=to or {}, **options))
        with Client(KEY, **options) as client:
            return getattr(client, method)(*args, **(to or {}))

    return call


@pytest.fixture
def at_once(monkeypatch):
    """Nothing waits before it tries again."""
    sleep = asyncio.sleep
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)
    monkeypatch.setattr("asyncio.sleep", lambda seconds, result=None: sleep(0, result))


@pytest.fixture
def dialled(monkeypatch, at_once):
    """Every host that a connection is opened to; none is."""
    found = []

    def connect(address, *args, **kwargs):
        found.append(address[0])
        raise OSError("no network in tests")

    async def connect_async(remote_host, *args, **kwargs):
        found.append(remote_host)
        raise OSError("no network in tests")

    monkeypatch.setattr("socket.create_connection", connect)
    monkeypatch.setattr(anyio, "connect_tcp", connect_async)
    return found


INFO = op.CandidateInfo(id="3ae2b801-19f6-41ef-ad28-214bd731948f")
NOTE = op.CandidateCreateNote(candidateId="3ae2b801-19f6-41ef-ad28-214bd731948f", note="Hello")


# ---- proxies


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("how", ["environment", "ASHBY_PROXY", "proxy="])
def test_nothing_for_this_machine_goes_through_a_proxy(called, server, proxy, monkeypatch, host, how, tmp_path):
    address = f"http://127.0.0.1:{proxy.port}"
    for name in VARIABLES if how == "environment" else ["ASHBY_PROXY"] if how == "ASHBY_PROXY" else []:
        monkeypatch.setenv(name, address)
    options = {"proxy": address} if how == "proxy=" else {}
    called("execute", INFO, base_url=f"http://{host}:{server.port}", **options)
    called("download_file", "a handle", to={"to": tmp_path}, base_url=f"http://{host}:{server.port}", **options)
    assert proxy.asked == []
    assert [line.split()[0] for line, _ in server.asked] == ["POST", "POST", "GET", "GET"]


@pytest.mark.parametrize("base_url", ["https://api.example.com", "https://192.0.2.7"])
@pytest.mark.parametrize("variable", VARIABLES)
@pytest.mark.exhaustive(8)
def test_a_proxy_of_the_environment_is_not_used(called, dialled, monkeypatch, base_url, variable):
    monkeypatch.setenv(variable, "http://proxy.example.com:3128")
    with pytest.raises(errors.TransportError):
        called("execute", INFO, base_url=base_url)
    assert set(dialled) == {base_url.removeprefix("https://")}


@pytest.mark.parametrize("host", ["127.8.8.8", "a.localhost"])
def test_another_name_of_this_machine_is_reached_without_a_proxy_too(called, dialled, host):
    with pytest.raises(errors.TransportError):
        called("execute", INFO, base_url=f"https://{host}", proxy="http://proxy.example.com:3128")
    assert set(dialled) == {host}


@pytest.mark.parametrize("how", ["ASHBY_PROXY", "proxy="])
def test_a_proxy_that_was_asked_for_gets_a_tunnel_and_never_the_key(called, proxy, monkeypatch, at_once, how):
    address = f"http://user:{WORD}@127.0.0.1:{proxy.port}"
    if how == "ASHBY_PROXY":
        monkeypatch.setenv("ASHBY_PROXY", address)
    options = {"proxy": address} if how == "proxy=" else {}
    with pytest.raises(errors.TransportError, match="Nothing was sent") as caught:
        called("execute", NOTE, base_url="https://api.example.com", **options)
    assert {line for line, _ in proxy.asked} == {"CONNECT api.example.com:443 HTTP/1.1"}
    assert not any("Authorization" in headers for headers in proxy.headers)
    assert WORD not in repr(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "proxy.example.com:3128",
        "ftp://user:pr0xy-canary@proxy.example.com",
        "http://:pr0xy-canary@",
        "http://[pr0xy-canary",
        "pr0xy-canary",
    ],
)
@pytest.mark.parametrize("how", ["ASHBY_PROXY", "proxy="])
def test_a_proxy_that_is_no_address_is_refused_without_repeating_it(called, monkeypatch, address, how):
    if how == "ASHBY_PROXY":
        monkeypatch.setenv("ASHBY_PROXY", address)
    with pytest.raises(errors.UsageError, match="ASHBY_PROXY") as caught:
        called("execute", INFO, **({"proxy": address} if how == "proxy=" else {}))
    assert WORD not in str(caught.value)


def test_the_password_of_a_proxy_is_in_no_representation():
    with Client(KEY, proxy=f"http://user:{WORD}@proxy.example.com:3128") as client:
        assert WORD not in repr(client) + repr(vars(client))


def test_a_proxy_beside_a_transport_is_a_contradiction_and_one_of_the_environment_is_not(simulator, monkeypatch):
    monkeypatch.setenv("ASHBY_PROXY", "http://proxy.example.com:3128")
    with simulator.client() as client:
        assert client.execute(op.CandidateList(limit=1)).data
    with pytest.raises(errors.UsageError, match="not both"):
        Client(KEY, proxy="http://proxy.example.com:3128", transport=simulator.transport())


@pytest.mark.parametrize(
    "url",
    [
        "http://api.ashbyhq.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://key@127.0.0.1",
        "http://192.168.0.7",
        "ftp://127.0.0.1",
    ],
)
def test_a_base_url_in_clear_beyond_this_machine_is_refused(url):
    with pytest.raises(errors.UsageError, match="https"):
        Client(KEY, base_url=url)


# ---- what else stands in the environment


def test_netrc_is_not_read(called, server, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login netrc password canary\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    called("download_file", "a handle", to={"to": tmp_path / "a"}, base_url=f"http://127.0.0.1:{server.port}")
    ashby, *files = server.headers
    assert ashby["Authorization"].startswith("Basic dGhlLWtleS1jYW5hcnk6")  # the key, and no password
    assert len(files) == 2
    assert not any("Authorization" in headers for headers in files)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_come_from_the_usual_variable(monkeypatch, tmp_path, content):
    if content is not None:
        (tmp_path / "own.pem").write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
    with pytest.raises(errors.UsageError, match="SSL_CERT_FILE"):
        Client(KEY)


def test_certificates_are_loaded_once_and_again_when_they_change(monkeypatch, tmp_path):
    file, load, loaded = tmp_path / "own.pem", httpx.create_ssl_context, []
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **how: loaded.append(how) or load(**how))
    shutil.copyfile(certifi.where(), file)
    for http2 in (False, False, True, True):  # which protocols are spoken is told by the same object
        Client(KEY, http2=http2).close()
    assert len(loaded) == 2
    file.write_text("no certificate")
    with pytest.raises(errors.UsageError, match="SSL_CERT_FILE"):
        Client(KEY)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_variables_of_other_programs_are_not_read(monkeypatch, tmp_path, variable):
    monkeypatch.setenv(variable, str(tmp_path / "missing.pem"))
    Client(KEY).close()


# ---- logs


def test_at_debug_no_signed_address_cookie_or_key_is_logged(called, server, caplog, tmp_path):
    """httpcore logs the headers of answers: the place that a redirect leads to is a signed address."""
    caplog.set_level(logging.DEBUG)
    saved = called("download_file", "a handle", to={"to": tmp_path}, base_url=f"http://127.0.0.1:{server.port}")
    assert saved.read_bytes() == b"a file"
    called("execute", INFO, base_url=f"http://127.0.0.1:{server.port}")
    for canary in (SIGNED, COOKIE, KEY, "dGhlLWtleS1jYW5hcnk6"):
        assert canary not in caplog.text
    assert "candidate.info" in caplog.text
    assert "httpcore.http11" in {record.name for record in caplog.records}


SHOWN = [
    "connect {'Authorization': 'Basic c4nary', 'accept': '*/*'}",
    "headers [(b'Proxy-Authorization', b'Basic c4nary'), (b'Date', b'today')]",
    "headers [(b'Cookie', b'c4nary; other=c4nary')]",
    "headers [(b'Location', b'https://files.example.com/c4nary?sign=1')]",
    "setup_socks5_connection.started host='a' auth=(b'c4nary', b'c4nary')",
    'HTTP Request: GET https://files.example.com/a?X-Amz-Signature=c4nary "HTTP/1.1 200 OK"',
    "connecting to http://user:c4nary@proxy.example.com:3128",
    "bearer c4nary.c4nary-c4nary_x",
]


@pytest.mark.parametrize("line", SHOWN)
@pytest.mark.parametrize(
    "name", ["httpx", "httpcore.http11", "httpcore.proxy", "httpcore.socks", "httpcore.connection"]
)
def test_whatever_the_libraries_log_of_our_requests_is_masked(server, caplog, monkeypatch, line, name):
    """Other versions may log more: so a line that holds secrets is planted in the middle of a request."""
    caplog.set_level(logging.DEBUG)
    with Client(KEY, base_url=f"http://127.0.0.1:{server.port}") as client:
        sending = client._http.send

        def send(*args, **kwargs):
            logging.getLogger(name).debug("%s", line)
            return sending(*args, **kwargs)

        monkeypatch.setattr(client._http, "send", send)
        client.execute(INFO)
    assert "[masked]" in caplog.text
    assert "c4nary" not in caplog.text


def test_the_requests_of_others_are_logged_as_ever(server, caplog):
    caplog.set_level(logging.DEBUG)
    with Client(KEY, base_url=f"http://127.0.0.1:{server.port}") as client:
        client.execute(INFO)
    logging.getLogger("httpx").info("GET https://other.example.com/?page=2")
    assert "?page=2" in caplog.text


# how many connections an async client has


class _Counting:
    """Answers once `together` requests are under way. `opened`: its connections; `left`: all of them are closed."""

    BODY = b'{"success":true,"results":{}}'

    def __init__(self, together):
        self.opened = self.open = self._waiting = 0
        self._together, self._enough, self.left = together, asyncio.Event(), asyncio.Event()

    async def serve(self, reader, writer):
        self.opened, self.open = self.opened + 1, self.open + 1
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                await reader.readexactly(int(head.partition("content-length:")[2].split("\r\n")[0]))
                self._waiting += 1
                if self._waiting >= self._together:
                    self._enough.set()
                await self._enough.wait()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(self.BODY), self.BODY))
        self.open -= 1
        if not self.open:
            self.left.set()
        writer.close()


@pytest.mark.parametrize("options", [{}, {"http2": True}, {"proxy": "http://proxy.example.com:3128"}])
def test_an_async_client_is_used_in_one_event_loop_after_another_and_in_several_at_once(server, monkeypatch, options):
    """A connection that is kept belongs to the loop of before, which is closed: it was Python's RuntimeError."""
    monkeypatch.setattr(Handler, "protocol_version", "HTTP/1.1")
    client = AsyncClient(KEY, base_url=f"http://127.0.0.1:{server.port}", **options)

    async def call_twice():
        return [(await client.execute(INFO)).data["id"] for _ in range(2)]

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = [asyncio.run(call_twice()) for _ in range(2)]
        answers += pool.map(lambda _: asyncio.run(call_twice()), range(4))
    assert answers == [["x", "x"]] * 6
    asyncio.run(client.aclose())


@pytest.mark.parametrize(("calls", "connections"), [(1, 1), (7, 7), (100, 100), (130, 100)])
async def test_calls_at_once_have_a_connection_each_up_to_a_hundred_and_calls_in_turn_share_one(calls, connections):
    ashby = _Counting(min(calls, 100))
    server = await asyncio.start_server(ashby.serve, "127.0.0.1", 0, backlog=200)
    async with AsyncClient(KEY, base_url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as client:
        await asyncio.gather(*(client.execute(INFO) for _ in range(calls)))
        assert ashby.opened == connections
        for _ in range(5):
            await client.execute(INFO)
        assert ashby.opened == connections
    await asyncio.wait_for(ashby.left.wait(), 60)  # closing the client closes all of them
    server.close()
