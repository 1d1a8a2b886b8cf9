"""The generated pages under docs/ are what the catalogue and the simulator say today."""

from __future__ import annotations

import json
import re

import generate
import inserts
import pages
import pictures
import pytest
from repository import ROOT

PAGES = {**generate.PAGES, **pages.PAGES}


@pytest.mark.parametrize("page", PAGES)
def test_a_committed_page_is_what_make_docs_would_write(page):
    committed = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert committed == PAGES[page](), f"docs/{page} is stale: run make docs"


def test_the_import_diagram_shows_every_part_of_the_core_and_no_import_upwards():
    edges = pages.imports()
    place = {part: number for number, line in enumerate(pages.layers()) for part in line}
    assert set(edges) == set(place)
    assert all(place[part] <= place[other] for part, direct in edges.items() for other in direct)
    reach = pages.shortened(edges)
    assert "client" in edges["conversation"]
    assert "errors" in edges["conversation"]
    assert "errors" not in reach["conversation"], "implied by what conversation imports"
    shown = pages.boxes()
    assert sorted(part for parts in shown.values() for part in parts) == sorted(place), "each part in one box"
    assert len(shown) <= 10


def test_every_file_that_the_architecture_page_names_exists():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    core = ROOT / "ashby_agent_tools"
    traced = page[page.index("## One call") : page.index("## The parts")]
    named = set(re.findall(r"`([\w/]+(?:\.py|/))`", traced))
    assert len(named) > 20
    places = (ROOT, core, ROOT / "adapters" / "langchain-ashby")
    assert [name for name in sorted(named) if not any((place / name).exists() for place in places)] == []


MEASURED = "questions.md"  # its figures are measured again: all the questions of a benchmark are asked
PARTS = [pytest.param(it, marks=[pytest.mark.slow] * (it.name == MEASURED), id=it.name) for it in inserts.FILES]


@pytest.mark.parametrize("path", PARTS)
def test_a_generated_part_of_another_file_is_what_make_docs_would_write(path):
    assert path.read_text(encoding="utf-8") == inserts.FILES[path](), f"{path.name} is stale: run make docs"


def test_the_simulator_s_page_says_that_it_was_never_compared_and_lists_every_guess():
    page = generate.simulator_page()
    assert "never" in page
    assert "compared with the live service" in page.replace("\n", " ")
    for rule in generate.rules().values():
        assert all(guess.replace("|", "\\|") in page for guess in rule.guesses), rule.endpoint


def test_the_picture_of_the_assistant_shows_a_run_of_today():
    committed = pictures.ASSISTANT.read_text(encoding="utf-8")
    assert pictures.words_of(committed) == pictures.words_of(pictures.assistant_svg()), "run make screenshots"
    assert {"SCRIPTED.", "simulator,", "scripted"} & set(pictures.words_of(committed)), "it says what it is"


def test_the_chart_of_budgets_draws_the_committed_figures_and_those_are_today_s():
    text = pictures.FIGURES.read_text(encoding="utf-8")
    figures = json.loads(text)
    assert f"figures {pictures.digest(text)}" in pictures.BUDGETS.read_text(encoding="utf-8"), "run make screenshots"
    assert figures["tokens"] == pictures.tokens(), "docs/budgets.json is stale: run make screenshots"
