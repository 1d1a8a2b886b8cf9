"""ashby-agent-tools: Ashby for AI agents."""

__all__: list[str] = []
