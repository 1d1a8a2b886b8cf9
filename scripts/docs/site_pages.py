"""Pages of the site that are not files in docs/, and the stars of its `nav`: hooks that mkdocs.yml names.

README.md and its like are pages, and so is every file of the repository that a page links to. A link that leaves
docs/ leads to the page that was made of its target.
"""

from __future__ import annotations

import fnmatch
import importlib
import os
import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from diagram import with_drawings
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from source_pages import source_page

ROOT = Path(__file__).resolve().parents[2]
_EXAMPLES = ROOT / "examples"
MIRRORED = {
    "README.md": "index.md",
    "SECURITY.md": "security.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "examples/README.md": "examples.md",
    "adapters/langchain-ashby/README.md": "frameworks/langchain.md",
    "adapters/llama-index-tools-ashby/README.md": "frameworks/llama-index.md",
    "adapters/ashby-openai/README.md": "frameworks/openai.md",
    "adapters/ashby-mcp/README.md": "frameworks/mcp.md",
    **{f"examples/{it.parent.name}/README.md": f"examples/{it.parent.name}.md" for it in _EXAMPLES.glob("*/README.md")},
}
"""Files outside docs/ that are pages, and under which name."""
ADAPTERS = {
    "reference/langchain.md": ("langchain_ashby", "The adapter for LangChain and LangGraph."),
    "reference/llama-index.md": ("llama_index.tools.ashby", "The adapter for LlamaIndex."),
    "reference/openai.md": ("ashby_openai", "The adapter for OpenAI's function calling and for openai-agents."),
    "reference/mcp.md": ("ashby_mcp", "The server for MCP clients, as a library."),
}
"""Pages of the reference that are made of a package's public names."""
_OWN = "\n    options:\n      inherited_members: [aclose, close, instructions, offered]"
"""Of what a class inherits, the core's own: a framework's base classes have a reference of their own."""
OTHER_NAMES, _CORE = "reference/other-names.md", "ashby_agent_tools"
_LINK = re.compile(r"(?<=\]\()(?!https?://|mailto:|#)([^)#\s]+)")
_FENCE = re.compile(r"^(`{3,}).*?^\1`*\s*$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
_ROW, _CODE = re.compile(r"^\|.*\|$", re.MULTILINE), re.compile(r"`[^`\n]+`")
_MENTION = re.compile(
    r"(?<![\w/\[])(?<!\]\()((?:docs/[\w/-]+|SECURITY|CONTRIBUTING|CHANGELOG)\.md)\b(?: in the repository)?"
)
_TAG = re.compile(r"\[([A-Z?])\](?!\()")  # a source's tag, which two in a row would make a link of

__all__ = [
    "MIRRORED",
    "expanded",
    "linked_sources",
    "on_config",
    "on_files",
    "on_page_markdown",
    "page_names",
    "rewritten",
    "sections",
]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Fill in the stars of `nav`, and make the sections of llms.txt from it."""
    config.nav = expanded(config.nav or [], sorted(page_names()))
    config.plugins["llmstxt"].config.sections = dict(sections(config.nav))
    if not os.environ.get("SITE_URL"):
        config.site_url = None  # llms.txt wants one; without a real one there is nothing canonical
    return config


def page_names() -> Iterator[str]:
    """Every page that `nav` has to place."""
    for path in (ROOT / "docs").rglob("*.md"):
        if not any(part.startswith(".") for part in path.relative_to(ROOT / "docs").parts):
            yield path.relative_to(ROOT / "docs").as_posix()
    yield from (*MIRRORED.values(), *reference_pages())
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        yield f"notebooks/{path.stem}.md"


def expanded(nav: list[Any], pages: list[str]) -> list[Any]:
    """`nav` with each pattern replaced by the pages that it takes, which nothing else names."""
    left = [page for page in pages if page not in set(_named(nav))]

    def taken(pattern: str) -> list[str]:
        found = [page for page in left if fnmatch.fnmatch(page, pattern)]
        left[:] = [page for page in left if page not in found]
        return found

    # the narrowest first, so that the lone star gets what is over
    found = {pattern: taken(pattern) for pattern in sorted(_patterns(nav), key=len, reverse=True)}
    return _filled(nav, found)


def _items(nav: list[Any]) -> Iterator[Any]:
    for item in nav:
        value = next(iter(item.values())) if isinstance(item, dict) else item
        if isinstance(value, list):
            yield from _items(value)
        else:
            yield value


def _named(nav: list[Any]) -> Iterator[str]:
    return (item for item in _items(nav) if "*" not in item)


def _patterns(nav: list[Any]) -> Iterator[str]:
    return (item for item in _items(nav) if "*" in item)


def _filled(nav: list[Any], found: dict[str, list[str]]) -> list[Any]:
    made: list[Any] = []
    for item in nav:
        (title, value), *_ = item.items() if isinstance(item, dict) else [("", item)]
        if isinstance(value, list):
            made.append({title: _filled(value, found)})
        elif value in found and title:
            made.append({title: [*found[value]]})
        else:
            made.extend(found.get(value, [item]))
    return made


def sections(nav: list[Any]) -> Iterator[tuple[str, list[str]]]:
    """The tabs of the site, each with its pages in order."""
    for item in nav:
        (title, value), *_ = item.items()
        yield title, list(_items(value)) if isinstance(value, list) else [value]


# --- pages that are not files in docs/ --------------------------------------------------------------------------------


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what stands outside docs/: the mirrored pages, the notebooks, and the sources that pages link to."""
    for source, name in MIRRORED.items():
        files.append(File.generated(config, name, content=(ROOT / source).read_text(encoding="utf-8")))
    for name, text in reference_pages().items():
        files.append(File.generated(config, name, content=text))
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        files.append(File.generated(config, f"notebooks/{path.stem}.md", content=source_page(path)))
    for source in sorted(linked_sources()):
        made = File.generated(config, _page_of(source), content=source_page(ROOT / source))
        made.inclusion = made.inclusion.NOT_IN_NAV
        files.append(made)
    return files


def reference_pages() -> dict[str, str]:
    """The reference of the adapters, and of the core's public names that no page in docs/reference has."""
    made = {name: _reference(package, says, _public(package)) for name, (package, says) in ADAPTERS.items()}
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "reference").glob("*.md"))
    left = [name for name in _public(_CORE) if not re.search(rf"^::: {_CORE}\.{name}\b", written, re.MULTILINE)]
    return made | ({OTHER_NAMES: _reference("Other names", "All of them are public.", left, _CORE)} if left else {})


