"""Random batches with a random answer to every line, and what has to be sent of them, worked out by other means."""

from __future__ import annotations

import dataclasses
import random

from ashby_agent_tools import Decision, confirm_writes, deny

FATES = ("yes", "yes", "yes", "no", "open", "edit", "edit to more", "double", "forbidden")
BY = "Robin"


def no_tags(call):
    """Asks for every write, and refuses tags."""
    return deny("candidate.addTag")(call) if call.endpoint == "candidate.addTag" else confirm_writes(call)


@dataclasses.dataclass(frozen=True)
class Planned:
    """One line: the call, what becomes of it, and the body that has to arrive for it, if any."""

    tool: str
    arguments: dict
    fate: str
    edit: dict | None = None
    arrives: dict | None = None

    @property
    def endpoint(self):
        return {
            "ashby_application_change_stage": "application.changeStage",
            "ashby_candidate_create_note": "candidate.createNote",
            "ashby_candidate_add_tag": "candidate.addTag",
        }[self.tool]


def plan(simulator, count, number):
    """`count` lines with random fates: rejections, quiet and with an email, and notes."""
    dice = random.Random(number)  # noqa: S311  (a test's own)
    state = simulator.state
    applications = [row for row in state.rows("application") if row["status"] == "Active"]
    dice.shuffle(applications)
    reasons, template = [row["id"] for row in state.rows("archiveReason")], state.first("communicationTemplate")["id"]
    tag = state.first("candidateTag")["id"]
    lines: list[Planned] = []
    for at in range(count):
        fate = dice.choice(FATES)
        application = applications[at % len(applications)]
        note = at >= len(applications) or dice.random() < 0.3
        if fate == "double" and any(line.fate != "double" for line in lines):
            original = dice.choice([line for line in lines if line.fate not in {"forbidden", "double"}] or [None])
            if original is not None:
                lines.append(dataclasses.replace(original, fate="double", edit=None, arrives=None))
                continue
        if fate == "forbidden":
            arguments = {"candidateId": application["candidateId"], "tagId": tag}
            known = [line.arguments for line in lines]
            lines.append(Planned("ashby_candidate_add_tag", arguments, "double" if arguments in known else fate))
            continue
        fate = "yes" if fate == "double" else fate
        if note:
            arguments = {"candidateId": application["candidateId"], "note": f"note {at}"}
            edit = {**arguments, "note": f"edited {at}"}
            lines.append(
                _line("ashby_candidate_create_note", arguments, "edit" if fate == "edit to more" else fate, edit)
            )
            continue
        stage = state.first("interviewStage", interviewPlanId=application["interviewPlanId"], type="Archived")["id"]
        arguments = {"applicationId": application["id"], "interviewStageId": stage, "archiveReasonId": reasons[0]}
        mail = {"archiveEmail": {"communicationTemplateId": template}}
        if fate != "edit to more" and dice.random() < 0.4:
            arguments |= mail
        edit = {**arguments, **mail} if fate == "edit to more" else {**arguments, "archiveReasonId": reasons[1]}
        lines.append(_line("ashby_application_change_stage", arguments, fate, edit))
    return lines


def _line(tool, arguments, fate, edit):
    arrives = {"yes": arguments, "edit": edit}.get(fate)
    return Planned(tool, arguments, fate, edit if fate.startswith("edit") else None, arrives)


def calls(lines):
    """As a session takes them."""
    return [(line.tool, line.arguments) for line in lines]


def answers(lines, batch, by=BY):
    """What the person says to the lines that are asked about."""
    said = {}
    for planned, line in zip(lines, batch.lines, strict=True):
        if not line.asks or planned.fate == "open":
            continue
        if planned.fate == "no":
            said |= batch.deny(f"not line {line.number}", by=by, lines=[line.number])
        elif planned.edit is not None:
            said[line.number] = Decision.edit(planned.edit, by=by, call=line.call)
        else:
            said |= batch.approve(by=by, lines=[line.number])
    return said


def arrived(simulator):
    """What was written, as sorted (endpoint, what tells one call from another)."""
    writes = ("application.changeStage", "candidate.createNote", "candidate.addTag")
    return sorted(key(it.endpoint, it.body) for it in simulator.log if it.endpoint in writes)


def wanted(lines):
    """What has to be written."""
    return sorted(key(line.endpoint, line.arrives) for line in lines if line.arrives is not None)


def key(endpoint, body):
    mailed = "archiveEmail" in body
    return (endpoint, body.get("applicationId", ""), body.get("candidateId", ""), body.get("archiveReasonId", ""),
            body.get("note", ""), mailed)  # fmt: skip


STATES = {
    "yes": "done", "edit": "done", "no": "refused", "open": "waiting", "edit to more": "asked again",
    "double": "refused", "forbidden": "refused",
}  # fmt: skip
