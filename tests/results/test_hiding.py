"""Hiding: by labels in five languages, by kinds of fields, by values, by an organization's own words."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ashby_agent_tools import Budget, MemoryStore, Session, Toolset, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations.entities import BY_NAME
from ashby_agent_tools.results import Page, fit, read_on, stated
from ashby_agent_tools.results.labels import asks_for
from ashby_agent_tools.results.masking import Mask

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


def labelled() -> list[tuple[str, str]]:
    """The labels, each with what it asks for."""
    found, want = [], ""
    for line in LABELS.read_text().splitlines():
        if line.startswith("## "):
            want = line[3:].split()[0]
        elif line and not line.startswith("#"):
            found.append((want, line))
    return found


def test_at_least_98_of_100_labels_are_hidden_and_at_most_2_of_100_others() -> None:
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for want, label in labelled():
        got = asks_for(label)
        every[want] += 1
        right[want] += (not got) if want == "none" else want in got
    assert sum(every.values()) == 1433
    for want in every:
        assert right[want] >= 0.98 * every[want], want


@pytest.mark.parametrize(
    "label",
    ["Kündigungsfrist", "Payroll experience?", "Managed a team", "Ethics", "Competitive programming", ".NET", "Revenue",
     "Take-home assignment", "Umsatz pro Jahr", "Comp Sci degree"],
)  # fmt: skip
def test_what_only_looks_like_such_a_label_is_shown(label: str) -> None:
    assert not asks_for(label)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Gehaelter", "pay"),
        ("Valor/hora", "pay"),
        ("P.O. box", "contact"),
        ("Maennlich / weiblich", "eeo"),
        ("Tel.-Nr.", "contact"),
    ],
)
def test_labels_are_read_without_umlauts_slashes_and_dots(label: str, name: str) -> None:
    assert name in asks_for(label)


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
@pytest.mark.exhaustive(8)
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


STATED = [
    ("eeo", "Custom field 'Gender' changed from 'Female' to 'Male'.", ("Female", "Male")),
    ("eeo", "Gender: Female. Team: Data", ("Female",)),
    ("eeo", "Geschlecht von weiblich auf divers geändert", ("weiblich", "divers")),
    ("eeo", "Set veteran status to Protected veteran", ("Protected",)),
    ("eeo", "Are you Hispanic or Latino? Yes, Latino", ("Yes",)),
    ("eeo", "Género: mujer\nEdad: 45", ("mujer", "45")),
    ("eeo", "Race updated (Asian)", ("Asian",)),
    ("eeo", "Her nationality is French.", ("French",)),
    ("eeo", "Nationalité modifiée : Française → Belge", ("Française", "Belge")),
    ("eeo", "Estado civil atualizado de solteiro para casado", ("solteiro", "casado")),
    ("eeo", "Disability status:\nYes, hearing", ("hearing",)),
    ("contact", "Address: 12 Main St. Springfield", ("Main", "Springfield")),
    ("contact", "Home address updated to 5 Rue de la Paix", ("Paix",)),
    ("contact", "mail me: jane (at) example (dot) com", ("jane",)),
    ("contact", "jane.doe [at] example.com", ("jane",)),
    ("contact", "Call her on 0170/1234567 or 555-0199.", ("1234567", "0199")),
    ("contact", "Tel. +49/170/123 45 67", ("123 45",)),
    ("contact", "WhatsApp 5550199", ("5550199",)),
    ("contact", "PLZ: 10115", ("10115",)),
    ("pay", "She wants 95k to join.", ("95k",)),
    ("pay", "asks for 95-105k base", ("95", "105")),
    ("pay", "Offer: 120,000 per year", ("120,000",)),
    ("pay", "ninety-five thousand dollars", ("ninety",)),
    ("pay", "Salary expectation: six figures", ("six",)),
    ("pay", "Compensation changed from ninety to one hundred", ("ninety", "hundred")),
    ("pay", "Expected CTC 18-22", ("18", "22")),
    ("pay", "95000 brutto im Jahr", ("95000",)),
    ("pay", "35/hr", ("35",)),
    ("pay", "Quiere cobrar 45.000", ("45.000",)),
    ("pay", "Elle demande 55k", ("55k",)),
]


@pytest.mark.parametrize(("name", "text", "gone"), STATED)
def test_what_a_text_says_under_a_label_is_hidden_and_cannot_be_guessed(
    name: str, text: str, gone: tuple[str, ...]
) -> None:
    record = {"id": "1", "description": text, "category": "OfferUpdated"}
    options: dict[str, Any] = {"tool": "t", "budget": WHOLE, "entity": BY_NAME["auditLog"], "hidden": frozenset({name})}
    shown = fit(Page(record), **options).text
    assert not [value for value in gone if value in shown]
    assert json.loads(shown)["about"]["hidden"] == [name]
    open_text = fit(Page(record), **{**options, "hidden": frozenset()}).text
    assert all(value in open_text for value in gone)
    for value in gone:
        asked = {"description": {"contains": value}}
        assert json.loads(read_on(Page([record]), ref="r1", where=asked, **options).text)["about"]["rows"] == 0
    assert gone[0] not in read_on(Page([record]), ref="r1", count_by="description", **options).text
    for offset in range(1, len(text), 7):
        later = read_on(Page([record]), ref="r1", fields=["description"], text_offset=offset, **options).text
        assert gone[0] not in later


@pytest.mark.parametrize("kind", ["jobPosting", "feedbackFormDefinition"])
def test_what_an_organization_says_of_everybody_is_shown(kind: str) -> None:
    text = "Diversity: we welcome every gender. Accommodation: ask us."
    shown = fit(Page({"id": "1", "descriptionPlain": text}), tool="t", budget=WHOLE, entity=BY_NAME[kind]).text
    assert text in shown


@pytest.mark.parametrize(
    "text",
    [
        "She led 12 people in 2024, requisition 12345.",
        "Salary updated on 2026-03-14",
        "He paid 3 visits in 2023.",
        "grew from 20 to 200 customers",
        "12345678-1234-4123-8123-123456789012",
        "She led gender equality programs from 2019 to 2021.",
        "Updated the phone interview from Monday to Tuesday",
        "Title changed from Race Engineer to Driver",
        "Why this role? She likes data - and people",
        "Diversity is important to us",
        "Notice period: 3 months",
        "Payroll experience? yes",
        "12,000 users per day",
        "She wants 95k users",
        "Sent an email 2 days ago",
        "Interview on 2026-03-14 at 10:00",
        "https://example.com/a?b=1",
    ],
)
def test_other_texts_stay_whatever_is_hidden(text: str) -> None:
    assert Mask(EVERY)(text) == text


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


def test_own_words_are_a_flag_and_hold_in_texts_too() -> None:
    tools = Toolset.all().hiding("pay=level of reward", "pay=cachet*", patterns={"pay": ["Topf"]})
    assert tools.hidden == {"pay", "eeo"}
    text = "Level of reward: high. Cachets: low. Topf changed from a1 to b2"
    masked = Mask(tools.hidden)(text)
    assert masked == "Level of reward: [hidden]. Cachets: [hidden]. Topf changed from [hidden]"
    with pytest.raises(errors.UsageError, match="pattern"):
        Toolset.all().hiding("pay=*")


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


def test_a_text_that_is_quickly_said_to_state_nothing_loses_nothing_in_the_full_look(monkeypatch):
    parts = (
        "gender", "female", "was", "changed", "to", "from", ":", "is", "her", "'s", "\u2019s", "(", "age", "42", "\n",
        "set", "Geschlecht", "auf", "-", " - ", "=", "->", "race", "?", "salary", "120k", "phone", "+1 555 0195", "mi",
        "\u201c", "Pay 90",
    )  # fmt: skip
    draw = random.Random(2)  # noqa: S311
    texts = {
        "".join(draw.choice(parts) + draw.choice(("", " ")) for _ in range(draw.randint(1, 9))) for _ in range(8_000)
    }
    silent = [text for text in texts if not stated.may_state(text)]
    assert len(silent) > 500
    monkeypatch.setattr(stated, "may_state", lambda text: True)
    for name in ("eeo", "pay", "contact"):
        assert [text for text in silent if stated.without_stated(text, name) != text] == []
