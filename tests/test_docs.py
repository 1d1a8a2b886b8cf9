"""The generated pages under docs/ are what the catalogue and the simulator say today."""

from __future__ import annotations

import pytest
from conftest import ROOT
from generated_docs import generate, inserts


@pytest.mark.parametrize("page", generate.PAGES)
def test_a_committed_page_is_what_make_docs_would_write(page):
    committed = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert committed == generate.PAGES[page](), f"docs/{page} is stale: run make docs"


@pytest.mark.parametrize("path", inserts.FILES, ids=lambda path: path.name)
def test_a_generated_part_of_another_file_is_what_make_docs_would_write(path):
    assert path.read_text(encoding="utf-8") == inserts.FILES[path](), f"{path.name} is stale: run make docs"


def test_the_simulator_s_page_says_that_it_was_never_compared_and_lists_every_guess():
    page = generate.simulator_page()
    assert "never" in page
    assert "compared with the live service" in page.replace("\n", " ")
    for rule in generate.rules().values():
        assert all(guess.replace("|", "\\|") in page for guess in rule.guesses), rule.endpoint
