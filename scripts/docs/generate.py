"""Write the pages of docs/ from the catalogue, the simulator's rules and the table of providers: `make docs`.

A test compares the committed pages with what this makes, so that they are never stale.
"""

from __future__ import annotations

import itertools
import re
import types
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Union, get_args, get_origin

from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.base import Params, Spec
from ashby_agent_tools.operations.params import IdOf
from ashby_agent_tools.operations.providers import PROVIDERS
from ashby_agent_tools.risk import Risk
from ashby_agent_tools.simulator.guesses import GUESSES
from ashby_agent_tools.simulator.rules import rules

__all__ = ["DOCUMENTED_CODES", "OTHER_ANSWERS", "PAGES", "expected_code", "id_parameters"]

HERE = Path(__file__).resolve().parents[2] / "docs"
GENERATED = "<!-- Made by scripts/docs/generate.py (`make docs`); do not edit. -->"

DOCUMENTED_CODES = frozenset(
    {
        "application_not_found", "archive_reason_not_found", "candidate_not_found", "communication_template_not_found",
        "interview_plan_not_found", "interview_schedule_not_found", "interview_stage_not_found", "job_not_found",
        "notetaker_transcript_not_found", "offer_not_found", "sequence_not_found", "sequence_template_not_found",
        "take_home_assignment_not_found",
    }
)  # fmt: skip
"""Codes for an unknown id that Ashby's own pages name; every other one is a guess of the same form."""

_FILTER = "a filter: nothing fits"
_EMPTY = "an empty object, as a user saw it"
_NOT_KEPT = "a partner's id, which Ashby does not know"
OTHER_ANSWERS: MappingProxyType[tuple[str, str], tuple[str, str]] = MappingProxyType(
    {
        ("approval.list", "entityId"): ("success", _FILTER),
        ("assessment.addCompletedToCandidate", "assessment.assessmentId"): ("success", _NOT_KEPT),
        ("assessment.addCompletedToCandidate", "assessment.assessmentTypeId"): ("success", _NOT_KEPT),
        ("assessment.addCompletedToCandidate", "partnerId"): ("success", _NOT_KEPT),
        ("auditLog.list", "actorIds"): ("success", _FILTER),
        ("auditLog.list", "targetIds"): ("success", _FILTER),
        ("candidate.pushToHris", "integrationPartnerId"): ("success", _NOT_KEPT),
        ("customField.setValue", "objectId"): ("application_not_found", "named after objectType"),
        ("customField.setValues", "objectId"): ("application_not_found", "named after objectType"),
        ("interviewSchedule.list", "applicationId"): ("success", _FILTER),
        ("interviewSchedule.list", "interviewStageId"): ("success", _FILTER),
        ("interviewerPool.addUser", "interviewerPoolTrainingPathStageId"): ("invalid_input", "a part of the pool"),
        ("offer.approve", "approvalStepId"): ("invalid_input", "a part of the approval"),
        ("offer.approve", "userId"): ("invalid_input", "must be an approver of the step"),
        ("offer.list", "applicationId"): ("success", _FILTER),
        ("report.generate", "reportId"): ("success", _EMPTY),
        ("report.synchronous", "reportId"): ("success", _EMPTY),
        ("sequence.discard", "sequenceId"): ("success", "discarding twice is documented as harmless"),
        ("sequence.list", "candidateId"): ("success", _FILTER),
        ("sequence.updateStage", "stageId"): ("invalid_input", "a part of the sequence"),
        ("sourceTrackingLink.list", "sourceId"): ("success", _FILTER),
        ("takeHomeAssignment.list", "applicationId"): ("success", _FILTER),
        ("takeHomeAssignment.list", "candidateId"): ("success", _FILTER),
    }
)
"""What an unknown id gives where that is not `<entity>_not_found`: the answer's code, and why. All are guesses."""

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

OPERATIONS = """# Operations

Every operation of the catalogue with its safety annotation. Each was decided one by one, by one rule:

- **read**: Ashby is the same afterwards.
- **write**: adds or changes, and what was there stays or can be put back by one documented call.
- **destructive**: removes, hides, overwrites or ends something, even if another call puts it back.

In doubt the higher. So destructive are also: what stays for good in somebody else's name; what gives a user access
(what was read stays read); what names a source, a credited user or an amount of money; what replaces a whole list; what
changes a record so that no call leads back. *Undone by* is given where the same permission is enough for that call and
it takes away no more than was made.

*Effect* is that of the plainest arguments, then, after an arrow, that of the worst ones; the danger of a given call
lies between the two and is worked out from its arguments. A person is *reached* by a candidate's email, an invitation,
a public posting. *Undone by* names the one call that puts the records back. Under each operation stand the name of its
tool and the permission that the key needs. {count} operations: {reads} read, {writes} can write, {destroys} can
destroy; {notifies} can reach a person, {exports} can let data leave Ashby.
"""
_SOME = ", with some arguments"
_OPERATIONS_OF = """
## {group}

| operation, tool, permission | effect | reasons |
| --- | --- | --- |
"""

