"""Candidates, and what is kept on them: notes, tags, projects, emails, files."""

from __future__ import annotations

from ashby_agent_tools.operations.entities._paths import ORIGIN_NOISE
from ashby_agent_tools.operations.entity import Entity, View

CANDIDATE = Entity("candidate", "cand",
    untrusted=("position", "company", "school", "socialLinks", "resumeFileHandle.name", "fileHandles.name",
        "customFields"),
    contact=("primaryEmailAddress", "emailAddresses", "primaryPhoneNumber", "phoneNumbers", "socialLinks",
        "creditedToUser.email"),
    view=View(
        overview=("name", "position", "company", "applicationIds", "primaryEmailAddress"),
        matters=("source", "location.locationSummary", "fraudStatus", "primaryPhoneNumber", "tags", "location",
            "updatedAt", "school", "createdAt", "customFields"),
        by_name=("source", "tags"),
        noise=("profileUrl", "location.locationComponents", "creditedToUser", "resumeFileHandle.handle",
            "fileHandles.handle", "tags.isArchived", "timezone", *ORIGIN_NOISE),
        repeats=("resumeFileHandle.handle", "fileHandles.handle"),
    ),
)  # fmt: skip
NOTE = Entity("note", "note",
    untrusted=("content",),
    contact=("author.email",),
    view=View(overview=("author", "createdAt", "isPrivate"), matters=("author.email",), texts=("content",)),
)  # fmt: skip
CANDIDATE_TAG = Entity("candidateTag", "tag", titled=True,
    view=View(overview=("title", "isArchived")),
)  # fmt: skip
PROJECT = Entity("project", "proj", titled=True,
    others=("customFieldEntries",),
    view=View(
        overview=("title", "isArchived", "confidential"),
        matters=("authorId", "createdAt"),
        texts=("description",),
    ),
)  # fmt: skip
EMAIL_MESSAGE = Entity("emailMessage", "mail",
    untrusted=("subject", "body", "from", "to", "cc", "bcc", "messageIdHeader", "emailProviderEmailId"),
    contact=("from", "to", "cc", "bcc", "messageUrl"),
    view=View(
        overview=("subject", "from", "sentAt", "direction"),
        matters=("to", "cc"),
        texts=("body",),
        noise=("emailProviderEmailId", "messageUrl", "messageIdHeader", "threadId", "recordId"),
        minutes=("sentAt",),
    ),
)  # fmt: skip
CLIENT_INFO = Entity("clientInfo", "client",
    untrusted=("userAgent",),
    contact=("ipAddress",),
    view=View(overview=("relatedEntityType", "relatedEntityId", "createdAt", "ipAddress"), noise=("candidateId",)),
)  # fmt: skip
FRAUD_CHECK = Entity("fraudCheck", "fraud",
    untrusted=("fraudSignals.value", "fraudSignals.description"),
    view=View(
        overview=("createdAt", "applicationId", "fraudSignals"),
        matters=("fraudSignals.category",),
        noise=("candidateId",),
    ),
)  # fmt: skip
FILE = Entity("file", "file",
    untrusted=("name",),
    withheld=("url", "fields"),
)  # fmt: skip
