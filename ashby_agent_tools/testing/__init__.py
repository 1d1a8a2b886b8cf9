"""For the tests of adapters and applications: public, and kept stable like the rest."""

from __future__ import annotations

__all__: list[str] = []
