"""The site: the stars of its `nav`, links that leave docs/, and the check of what was built. `make site` builds it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import check_site
import diagram
import pytest
import site_pages
import yaml
from repository import ROOT

import ashby_agent_tools


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml without the environment."""


_Loader.add_constructor("!ENV", lambda loader, node: loader.construct_sequence(node)[-1])


def test_a_star_takes_what_no_line_names_and_the_lone_one_the_rest():
    nav = [{"Home": "index.md"}, {"A": ["a/one.md", "a/*", {"More": ["b*"]}]}, {"B": ["*"]}]
    pages = ["a/one.md", "a/three.md", "a/two.md", "b.md", "c.md", "index.md"]
    assert site_pages.expanded(nav, pages) == [
        {"Home": "index.md"},
        {"A": ["a/one.md", "a/three.md", "a/two.md", {"More": ["b.md"]}]},
        {"B": ["c.md"]},
    ]


def test_every_page_of_docs_has_a_place_in_nav():
    settings = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  (a safe one)
    pages = sorted(site_pages.page_names())
    placed = [page for _, those in site_pages.sections(site_pages.expanded(settings["nav"], pages)) for page in those]
    assert sorted(placed) == pages


@pytest.mark.parametrize(
    ("source", "text", "made"),
    [
        ("index.md", "[a](docs/store.md) and ![b](docs/inbox.png)", "[a](store.md) and ![b](inbox.png)"),
        (
            "frameworks/mcp.md",
            "[a](#here), [b](https://example.com/docs/)",
            "[a](#here), [b](https://example.com/docs/)",
        ),
        ("store.md", "[a](../SECURITY.md#x), [b](sync.md)", "[a](security.md#x), [b](sync.md)"),
        ("start/engineer.md", "[a](../../examples/mcp_agent.py)", "[a](../source/examples/mcp_agent.py.md)"),
        ("examples.md", "[a](../notebooks/01_first_steps.ipynb)", "[a](notebooks/01_first_steps.md)"),
        ("store.md", "`[a](../SECURITY.md)`, [S][D]", "`[a](../SECURITY.md)`, \\[S\\]\\[D\\]"),
    ],
)
def test_a_link_that_leaves_docs_leads_to_the_page_made_of_its_target(source, text, made):
    assert site_pages.rewritten(text, source) == made


def built(folder, pages):
    for name, body in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    return check_site.problems(folder)


WHOLE = {
    "index.html": '<a href="a/#x">to it</a><img src="p.png"><a href="https://example.com/">away</a>',
    "a/index.html": '<h2 id="x">X</h2><a href="..">back</a><link rel="stylesheet" href="../s.css">',
    "index.md": "",
    "a/index.md": "",
    "p.png": "",
    "s.css": "body { background: url(p.png) }",
}


def test_a_whole_site_has_no_problems(tmp_path):
    assert built(tmp_path, WHOLE) == []


@pytest.mark.parametrize(
    ("page", "body", "said"),
    [
        ("index.html", '<a href="a/">.</a><a href="b/">gone</a>', "index.html: b/ leads nowhere"),
        ("index.html", '<a href="a/#y">no such heading</a>', "index.html: a/#y: no such place on that page"),
        ("index.html", '<a href="a/">.</a><script src="https://example.com/m.js"></script>', "fetches https://example"),
        (
            "index.html",
            '<a href="a/">.</a><link href="//example.com/font.css" rel="stylesheet">',
            "fetches //example.com",
        ),
        ("index.html", '<a href="a/">.</a><pre class="mermaid">graph</pre>', "fetches"),
        ("index.html", '<a href="a/">.</a><img src="q.png">', "index.html: q.png leads nowhere"),
        ("index.html", f'<a href="a/">.</a> {ROOT}/docs', "index.html: names a place on this machine"),
        ("index.html", "nothing", "a/index.html: no page leads here"),
        ("llms.txt", "- [gone](/gone/index.md)", "llms.txt: gone/index.md leads nowhere"),
        ("s.css", "@import 'https://example.com/s.css'", "s.css: fetches from elsewhere"),
    ],
)
def test_what_is_wrong_in_a_site_is_said(page, body, said, tmp_path):
    (problem,) = built(tmp_path, {**WHOLE, page: body})
    assert said in problem


def test_a_page_without_markdown_beside_it_is_noticed(tmp_path):
    assert built(tmp_path, {**WHOLE, "a/index.html": '<h2 id="x">X</h2>', "b/index.html": ""}) == [
        "b/index.html: has no Markdown beside it",
        "b/index.html: no page leads here",
    ]


def test_a_graph_is_drawn_with_its_boxes_and_arrows():
    graph = 'graph TD\n    a["one: <first>"]\n    b["two"]\n    c["three"]\n    a --> b\n    b --> c\n    a --> c\n'
    page = diagram.with_drawings(f"Before\n\n```mermaid\n{graph}```\n\nAfter")
    drawing = page.removeprefix("Before\n\n").removesuffix("\n\nAfter")
    root = ET.fromstring(drawing)  # noqa: S314  (made two lines above)
    assert [it.text for it in root.iter("text")] == ["one", "<first>", "two", "three"]
    assert len([it for it in root.iter("path") if it.get("marker-end")]) == 3
    corners = [(it.get("x"), it.get("y")) for it in root.iter("rect")]
    assert len(set(corners)) == 3, "no box hides another"


def test_the_reference_has_every_public_name_once():
    pages = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "reference").glob("*.md"))]
    made = site_pages.reference_pages()
    named = re.findall(r"^::: (\S+)$", "\n".join([*pages, *made.values()]), re.MULTILINE)
    assert len(named) == len(set(named))
    assert {f"ashby_agent_tools.{name}" for name in ashby_agent_tools.__all__} - set(named) <= {
        "ashby_agent_tools.operations",
        "ashby_agent_tools.webhooks",
    }, "modules, whose names stand on pages of their own"
    assert {"ashby_openai.AshbyTools", "langchain_ashby.AshbyToolkit"} <= set(named)
