"""Ashby for OpenAI."""

__all__: list[str] = []
