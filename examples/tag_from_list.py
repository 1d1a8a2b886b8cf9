"""Tags and projects from a list: who came to an event, say, is marked so in Ashby, after one yes for the whole list.

python examples/tag_from_list.py [people.csv] [--undo]     columns: email, tags (separated by ;), project

--undo takes it all back at the end, to show that it can be.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ashby_agent_tools import Operation, Session, Toolset, confirm_writes
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations.base import JsonObject
from examples._company import Company, company, say

TOOLS = Toolset.of("candidate.addTag", "candidate.addProject", "candidate.removeTag", "candidate.removeProject")
PEOPLE = """email,tags,project
priya.raman@example.com,Conference 2026;Revisit later,Alumni worth calling
elodie.noel@example.com,Conference 2026,Rust engineers in Europe
nobody@example.com,Conference 2026,
kavya.banerjee@example.com,,Chief of Stuff search
"""


class Marking:
    """What the list asks for, as calls; what it asks for and Ashby does not have is told, never guessed."""

    def __init__(self, company: Company) -> None:
        self._company, self.told = company, list[str]()
        self._tags = {tag["title"].casefold(): tag["id"] for tag in company.client.records(op.CandidateTagList())}
        projects = company.client.records(op.ProjectList())
        self._projects = {project["title"].casefold(): project["id"] for project in projects}

    def calls(self, people: Iterable[Mapping[str, str]]) -> Iterator[Operation]:
        """One call for each mark that somebody lacks."""
        for row in people:
            found = self._company.client.execute(op.CandidateSearch(email=row["email"])).data
            if len(found) != 1:
                self.told.append(f"{row['email']}: {len(found)} people in Ashby have this address; nobody is made")
                continue
            yield from self._tagging(found[0], row["tags"])
            yield from self._adding(found[0], row["project"])

    def _tagging(self, person: JsonObject, titles: str) -> Iterator[Operation]:
        for title in filter(None, titles.split(";")):
            if (tag := self._tag(title)) is None:
                self.told.append(f"{person['name']}: there is no tag {title!r}")
            elif tag in {it["id"] for it in person["tags"]}:
                self.told.append(f"{person['name']} has the tag {title!r} already")
            else:
                yield op.CandidateAddTag(candidateId=person["id"], tagId=tag)

    def _tag(self, title: str) -> str | None:
        key = title.casefold()
        if key not in self._tags:
            decision = self._company.decide(f"Make the tag {title!r}?")
            if decision.kind != "approve":
                return None
            self._tags[key] = self._company.client.ensure_tag(title, decision=decision).id
        return str(self._tags[key])

    def _adding(self, person: JsonObject, title: str) -> Iterator[Operation]:
        if not title:
            return
        project = self._projects.get(title.casefold())
        inside = self._company.client.records(op.CandidateListProjects(candidateId=person["id"]))
        if project is None:
            self.told.append(f"{person['name']}: there is no project {title!r}")
        elif project in {it["id"] for it in inside}:
            self.told.append(f"{person['name']} is in {title!r} already")
        else:
            yield op.CandidateAddProject(candidateId=person["id"], projectId=project)


def run(company: Company, people: Iterable[Mapping[str, str]], *, undo: bool = False) -> Iterator[str]:
    """Mark the people of the list, all after one question with a line for each mark, and say what became of it."""
    asked_about = TOOLS.with_policy(confirm_writes)  # a tag alone is a small thing; a list of them is not
    at_once = company.batch_approver
    session = Session(asked_about, company.client, approver=company.approver, batch_approver=at_once)
    marking = Marking(company)
    calls = list(marking.calls(people))
    yield from marking.told
    if not calls:
        yield "There is nothing to do."
        return
    done = session.run_batch(calls)
    yield done.text
    if undo and done.undo:
        session.undo(*done.undo)
        yield f"{len(done.undo)} marks were taken back."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("people", nargs="?", type=Path)
    parser.add_argument("--undo", action="store_true", help="take it all back at the end")
    given = parser.parse_args(arguments)
    with company(thinks=False) as chosen:
        if given.people is None and chosen.simulator is None:
            parser.error("name the file with the people")
        text = given.people.read_text(encoding="utf-8") if given.people else PEOPLE
        say(run(chosen, csv.DictReader(text.splitlines()), undo=given.undo))
    return 0


if __name__ == "__main__":
    sys.exit(main())
