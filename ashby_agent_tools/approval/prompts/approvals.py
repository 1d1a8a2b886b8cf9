"""Questions about the approval of offers: who is asked, who is overridden, and which steps there are.

A version is found among the offers that are still open: no read takes its id.
"""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import read, user_of
from ashby_agent_tools.approval.prompts._namesakes import row_mark, users_in, users_read
from ashby_agent_tools.approval.prompts._offer_facts import application_read, state_row, whose
from ashby_agent_tools.approval.prompts._phrases import count, join, quoted
from ashby_agent_tools.approval.prompts._prompt import (
    ApprovalPrompt,
    Lookups,
    Reads,
    Row,
    Statement,
    at,
    known_id,
    objects,
)
from ashby_agent_tools.operations.approvals import ApprovalDefinitionUpdate
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.offers import OfferApprove, OfferStartApprovalProcess

_OFFERS, _APPROVALS = "the offer of that version", "the approval"
_OPEN = ["WaitingOnApprovalStart", "WaitingOnOfferApproval", "WaitingOnApprovalDefinition"]
_MOST_APPROVERS = 5  # with offer, approval and application, all that a question may look up


def _versions(identity: str) -> Reads:
    return {
        **read(_OFFERS, "offer.list", offerStatus=_OPEN),
        **read(_APPROVALS, "approval.list", entityType="offer", entityId=identity),
        **users_read(),
    }


def _by_version(seen: Lookups, identity: str) -> JsonObject:
    return next((row for row in seen.rows(_OFFERS) if at(row, "latestVersion", "id") == identity), {})


def _of_version(seen: Lookups, identity: str) -> str:
    offer = _by_version(seen, identity)
    if not offer:
        return f"the offer of version {identity}"
    return whose(offer, "", seen, row_mark(seen.rows(_OFFERS), known_id(offer.get("id"))))


def _start_needs(start: OfferStartApprovalProcess) -> Reads:
    return _versions(start.offerVersionId)


def _start_more(start: OfferStartApprovalProcess, seen: Lookups) -> Reads:
    return {**application_read(_by_version(seen, start.offerVersionId)), **_people(_present_approvers(seen), seen)}


def _start(start: OfferStartApprovalProcess, seen: Lookups) -> Statement:
    rows: list[Row] = [("note to them", None, quoted(start.note, most=300))] if start.note else []
    return Statement(
        f"Send {_of_version(seen, start.offerVersionId)} to its approvers.",
        back="The request cannot be called back.",
        rows=(*state_row(_by_version(seen, start.offerVersionId)), *rows, *_present_steps(seen)),
    )


def _steps(seen: Lookups) -> list[JsonObject]:
    return [step for approval in seen.rows(_APPROVALS)[:1] for step in objects(approval.get("steps"))]


def _present_approvers(seen: Lookups) -> list[str]:
    people = [known_id(one.get("userId")) for step in _steps(seen) for one in objects(step.get("approvers"))]
    return [one for one in people if one]


def _people(identities: list[str], seen: Lookups) -> Reads:
    """The colleagues whom the list of all did not name."""
    found: Reads = {}
    listed = {known_id(row.get("id")) for row in users_in(seen)}
    for identity in [one for one in dict.fromkeys(identities) if one not in listed][:_MOST_APPROVERS]:
        found = {**found, **read(f"the user {identity}", "user.info", userId=identity)}
    return found


def _person(seen: Lookups, identity: Json) -> str:
    record = next((row for row in users_in(seen) if row.get("id") == identity), None)
    if record is None:
        return user_of(seen, identity, name=f"the user {identity}")
    return user_of(Lookups({**seen.answers, "user": record}, seen.most), identity, name="user")


def _present_steps(seen: Lookups) -> list[Row]:
    rows: list[Row] = []
    for number, step in enumerate(_steps(seen), 1):
        people = [_approver(seen, one) for one in objects(step.get("approvers"))]
        rows.append((f"step {number} now", None, _enough(step.get("approvalsRequired"), people)))
    return rows


def _enough(required: Json, people: list[str]) -> str:
    """Whose approval is needed: of all these people, or of some of them."""
    few = isinstance(required, int) and required < len(people)
    return f"any {required} of {join(people)}" if few else join(people)


def _approver(seen: Lookups, one: JsonObject) -> str:
    decision = one.get("decision")
    said = {"approve": " (has approved)", "reject": " (has rejected)"}
    return _person(seen, one.get("userId")) + (said.get(decision, "") if isinstance(decision, str) else "")


def _approve_needs(force: OfferApprove) -> Reads:
    return _versions(force.offerVersionId)


def _approve_more(force: OfferApprove, seen: Lookups) -> Reads:
    people = [*([force.userId] if force.userId else []), *_present_approvers(seen)]
    return {**application_read(_by_version(seen, force.offerVersionId)), **_people(people, seen)}


def _approve(force: OfferApprove, seen: Lookups) -> Statement:
    which = _of_version(seen, force.offerVersionId)
    if force.userId is None:
        head, more = f"Approve {which} and override all its approvers.", ""
        tight = head
    else:
        head = f"Approve {which} in place of {_person(seen, force.userId)}."
        tight = f"Approve {which} as {_person(seen, force.userId)}."
        more = f"The step is {force.approvalStepId}."
    return Statement(
        f"{head} It can then go out to the candidate.",
        tight=tight,
        short="This is final.",
        more=more,
        rows=(*state_row(_by_version(seen, force.offerVersionId)), *_present_steps(seen)),
    )


def _define_needs(new: ApprovalDefinitionUpdate) -> Reads:
    return _versions(new.entityId)


def _define_more(new: ApprovalDefinitionUpdate, seen: Lookups) -> Reads:
    wanted = [one.userId for step in new.approvalStepDefinitions for one in step.approvers]
    return {**application_read(_by_version(seen, new.entityId)), **_people([*wanted, *_present_approvers(seen)], seen)}


def _define(new: ApprovalDefinitionUpdate, seen: Lookups) -> Statement:
    steps, which = new.approvalStepDefinitions, _of_version(seen, new.entityId)
    if steps:
        asks = " The approvers are asked at once." if new.submitApprovalRequest else ""
        does = "Replace the approval steps"
        head = f"{does} of {which} with {count(len(steps), 'step')}.{asks}"
    else:
        does = "Remove every approval step"
        head = f"{does} of {which}: it goes ahead without any approval."
    new_steps: list[Row] = [
        (
            f"step {number} new",
            None,
            _enough(step.approvalsRequired, [_person(seen, one.userId) for one in step.approvers]),
        )
        for number, step in enumerate(steps, 1)
    ]
    return Statement(
        head,
        tight=f"{does} of {which}.",
        rows=(*state_row(_by_version(seen, new.entityId)), *_present_steps(seen), *new_steps),
    )


PROMPTS = (
    ApprovalPrompt(
        OfferStartApprovalProcess, _start, needs=_start_needs, more=_start_more, shows=("note", "offerVersionId")
    ),
    ApprovalPrompt(
        OfferApprove,
        _approve,
        needs=_approve_needs,
        more=_approve_more,
        shows=("approvalStepId", "offerVersionId", "userId"),
    ),
    ApprovalPrompt(
        ApprovalDefinitionUpdate,
        _define,
        needs=_define_needs,
        more=_define_more,
        shows=("approvalStepDefinitions", "entityId", "entityType", "submitApprovalRequest"),
    ),
)
