"""A graph of boxes, written for Mermaid, as a drawing that needs no library, which the theme would fetch."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from textwrap import wrap

__all__ = ["drawn", "with_drawings"]

_FENCE = re.compile(r"^```mermaid\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_BOX = re.compile(r'^\s*(\w+)\["(.+)"\]$', re.MULTILINE)
_EDGE = re.compile(r"^\s*(\w+) --> (\w+)$", re.MULTILINE)
_WIDTH, _HEIGHT, _ACROSS, _DOWN = 330, 52, 370, 92


def with_drawings(markdown: str) -> str:
    """The Markdown with each graph drawn."""
    return _FENCE.sub(lambda match: drawn(match[1]), markdown)


def drawn(graph: str) -> str:
    """The graph as SVG: who has an arrow to somebody stands above, rows are ordered by what is above them."""
    labels, edges = dict(_BOX.findall(graph)), _EDGE.findall(graph)
    places = _places(list(labels), edges)
    widest = max(x for x, _ in places.values()) + _WIDTH
    deepest = max(y for _, y in places.values()) + _HEIGHT
    parts = [*_arrows(edges, places), *(part for name in labels for part in _box(labels[name], *places[name]))]
    says = "; ".join(f"{labels[a].partition(':')[0]} imports {labels[b].partition(':')[0]}" for a, b in edges)
    return (
        f'<svg viewBox="-2 -2 {widest + 4} {deepest + 4}" style="max-width:{widest}px" role="img" '
        f'aria-label="{html.escape(says)}"><defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" '
        'markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" '
        'fill="var(--md-default-fg-color--light)"/></marker></defs>' + "".join(parts) + "</svg>"
    )


def _rank(name: str, edges: list[tuple[str, str]]) -> int:
    above = [a for a, b in edges if b == name]
    return 1 + max(_rank(each, edges) for each in above) if above else 0


def _places(names: list[str], edges: list[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Where each box has its upper left corner."""
    ranks = {name: _rank(name, edges) for name in names}
    rows = [[name for name in names if ranks[name] == rank] for rank in range(max(ranks.values()) + 1)]
    most = max(map(len, rows))
    at: dict[str, tuple[int, int]] = {}
    for depth, row in enumerate(rows):
        row.sort(
            key=lambda name: sum(at[a][0] for a, b in edges if b == name) / max(1, sum(b == name for _, b in edges))
        )
        start = (most - len(row)) * _ACROSS // 2
        for place, name in enumerate(row):
            at[name] = (start + place * _ACROSS, depth * _DOWN)
    return _clear(at, edges)


def _clear(at: dict[str, tuple[int, int]], edges: list[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """A box alone in its row makes way for an arrow that passes it."""
    moved = dict(at)
    for name, (x, y) in at.items():
        passing = [at[a][0] for a, b in edges if at[a][1] < y < at[b][1]]
        if passing and sum(other == y for _, other in at.values()) == 1:
            moved[name] = (x + (_ACROSS // 2 if min(passing) <= x else -_ACROSS // 2), y)
    return moved


def _arrows(edges: list[tuple[str, str]], at: dict[str, tuple[int, int]]) -> Iterator[str]:
    for above, below in edges:
        (x, y), (to_x, to_y) = at[above], at[below]
        start, end = (x + _WIDTH // 2, y + _HEIGHT), (to_x + _WIDTH // 2, to_y)
        far = to_y - y > _DOWN
        middle = end[1] - _DOWN // 3 if far else (start[1] + end[1]) // 2
        yield (
            f'<path d="M{start[0]} {start[1]}V{middle - 8 if far else start[1]}'
            f'C{start[0]} {middle} {end[0]} {middle} {end[0]} {end[1]}" '
            'fill="none" stroke="var(--md-default-fg-color--light)" stroke-width="1.5" marker-end="url(#arrow)"/>'
        )


def _box(label: str, x: int, y: int) -> Iterator[str]:
    title, _, meaning = label.partition(": ")
    yield (
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" fill="var(--md-code-bg-color)" '
        'stroke="var(--md-accent-fg-color)" stroke-width="1.5"/>'
    )
    lines = [(title, 600), (meaning, 400)] if meaning else [(text, 600) for text in wrap(title, 56)]
    height = 18 if meaning else 14
    for line, (text, weight) in enumerate(lines):
        at = f'x="{x + _WIDTH // 2}" y="{y + 31 + height * line - height * (len(lines) - 1) // 2}" text-anchor="middle"'
        look = (
            f'font-size="{_size(text if meaning else title)}" font-weight="{weight}" fill="var(--md-default-fg-color)"'
        )
        yield f"<text {at} {look}>{html.escape(text)}</text>"


def _size(text: str) -> int:
    """A size of letters in which the text fits the box."""
    return 14 if len(text) < 44 else 10
