"""Hiding: by labels in five languages, by kinds of fields, by values, by an organization's own words."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ashby_agent_tools import Budget, MemoryStore, Session, Toolset, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations.entities import BY_NAME
from ashby_agent_tools.results import Page, fit, read_on
from ashby_agent_tools.results.labels import asks_for
from ashby_agent_tools.results.masking import without_hidden_text

LABELS = Path(__file__).parents[1] / "support" / "hiding_labels.txt"
WHOLE = Budget(16_000, detail="full")
SECRET = "QX-SECRET"
EVERY = frozenset({"pay", "eeo", "contact"})
GONE = {
    "pay": (
        "Expected CTC", "Hourly rate", "Gehaltsvorstellung", "Prétentions salariales", "Pretensión salarial",
        "Vale refeição",
    ),
    "eeo": (
        "Are you Hispanic or Latino?", "Nationality", "Geschlecht", "Do you need accommodations?", "Raça ou cor",
        "Travailleur handicapé ?",
    ),
    "contact": ("Handynummer", "Correo electrónico", "Where can we reach you?", "Endereço"),
}  # fmt: skip
SHOWN = ("Payroll system experience", "Race condition debugging", "Notice period", "Erfahrung mit Lohnbuchhaltung")
CASES = [(name, label) for name, labels in GONE.items() for label in labels]


def labelled(half: int) -> list[tuple[str, str]]:
    """Every second label of each section with what it asks for: 0 for those that were looked at, 1 for the others."""
    found, want = [], ""
    number = itertools.count()
    for line in LABELS.read_text().splitlines():
        if line.startswith("## "):
            want, number = line[3:].split()[0], itertools.count()
        elif line and not line.startswith("#") and next(number) % 2 == half:
            found.append((want, line))
    return found


@pytest.mark.parametrize("half", [0, 1], ids=["looked at", "held out"])
def test_at_least_95_of_100_labels_are_hidden_and_at_most_5_of_100_others(half: int) -> None:
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for want, label in labelled(half):
        got = asks_for(label)
        every[want] += 1
        right[want] += (not got) if want == "none" else want in got
    assert sum(every.values()) == 250
    for want in every:
        assert right[want] >= 0.95 * every[want], want


def form(label: str) -> dict[str, Any]:
    field = {"path": "q1", "title": label, "type": "String", "id": "f"}
    return {"sections": [{"fields": [{"isRequired": False, "field": field}]}]}


def places(label: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """A record of each kind with a secret under a label, and what kind it is."""
    answers = {"formDefinition": form(label), "submittedValues": {"q1": SECRET}}
    return {
        "custom field": ("candidate", {"id": "1", "customFields": [{"id": "x", "title": label, "value": SECRET}]}),
        "label of a choice": (
            "candidate", {"id": "1", "customFields": [{"id": "x", "title": label, "value": "a", "valueLabel": SECRET}]},
        ),
        "form answer": ("application", {"id": "1", "applicationFormSubmissions": [answers]}),
        "scorecard": ("applicationFeedback", {"id": "1", **answers}),
        "audit log": ("auditLog", {"id": "1", "changedFields": {label: {"from": SECRET, "to": SECRET}}}),
        "audit log, listed": (
            "auditLog", {"id": "1", "changedFields": [{"field": label, "from": SECRET, "to": SECRET}]},
        ),
        "assessment": ("assessment", {"id": "1", "metadata": [{"label": label, "value": SECRET, "type": "text"}]}),
        "report": ("report", {"reportData": {"columnNames": ["id", label], "data": [["1", SECRET], ["2", SECRET]]}}),
    }  # fmt: skip


FIELDS = ("*", "customFields", "customFields.value", "applicationFormSubmissions.submittedValues", "submittedValues.q1",
          "changedFields", "changedFields.from", "metadata.value")  # fmt: skip


def texts(kind: str, record: dict[str, Any], hidden: frozenset[str], label: str) -> list[str]:
    """The record's text by every route: alone, in a list, asked for by name, read on, filtered, counted, summed."""
    options: dict[str, Any] = {"tool": "t", "ref": "r1", "budget": WHOLE, "entity": BY_NAME[kind], "hidden": hidden}
    pages = [Page(record)] if "reportData" in record else [Page(record), Page([record, {**record, "id": "2"}])]
    named = [*FIELDS, label, f"customFields.{label}", f"answers.{label}", f"applicationFormSubmissions.answers.{label}"]
    found = []
    for page in pages:
        found += [fit(page, **options).text, *(fit(page, fields=[name], **options).text for name in named)]
        asked: list[dict[str, Any]] = [{"fields": [name]} for name in named]
        asked += [{how: name} for name in named[1:] for how in ("count_by", "sum")]
        asked += [{"where": {name: {"contains": SECRET}}} for name in named[1:]]
        for each in asked:
            try:
                text = read_on(page, **options, **each).text
            except errors.InvalidArguments:
                continue
            found.append(text)
            if "where" in each and '"rows":0' not in text:
                assert "counted_records" not in text
    return found


