"""What a form shows can be sent back: paths and options as they are, records by their short ids, text untouched."""

from __future__ import annotations

import json
import re

import pytest

from ashby_agent_tools import MemoryStore, Session, Toolset, confirm_never, errors
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.schema import schema_of

TOOLS = Toolset.all().with_policy(confirm_never)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
PAY = {"path": "_systemfield_salary", "value": {"value": 90_000, "currencyCode": "EUR"}}
DAY = {"path": "_systemfield_start_date", "value": "2027-01-04"}


class Talk:
    """A conversation that knows nothing but what it is shown."""

    def __init__(self, simulator):
        self.simulator = simulator
        self.session = Session(TOOLS, simulator.client(), store=MemoryStore(first_short_id=100))

    def run(self, tool, **arguments):
        return self.session.run(tool, arguments)

    def read(self, tool, **arguments):
        return json.loads(self.run(tool, **arguments).text)

    def name(self, kind, record):
        """The short id of a record that was shown."""
        (found,) = [name for name, its_kind, uuid in self._names(kind) if its_kind == kind and uuid == record["id"]]
        return found

    def _names(self, kind):
        return self.session._store.short_ids(self.session._key, kind)

    def sent(self, endpoint):
        return [request.body for request in self.simulator.log if request.endpoint == endpoint]

    def refused(self, tool, **arguments):
        """What the model reads; nothing was sent."""
        self.simulator.log.clear()
        with pytest.raises(errors.InvalidArguments) as caught:
            self.run(tool, **arguments)
        assert self.simulator.log == []
        return str(caught.value)


@pytest.fixture
def talk(simulator):
    return Talk(simulator)


def lines(shown, where="formDefinition.sections.fields"):
    """The fields of a form as the text shows them, by title."""
    table = shown["record"][where]
    return {line[0]: dict(zip(table["columns"], line, strict=True)) for line in table["data"]}


@pytest.fixture
def offer(talk, simulator):
    """An offer form that was opened, its fields as shown, and what an offer with further answers is made of."""
    busy = {row["applicationId"] for row in simulator.state.rows("offerProcess")}
    jobs = {job for opening in simulator.state.rows("opening") for job in opening["jobIds"]}
    active = simulator.state.rows("application", status="Active")
    application = next(row for row in active if row["id"] not in busy and row["jobId"] in jobs)
    process = talk.read("offerProcess.start", applicationId=application["id"])["record"]["id"]
    started = talk.read("offer.start", offerProcessId=process)
    form = started["record"]["id"]

    def made(*answers):
        answered = {"fieldSubmissions": [PAY, DAY, *answers]}
        return {"offerProcessId": process, "offerFormId": form, "offerForm": answered}

    return lines(started), made


# what a form shows


def test_a_path_stands_as_it_is_and_an_opening_has_the_short_name_that_openings_have(talk, simulator, offer):
    fields, _ = offer
    own = simulator.state.first("customField", title="Relocation paid")
    assert fields["Relocation paid"]["path"] == own["id"]
    for option in fields["Opening"]["selectableValues"]:
        identifier, name = re.fullmatch(r"(\S+) \((opening_\d+)\)", option).groups()
        assert talk.name("opening", simulator.state.first("opening", identifier=identifier)) == name


def test_options_stand_beside_their_labels_where_those_differ(talk, simulator):
    form = simulator.state.first("feedbackFormDefinition", title="Interview scorecard")
    shown = lines(talk.read("feedbackFormDefinition.info", feedbackFormDefinitionId=form["id"]))
    score = shown["Overall recommendation"]["selectableValues"]
    assert score == [{"Strong no": "1"}, {"No": "2"}, {"Yes": "3"}, {"Strong yes": "4"}]
    survey = simulator.state.first("surveyFormDefinition", title="Candidate experience")
    asked = lines(talk.read("surveyFormDefinition.info", surveyFormDefinitionId=survey["id"]))
    assert asked["How was it?"]["selectableValues"] == ["Very good", "Good", "So-so", "Bad"]