SIMULATOR = """# The simulator

Ashby offers no sandbox and no test keys, so the simulator follows what is written about the service. **It was never
compared with the live service.** Each rule below names where its facts come from, and what nobody wrote down and is
therefore guessed. Do not take an answer of the simulator for proof of how Ashby behaves where the table says *guess*.

| tag | source |
| --- | --- |
| [S] | Ashby's OpenAPI document of June 2026 |
| [D] | Ashby's documentation pages and changelog |
| [L] | Ashby's index of its documentation for language models (July 2026) |
| [C] | a connector that others generated from Ashby's OpenAPI document of August 2026 |
| [U] | seen by a user of the live service |
| [?] | inferred |

## For all endpoints

Documented: the envelope, 401 without a key and 403 with a wrong one, 403 `missing_endpoint_permission`, errors with
HTTP 200, pages of at most 100, the sync token on the last page only, version headers, signed webhooks.

Guessed:

{assumed}
- An unknown id gives `<entity>_not_found`. The pages name {documented}. The other codes are made up in the same way:
  {guessed}

{rules} rules; {guesses} of them have guesses of their own. The assessment partner's own endpoints (`assessment.list`,
`start`, `cancel`, `customField.list`) and `file.download`, which is a plain GET, have none.

## Webhooks

A setting made with `webhook.create` gets the events of its type, signed, repeated as Ashby repeats them (up to ten
times, after 10, 30, 70 ... seconds of the simulated clock; never after 401, 403, 404, 405 and 410). They come from the
calls that cause them. What only people in Ashby's app can do has methods of the simulator (`merge_candidates`,
`delete`, `change_plan`, `request_signature`, `take_home`), and an event of any type is sent with `fire`:

```python
from ashby_agent_tools.simulator import Simulator

simulator = Simulator(seed=7)
one, other, *_ = simulator.state.table("candidate")
simulator.merge_candidates(kept=one, gone=other)  # candidateMerge
simulator.fire("candidateDelete", {{"candidate": {{"id": other}}}})  # the event alone; nothing is changed
simulator.advance(minutes=5)  # what was not answered with 2xx is sent again
```

`simulator.deliveries` has every attempt with its status.

## By endpoint

| endpoint | source | guesses |
| --- | --- | --- |
"""

UNKNOWN = """
## Unknown ids

{count} parameters are ids. These do not answer `<entity>_not_found` to an id that does not exist; all of it is guessed.

| endpoint | parameter | answer | why |
| --- | --- | --- | --- |
"""