@pytest.mark.parametrize("place", list(places("")))
@pytest.mark.parametrize(("name", "label"), CASES)
def test_a_value_under_a_hidden_label_is_in_no_text_by_no_route(place: str, name: str, label: str) -> None:
    kind, record = places(label)[place]
    hidden = frozenset({name})
    assert not [text for text in texts(kind, record, hidden, label) if SECRET in text]
    text = fit(Page(record), tool="t", budget=WHOLE, entity=BY_NAME[kind], hidden=hidden).text
    assert name in json.loads(text)["about"]["hidden"]


@pytest.mark.parametrize("place", list(places("")))
@pytest.mark.parametrize("label", SHOWN)
def test_a_value_under_another_label_is_shown(place: str, label: str) -> None:
    kind, record = places(label)[place]
    assert SECRET in fit(Page(record), tool="t", budget=WHOLE, entity=BY_NAME[kind], hidden=EVERY).text


def test_a_hidden_value_cannot_be_guessed_by_conditions() -> None:
    kind, record = places("Expected CTC")["custom field"]
    options: dict[str, Any] = {"tool": "t", "ref": "r1", "budget": WHOLE, "entity": BY_NAME[kind]}
    for guess in (SECRET, "nothing like it"):
        with pytest.raises(errors.InvalidArguments):
            read_on(
                Page([record]),
                **options,
                hidden=frozenset({"pay"}),
                where={"customFields.Expected CTC": {"contains": guess}},
            )
    rows = [
        json.loads(
            read_on(
                Page([record]), **options, hidden=frozenset({"pay"}), where={"customFields.value": {"contains": guess}}
            ).text
        )["about"]["rows"]
        for guess in (SECRET, "nothing like it")
    ]
    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    ("kind", "name"), [("Currency", "pay"), ("CompensationRange", "pay"), ("Email", "contact"), ("Phone", "contact")]
)
def test_an_answer_is_hidden_by_the_kind_of_its_field(kind: str, name: str) -> None:
    definition = form("Question 7")
    definition["sections"][0]["fields"][0]["field"]["type"] = kind
    record = {"id": "1", "formDefinition": definition, "submittedValues": {"q1": SECRET}}
    for hidden, shown in ((frozenset({name}), False), (EVERY - {name}, True)):
        text = fit(Page(record), tool="t", budget=WHOLE, entity=BY_NAME["applicationFeedback"], hidden=hidden).text
        assert (SECRET in text) is shown


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Base salary changed from 95000 to 105000.", ("95000", "105000")),
        ("Offer updated: € 95.000 to €105.000 per year", ("95.000", "105.000")),
        ("Jahresgehalt von 70.000 auf 75.000 erhöht", ("70.000", "75.000")),
        ("Prétentions : 85 000 € brut", ("85 000",)),
        ("Pretende R$ 12.500,00 mensais", ("12.500",)),
        ("Rs. 18 lakhs, 22 LPA expected", ("18", "22")),
        ("TJM 650", ("650",)),
        ("95.000&nbsp;&euro; a year", ("95.000",)),
    ],
)
def test_amounts_in_free_text_are_hidden_with_pay(text: str, gone: tuple[str, ...]) -> None:
    record = {"id": "1", "description": text, "category": "OfferUpdated"}
    shown = fit(Page(record), tool="t", budget=WHOLE, entity=BY_NAME["auditLog"], hidden=frozenset({"pay"})).text
    assert not [amount for amount in gone if amount in shown]
    assert gone[0] in fit(Page(record), tool="t", budget=WHOLE, entity=BY_NAME["auditLog"]).text


