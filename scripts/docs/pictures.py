"""Make the pictures of README.md: docs/assistant.svg, docs/budgets.svg and the figures behind it, docs/budgets.json.

Those of the inbox and of the use cases are made by inbox_pictures.py and use_case_pictures.py, with a Chromium.

`make screenshots`. The first is a real run of the recruiting assistant on the simulator, with a scripted model and
scripted answers, and says so. The second draws figures of benchmarks/results.py, which are of synthetic records.
Tests compare words and figures, never pixels, so that a stale picture fails.
"""

from __future__ import annotations

import hashlib
import html
import importlib.util
import io
import json
import re
import sys
import types
from pathlib import Path
from typing import Any

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

HERE = Path(__file__).resolve().parents[2] / "docs"
ROOT = Path(__file__).resolve().parents[2]
ASSISTANT, BUDGETS, FIGURES = HERE / "assistant.svg", HERE / "budgets.svg", HERE / "budgets.json"

__all__ = ["ASSISTANT", "BUDGETS", "FIGURES", "assistant_svg", "budgets_svg", "digest", "figures", "tokens", "words_of"]

WIDTH = 100
TITLE = "python -m examples.recruiting_assistant --answers yes,no,yes (scripted, on the simulator)"
ANSWERS = (True, False, True)
FROM = "Recruiter   Reject"

RECORDS = 100
SIZES = (1_000, 2_000, 4_000, 8_000, 16_000)
METHODS = ("cut the JSON", "whole records until full", "a fixed summary", "this package")
COLORS = ("#9aa1ac", "#7c8698", "#4d586c", "#d1495b")


# --- the assistant asks --------------------------------------------------------------------------------------------


