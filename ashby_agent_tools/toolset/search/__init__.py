"""Search over all operations of a toolset: what is in a hand-written vocabulary, ranked by SQLite's FTS5."""
