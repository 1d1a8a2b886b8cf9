"""Ashby for LlamaIndex."""

__all__: list[str] = []