def _forms(simulator):
    posting = simulator.state.first("jobPosting", status="Published")
    survey = simulator.state.first("surveyFormDefinition")
    feedback = simulator.state.first("feedbackFormDefinition")
    return [
        ("referralForm.info", {"fields": ["formDefinition"]}),
        ("surveyFormDefinition.info", {"surveyFormDefinitionId": survey["id"]}),
        ("surveyFormDefinition.list", {}),
        ("feedbackFormDefinition.info", {"feedbackFormDefinitionId": feedback["id"]}),
        ("feedbackFormDefinition.list", {}),
        ("jobPosting.info", {"jobPostingId": posting["id"], "fields": ["applicationFormDefinition"]}),
        ("offer.info", {"offerId": simulator.state.first("offer")["id"], "fields": ["formDefinition"]}),
    ]


@pytest.mark.parametrize("number", range(7))
def test_every_path_and_option_of_a_form_can_be_copied_from_the_text(talk, simulator, number):
    tool, arguments = _forms(simulator)[number]
    result = talk.run(tool, **arguments)
    wanted = list(_fields(result.data))
    assert wanted
    for field in wanted:
        assert json.dumps(field["path"], ensure_ascii=False) in result.text, field
        for option in field.get("selectableValues", ()):
            value = option["value"]
            name = (
                talk.name("opening", {"id": value}) if UUID.fullmatch(value) else json.dumps(value, ensure_ascii=False)
            )
            assert name in result.text, option
    assert not re.search(r"\bid_\d+", result.text.replace(_organization(talk), ""))


def _organization(talk):
    """The short id of the organization, the one record of a form whose kind is not known."""
    return next((name for name, kind, _ in talk.session._store.short_ids(talk.session._key) if kind == "id"), "-")


def _fields(node):
    if isinstance(node, dict):
        if isinstance(node.get("field"), dict):
            yield node["field"]
        for value in node.values():
            yield from _fields(value)
    elif isinstance(node, list):
        for item in node:
            yield from _fields(item)


# what is sent back


def test_an_opening_and_an_own_field_get_into_an_offer(talk, simulator, offer):
    fields, made = offer
    name = re.search(r"opening_\d+", fields["Opening"]["selectableValues"][0]).group()
    opening = talk.session._store.resolve(talk.session._key, name)[1]
    own = fields["Relocation paid"]["path"]
    talk.run("offer.create", **made({"path": "_systemfield_opening", "value": name}, {"path": own, "value": True}))
    (body,) = talk.sent("offer.create")
    assert body["offerForm"]["fieldSubmissions"][2:] == [
        {"path": "_systemfield_opening", "value": opening}, {"path": own, "value": True},
    ]  # fmt: skip


def test_a_field_may_be_named_by_the_short_name_of_its_custom_field(talk, simulator, offer):
    fields, made = offer
    listed = talk.read("customField.list", fields=["title"])["data"]
    named = {title: name for name, title in listed}
    talk.run("offer.create", **made({"path": named["Relocation paid"], "value": False}))
    (body,) = talk.sent("offer.create")
    assert body["offerForm"]["fieldSubmissions"][2]["path"] == fields["Relocation paid"]["path"]
    refused = talk.refused("offer.create", **made({"path": named["Desk"], "value": "B1"}))
    assert "is not a field of this form; its fields are Salary (_systemfield_salary)" in refused


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("job_100", r"job_100 is the id of a job, but the id of an opening is expected here"),
        ("opening_990", r"opening_990 is not known in this conversation"),
        ("ELSEWHERE", r"opening_\d+ is not an option of Opening; the options are OPN-"),
        (["ELSEWHERE"], r"opening_\d+ is not an option of Opening"),
    ],
)
def test_a_short_name_that_does_not_fit_the_field_is_refused_before_anything_is_sent(
    talk, simulator, offer, value, said
):
    fields, made = offer
    talk.run("job.list").text  # noqa: B018  (names are given when the text is made)
    listed = talk.run("opening.list")
    listed.text  # noqa: B018
    offered = " ".join(fields["Opening"]["selectableValues"])
    elsewhere = next(talk.name("opening", row) for row in listed.data if talk.name("opening", row) not in offered)
    given = json.loads(json.dumps(value).replace("ELSEWHERE", elsewhere))
    assert re.search(said, talk.refused("offer.create", **made({"path": "_systemfield_opening", "value": given})))


