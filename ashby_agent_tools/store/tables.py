"""The tables of a store: made where there are none, brought up to date where they are older, refused where newer."""

from __future__ import annotations

from collections.abc import Mapping

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.store.database import Connection, Database
from ashby_agent_tools.store.sync_tables import SYNC_TABLES

__all__ = ["OPEN", "VERSION", "make_tables"]

VERSION = 16
OPEN = "state IN ('pending', 'approved')"
"""Of a question: it can still be answered, or its approval used."""
_LOCK = "tables"

_ASKED = """
CREATE TABLE ashby_asked (
    number {serial}, id TEXT NOT NULL UNIQUE, conversation TEXT NOT NULL, call_id TEXT NOT NULL,
    attempt BIGINT NOT NULL, fingerprint TEXT NOT NULL, operation TEXT NOT NULL, question TEXT NOT NULL,
    stored TEXT NOT NULL, state TEXT NOT NULL, asked_at DOUBLE PRECISION NOT NULL,
    expires_at DOUBLE PRECISION NOT NULL, decided_by TEXT, decided_at DOUBLE PRECISION,
    message TEXT NOT NULL DEFAULT '', outcome TEXT, content TEXT NOT NULL DEFAULT '',
    effect BIGINT NOT NULL, outreach BIGINT NOT NULL, UNIQUE (conversation, call_id, attempt))
"""
_PEOPLE_9 = {
    "account": "TEXT NOT NULL DEFAULT ''",
    "asked_by": "TEXT NOT NULL DEFAULT ''",
    "needed": "BIGINT NOT NULL DEFAULT 1",
    "answers": "TEXT NOT NULL DEFAULT ''",
    "edited": "TEXT NOT NULL DEFAULT ''",
    "reversible": "BIGINT NOT NULL DEFAULT 0",
    "tags": "TEXT NOT NULL DEFAULT ''",
    "jobs": "TEXT NOT NULL DEFAULT ''",
}
"""Of a question: whose agent asks, who has to answer and who did, and the facts that rules go by."""
_FROM_8 = (
    *(f"ALTER TABLE ashby_asked ADD COLUMN {name} {kind}" for name, kind in _PEOPLE_9.items()),
    "CREATE INDEX ashby_asked_page ON ashby_asked (state, number)",
    "CREATE INDEX ashby_asked_account ON ashby_asked (account, state, number)",
)
_SENT = """
CREATE TABLE ashby_sent (
    number {serial}, conversation TEXT NOT NULL, endpoint TEXT NOT NULL, fingerprint TEXT NOT NULL,
    effect BIGINT NOT NULL, outreach BIGINT NOT NULL, touched TEXT NOT NULL, asked_id TEXT, outcome TEXT,
    summary TEXT NOT NULL DEFAULT '', at DOUBLE PRECISION NOT NULL)
"""
_SHORT_ID = """
CREATE TABLE ashby_short_id (
    prefix TEXT NOT NULL, number BIGINT NOT NULL, conversation TEXT NOT NULL, kind TEXT NOT NULL, uuid TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL, PRIMARY KEY (prefix, number), UNIQUE (conversation, kind, uuid))
"""
_TITLE = """
CREATE TABLE ashby_title (
    conversation TEXT NOT NULL, kind TEXT NOT NULL, uuid TEXT NOT NULL, since BIGINT NOT NULL, title TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL, PRIMARY KEY (conversation, kind, uuid, since))
"""
_RESULT = """
CREATE TABLE ashby_result (
    number BIGINT PRIMARY KEY, conversation TEXT NOT NULL, tool TEXT NOT NULL, endpoint TEXT NOT NULL,
    arguments TEXT NOT NULL, payload TEXT NOT NULL, size BIGINT NOT NULL, kept_at DOUBLE PRECISION NOT NULL)
"""
_MADE = """
CREATE TABLE ashby_made (
    conversation TEXT NOT NULL, name TEXT NOT NULL, ref TEXT, refusal TEXT NOT NULL, at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (conversation, name))
"""
_REST = (
    "CREATE INDEX ashby_asked_state ON ashby_asked (conversation, state)",
    "CREATE INDEX ashby_sent_conversation ON ashby_sent (conversation, number)",
    "CREATE INDEX ashby_result_held ON ashby_result (conversation, number, size) WHERE size > 0",
    "CREATE INDEX ashby_result_age ON ashby_result (kept_at) WHERE size > 0",
    "CREATE TABLE ashby_approver (name TEXT PRIMARY KEY, salt {binary} NOT NULL, hash {binary} NOT NULL)",
    "CREATE TABLE ashby_setting (name TEXT PRIMARY KEY, value BIGINT NOT NULL, token TEXT)",
    # the last number that was given under a name: none is given twice, also where its row is gone
    "CREATE TABLE ashby_counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL)",
)
_TABLES_5 = (_ASKED, _SENT, _SHORT_ID, _TITLE, _RESULT, _MADE, *_REST)

