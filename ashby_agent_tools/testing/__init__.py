"""For the tests of adapters and applications: public, and kept stable like the rest."""

from __future__ import annotations

from ashby_agent_tools.testing.cassettes import cassette_settings

__all__ = ["cassette_settings"]
