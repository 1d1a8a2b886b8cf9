"""Users of Ashby: colleagues, their limits and pauses as interviewers, their custom fields."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import JsonObject, Operation, Spec
from ashby_agent_tools.operations.custom_values import ANY_VALUE, FieldChange, FieldValue, danger_of
from ashby_agent_tools.operations.params import (
    CustomFieldId,
    InterviewerPauseId,
    ListOf,
    Moment,
    SearchedEmail,
    Synced,
    UserId,
)
from ashby_agent_tools.risk import DESTRUCTIVE, READ, WRITE, Risk

InterviewLimit = int | Literal["none"] | None


class UserInfo(Operation):
    """Get one Ashby user."""

    spec = Spec(
        "user.info",
        scope="organizationRead",
        risk=READ,
        tags=("organization",),
        entity=entities.USER,
        aliases=("get_single_ashby_user_by_id",),
    )

    userId: UserId


class UserList(Synced):
    """List the Ashby users, without deactivated ones unless asked for."""

    spec = Spec(
        "user.list",
        scope="organizationRead",
        risk=READ,
        tags=("organization",),
        entity=entities.USER,
        paging="sync",
        aliases=("list_all_ashby_users",),
    )

    includeDeactivated: bool | None = None


class UserSearch(Operation):
    """Find an Ashby user by exact email address."""

    spec = Spec(
        "user.search",
        scope="organizationRead",
        risk=READ,
        tags=("organization",),
        entity=entities.USER,
        aliases=("list_all_ashby_users_search",),
    )

    email: SearchedEmail


class UserInterviewerSettings(Operation):
    """Get how many interviews a day and a week a user may be given."""

    spec = Spec(
        "user.interviewerSettings",
        scope="organizationRead",
        risk=READ,
        tags=("scheduling", "organization"),
        entity=entities.INTERVIEWER_SETTINGS,
    )

    userId: UserId


class UserUpdateInterviewerSettings(Operation):
    """Set how many interviews a day and a week a user may be given; "none" lifts a limit."""

    spec = Spec(
        "user.updateInterviewerSettings",
        scope="organizationWrite",
        risk=WRITE.undone_by("user.updateInterviewerSettings").repeatable(),
        tags=("scheduling", "organization"),
        entity=entities.INTERVIEWER_SETTINGS,
        look="user.interviewerSettings",
    )

    userId: UserId
    dailyLimit: InterviewLimit = None
    weeklyLimit: InterviewLimit = None

    def body(self) -> JsonObject:
        """The marker "none" goes as null; a limit that is not given stays as it is."""
        return {key: None if value == "none" else value for key, value in self.as_arguments().items()}

    def as_arguments(self) -> JsonObject:
        """With the marker, since a null among the arguments means that nothing was given."""
        return super().body()


class UserListInterviewerPauses(Operation):
    """List a user's present and coming pauses from interviewing."""

    spec = Spec(
        "user.listInterviewerPauses",
        scope="organizationRead",
        risk=READ,
        tags=("scheduling", "organization"),
        entity=entities.INTERVIEWER_PAUSE,
    )

    userId: UserId


class UserCreateInterviewerPause(Operation):
    """Pause a user from being scheduled for interviews; only one pause per user."""

    spec = Spec(
        "user.createInterviewerPause",
        scope="organizationWrite",
        risk=WRITE.undone_by("user.deleteInterviewerPause"),
        tags=("scheduling", "organization"),
        entity=entities.INTERVIEWER_PAUSE,
        look="user.listInterviewerPauses",
    )

    userId: UserId
    startsAt: Annotated[Moment | None, Field(description="default now")] = None
    endsAt: Annotated[Moment | None, Field(description="default open-ended")] = None
    comment: str | None = None


class UserDeleteInterviewerPause(Operation):
    """Delete a user's pause from interviewing."""

    spec = Spec(
        "user.deleteInterviewerPause",
        scope="organizationWrite",
        risk=DESTRUCTIVE.because("it ends the pause, so that the user can be scheduled again").repeatable(),
        tags=("scheduling", "organization"),
        entity=entities.INTERVIEWER_PAUSE,
        look="user.listInterviewerPauses",
    )

    interviewerPauseId: InterviewerPauseId


class UserSetCustomFieldValue(Operation):
    """Set one custom field of a user (an employee)."""

    spec = Spec(
        "user.setCustomFieldValue",
        scope="organizationWrite",
        risk=WRITE.undone_by("user.setCustomFieldValue").repeatable(),
        worst=ANY_VALUE.undone_by("user.setCustomFieldValue"),
        tags=("organization",),
        entity=entities.CUSTOM_FIELD_VALUE,
        look="user.info",
    )

    userId: UserId
    fieldId: CustomFieldId
    fieldValue: FieldValue

    def risk(self) -> Risk:
        """A list replaces the whole one, and money is more than a mark."""
        return (self.spec.risk | danger_of(self.fieldValue)).undone_by("user.setCustomFieldValue")


class UserSetCustomFieldValues(Operation):
    """Set several custom fields of a user in one call."""

    spec = Spec(
        "user.setCustomFieldValues",
        scope="organizationWrite",
        risk=WRITE.undone_by("user.setCustomFieldValues").repeatable(),
        worst=ANY_VALUE.undone_by("user.setCustomFieldValues"),
        tags=("organization",),
        entity=entities.CUSTOM_FIELD_VALUE,
        look="user.info",
    )

    userId: UserId
    values: Annotated[ListOf[FieldChange], Field(min_length=1)]

    def risk(self) -> Risk:
        """That of the most dangerous value."""
        rated = self.spec.risk | danger_of(*(change.fieldValue for change in self.values))
        return rated.undone_by("user.setCustomFieldValues")
