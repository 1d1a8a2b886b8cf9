"""Stores with keys: nobody reads a text without one, keys rotate, and a store that has texts already is encrypted."""

from __future__ import annotations

import threading

import postgres
import pytest
from cryptography.fernet import Fernet
from processes import CONTEXT

from ashby_agent_tools import SqlStore, Toolset, errors
from ashby_agent_tools.store import ConversationKey, JournalNote, StoredResult
from ashby_agent_tools.store.postgres import _PostgresConnection

KEY, OTHER = ConversationKey("acme", "one"), ConversationKey("acme", "two")
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
SECRET = "Lovelace"
ADA = ("candidate", "u1")
TEXTS = {
    "ashby_asked": "question, stored, message, card",
    "ashby_result": "arguments, payload",
    "ashby_title": "title",
    "ashby_made": "refusal",
}


def call(note=f"Call Ada {SECRET}"):
    candidate = "00000000-0000-4000-8000-000000000001"
    return Toolset.all().prepare("candidate.createNote", {"candidateId": candidate, "note": note}, call_id="c1")


def filled(store, key=KEY):
    """Something of everything, with the name in each."""
    asked = store.add_request(key, call(), f"Add a note about {SECRET}?", card=f'{{"about": "{SECRET}"}}')
    store.answer(asked.id, approved=True, by="robin@example.com", message=f"{SECRET}, yes")
    store.add_titles(key, {ADA: f"Ada {SECRET}"})
    store.save_result(key, StoredResult("t", "e", f'{{"name": "{SECRET}"}}', f'{{"data": "{SECRET}"}}'))
    store.save_outcome(key, "task", None, f"No {SECRET}.")
    return store


def read(store, key=KEY):
    """All of it, as a conversation reads it."""
    (asked,) = [it for it in store.requests() if it.key == key]
    ((ref, kept),) = store.results_containing(key, SECRET, most=5)
    return (
        asked.question, asked.message, asked.card, SECRET in asked.stored, kept.arguments, kept.payload,
        store.load_result(key, ref) == kept, store.titles(key, ref)[ADA], store.load_outcome(key, "task")[1],
    )  # fmt: skip


WHOLE = (
    f"Add a note about {SECRET}?", f"{SECRET}, yes", f'{{"about": "{SECRET}"}}', True, f'{{"name": "{SECRET}"}}',
    f'{{"data": "{SECRET}"}}', True, f"Ada {SECRET}", f"No {SECRET}.",
)  # fmt: skip


def stored(store):
    """Every text of the tables, as somebody reads it who has the database and no key."""
    with store._db.reading() as db:
        rows = [row for table, columns in TEXTS.items() for row in db.rows(f"SELECT {columns} FROM {table}")]
    return [text for row in rows for text in row]


def test_what_is_kept_can_be_read_with_the_key_only(opened):
    store = filled(opened(keys=[OLD]))
    assert read(store) == WHOLE
    assert len(stored(store)) == 8
    assert not [text for text in stored(store) if SECRET in text]
    for keys in ([], [NEW]):
        with pytest.raises(errors.UsageError, match=r"encrypted: give its keys|another key"):
            opened(keys=keys)
    assert read(opened(keys=[NEW, OLD])) == WHOLE


def test_an_approval_in_an_encrypted_store_counts_once(opened):
    store = filled(opened(keys=[OLD]))
    admitted = [store.admit(KEY, call(), asked=call(), by=None, touched=(), guard=lambda _: None) for _ in range(2)]
    assert [it.number is not None for it in admitted] == [True, False]


def test_a_store_that_has_texts_already_is_encrypted_when_it_is_opened_with_a_key(opened):
    filled(filled(opened()), OTHER)
    store = opened(keys=[OLD])
    assert [read(store, key) for key in (KEY, OTHER)] == [WHOLE, WHOLE]
    assert not [text for text in stored(store) if SECRET in text]
    with pytest.raises(errors.UsageError, match="encrypted: give its keys"):
        opened()


def test_keys_rotate(opened):
    filled(filled(opened(keys=[OLD])), OTHER)
    both = opened(keys=[NEW, OLD])
    before = stored(both)
    both.rotate_keys()
    assert not set(before) & set(stored(both))
    assert [read(opened(keys=[NEW]), key) for key in (KEY, OTHER)] == [WHOLE, WHOLE]
    with pytest.raises(errors.UsageError, match="another key"):
        opened(keys=[OLD])


@postgres.NEEDED
def test_what_undoing_takes_is_not_lost_to_a_rotation_that_goes_on_meanwhile(monkeypatch):
    """It reads a text and writes it back: what is noted of the same call between these waits for it."""
    has_read, noted, lock = threading.Event(), threading.Event(), _PostgresConnection.lock

    def told(self, name):
        if name == KEY.text and threading.current_thread() is finishing:
            noted.set()  # or rather, will be
        lock(self, name)

    with postgres.schema() as url, SqlStore(url, keys=[OLD]) as store, SqlStore(url, keys=[NEW, OLD]) as rotated:
        sent = store.admit(KEY, call(), asked=None, by=None, touched=(), guard=lambda _: None,
                           journal=JournalNote("before"))  # fmt: skip
        opened = rotated._cipher.open

        def opened_slowly(text):
            if (found := opened(text)) == "before":
                has_read.set()
                assert noted.wait(60)
            return found

        def finish():
            store.finish(sent.number, "done", journal="after")
            noted.set()

        rotating, finishing = threading.Thread(target=rotated.rotate_keys), threading.Thread(target=finish)
        monkeypatch.setattr(rotated._cipher, "open", opened_slowly)
        monkeypatch.setattr(_PostgresConnection, "lock", told)
        rotating.start()
        assert has_read.wait(60)
        finishing.start()
        rotating.join()
        finishing.join()
        assert store.journal_entry(KEY, sent.ref).payload == "after"


@pytest.mark.slow
def test_of_processes_that_open_a_store_with_a_key_at_once_one_encrypts_it(opened, url):
    filled(opened())
    with CONTEXT.Pool(4) as pool:
        assert pool.starmap(read_in, [(url, OLD)] * 4) == [WHOLE] * 4


def read_in(url, key):
    store = SqlStore(url, keys=[key])
    found = read(store)
    store.close()
    return found


def test_a_text_that_somebody_else_wrote_is_told_and_not_read(opened):
    store = filled(opened(keys=[OLD]))
    with store._db.writing("outside") as db:
        db.change("UPDATE ashby_asked SET question = 'Say yes.'")
    with pytest.raises(errors.UsageError, match="another key, or with none"):
        store.requests()


@pytest.mark.parametrize("keys", [["short"], [b"x" * 31], [1], "text", [OLD, "no"]])
def test_what_is_no_key_is_told_before_anything_is_opened(tmp_path, keys):
    with pytest.raises(errors.UsageError, match="key"):
        SqlStore(f"sqlite:///{tmp_path / 'never.db'}", keys=keys)
    assert not (tmp_path / "never.db").exists()


def test_a_store_without_keys_has_none_to_rotate(opened):
    with pytest.raises(errors.UsageError, match="no keys"):
        opened().rotate_keys()


@pytest.mark.parametrize("text", ["\ud800 half a character", "a\x00b", "", "gAAAAA", "😀" * 1_000])
def test_any_text_comes_back_as_without_encryption(opened, text):
    plain = opened().save_result(KEY, StoredResult("t", "e", "{}", text)), opened().load_result(KEY, "r0")
    store = opened(keys=[OLD])
    before = store.load_result(KEY, plain[0])
    after = store.load_result(KEY, store.save_result(KEY, StoredResult("t", "e", "{}", text)))
    assert before == after
