"""The tables in which a sync of an organization keeps how far it read, what it saw, hints and events."""

from __future__ import annotations

__all__ = ["SYNC_TABLES"]

# `conversation` is what locks and encryption go by: here one list of one sync
SYNC_TABLES = (
    """
CREATE TABLE ashby_sync_list (
    conversation TEXT PRIMARY KEY, scope TEXT NOT NULL, endpoint TEXT NOT NULL, kind TEXT NOT NULL,
    arguments TEXT NOT NULL, parent TEXT NOT NULL, token TEXT, page_cursor TEXT, stage TEXT NOT NULL,
    whole BIGINT NOT NULL, pass BIGINT NOT NULL, page BIGINT NOT NULL, lowest BIGINT NOT NULL, stored BIGINT NOT NULL,
    whole_at DOUBLE PRECISION)
""",
    """
CREATE TABLE ashby_sync_record (
    conversation TEXT NOT NULL, id TEXT NOT NULL, hash TEXT NOT NULL, owner TEXT NOT NULL, seen BIGINT NOT NULL,
    checked BIGINT NOT NULL DEFAULT 0, record TEXT NOT NULL DEFAULT '', PRIMARY KEY (conversation, id))
""",
    "CREATE INDEX ashby_sync_record_seen ON ashby_sync_record (conversation, seen)",
    "CREATE INDEX ashby_sync_record_id ON ashby_sync_record (id)",
    "CREATE INDEX ashby_sync_record_owner ON ashby_sync_record (owner) WHERE owner <> ''",
    """
CREATE TABLE ashby_sync_hint (
    scope TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (scope, kind, id))
""",
    """
CREATE TABLE ashby_sync_event (
    scope TEXT NOT NULL, id TEXT NOT NULL, action TEXT NOT NULL, state TEXT NOT NULL, at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (scope, id))
""",
    "CREATE INDEX ashby_sync_event_age ON ashby_sync_event (scope, state, at)",
)
