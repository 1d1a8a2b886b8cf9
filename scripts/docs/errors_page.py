"""docs/errors.md: every error with its cause and the next step, from the tree in ashby_agent_tools/errors.py."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ashby_agent_tools import errors

GENERATED = "<!-- Made by scripts/docs/pages.py (`make docs`); do not edit. -->"

__all__ = ["NEXT", "errors_page", "tree"]

NEXT: Mapping[str, str] = MappingProxyType(
    {
        "UsageError": "Read the message: it names what is wrong, and often the near name. Mend the program.",
        "AnswerRefused": "Show the message to the person. The question stands as it did.",
        "UnknownQuestion": "Look at the list of questions again; compare store and account.",
        "AlreadyAnswered": "Show `by` and `at`. Nothing else is to be done: the first answer counts.",
        "ExpiredQuestion": "Have the agent make the call again. `expires=` is how long one lives.",
        "StaleQuestion": "Show the question again, with the id in `now`.",
        "MayNotAnswer": "Have somebody answer whom the rules name, or change the rules.",
        "OwnRequest": "Have another person answer.",
        "EditRefused": "Deny with a message that says what should be done; the agent reads it and asks again.",
        "WebhookRefused": "Answer 400. Compare the secret with the one in Ashby, and what a proxy does to the body.",
        "ToolError": "Hand `str(error)` to the model. It was written for it.",
        "InvalidArguments": "Let the model read which argument is wrong, and call again.",
        "UnknownShortId": "Read the record again in this conversation: short ids belong to one.",
        "UnreadableFile": "Read it in Ashby. Raise `FileLimits` if the message names a limit.",
        "BudgetTooSmall": "Give at least `needed` tokens, or ask for fewer `fields`.",
        "ApprovalRequired": "Show `question` to a person, and make exactly the same call again after the answer.",
        "ContentChanged": "Ask again: the new question shows what would be sent now.",
        "OthersRequired": "Wait for the other person; `why` says whom the rules want.",
        "Declined": "Tell the user. If a cap or a policy refused it, the message says which.",
        "ApiError": "Read `code`. `request_id` is what Ashby's support asks for.",
        "NotFound": "Compare the id, and whether the key may see confidential jobs.",
        "PermissionMissing": "Add `scope` to the key in Ashby (Admin, Integrations, API Keys). `doctor` lists them.",
        "RateLimited": "Wait `retry_after` seconds. If it happens often, set a lower `Limits(rate=...)`.",
        "ServerFailure": "Try a read again later; of a write, look first whether it happened.",
        "IncompleteList": "Take what was read for a part. Narrow the list by a filter.",
        "CursorExpired": "Read the list again from its first page.",
        "OutcomeUnknown": "Make the read that the message names, or `session.reconcile(call)`, first.",
        "PartlyDone": "Show `done`. Make the same call again if `ended_surely`; `undo` takes it back.",
        "TransportError": "Look at network, proxy and `ASHBY_BASE_URL`, then try again.",
        "CircuitOpen": "Wait `retry_after` seconds.",
        "StoreUnavailable": "Look at the database; `reason` says what it answered. No call leaves without the store.",
    }
)
"""What to do next, for each error that somebody meets."""

_HEAD = f"""{GENERATED}
# Errors

Everything that this package raises on purpose is an `AshbyError`. The tree says who should read it: a `UsageError` is
for the developer, an `AnswerRefused` for the person who answered, a `ToolError` for the model. A failure is never shown
as an empty result.

```python
from ashby_agent_tools import Client, Session, Toolset, errors

with Client() as ashby:
    session = Session(Toolset.preset("recruiter"), ashby)
    try:
        print(session.run("ashby_find", {{"name": "Priya Raman"}}).text)
    except errors.ToolError as error:
        print(str(error))  # what happened and what to do next, at most 4,000 bytes
```

On the command line an error is one line and an exit code; [Configuration](configuration.md#exit-codes) lists the codes.

## The tree

```text
TREE
```

## Causes and next steps

| error | cause | next step |
| --- | --- | --- |
"""


def tree() -> Iterator[tuple[int, type[Exception]]]:
    """The classes of errors, each with its depth, in the order in which they are written."""
    yield from _below(errors.AshbyError, 0)


def _below(cls: type[Exception], depth: int) -> Iterator[tuple[int, type[Exception]]]:
    yield depth, cls
    for each in cls.__subclasses__():
        if each.__module__ == errors.__name__:
            yield from _below(each, depth + 1)


def errors_page() -> str:
    """The tree, and a row for each error."""
    found = list(tree())
    drawn = "\n".join("  " * depth + cls.__name__ for depth, cls in found)
    rows = [f"| `{cls.__name__}` | {_cause(cls)} | {NEXT[cls.__name__]} |" for depth, cls in found if depth]
    return _HEAD.replace("TREE", drawn) + "\n".join(rows) + "\n"


def _cause(cls: type[Exception]) -> str:
    return " ".join((inspect.getdoc(cls) or "").partition("\n\n")[0].split()).replace("|", "\\|")