_ASKED_4 = (
    "id, conversation, call_id, attempt, fingerprint, operation, question, stored, state, asked_at, expires_at, "
    "decided_by, decided_at, message, outcome, content, effect, outreach"
)
_SENT_4 = "conversation, endpoint, fingerprint, effect, outreach, touched, asked_id, outcome, summary, at"
_RESULT_4 = "number, conversation, tool, endpoint, arguments, payload, size, kept_at"
_NOW_4 = "coalesce((SELECT max(asked_at) FROM ashby_asked), 0)"  # rows without a time are as old as the newest question
_FROM_4 = (
    f"INSERT INTO ashby_asked ({_ASKED_4}) SELECT {_ASKED_4} FROM asked ORDER BY rowid",
    f"INSERT INTO ashby_sent (number, {_SENT_4}) SELECT id, {_SENT_4} FROM sent",
    f"INSERT INTO ashby_short_id SELECT prefix, number, conversation, kind, uuid, {_NOW_4} FROM short_id",
    f"INSERT INTO ashby_title SELECT conversation, kind, uuid, since, title, {_NOW_4} FROM title",
    f"INSERT INTO ashby_result SELECT {_RESULT_4} FROM result",
    f"INSERT INTO ashby_made SELECT conversation, name, ref, refusal, {_NOW_4} FROM made",
    "CREATE TABLE IF NOT EXISTS approver (name TEXT PRIMARY KEY, salt BLOB, hash BLOB)",
    "INSERT INTO ashby_approver SELECT name, salt, hash FROM approver",
    "INSERT INTO ashby_setting (name, value) SELECT name, value FROM setting",
    "INSERT INTO ashby_counter SELECT 'short_id ' || prefix, max(number) FROM short_id GROUP BY prefix",
    "INSERT INTO ashby_counter SELECT * FROM (SELECT 'result', number FROM result ORDER BY number DESC LIMIT 1)",
    *(f"DROP TABLE {name}" for name in ["asked", "sent", "short_id", "title", "result", "made", "approver", "setting"]),
)

_FROM_6 = (
    "ALTER TABLE ashby_asked ADD COLUMN batch TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE ashby_asked ADD COLUMN line BIGINT NOT NULL DEFAULT 0",
    "CREATE INDEX ashby_asked_batch ON ashby_asked (batch, line) WHERE batch <> ''",
)

# which webhooks were handled (done = 1) or are being worked on, until when; keys are digests
_FROM_7 = (
    "CREATE TABLE ashby_delivery (key {binary} PRIMARY KEY, done BIGINT NOT NULL, until DOUBLE PRECISION NOT NULL)",
    "CREATE INDEX ashby_delivery_age ON ashby_delivery (until)",
)

# messages that still show their question as waiting
_NOTIFICATION = """
CREATE TABLE ashby_notification (
    about TEXT NOT NULL, place TEXT NOT NULL, conversation TEXT NOT NULL, at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (about, place))
"""

# the journal: what undoing a write takes
_FROM_11 = (
    "ALTER TABLE ashby_sent ADD COLUMN ref BIGINT",
    "ALTER TABLE ashby_sent ADD COLUMN undoes TEXT",
    "ALTER TABLE ashby_sent ADD COLUMN part_of TEXT",
    "ALTER TABLE ashby_sent ADD COLUMN journal TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX ashby_sent_ref ON ashby_sent (ref) WHERE ref IS NOT NULL",
)

# who may use a server: hashes of tokens, never a token
_GRANT = """
CREATE TABLE ashby_grant (
    name TEXT PRIMARY KEY, hash TEXT UNIQUE, said TEXT NOT NULL, made_at DOUBLE PRECISION NOT NULL,
    changed_at DOUBLE PRECISION NOT NULL)
"""

# what limited clients made or were shown lately; names are digests
_HELD = """
CREATE TABLE ashby_held (
    holder TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, until DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (holder, kind, name))
"""

_STEPS: Mapping[int, tuple[int, tuple[str, ...]]] = {
    0: (5, _TABLES_5),
    # names for a database that others use too, numbers that are counted, and when short ids and titles were made
    4: (5, (*_TABLES_5, *_FROM_4)),
    # the question as data
    5: (6, ("ALTER TABLE ashby_asked ADD COLUMN card TEXT NOT NULL DEFAULT ''",)),
    # questions that are asked as one
    6: (7, _FROM_6),
    7: (8, _FROM_7),
    # who asks, who answers, and how many have to
    8: (9, _FROM_8),
    9: (10, SYNC_TABLES),
    10: (11, (_NOTIFICATION,)),
    11: (12, _FROM_11),
    12: (13, (_GRANT,)),
    13: (14, (_HELD, "CREATE INDEX ashby_held_until ON ashby_held (until)")),
    # whom a grant lets answer
    14: (15, ("ALTER TABLE ashby_asked ADD COLUMN approvers TEXT NOT NULL DEFAULT ''",)),
    # a purge looks for the rows of one conversation after another
    15: (
        16,
        (
            "CREATE INDEX ashby_result_conversation ON ashby_result (conversation)",
            "CREATE INDEX ashby_notification_conversation ON ashby_notification (conversation)",
        ),
    ),
}
"""From a version to the next one: which, and the statements. 0 is an empty database. A new one adds its step here."""


def make_tables(database: Database) -> None:
    """Make the tables where there are none, and bring older ones up to date, in one transaction.

    Raises UsageError for tables of a newer version of this package, and for those that are too old.
    """
    with database.reading() as db:
        if db.version() == VERSION:
            return
    with database.writing(_LOCK) as db:
        _bring_up_to_date(db, database)


def _bring_up_to_date(db: Connection, database: Database) -> None:
    version = db.version()
    if version > VERSION:
        raise UsageError(
            f"The store {database.name} was made by a newer version of this package (tables of version {version}, "
            f"this one knows {VERSION}). Update the package, or name another store."
        )
    while version != VERSION:
        if version not in _STEPS:
            raise UsageError(
                f"The store {database.name} was made by another version of this package, too old to be brought up to "
                "date. Name another file, or delete this one, with the questions and results in it."
            )
        version, statements = _STEPS[version]
        for statement in statements:
            db.change(statement.format(serial=database.serial, binary=database.binary))
    db.set_version(VERSION)
