"""The oldest tables of a store that are brought up to date (version 4), for tests of what becomes of such files."""

TABLES_4 = """
CREATE TABLE IF NOT EXISTS asked (
    id TEXT PRIMARY KEY, conversation TEXT, call_id TEXT, attempt INTEGER, fingerprint TEXT,
    operation TEXT, question TEXT, stored TEXT, state TEXT, asked_at REAL, expires_at REAL,
    decided_by TEXT, decided_at REAL, message TEXT DEFAULT '', outcome TEXT, content TEXT NOT NULL DEFAULT '',
    effect INTEGER, outreach INTEGER,
    UNIQUE (conversation, call_id, attempt));
CREATE TABLE IF NOT EXISTS sent (
    id INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT, endpoint TEXT, fingerprint TEXT,
    effect INTEGER, outreach INTEGER, touched TEXT, asked_id TEXT, outcome TEXT, summary TEXT DEFAULT '',
    at REAL);
CREATE TABLE IF NOT EXISTS short_id (
    prefix TEXT, number INTEGER, conversation TEXT, kind TEXT, uuid TEXT,
    PRIMARY KEY (prefix, number), UNIQUE (conversation, kind, uuid));
CREATE TABLE IF NOT EXISTS title (
    conversation TEXT, kind TEXT, uuid TEXT, since INTEGER, title TEXT, PRIMARY KEY (conversation, kind, uuid, since));
CREATE TABLE IF NOT EXISTS result (
    number INTEGER PRIMARY KEY, conversation TEXT, tool TEXT, endpoint TEXT, arguments TEXT,
    payload TEXT, size INTEGER, kept_at REAL);
CREATE INDEX IF NOT EXISTS result_held ON result (conversation, number, size) WHERE size > 0;
CREATE INDEX IF NOT EXISTS result_age ON result (kept_at) WHERE size > 0;
CREATE TABLE IF NOT EXISTS made (
    conversation TEXT, name TEXT, ref TEXT, refusal TEXT, PRIMARY KEY (conversation, name));
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value INTEGER);
PRAGMA user_version = 4;
"""
