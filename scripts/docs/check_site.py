"""Every link of the built site leads somewhere, and no page fetches anything from elsewhere: `make site`.

    python scripts/docs/check_site.py site

It reads the HTML as it was built, so it sees what themes and generators add. Nothing is asked of the network: an
address of another host is only taken for well formed.
"""

from __future__ import annotations

import os
import posixpath
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

__all__ = ["problems"]

_FETCH = {"img", "script", "iframe", "source", "video", "audio", "embed"}
_STYLE_FETCHES = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import\s+['\"]?(?:https?:)?//")
_PLACE = str(Path(__file__).resolve().parents[2])
_NOT_FOUND = "404.html"  # served at any address, so its links are absolute
_MERMAID = "mermaid"  # the theme would fetch its library from a content delivery network


@dataclass
class _Page(HTMLParser):
    """What a page has: its anchors, its links, and what it fetches."""

    anchors: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    fetched: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag in {"a", "area"} and "href" in given:
            self.links.add(given["href"])
        if tag == "link" and given.get("rel") != "canonical":
            self.fetched.add(given.get("href", ""))
        if tag in _FETCH and given.get("src"):
            self.fetched.add(given["src"])
        if _MERMAID in given.get("class", "").split():
            self.fetched.add("https://a-library-that-draws.invalid/mermaid")


def problems(site: Path) -> list[str]:
    """What is wrong in a built site: a line for each dead link, missing anchor, foreign fetch, page out of reach."""
    pages = {path.relative_to(site).as_posix(): _read(path) for path in site.rglob("*.html")}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    found = [line for name, page in pages.items() for line in _page_problems(name, page, pages, files)]
    found += [f"{path}: fetches from elsewhere" for path in _styles_that_fetch(site)]
    found += [f"llms.txt: {link} leads nowhere" for link in _llms_links(site) if link not in files]
    found += [f"{name}: names a place on this machine" for name in pages if _PLACE in (site / name).read_text("utf-8")]
    found += [f"{name}: has no Markdown beside it" for name in pages if _has_none_beside(name, files)]
    return sorted(found + [f"{name}: no page leads here" for name in _out_of_reach(pages, files)])


def _llms_links(site: Path) -> Iterator[str]:
    """Where the links of llms.txt lead, without the address of the site in front."""
    path = site / "llms.txt"
    base = os.environ.get("SITE_URL", "/").rstrip("/") + "/"
    for link in re.findall(r"\]\((\S+)\)", path.read_text(encoding="utf-8") if path.is_file() else ""):
        yield link.removeprefix(base)


def _has_none_beside(name: str, files: set[str]) -> bool:
    return not name.startswith(("source/", _NOT_FOUND)) and f"{name.removesuffix('.html')}.md" not in files


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def _page_problems(name: str, page: _Page, pages: dict[str, _Page], files: set[str]) -> Iterator[str]:
    for address in sorted(page.fetched):
        if urlsplit(address).netloc:
            yield f"{name}: fetches {address}"
    for address in sorted(page.links | page.fetched):
        if name == _NOT_FOUND or urlsplit(address).scheme or urlsplit(address).netloc:
            continue
        target, anchor = _target(name, address, files)
        if target is None:
            yield f"{name}: {address} leads nowhere"
        elif anchor and target in pages and anchor not in pages[target].anchors:
            yield f"{name}: {address}: no such place on that page"


def _target(name: str, address: str, files: set[str]) -> tuple[str | None, str]:
    """The file that an address on a page leads to, None for none, and the place in it."""
    parts = urlsplit(address)
    if not parts.path:
        return name, unquote(parts.fragment)
    place = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
    tried = (place, posixpath.join(place, "index.html").removeprefix("./"))
    return next((each for each in tried if each in files), None), unquote(parts.fragment)


def _styles_that_fetch(site: Path) -> Iterator[str]:
    for path in site.rglob("*.css"):
        if _STYLE_FETCHES.search(path.read_text(encoding="utf-8")):
            yield path.relative_to(site).as_posix()


def _out_of_reach(pages: dict[str, _Page], files: set[str]) -> set[str]:
    reached, waiting = set(), ["index.html"]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in pages:
            continue
        reached.add(name)
        targets = (_target(name, address, files)[0] for address in pages[name].links if not urlsplit(address).netloc)
        waiting += [target for target in targets if target]
    return set(pages) - reached - {_NOT_FOUND}


if __name__ == "__main__":
    said = problems(Path(sys.argv[1]))
    print("\n".join(said) or "every link leads somewhere, and nothing is fetched from elsewhere")
    sys.exit(bool(said))
