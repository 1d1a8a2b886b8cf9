"""The examples' own question at a terminal: only what is typed after it is an answer."""

from __future__ import annotations

import io
import os
import pty
import select
import sys
import threading

import pytest

from ashby_agent_tools import Client
from examples._company import Company

PROMPT = "Shall this be done?"


class Screen(io.StringIO):
    """What is printed, and when the question stands there."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()

    def write(self, text: str) -> int:
        if PROMPT in text:
            self.asked.set()
        return super().write(text)


@pytest.mark.parametrize(("keys", "kind"), [(b"n\n", "deny"), (b"y\n", "approve"), (b"\n", "deny"), (b"\x04", "deny")])
def test_what_was_typed_before_the_question_is_no_answer_to_it(keys, kind, monkeypatch):
    person, side = pty.openpty()
    screen, said = Screen(), []
    with os.fdopen(side, encoding="utf-8") as stdin, os.fdopen(person, "wb", buffering=0) as keyboard:
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(sys, "stdout", screen)
        keyboard.write(b"y\ny\n")
        assert select.select([stdin], [], [], 60)[0]
        company = Company(Client("a-key"), simulator=None)
        thread = threading.Thread(target=lambda: said.append(company.decide("Reject Priya\x1b[2J Raman?")), daemon=True)
        thread.start()
        assert screen.asked.wait(60)
        keyboard.write(keys)
        thread.join(60)
    assert [it.kind for it in said] == [kind]
    assert r"Reject Priya\x1b[2J Raman?" in screen.getvalue()