@pytest.mark.parametrize("as_object", [True, False])
def test_a_referral_takes_the_short_name_of_a_job_and_leaves_text_alone(talk, simulator, as_object):
    form = talk.run("referralForm.info", fields=["formDefinition"])
    refform = json.loads(form.text)["record"]["id"]
    jobs, users = talk.run("job.list", fields=["title"]), talk.run("user.list", limit=1)
    users.text, jobs.text  # noqa: B018
    open_job = next(job for job in jobs.data if job["status"] == "Open")
    name, user = talk.name("job", open_job), talk.name("user", users.data[0])
    how = lines(json.loads(form.text))["How do you know this person?"]["path"]

    def referral(job, text):
        answers = {"_systemfield_name": "Nia Abel", "_systemfield_email": "nia@example.com", "_systemfield_job": job}
        pairs = [{"path": path, "value": value} for path, value in {**answers, how: text}.items()]
        return {"id": refform, "creditedToUserId": user, "fieldSubmissions": pairs}

    def job(short_id):
        return {"title": open_job["title"], "value": short_id} if as_object else short_id

    for text in (name, f"for {name}, I think"):
        assert f"contains {name}, a short id only this conversation knows" in talk.refused(
            "referral.create", **referral(job(name), text)
        )
    assert "is the id of a user, but the id of a job" in talk.refused("referral.create", **referral(job(user), "Fair"))
    talk.run("referral.create", **referral(job(name), "Met at a fair"))
    (body,) = talk.sent("referral.create")
    assert body["fieldSubmissions"][2]["value"] == job(open_job["id"])


def test_a_survey_is_answered_with_the_paths_of_its_form_as_keys(talk, simulator):
    application = simulator.state.first("application", status="Active")
    survey = simulator.state.first("surveyFormDefinition", title="Candidate experience")
    who = {"candidateId": application["candidateId"], "applicationId": application["id"]}
    form = talk.read("surveyFormDefinition.info", surveyFormDefinitionId=survey["id"])
    name, fields = form["record"]["id"], lines(form)
    how = fields["How was it?"]["path"]
    talk.run("surveySubmission.create", **who, surveyFormDefinitionId=name, submittedValues={how: "Good"})
    (body,) = talk.sent("surveySubmission.create")
    assert body["submittedValues"] == {how: "Good"}


def test_keys_are_checked_like_values(talk, simulator):
    talk.run("candidate.list", limit=2).text  # noqa: B018
    application = simulator.state.first("application", status="Active")
    survey = simulator.state.first("surveyFormDefinition", title="Candidate experience")
    who = {
        "candidateId": application["candidateId"],
        "applicationId": application["id"],
        "surveyFormDefinitionId": survey["id"],
    }
    refused = talk.refused("surveySubmission.create", **who, submittedValues={"cand_100": "Good"})
    assert "cand_100 is the id of a candidate, but the id of a customField is expected here" in refused
    refused = talk.refused("location.create", name="Berlin", type="Location", extraData={"cand_101": "x"})
    assert "extraData.cand_101 contains cand_101, a short id only this conversation knows" in refused


