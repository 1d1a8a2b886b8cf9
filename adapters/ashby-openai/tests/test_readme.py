"""The README's blocks run, one after the other, with the real SDKs, against a scripted provider on loopback."""

from __future__ import annotations

import gc
import http.server
import json
import re
import threading
from pathlib import Path
from typing import ClassVar

import pytest
from openai_scripts import completion, response

README = Path(__file__).parents[1] / "README.md"
BLOCKS = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


class Provider(http.server.BaseHTTPRequestHandler):
    """Calls a tool when a person spoke, and says Done when it hears the tool's answer."""

    rejection: ClassVar[dict] = {}
    note: ClassVar[dict] = {}

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        chat = self.path.endswith("/chat/completions")
        said = body["messages"] if chat else body["input"]
        last = {"role": "user"} if isinstance(said, str) else said[-1]
        asked = last.get("role") == "user"
        text = json.dumps(said)
        call = ("ashby_candidate_create_note", self.note) if "Add a note" in text else (MOVE, self.rejection)
        made = (completion if chat else response)(*([call] if asked else []))
        answer = made.model_dump(mode="json", by_alias=True, exclude_none=True)
        if not asked and chat:
            answer["choices"][0] |= {"finish_reason": "stop"}
            answer["choices"][0]["message"] = {"role": "assistant", "content": "Done"}
        elif not asked:
            answer["output"] = [SAID]
        payload = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_):
        pass


MOVE = "ashby_application_change_stage"
SAID = {
    "type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
    "content": [{"type": "output_text", "text": "Done", "annotations": []}],
}  # fmt: skip


@pytest.fixture
def provider(scene, monkeypatch, tmp_path):
    """A provider and an Ashby on loopback, named in the environment."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{server.server_address[1]}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "unused")
    monkeypatch.setenv("OPENAI_AGENTS_DISABLE_TRACING", "1")
    monkeypatch.setenv("ASHBY_AGENT_MODEL", "scripted")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Provider, "note", scene.note())
    with scene.simulator as simulator:
        monkeypatch.setenv("ASHBY_BASE_URL", simulator.url)
        monkeypatch.setenv("ASHBY_API_KEY", simulator.key)
        yield Provider
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_block_of_the_readme_runs(scene, provider, monkeypatch, capsys):
    assert len(BLOCKS) == 4
    names = {}
    for number, block in enumerate(BLOCKS):
        monkeypatch.setattr(provider, "rejection", scene.rejection(number))
        exec(compile(block, f"README block {number + 1}", "exec"), names)  # noqa: S102  (our own README)
    names.clear()
    gc.collect()  # the blocks leave connections open, as short scripts do; nothing of them reaches another test
    assert scene.sent() == [scene.rejection(number) for number in (0, 2, 3)]
    assert scene.sent("candidate.createNote") == [scene.note()]
    assert capsys.readouterr().out.count("Done") == 3
