"""The organization: people, places, word lists, custom fields, sequences, reports and settings."""

from __future__ import annotations

from ashby_agent_tools.operations.entity import Entity, View

USER = Entity("user", "user", titled=True,
    contact=("email",),
    others=("updatedAt",),
    view=View(
        overview=("firstName", "lastName", "email", "globalRole", "isEnabled"),
        matters=("managerId", "customFields"),
    ),
)  # fmt: skip
DEPARTMENT = Entity("department", "dept", titled=True,
    untrusted=("extraData",),
    view=View(
        overview=("name", "parentId", "isArchived"),
        matters=("externalName",),
        noise=("extraData", "createdAt", "updatedAt"),
    ),
)  # fmt: skip
LOCATION = Entity("location", "loc", titled=True,
    untrusted=("extraData",),
    others=("externalName",),
    view=View(
        overview=("name", "workplaceType", "type", "isArchived"),
        matters=("parentLocationId", "address.postalAddress.addressLocality", "address.postalAddress.addressCountry",
            "isRemote"),
        noise=("extraData",),
    ),
)  # fmt: skip
BRAND = Entity("brand", "brand", titled=True,
    view=View(overview=("name",), matters=("hostedJobsPageSlug",)),
)  # fmt: skip
ARCHIVE_REASON = Entity("archiveReason", "reason", titled=True,
    view=View(overview=("text", "reasonType", "isArchived")),
)  # fmt: skip
CLOSE_REASON = Entity("closeReason", "close", titled=True,
    view=View(overview=("reasonText", "isArchived")),
)  # fmt: skip
SOURCE = Entity("source", "source", titled=True,
    view=View(overview=("title", "sourceType", "isArchived"), noise=("sourceType.isArchived",)),
)  # fmt: skip
SOURCE_TRACKING_LINK = Entity("sourceTrackingLink", "link",
    view=View(overview=("code", "sourceId", "enabled"), matters=("link",)),
)  # fmt: skip
CUSTOM_FIELD = Entity("customField", "field", titled=True,
    others=("isArchived", "isPrivate"),
    view=View(overview=("title", "objectType", "fieldType", "isRequired"), matters=("selectableValues.label",)),
)  # fmt: skip
CUSTOM_FIELD_VALUE = Entity("customFieldValue", "field",
    untrusted=("value",),
)  # fmt: skip
COMMUNICATION_TEMPLATE = Entity("communicationTemplate", "tmpl", titled=True,
    view=View(overview=("title", "intendedTypes"), matters=("updatedAt",), noise=("createdAt",)),
)  # fmt: skip
SEQUENCE = Entity("sequence", "seq", titled=True,
    contact=("stages.from",),
    view=View(
        overview=("candidateId", "status", "sequenceTemplateId"),
        matters=("applicationId", "createdAt", "stages"),
    ),
)  # fmt: skip
SEQUENCE_STAGE = Entity("sequenceStage", "seqstage")
SEQUENCE_TEMPLATE = Entity("sequenceTemplate", "seqtmpl",
    view=View(overview=("title", "isArchived"), matters=("updatedAt",), noise=("unsubscribeLinkActive",)),
)  # fmt: skip
EMAIL_SENDER = Entity("emailSender", "sender",
    contact=("email",),
    view=View(overview=("email", "displayName", "type")),
)  # fmt: skip
REPORT = Entity("report", "report", titled=True,
    withheld=("reportData.url",),
)  # fmt: skip
AUDIT_LOG = Entity("auditLog", "audit",
    untrusted=("description", "changedFields"),
    contact=("actor.email", "request.ipAddress"),
    view=View(
        overview=("timestamp", "category", "actor", "target.type"),
        matters=("description",),
        minutes=("timestamp",),
        noise=("request.id", "request.userAgent"),
    ),
)  # fmt: skip
API_KEY = Entity("apiKey", "apikey",
    view=View(overview=("title", "createdAt", "scopes")),
)  # fmt: skip
WEBHOOK = Entity("webhook", "hook",
    withheld=("secretToken",),
    view=View(overview=("webhookType", "requestUrl", "enabled")),
)  # fmt: skip
VERSION = Entity("version", "version",
    view=View(overview=("version", "status")),
)  # fmt: skip