def test_two_keys_for_one_field_are_refused(talk, simulator):
    own = simulator.state.first("customField", title="Relocation paid")["id"]
    application = simulator.state.first("application", status="Active")
    survey = simulator.state.first("surveyFormDefinition", title="Candidate experience")
    talk.run("customField.list").text  # noqa: B018
    name = talk.name("customField", {"id": own})
    refused = talk.refused(
        "surveySubmission.create", candidateId=application["candidateId"], applicationId=application["id"],
        surveyFormDefinitionId=survey["id"], submittedValues={own: True, name: False},
    )  # fmt: skip
    assert f"submittedValues answers the field {own} twice" in refused


# custom fields


def _own_field(simulator, kind, *, options=()):
    row = {"objectType": "Candidate", "fieldType": kind, "title": "Buddy", "isArchived": False, "isRequired": False}
    chosen = [{"label": label, "value": value, "isArchived": False} for label, value in options]
    return simulator.state.add("customField", {**row, "isPrivate": False, "selectableValues": chosen})


@pytest.mark.parametrize("batch", [False, True])
def test_a_custom_field_of_type_uuid_takes_a_short_name_and_a_text_field_does_not(talk, simulator, batch):
    uuid, text = _own_field(simulator, "UUID"), _own_field(simulator, "String")
    person = talk.run("candidate.list", limit=2)
    person.text, talk.run("customField.list").text

    def change(field, value):
        one = {"fieldId": talk.name("customField", field), "fieldValue": value}
        about = {"objectId": "cand_100", "objectType": "Candidate"}
        return {**about, "values": [one]} if batch else {**about, **one}

    tool = "customField.setValues" if batch else "customField.setValue"
    assert "contains cand_101" in talk.refused(tool, **change(text, "cand_101"))
    talk.run(tool, **change(uuid, "cand_101"))
    (body,) = talk.sent(tool)
    value = body["values"][0]["fieldValue"] if batch else body["fieldValue"]
    assert value == person.data[1]["id"]


def test_an_option_that_only_looks_like_a_short_name_stays_as_it_is(talk, simulator):
    field = _own_field(simulator, "ValueSelect", options=(("First", "cand_100"), ("Second", "cand_101")))
    talk.run("candidate.list", limit=2).text  # noqa: B018
    talk.run("customField.info", customFieldId=field["id"]).text  # noqa: B018
    about = {"objectId": "cand_100", "objectType": "Candidate", "fieldId": field["id"]}
    talk.run("customField.setValue", **about, fieldValue="cand_101")
    assert talk.sent("customField.setValue")[0]["fieldValue"] == "cand_101"


def test_options_that_are_uuids_of_nothing_known_stand_as_they_are_and_go_back_as_they_are(talk, simulator):
    value = "5b0f2d66-0f3b-4a7e-9b38-0a4f9f7f2f11"
    field = _own_field(simulator, "MultiValueSelect", options=(("North", value), ("South", "south")))
    person = simulator.state.first("candidate")["id"]
    assert value in talk.run("customField.info", customFieldId=field["id"]).text
    about = {"objectId": person, "objectType": "Candidate", "fieldId": field["id"]}
    changed = talk.run("customField.setValue", **about, fieldValue=[value])
    assert talk.sent("customField.setValue")[0]["fieldValue"] == [value]
    assert "id_" not in changed.text
    shown = talk.run("candidate.info", id=person, fields=["customFields"])
    assert "field_" not in shown.text


def test_every_answer_to_a_form_in_the_catalogue_is_looked_at():
    """So that a new endpoint with a form is seen here: its pairs stand in a list that the resolving knows."""
    places = {
        (tuple(sorted(pair)), name)
        for operation in catalogue().values()
        for schema in _objects(schema_of(operation))
        for name, part in schema.get("properties", {}).items()
        for pair in ({"path", "value"}, {"fieldId", "fieldValue"})
        if pair <= part.get("items", {}).get("properties", {}).keys()
    }
    assert places == {(("path", "value"), "fieldSubmissions"), (("fieldId", "fieldValue"), "values")}


def _objects(schema):
    yield schema
    for part in schema.get("properties", {}).values():
        yield from _objects(part)
