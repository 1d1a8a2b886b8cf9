"""What the simulator's core assumes beyond its sources; the rules of the areas carry their own guesses."""

from __future__ import annotations

__all__ = ["GUESSES"]

GUESSES = (
    "An unknown endpoint, and one that only an assessment partner serves, is HTTP 404, code endpoint_not_found.",
    "No key is HTTP 401 with the code unauthorized; a wrong key is HTTP 403 with the code forbidden.",
    "Any other HTTP method than POST is 405 with the code method_not_allowed.",
    "A version in Ashby-Version other than 2026-01-01 is HTTP 400 with the code invalid_input.",
    "X-On-Behalf-Of with an unknown user is user_not_found; without the key's switch it is HTTP 403, code forbidden.",
    "The scope is checked before the body, and the body before anything else.",
    "Unknown parameters are ignored at every depth; Simulator(strict=True) refuses them.",
    "A key that sees no confidential jobs does not see who applied for such jobs only; who never applied is seen.",
    "Cursors and sync tokens belong to one endpoint and one organization and live for 14 days from being made.",
    "A cursor continues after the last record that was shown, also when records were added in front of it.",
    "A sync token answers what changed since the first page of the listing that it came from; filters apply as before.",
    "incremental_sync_too_large comes at more than 250 pages of changes.",
    "A download link lives for one hour; a wrong or expired one is HTTP 403, as is an expired permission to upload.",
    "An upload whose size or content type differs from what was announced is HTTP 400.",
    "A handle whose file was never uploaded counts as unknown.",
    "A webhook setting is tried once per event, after the request that caused it; a receiver has two seconds.",
)
