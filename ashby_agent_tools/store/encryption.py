"""Cipher: texts of a store encrypted with keys that the application gives (extra `encryption`), or left as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.store.database import Connection, Database, Row, storable

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

__all__ = ["Cipher", "must_fit", "seal_again"]

_TABLES = {
    "ashby_asked": ("id", ("question", "stored", "message", "card", "answers", "edited")),
    "ashby_sent": ("number", ("journal",)),
    "ashby_result": ("number", ("arguments", "payload")),
    "ashby_title": ("conversation, kind, uuid, since", ("title",)),
    "ashby_made": ("conversation, name", ("refusal",)),
    "ashby_sync_record": ("conversation, id", ("record",)),
}
"""The columns whose texts are encrypted, and the key of each table. Ids, times, states and fingerprints are not."""
_CHECK = "ashby-agent-tools"
_NOTED = "SELECT token FROM ashby_setting WHERE name = 'encrypted'"
_LOCK = "encryption"


class Cipher:
    """Encrypts with the first key, and decrypts with any. Without keys, every text stays as it is.

    The form is Fernet's: AES-128-CBC with an HMAC-SHA256 (github.com/fernet/spec). An empty text stays empty.
    """

    def __init__(self, keys: Sequence[str | bytes]) -> None:
        self._fernet = _fernet(keys) if keys else None

    @property
    def on(self) -> bool:
        """Whether there are keys."""
        return self._fernet is not None

    def seal(self, text: str) -> str:
        """The text as it is stored."""
        if self._fernet is None or not text:
            return text
        whole = str(storable(text))
        return self._fernet.encrypt(whole.encode()).decode()

    def open(self, stored: str) -> str:
        """The text that was stored. Raises UsageError if no key fits."""
        if self._fernet is None or not stored:
            return stored
        from cryptography.fernet import InvalidToken  # noqa: PLC0415  (loaded by now)

        try:
            return self._fernet.decrypt(stored.encode()).decode()
        except InvalidToken:
            raise UsageError("A text of the store was encrypted with another key, or with none.") from None


def must_fit(db: Database, cipher: Cipher) -> None:
    """Compare the keys with the store's; a store without encryption is encrypted now, if there are keys.

    Raises UsageError if the store is encrypted and there is no key, or none that fits.
    """
    noted = _noted(db)
    if not noted and cipher.on:
        seal_again(db, Cipher(()), cipher)
        noted = _noted(db)  # another process may have been faster, with other keys
    if noted and not cipher.on:
        raise UsageError(f"The store {db.name} is encrypted: give its keys.")
    if noted:
        cipher.open(noted[0][0])


def _noted(db: Database) -> list[Row]:
    with db.reading() as reading:
        return reading.rows(_NOTED)


def seal_again(database: Database, old: Cipher, new: Cipher) -> None:
    """Encrypt all texts with the first of the new keys, in one transaction; other processes wait."""
    with database.writing(_LOCK) as db:
        if db.rows(_NOTED) and not old.on:
            return  # another process did it meanwhile
        for table, (key, columns) in _TABLES.items():
            for (conversation,) in db.rows(f"SELECT DISTINCT conversation FROM {table}"):
                db.lock(conversation)
                _seal_rows(db, table, key.split(", "), columns, conversation, old, new)
        db.change(
            "INSERT INTO ashby_setting (name, value, token) VALUES ('encrypted', 1, :token) "
            "ON CONFLICT (name) DO UPDATE SET token = :token",
            token=new.seal(_CHECK),
        )


def _seal_rows(
    db: Connection, table: str, key: list[str], columns: tuple[str, ...], conversation: str, old: Cipher, new: Cipher
) -> None:
    where = " AND ".join(f"{name} = :{name}" for name in key)
    changed = ", ".join(f"{name} = :{name}" for name in columns)
    wanted = ", ".join([*key, *columns])
    for row in db.rows(f"SELECT {wanted} FROM {table} WHERE conversation = :conversation", conversation=conversation):
        texts = {name: new.seal(old.open(text)) for name, text in zip(columns, row[len(key) :], strict=True)}
        db.change(f"UPDATE {table} SET {changed} WHERE {where}", **texts, **dict(zip(key, row, strict=False)))


def _fernet(keys: Sequence[str | bytes]) -> MultiFernet:
    try:
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415  (from an extra)
    except ModuleNotFoundError as error:
        raise UsageError(
            "An encrypted store needs cryptography: pip install 'ashby-agent-tools[encryption]'."
        ) from error
    if isinstance(keys, str | bytes):
        raise UsageError("keys is a single text; give a list of keys, the newest first.")
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except (ValueError, TypeError):
        raise UsageError(
            "A key of the store is not 32 bytes in URL-safe base64; Fernet.generate_key() of cryptography makes one."
        ) from None
