"""What clients render: names as Markdown or HTML stay inert in a question, and ordinary questions read as they did."""

from __future__ import annotations

import asyncio
import html
import re

import attack_doors as doors
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ashby_agent_tools import Toolset
from ashby_agent_tools.approval.prompts._impostors import MIXED
from ashby_agent_tools.approval.prompts._phrases import title, whole_name
from ashby_agent_tools.display import for_markdown
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company

ACTS = (
    ("a picture", "![x](https://evil.example.com/p.png)", ("![", "](")),
    ("a picture by reference", "![x][1]\n[1]: https://evil.example.com", ("![", "[1]:", "https://")),
    ("a link", "[Approve](https://evil.example.com)", ("](", "https://")),
    ("a bare address", "see https://evil.example.com now", ("https://",)),
    ("a bare address without a scheme", "see www.evil.example.com now", ("www.",)),
    ("an address in brackets", "<https://evil.example.com>", ("<", "https://")),
    ("an element", "<img src=x onerror=alert(1)>", ("<",)),
    ("a comment", "<!-- the rest is gone", ("<",)),
    ("an entity", "&lt;img src=x&gt; &#60;b&#62;", ("&lt;img", "&#60;")),
    ("code", "`rm -rf`, ```\nfence", ("`rm", "```")),
    ("emphasis", "**Approved** __by legal__ ~~no~~", ("**A", "__b", "~~n")),
    ("a formula", "$\\color{white}{hidden}$", ("$\\c",)),
    ("a heading", "x\n# Approved", ("\n#",)),
    ("a quotation", "x\n> Approved", ("\n>",)),
    ("a rule, or a heading by a line below", "Approved\n---\n===", ("\n---", "\n===")),
    ("a table", "| a | b |\n| --- | --- |\n| c | d |", ("\n| ---",)),
)


@pytest.mark.parametrize(("text", "gone"), [case[1:] for case in ACTS], ids=[case[0] for case in ACTS])
def test_markdown_and_html_are_inert_and_read_as_they_were_written(text, gone):
    shown = for_markdown(text)
    unescaped = re.sub(r"\\[!-/:-@\[-`{-~]", "", shown)
    for piece in gone:
        assert piece not in unescaped
    assert read(shown) == text


def read(shown: str) -> str:
    """What CommonMark shows of text without structure: hard breaks, backslashes and entities resolved."""
    return html.unescape(
        re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown.replace("  \n", "\n")).replace("&amp;", "\0")
    ).replace("\0", "&")


@given(st.text(st.sampled_from("ab <>&;#[]()!`*_~$|-=\\:/w.\n'")))
@settings(max_examples=400, deadline=None)
@example("://")
@example("::///")
@example("awww.a")
@example("a\\://b")
def test_no_text_opens_an_element_a_picture_or_a_link(text):
    shown = for_markdown(text)
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "\0", shown)  # what is escaped is itself, and joins nothing
    assert not set("<[]`*~$") & set(bare)
    assert "://" not in bare
    assert "www." not in bare


@pytest.mark.parametrize(
    "text",
    [
        "Reject Priya Raman for Account Executive (Design, Berlin), reason 'Timing'. It can be undone.",
        "- the note: 'She earns 120,000 USD (gross)'",
        "Why you are asked: an email goes out -> to priya.raman@example.com; R&D / Platform #2 + C++",
    ],
)
def test_an_ordinary_question_is_the_same_text(text):
    assert for_markdown(text) == text


def test_each_line_stays_a_line():
    assert for_markdown("Do it.\n- a: 'b'\n| x\nWhy: y") == "Do it.  \n- a: 'b'  \n| x  \nWhy: y"


RENDERED = {
    "langchain": doors.langchain,
    "llama-index": doors.llama_index,
    "mcp": lambda: doors.mcp("ModernDriver"),
    "mcp before 2026-07-28": lambda: doors.mcp("LegacyDriver"),
}


@pytest.mark.parametrize("door", RENDERED)
def test_a_name_is_inert_in_the_question_that_a_client_renders(door, tmp_path):
    """A candidate chose it; the driver is the one that the adapter's contract is played with."""
    company = Company.of(Simulator(seed=7))
    row = company.simulator.state.table("candidate")[company.candidate()["id"]]
    row["name"] = "![x](https://evil.example.com/p.png) <img src=x> `y` **Approved**"
    toolset = Toolset.of(doors.MOVE)

    async def question():
        async with RENDERED[door]()(doors.Setting(simulator=company.simulator, toolset=toolset, folder=tmp_path)) as it:
            outcome = await it.call(doors.MOVE, company.rejection())
            return outcome.pending.question

    shown = asyncio.run(question())
    assert "evil.example.com" in shown
    unescaped = re.sub(r"\\[!-/:-@\[-`{-~]", "", shown)
    assert not set("<[]`*") & set(unescaped)
    assert "://" not in unescaped
    assert re.search(r"(?<!  )\n(?=\S)", shown) is None


# names that read like our words, and letters that are others


@pytest.mark.parametrize(
    "name", ["Nobody", "NOBODY", "Nobody Else", "Everyone", "Approved", "Sent Email", "Rejected Candidate", "Test Only"]
)
def test_a_persons_name_that_reads_like_our_words_is_quoted(name):
    assert whole_name(name) == f"'{name}'"


@pytest.mark.parametrize(
    "name",
    [
        "No email goes out",
        "Nothing",
        "Never Undone",
        "3 more",
        "Two Emails",
        "12 Events",
        "Stage without email",
        "Cannot fail",
    ],
)
def test_a_title_that_reads_like_our_words_is_quoted(name):
    assert title(name) == f"'{name}'"


@pytest.mark.parametrize(
    "name",
    [
        "\u0420riya Raman",
        "Pr\u0456ya Raman",
        "\u0391nna Berg",
        "\u0420\u0430\u0443 Raman",
        "\U0001d40f\U0001d42b\U0001d422 Raman",
        "\uff30riya",
        "N\u043ebody",
        "An\u0578a",
    ],
)
def test_letters_that_are_not_what_they_seem_are_quoted_and_marked(name):
    assert whole_name(name) == f"'{name}' {MIXED}"
    assert title(name) == f"'{name}' {MIXED}"


@pytest.mark.parametrize(
    "name",
    [
        "\u0130smail \u00c7a\u011fr\u0131",
        "Nguy\u1ec5n V\u0103n An",
        "No Mu-hyun",
        "\u8d75\u96e8\u6674",
        "\u0645\u062d\u0645\u062f \u0639\u0644\u064a",
        "\u0410\u043d\u043d\u0430 \u041f\u0435\u0442\u0440\u043e\u0432\u0430",
        "\u5c71\u7530 Taro",
        "\uae40\ubbfc\uc900",
        "\u0393\u03b9\u03ce\u03c1\u03b3\u03bf\u03c2 \u03a0\u03b1\u03c0\u03b1\u03b4\u03ac\u03ba\u03b7\u03c2",
        "Will May",
        "S\u00f8ren O\u2019Neil",
        "\u05d3\u05d5\u05d3 \u05db\u05d4\u05df",
    ],
)
def test_ordinary_names_of_any_language_stay_bare(name):
    assert whole_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["Account Executive", "R&D / Platform (Berlin)", "Email Marketing Manager", "Offer Sent", "Test Engineer", "Hired"],
)
def test_ordinary_titles_stay_bare(name):
    assert title(name) == name
