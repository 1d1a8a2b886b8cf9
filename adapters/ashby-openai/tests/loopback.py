"""An OpenAI-compatible server on loopback that plays a script, with the habits that such servers have with call ids.

`ids` names the calls of the answer number `turn`; what a habit gives for the place `place` is written as it is, null
included. Both APIs, streamed and not. What is sent to it stands in `heard`.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time

import uvicorn
from openai_scripts import completion, response
from starlette.applications import Starlette
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

HABITS = {
    "unique": lambda turn, place: f"call_{turn}_{place}",
    "restarting": lambda turn, place: f"call_{place}",
    "constant": lambda turn, place: "call",
    "by the tool's name": lambda turn, place: "functions.tool:0",
    "null": lambda turn, place: None,
    "empty": lambda turn, place: "",
    "null, then empty": lambda turn, place: "" if place else None,
}


class Server:
    """Answers number n with `steps[n]`: a list of (tool, arguments), or a text. `same_id`: each answer has one id.

    `piece`: how many bytes of a stream are sent at once, so that characters and names are cut in two. `repeating`: each
    part of a streamed call has its id and its name again.
    """

    def __init__(self, ids, *, same_id=False, typed=True, piece=None, repeating=False):
        self.ids, self.same_id, self.typed, self.piece, self.repeating = ids, same_id, typed, piece, repeating
        self.steps, self.heard, self.turn = [], [], 0

    @contextlib.contextmanager
    def serving(self):
        routes = [
            Route("/v1/chat/completions", self.chat, methods=["POST"]),
            Route("/v1/responses", self.responses, methods=["POST"]),
        ]
        config = uvicorn.Config(Starlette(routes=routes), port=0, log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.should_exit = True
            thread.join()

    async def next(self, request):
        asked = await request.json()
        self.heard.append(asked)
        step, turn = self.steps[self.turn], self.turn
        self.turn += 1
        return asked, step, turn

    async def chat(self, request):
        asked, step, turn = await self.next(request)
        calls = [] if isinstance(step, str) else step
        made = completion(*calls, first="same" if self.same_id else turn).model_dump(mode="json", exclude_none=True)
        made["created"] = turn
        message = made["choices"][0]["message"]
        for place, call in enumerate(message["tool_calls"]):
            call["id"] = self.ids(turn, place)
            if not self.typed:
                del call["type"]
        if isinstance(step, str):
            made["choices"][0].update(finish_reason="stop", message={"role": "assistant", "content": step})
        return (
            _streamed(_chunks(made, repeating=self.repeating), self.piece)
            if asked.get("stream")
            else JSONResponse(made)
        )

    async def responses(self, request):
        asked, step, turn = await self.next(request)
        calls = [] if isinstance(step, str) else step
        made = response(*calls, first="same" if self.same_id else turn).model_dump(mode="json", exclude_none=True)
        made.update(status="completed", created_at=turn)
        made["output"] = [item for item in made["output"] if item["type"] == "function_call"]
        for place, call in enumerate(made["output"]):
            call["call_id"] = self.ids(turn, place)
            if self.same_id:
                call["id"] = "fc"
        if isinstance(step, str):
            text = {"type": "output_text", "text": step, "annotations": []}
            made["output"] = [
                {"type": "message", "id": f"msg_{turn}", "role": "assistant", "status": "completed", "content": [text]}
            ]
        return _streamed(_events(made), self.piece) if asked.get("stream") else JSONResponse(made)


def _chunks(made, *, repeating):
    """A completion as the chunks of a stream: the arguments of each call in three parts."""
    message = made["choices"][0]["message"]
    base = {"id": made["id"], "created": made["created"], "model": made["model"], "object": "chat.completion.chunk"}

    def chunk(delta, reason=None):
        return {**base, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}

    yield chunk({"role": "assistant", "content": message.get("content")})
    for place, call in enumerate(message.get("tool_calls", ())):
        text = call["function"]["arguments"]
        first = {**call, "index": place, "function": {**call["function"], "arguments": text[:9]}}
        yield chunk({"tool_calls": [first]})
        again = {"name": call["function"]["name"]} if repeating else {}
        more = {"index": place, **({"id": call["id"]} if repeating else {})}
        yield chunk({"tool_calls": [{**more, "function": {**again, "arguments": text[9:20]}}]})
        yield chunk({"tool_calls": [{**more, "function": {**again, "arguments": text[20:]}}]})
    yield chunk({}, made["choices"][0]["finish_reason"])


def _events(made):
    yield {
        "type": "response.created",
        "sequence_number": 0,
        "response": {**made, "status": "in_progress", "output": []},
    }
    for place, item in enumerate(made["output"]):
        for kind in ("added", "done"):
            yield {
                "type": f"response.output_item.{kind}", "sequence_number": 1, "output_index": place, "item": item,
            }  # fmt: skip
    yield {"type": "response.completed", "sequence_number": 2, "response": made}


def _streamed(events, piece):
    def lines():
        for event in events:
            kind = f"event: {event['type']}\n" if "type" in event else ""
            yield f"{kind}data: {json.dumps(event, ensure_ascii=piece is None)}\n\n".encode()
        yield b"data: [DONE]\n\n"

    def pieces():
        whole = b"".join(lines())
        return (whole[start : start + piece] for start in range(0, len(whole), piece))

    return StreamingResponse(lines() if piece is None else pieces(), media_type="text/event-stream")
