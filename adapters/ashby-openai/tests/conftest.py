"""What the tests of this adapter share: a simulator, people in it, and calls about them."""

from __future__ import annotations

import pytest
from adapter_scene import Scene
from blocking import watching
from chosen import pytest_collection_modifyitems  # noqa: F401  (used by pytest)
from left_open import connections_left_open, pytest_collection_finish  # noqa: F401  (used by pytest)
from own_settings import own_settings  # noqa: F401  (used by pytest)

import ashby_openai
from ashby_openai import AshbyTools

no_blocking = watching(ashby_openai)


class OpenAIScene(Scene):
    """With our tools for OpenAI."""

    def tools(self, toolset=None, **options):
        return AshbyTools(toolset, **self.clients, **{"preset": "operations", **options})


@pytest.fixture
def scene():
    return OpenAIScene()


@pytest.fixture(scope="module")
def shared():
    """One scene for all tests of a file: look at what was sent since."""
    return OpenAIScene()