def id_parameters(model: type[Params], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every parameter that is an id, nested ones included: (path, kind of record)."""
    for name, field in model.model_fields.items():
        yield from _ids(field.annotation, field.metadata, (*before, field.alias or name))


def _ids(annotation: Any, metadata: Iterable[object], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    kind = next((item.kind for item in metadata if isinstance(item, IdOf)), None)
    origin = get_origin(annotation)
    if kind is not None:
        yield path, kind
    elif origin is Annotated:
        inner, *more = get_args(annotation)
        yield from _ids(inner, [*more, *metadata], path)
    elif origin in (Union, types.UnionType):
        for branch in get_args(annotation):
            yield from _ids(branch, [], path)
    elif origin is list:
        yield from _ids(get_args(annotation)[0], [], path)
    elif isinstance(annotation, type) and issubclass(annotation, Params):
        yield from id_parameters(annotation, path)


def expected_code(endpoint: str, path: tuple[str, ...], kind: str) -> str:
    """What the simulator answers to an id that does not exist: a code, or `success`."""
    other = OTHER_ANSWERS.get((endpoint, ".".join(path)))
    return other[0] if other else _WORD.sub("_", kind).lower() + "_not_found"


def operations_page() -> str:
    """The safety table."""
    specs = [operation.spec for operation in catalogue().values()]
    worst = [spec.worst for spec in specs]
    effects = [str(risk.effect) for risk in worst]
    head = OPERATIONS.format(
        count=len(specs),
        reads=effects.count("read"),
        writes=len(effects) - effects.count("read"),
        destroys=effects.count("destructive"),
        notifies=sum(risk.notifies for risk in worst),
        exports=sum(risk.exports for risk in worst),
    )
    groups = itertools.groupby(specs, key=lambda spec: spec.endpoint.partition(".")[0])
    parts = (_OPERATIONS_OF.format(group=group) + "".join(map(_operation_row, specs)) for group, specs in groups)
    return f"{GENERATED}\n{head}" + "".join(parts)


def _operation_row(spec: Spec) -> str:
    plain, worst = spec.risk, spec.worst
    reasons = tuple(dict.fromkeys((*plain.reasons, *worst.reasons)))
    notes = [*(["served by the assessment partner"] if spec.served_by == "partner" else []), *reasons]
    named = [f"`{spec.endpoint}`" + (" (beta)" if spec.beta else ""), f"`{spec.tool}`"]
    effects = [str(plain.effect) if plain.effect == worst.effect else f"{plain.effect} → {worst.effect}"]
    if worst.notifies:
        effects.append("may reach a person" + ("" if plain.notifies else _SOME))
    if worst.exports:
        effects.append("data may leave Ashby" + ("" if plain.exports else _SOME))
    return _row(
        "<br>".join([*named, f"`{spec.scope}`" if spec.scope else "no permission"]),
        "<br>".join(effects),
        "; ".join(notes) + _undone(plain, worst, after="; " if notes else ""),
    )


def _undone(plain: Risk, worst: Risk, after: str) -> str:
    if plain.inverse is None:
        return ""
    return f"{after}undone by `{plain.inverse}`" + ("" if worst.inverse == plain.inverse else ", the plain call only")


def simulator_page() -> str:
    """Sources and guesses of every rule, and the introduction."""
    found = rules()
    ids = [(name, *item) for name in found for item in dict.fromkeys(id_parameters(catalogue()[name]))]
    made_up = {expected_code(*item) for item in ids} - DOCUMENTED_CODES - {"success", "invalid_input"}
    head = SIMULATOR.format(
        documented=_listed(DOCUMENTED_CODES),
        guessed=_listed(made_up),
        assumed="\n".join(f"- {guess}" for guess in GUESSES),
        rules=len(found),
        guesses=sum(bool(item.guesses) for item in found.values()),
    )
    table = "".join(_row(f"`{name}`", item.source, "; ".join(item.guesses)) for name, item in found.items())
    others = "".join(
        _row(f"`{name}`", f"`{parameter}`", f"`{answer}`" if answer != "success" else "success", why)
        for (name, parameter), (answer, why) in OTHER_ANSWERS.items()
    )
    return f"{GENERATED}\n{head}{table}{UNKNOWN.format(count=len(ids))}{others}"


_PROVIDERS = f"""\
{GENERATED}

# What model providers take

`ashby_agent_tools.operations.schema.PROVIDERS` is this table, and `schema.for_provider(provider, tool.schema)`
puts a tool's JSON schema into a provider's dialect. **No provider was called**: a rule is what its source says, or what
people reported of a provider's refusals; where reports differ, the narrower one is given here.
`tests/operations/test_providers.py` checks every operation against every row and against JSON Schema's meta-schema.

- openai: `strict=True` closes every object, requires every parameter, and makes what may be left out nullable. An
  object with keys of one's own becomes its JSON text, which is read as the object. What it cannot express (values that
  may be texts as well as objects) `schema.not_strict` names; those tools are offered with strict mode off.
- anthropic: `strict=True` does the same, except that what may be left out may still be left out; bounds are left out,
  and a list of types becomes a union. The package's `transform_schema` finds nothing to change in it.
- gemini: one type per schema, `nullable` beside it. Optional objects with keys of one's own are left out. The one
  required object of this kind (surveySubmission.create) stays, and may be refused.
- Grammars for models of one's own: every definition, strict or not, compiles with llama-cpp-python's converter and with
  llguidance; google-genai's `Schema.from_json_schema` reads each one (`tests/operations/test_compilers.py`).
- mcp: names fit 60 characters together with the server's name; `schema.for_provider` changes nothing else.

"""


def providers_page() -> str:
    """The rules of every provider, with sources and dates."""
    head = ("Provider", "Names", "With a prefix", "Description", "Tools", "Refused at the top", "Refused anywhere")
    out = _PROVIDERS + _row(*head) + _row(*["---"] * len(head))
    for name, its in PROVIDERS.items():
        prefixed = f"{its.prefixed} after `{its.prefix}`" if its.prefixed else ""
        limits = [str(limit) if limit else "" for limit in (its.description, its.tools)]
        out += _row(
            name, f"`{its.name}`", prefixed, *limits, _listed(its.refused_on_top), ", ".join(its.refused_anywhere)
        )
    out += "\n" + _row("Provider", "Source", "Seen") + _row("---", "---", "---")
    return out + "".join(
        _row(name, source.address, source.seen) for name, its in PROVIDERS.items() for source in its.sources
    )


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in sorted(codes))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


PAGES = MappingProxyType(
    {"operations.md": operations_page, "simulator.md": simulator_page, "providers.md": providers_page}
)

if __name__ == "__main__":
    for page, make in PAGES.items():
        (HERE / page).write_text(make(), encoding="utf-8")
