"""Search over all operations of a toolset: what stands in a hand-written vocabulary, ranked by SQLite's FTS5."""
