"""warm: loads what the first call would load, ahead of it."""

from __future__ import annotations

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["warm"]


def warm(toolset: Toolset | None = None) -> None:
    """Load what first calls load: the catalogue, its schemas, the code that shows results, the tokenizer's vocabulary.

    Takes a second or so, and up to 6 where the vocabulary has to be downloaded; call it when the application starts, in
    an event loop as `await asyncio.to_thread(warm)`. `toolset`: whose tools and tokenizer; by default the whole
    catalogue. Nothing is sent to Ashby, and a second time costs nothing.
    """
    import tenacity  # noqa: F401, PLC0415  (the first failure needs it)

    from ashby_agent_tools.approval import audit, gate, notices, prompts  # noqa: F401, PLC0415  (with the first question)
    from ashby_agent_tools.approval.prompts import lookups  # noqa: F401, PLC0415  (the same)
    from ashby_agent_tools.client.files import builtin_tools, transfer  # noqa: F401, PLC0415  (with the first file)
    from ashby_agent_tools.conversation import dry_run, short_ids, steps, stored_results  # noqa: F401, PLC0415
    from ashby_agent_tools.results import Page, fit  # noqa: PLC0415  (with the first text)
    from ashby_agent_tools.store import sql  # noqa: F401, PLC0415  (with the first session)

    prompts.load()
    chosen = Toolset.all() if toolset is None else toolset
    for tool in (*chosen, *chosen.builtin):
        tool.schema  # noqa: B018  (built once)
    fit(Page([{"id": "0"}]), tool="warm", budget=Budget() if toolset is None else toolset.budget)
