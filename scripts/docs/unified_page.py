"""The page docs/unified.md, from the tables themselves: each field of each resource with the truth about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ashby_agent_tools.ats.resources import ResourceKind
from ashby_agent_tools.unified import NO_EVENT, NO_SOURCE, RESOURCES, Derived, Filled, Never, Truth

__all__ = ["unified_page"]


def unified_page() -> str:
    """What the unified models are, and one table per resource."""
    missing = "\n".join(f"- `{name}`: {why}." for name, (_, why) in NO_SOURCE.items())
    unheard = ", ".join(f"`{name}`" for name in NO_EVENT if name != "ping")
    return HEAD.format(missing=missing, unheard=unheard) + "".join(map(_section, RESOURCES.values()))


def _section(kind: ResourceKind[Any]) -> str:
    lines = [f"\n## {kind.name}\n"]
    lines += [f"{kind.table.model.__doc__}\n", *_filters(kind), ""]
    lines += ["| field | truth | from |", "| --- | --- | --- |"]
    lines += [_row(name, truth) for name, truth in kind.table.truth.items()]
    return "\n".join(lines) + "\n"


def _filters(kind: ResourceKind[Any]) -> Iterator[str]:
    served, here, joins = map(_names, (kind.served, kind.here, kind.includable))
    yield f"- Filters that Ashby serves: {served}; worked out on the pages that were read: {here}."
    yield f"- `include`: {joins}."
    if kind.by_list:
        needed = "takes `candidate=` and " if kind.name == "activities" else ""
        yield f"- `get` {needed}reads the list: Ashby has no endpoint for one."
    else:
        yield "- `get` is one call, and those of what is joined."


def _names(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "none"


def _row(name: str, truth: Truth) -> str:
    match truth:
        case Filled(path):
            return f"| `{name}` | filled | `{path}` |"
        case Derived(how):
            return f"| `{name}` | derived | {how} |"
        case Never(why):
            return f"| `{name}` | never | {why} |"


HEAD = """\
<!-- Made by scripts/docs/pages.py (`make docs`); do not edit. -->
# Unified models

`ashby_agent_tools.unified` reads Ashby as the fifteen resources that hosted ATS services agree on: the same names,
times with their zone, references by id, and the raw record beside it (`remote_data`). A product for several ATS writes
against these shapes once.

What no such service says is here for every field: `filled` (with the path in Ashby's record), `derived` (by which
rule), or `never` (and why), as data in `unified.candidates.truth` and as tables below. So an empty
field can be told from one that Ashby cannot know.

```python
from ashby_agent_tools import Client
from ashby_agent_tools.unified import Never, Unified

with Client() as client:
    unified = Unified(client, overrides={{"candidates": {{"title": "customFields[Preferred language]"}}}})
    page = unified.candidates.list(limit=10)
    print(len(page.result), page.next_cursor is not None)
    applications = unified.applications.all(job=unified.jobs.list(limit=1).result[0].id, status="active")
    print(next(applications).candidate.name)
    print([name for name, truth in unified.offers.truth.items() if isinstance(truth, Never)])
```

- `list` gives `result`, `next_cursor` and `prev_cursor`, one kind of cursor for all; `all` goes through the pages;
  `get` reads one record. `AsyncUnified` has the same, awaited, and reads what a page needs side by side.
- `status=` takes words as the records have them, one or several, in any case; a time needs its zone. What a list cannot
  be asked is refused with the nearest thing that it can be, never answered with an empty list.
- `activities.list(candidate=ID, activity_type="note")` reads notes alone: emails take the permission `emailsRead`,
  which older keys lack.
- `plan`, with what `list` takes, says how many calls a page needs at least and at most, and why; nothing is sent.
- `include=("candidate", "job")` brings the whole unified records that a record names, in `included`, each read once.
- `remote={{"expand": ["openings"]}}` passes parameters to Ashby's own list, by Ashby's names; what a filter stands for,
  and names that the list does not take, are refused.
- `exclude=("phones",)` leaves fields out, `raw=False` leaves `remote_data` out. An enumeration's newer word stays
  readable as Ashby writes it.
- Writes: `candidates.create` and `update`, `applications.create`, `move_stage`, `reject` and `hire`,
  `activities.create`, `attachments.create`, `tags.create`. Each is one operation that the client rates and asks about;
  pass the answer as `decision=`. A rejection writes to nobody unless `mail=` names a template.
- `overrides` replaces single lines of a table, by a path in the raw record or by a `Line`, or a whole table.
- `unified.DIALECTS["merge"].record("candidates", record)` gives the record in the shape of a hosted service
  (`merge`, `kombo`, `truto`), and `.page` a page in its envelope.

For agents the preset `unified` has the same as tools, in every adapter: `ashby_unified_list` and `ashby_unified_get`
read any resource, eight more write. A write is rated, asked about and recorded as the operation that it sends.

## What changed

```python
from ashby_agent_tools import Client
from ashby_agent_tools.sync import Mirror, Sync
from ashby_agent_tools.unified import Unified

with Client() as client:
    mirror = Mirror(Sync(client, state="unified-mirror.db", lists=["candidate", "application", "offer"]))
    for event in Unified(client).changes(mirror):
        print(event.type, event.id, list(event.changes), event.merged_into)
        break
```

`unified.changes(mirror)` brings a mirror up to date and tells `applications.created`, `.stage_changed`, `.rejected`,
`.hired`, `offers.accepted`, `jobs.closed`, `candidates.merged`, `candidates.deleted` and their like, each with the
unified record, the one before, and the fields that differ. `unified.events_of(event)` tells the same of a webhook
(`webhooks.parse`), at best with `known=mirror.get`. Of {unheard} Ashby has webhooks and the unified models nothing.

## As a web service

`ashby-agent-tools serve-unified` (extra `serve`) serves all of this over HTTP, with the key in `ASHBY_API_KEY`; every
request bears the token in `ASHBY_UNIFIED_TOKEN`. `/openapi.json` describes it: `/candidates`, `/candidates/ID`, writes
by POST, the shape of a hosted service under `/merge/candidates` with its words for pages (`page_size`, `expand`),
`Link`, `ETag`, problems as `application/problem+json`. `--grants FILE` serves many bearers instead, each with the
account, acting user, tools, rows, hidden data, policies and caps of their grant: `preset = "unified"` for all,
`methods = ["read"]` to read only.

A write passes the same gate as an agent's: what needs a person's approval is answered 428, with the question's text and
id, and not sent. The question waits in the store (`--store`), where `ashby-agent-tools approvals` and `inbox` find it;
the same request, repeated, is then carried out; one that was denied is answered 403 with what the person said. The same
write twice within a day is a conflict (409). Answers for equal opportunity reports are hidden by their names, unless
`--show-eeo` is given. `unified.service.service(client, token=...)` is the same as an ASGI application.

A file is sent unasked or, where a policy asks, not at all. `/attachments/ID/download?candidate=ID` gives one back, to
grants with `file.info` that hide neither contact data nor pay.

## What it costs

Mapping candidates takes about 0.7 of the time in which their JSON is parsed into plain pydantic models
(`benchmarks/unified.py`): what a table's line only finds, pydantic reads straight from the raw record. Some three
quarters of that is pydantic making the record and the eight or so parts in it, such as email addresses and tags.

Ashby has no source for two resources, so they are models only:

{missing}
"""