def _public(package: str) -> list[str]:
    return [name for name in importlib.import_module(package).__all__ if package == _CORE or not name.isupper()]


def _reference(title: str, says: str, names: list[str], package: str = "") -> str:
    return "\n\n".join([f"# {title}", says, *(f"::: {package or title}.{name}{_OWN}" for name in names)]) + "\n"


def linked_sources() -> set[str]:
    """The files and folders of the repository that pages link to, and that are no pages of their own."""
    texts = {f"docs/{path.relative_to(ROOT / 'docs').as_posix()}": path for path in (ROOT / "docs").rglob("*.md")}
    texts |= {source: ROOT / source for source in MIRRORED}
    found = set()
    for source, path in texts.items():
        for link in _links(path.read_text(encoding="utf-8")):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(source), link))
            if not target.startswith("docs/") and target not in MIRRORED and not target.endswith(".ipynb"):
                found.add(target)
    return {target for target in found if (ROOT / target).exists()}


def _links(text: str) -> list[str]:
    return _LINK.findall(_FENCE.sub("", text))


def _page_of(target: str) -> str:
    """The page of the site for a path of the repository."""
    if target in MIRRORED:
        return MIRRORED[target]
    if target.startswith("docs/"):
        return target.removeprefix("docs/")
    if target.endswith(".ipynb"):
        return target.removesuffix(".ipynb") + ".md"
    return f"source/{target}.md"


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Turn links between files of the repository into links between pages."""
    name = page.file.src_uri
    return markdown if name.startswith(("source/", "notebooks/")) else rewritten(with_drawings(markdown), name)


def rewritten(markdown: str, name: str) -> str:
    """A page's Markdown with the links that it has on the site; `name`: where it stands there."""
    source = next((path for path, made in MIRRORED.items() if made == name), f"docs/{name}")
    return _ROW.sub(_with_bars, _outside_code(markdown, lambda text: _changed(text, source, name)))


def _with_bars(row: re.Match[str]) -> str:
    """A row of a table whose code has its bars: the site takes them there as they are, and would show a backslash."""
    return _CODE.sub(lambda code: code[0].replace("\\|", "|"), row[0])


def _changed(text: str, source: str, name: str) -> str:
    linked = _LINK.sub(lambda match: _moved(match[1], source, name), _TAG.sub(r"\\[\1\\]", text))
    return _MENTION.sub(lambda match: _titled(match, name), linked)


def _titled(mention: re.Match[str], name: str) -> str:
    """A page that a text names by its path in the repository, which means nothing to a reader of the site."""
    path = ROOT / mention[1]
    if not path.exists() or _page_of(mention[1]) == name:
        return mention[0]
    title = re.search(r"^# (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    target = posixpath.relpath(_page_of(mention[1]), posixpath.dirname(name) or ".")
    return f"[{title[1] if title else mention[1]}]({target})"


def _moved(link: str, source: str, name: str) -> str:
    target = posixpath.normpath(posixpath.join(posixpath.dirname(source), link))
    return posixpath.relpath(_page_of(target), posixpath.dirname(name) or ".")


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    parts, last = [], 0
    for match in _FENCE.finditer(text):
        parts += [change(text[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*parts, change(text[last:])])