@pytest.mark.parametrize(
    "text",
    [
        "She led 12 people in 2024, requisition 12345.",
        "Salary updated on 2026-03-14",
        "He paid 3 visits in 2023.",
        "grew from 20 to 200 customers",
        "12345678-1234-4123-8123-123456789012",
    ],
)
def test_other_numbers_stay_where_pay_is_hidden(text: str) -> None:
    assert without_hidden_text(text, frozenset({"pay"})) == text


def test_an_organizations_own_words_hide_too_and_without_its_data_class_named_apart() -> None:
    own = Toolset.all().hiding(
        patterns={"pay": ["cachet*", "Niveau de récompense", "*zuwendung"], "eeo": ["Wappentier"]}
    )
    assert own.hidden == {"pay", "eeo"}
    both = own.without("job.list") | Toolset.of("job.list").hiding("pay", patterns={"pay": ["Topf"]})
    for label in ("Cachet par jour", "NIVEAU DE RECOMPENSE", "Sonderzuwendung 2025"):
        kind, record = places(label)["custom field"]
        options: dict[str, Any] = {"tool": "t", "budget": WHOLE, "entity": BY_NAME[kind]}
        for toolset in (own, own.read_only(), both):
            assert SECRET not in fit(Page(record), hidden=toolset.hidden, **options).text
        assert SECRET in fit(Page(record), hidden=Toolset.all().hiding("contact").hidden, **options).text
    assert ("pay", ("topf",)) in both.hidden.own


def test_own_words_hold_in_a_conversation(simulator: Any) -> None:
    with simulator.client() as ashby:
        people = ashby.execute(op.CandidateList(limit=100)).data
    held = next(field for person in people for field in person["customFields"] if isinstance(field["value"], str))
    simulator.state.get("customField", held["id"])["title"] = "Zuwendung"
    tools = Toolset.all().with_budget(WHOLE).hiding(patterns={"pay": ["zuwend*"]})
    session = Session(tools, simulator.client(), store=MemoryStore())
    result = session.run("ashby_candidate_list", {"limit": 100, "fields": ["customFields"]})
    again = session.run("ashby_read_result", {"ref": result.ref, "fields": ["*"]})
    for each in (result, again):
        assert "Zuwendung" not in each.text
        assert "pay" in json.loads(each.text)["about"]["hidden"]


@pytest.mark.parametrize("phrase", ["", "*", "a*", "(a+)+$", "x" * 101, "a.*b", "[a-z]"])
def test_a_pattern_that_is_none_or_hides_everything_is_refused(phrase: str) -> None:
    with pytest.raises(errors.UsageError, match="pattern"):
        Toolset.all().hiding(patterns={"pay": [phrase]})


def test_patterns_name_a_known_class_and_come_as_a_list() -> None:
    with pytest.raises(errors.UsageError, match="there are contact, pay, eeo"):
        Toolset.all().hiding(patterns={"salary": ["x1"]})
    with pytest.raises(errors.UsageError, match="write a list"):
        Toolset.all().hiding(patterns={"pay": "cachet"})


def test_a_selections_form_and_its_choices_are_no_data() -> None:
    record = form("Gender")
    record["sections"][0]["fields"][0]["field"]["selectableValues"] = [{"label": "Email", "value": "e"}]
    text = fit(
        Page({"id": "1", "formDefinition": record}), tool="t", budget=WHOLE, entity=BY_NAME["feedbackFormDefinition"]
    ).text
    assert "Gender" in text