def assistant_svg() -> str:
    """The terminal when the assistant asks before it rejects, and a person says no."""
    screen = Console(width=WIDTH, record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for line in _asking():
        screen.print(Text.from_ansi(line), soft_wrap=True)
    # fonts from another host are blocked where READMEs are shown, and nothing here loads from elsewhere
    template = re.sub(r"\s*@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    template = template.replace("Fira Code, monospace", "Menlo, Consolas, DejaVu Sans Mono, monospace")
    drawn = screen.export_svg(title=TITLE, code_format=template, unique_id="assistant")
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def _asking() -> list[str]:
    sys.path.insert(0, str(ROOT))
    from ashby_agent_tools.simulator import Simulator  # noqa: PLC0415
    from examples.recruiting_assistant.__main__ import talk  # noqa: PLC0415
    from examples.recruiting_assistant.agent import Setting  # noqa: PLC0415
    from examples.recruiting_assistant.scripted import scripted_model  # noqa: PLC0415

    simulator = Simulator()
    console = Console(
        width=WIDTH, record=True, file=io.StringIO(), highlight=False, force_terminal=True, color_system="truecolor"
    )
    with simulator.client() as client:
        talk(Setting(scripted_model(), scripted=True, client=client, simulator=simulator), ANSWERS, console)
    # "answer" lines come in the order in which parallel calls end, which no two runs share
    lines = [line for line in console.export_text(styles=True).splitlines() if not _plain(line).startswith("  answer")]
    plain = [_plain(line) for line in lines]
    first = next(number for number, line in enumerate(plain) if line.startswith(FROM))
    last = next(number for number, line in enumerate(plain) if number > first and line.startswith("Recruiter"))
    return [*lines[:5], "[...]", "", *lines[first : last - 1]]


def _plain(line: str) -> str:
    return Text.from_ansi(line).plain


def words_of(svg: str) -> list[str]:
    """What a terminal picture says, word by word: equal for every version of rich that draws it."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL)
    return html.unescape(" ".join(texts)).replace("\xa0", " ").split()


# --- budgets -------------------------------------------------------------------------------------------------------


def _benchmark() -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("benchmarks_results", ROOT / "benchmarks" / "results.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("benchmarks/results.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tokens() -> dict[str, list[int]]:
    """Tokens of a page of each kind of record: as Ashby sends it, and fitted to the default budget."""
    bench = _benchmark()
    world = bench.World(7)
    found = {}
    for kind in bench.KINDS:
        page = world.page(kind, RECORDS)
        fitted = bench.fit(
            bench.Page(page),
            tool="ashby_list",
            budget=bench.Budget(),
            entity=bench.BY_NAME[kind],
            short=bench.ShortIds(),
            ref="r1",
        )
        found[kind] = [bench.COUNTER.count(bench.minified(page)), fitted.tokens]
    return found


def figures() -> dict[str, Any]:
    """Everything that the chart shows."""
    bench = _benchmark()
    table = bench.coverage(bench.World(7), RECORDS, SIZES, simulator=False)
    return {
        "records": RECORDS,
        "budgets": list(SIZES),
        "tokens": tokens(),
        "coverage": {name: [round(value, 3) for value in table[name]] for name in METHODS},
    }


def digest(figures_text: str) -> str:
    """What ties the chart to its figures."""
    return hashlib.sha256(figures_text.encode()).hexdigest()[:16]


def budgets_svg(figures_text: str) -> str:
    """The chart: tokens raw and fitted on the left, what a text still answers on the right."""
    import matplotlib as mpl  # noqa: PLC0415

    mpl.use("svg")
    mpl.rcParams.update(
        {"svg.hashsalt": "budgets", "font.size": 10, "axes.spines.top": False, "axes.spines.right": False}
    )
    import matplotlib.pyplot as plt  # noqa: PLC0415

    data = json.loads(figures_text)
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.3), width_ratios=(1.05, 1))
    _draw_tokens(left, data)
    _draw_coverage(right, data)
    origin = f"Synthetic records of an invented organization, {data['records']} per page, made from a seed."
    figure.text(0.01, 0.015, f"{origin} Tokens: o200k_base.", fontsize=8.5, color="#555555")
    figure.tight_layout(rect=(0, 0.045, 1, 1), w_pad=3)
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Description": f"figures {digest(figures_text)}"})
    plt.close(figure)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _draw_tokens(axes: Any, data: dict[str, Any]) -> None:
    rows = sorted(data["tokens"].items(), key=lambda row: row[1][0])
    for place, (_, (raw, fitted)) in enumerate(rows):
        axes.barh(place + 0.2, raw, 0.36, color="#b9bec7", label="as Ashby sends it" if place == 0 else None)
        axes.barh(place - 0.2, fitted, 0.36, color="#d1495b", label="fitted to 4,000" if place == 0 else None)
        axes.text(raw + 4_000, place + 0.2, f"{raw:,}", va="center", fontsize=8.5, color="#444444")
        axes.text(fitted + 4_000, place - 0.2, f"{fitted:,}", va="center", fontsize=8.5, color="#d1495b")
    axes.set_yticks(range(len(rows)), [_spaced(kind) for kind, _ in rows])
    axes.set_xlim(0, max(raw for _, (raw, _) in rows) * 1.16)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value / 1000:.0f}k")
    axes.set_title(f"Tokens of a page of {data['records']} records", loc="left", fontsize=11)
    axes.legend(frameon=False, loc="lower right")


def _draw_coverage(axes: Any, data: dict[str, Any]) -> None:
    places = range(len(data["budgets"]))
    for name, color in zip(METHODS, COLORS, strict=True):
        ours = name == METHODS[-1]
        values = [100 * value for value in data["coverage"][name]]
        axes.plot(
            places, values, color=color, linewidth=2.6 if ours else 1.7, marker="o", markersize=5 if ours else 3.5
        )
        axes.annotate(name, (places[-1], values[-1]), xytext=(8, 0), textcoords="offset points", va="center",
                      color=color, fontweight="bold" if ours else "normal", fontsize=9)  # fmt: skip
    axes.set_xticks(places, [f"{budget:,}" for budget in data["budgets"]])
    axes.set_xlim(-0.2, len(places) + 0.75)
    axes.set_ylim(0, 104)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f}%")
    axes.yaxis.grid(visible=True, color="#e6e6e6")
    axes.set_axisbelow(True)
    axes.set_xlabel("budget in tokens")
    axes.set_title("Look-ups in the records that the text still answers", loc="left", fontsize=11)


def _spaced(kind: str) -> str:
    return re.sub("([A-Z])", lambda match: " " + match[1].lower(), kind)


if __name__ == "__main__":
    ASSISTANT.write_text(assistant_svg(), encoding="utf-8")
    made = json.dumps(figures(), indent=1) + "\n"
    FIGURES.write_text(made, encoding="utf-8")
    BUDGETS.write_text(budgets_svg(made), encoding="utf-8")

    import inbox_pictures  # last: these need a Chromium
    import use_case_pictures

    inbox_pictures.draw()
    use_case_pictures.draw()
