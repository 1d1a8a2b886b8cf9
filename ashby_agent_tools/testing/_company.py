"""Whom the contract's calls are about: people, stages and templates of the simulator's demo company."""

from __future__ import annotations

import dataclasses

from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator import Simulator


@dataclasses.dataclass(frozen=True, slots=True)
class Company:
    """A simulator, ids in it, and arguments of calls. What it read itself does not count as sent."""

    simulator: Simulator
    applications: tuple[JsonObject, ...]
    archived: str
    reason: str
    template: str
    sequence: str
    before: int

    @classmethod
    def of(cls, simulator: Simulator) -> Company:
        """Look around in a fresh simulator."""
        with simulator.client() as client:

            def first(endpoint: str, **arguments: Json) -> str:
                return str(client.execute(catalogue()[endpoint].model_validate(arguments)).data[0]["id"])

            job = first("job.search", title="Staff Engineer")
            listed = catalogue()["application.list"].model_validate({"jobId": job, "status": "Active"})
            applications = tuple(client.records(listed))
            plan = {"interviewPlanId": applications[0]["currentInterviewStage"]["interviewPlanId"]}
            stages = client.execute(catalogue()["interviewStage.list"].model_validate(plan)).data
            company = cls(
                simulator,
                applications,
                archived=next(stage["id"] for stage in stages if stage["type"] == "Archived"),
                reason=first("archiveReason.list"),
                template=first("communicationTemplate.list"),
                sequence=first("sequenceTemplate.list"),
                before=0,
            )
        return dataclasses.replace(company, before=len(simulator.log))

    def candidate(self, number: int = 0) -> JsonObject:
        """Somebody who applied: id and name."""
        found: JsonObject = self.applications[number]["candidate"]
        return found

    def person_who_answered(self, title: str) -> tuple[str, str]:
        """Somebody with a custom field, which is called so from now on: the person's id and the field's value."""
        with self.simulator.client() as client:
            for person in client.records(catalogue()["candidate.list"].model_validate({})):
                for field in person["customFields"]:
                    if isinstance(field["value"], str):
                        self.simulator.state.get("customField", field["id"])["title"] = title
                        return str(person["id"]), str(field.get("valueLabel") or field["value"])
        raise LookupError("nobody has a custom field that is a text")

    def rejection(self, number: int = 0) -> JsonObject:
        """Arguments of application.changeStage that reject somebody: destructive, so a person is asked."""
        return {
            "applicationId": self.applications[number]["id"],
            "interviewStageId": self.archived,
            "archiveReasonId": self.reason,
        }

    def mailed_rejection(self, number: int = 0) -> JsonObject:
        """The same with an email to the candidate: more dangerous."""
        return {**self.rejection(number), "archiveEmail": {"communicationTemplateId": self.template}}

    def sent(self, endpoint: str) -> list[JsonObject]:
        """The bodies that arrived under this endpoint, in order."""
        return [request.body for request in self.simulator.log[self.before :] if request.endpoint == endpoint]

    @property
    def anything_sent(self) -> bool:
        """Whether any request arrived."""
        return len(self.simulator.log) > self.before
