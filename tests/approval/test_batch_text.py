"""The text about several calls hides nothing: every fact of every line stands in it, once for all or at its line."""

from __future__ import annotations

import os
import random
import re

import pytest

from ashby_agent_tools.approval.prompts.batch import BatchPart, batch_text

CASES = int(os.environ.get("ASHBY_BATCH_TEXTS", "40"))
NAMES = ("Ada Osei", "Bram de Vries", "Ann", "An", "Chloé N'Dour", "[name]", "Reject Me", "Timing (Jr.)", "to Archived")
JOBS, STAGES = ("Staff Engineer", "Engineer", "Account Executive"), ("Onsite", "Offer", "Application Review")


def card(number, dice):
    """A card as the prompts make it, with names that are also words of the sentence, or marks of the text."""
    name, job, stage = dice.choice(NAMES), dice.choice(JOBS), dice.choice(STAGES)
    address = f"p{number}@example.com"
    reason = dice.choice(("Timing", "Timing", "Timing", "Position filled"))
    mail = dice.random() < 0.5
    sentences = [f"The email 'Kind' goes to {address} at 09:32."] * mail + ["1 schedule is open."] * (
        dice.random() < 0.3
    )
    row = {"name": "stage", "from": stage, "to": "Archived", "lines": []}
    text = {"name": "text", "from": None, "to": "", "lines": [f"Dear {name},", dice.choice(("Thank you.", "No."))]}
    return {
        "headline": f"Reject {name} for {job}: {stage} to Archived, reason {reason}.",
        "undo": "Only the move can be undone." if mail else "They can be moved back.",
        "more": " ".join(sentences),
        "about": [{"name": "person", "value": f"{name} ({address})"}, {"name": "job", "value": job}],
        "rows": [row, {"name": "reason", "from": None, "to": reason, "lines": []}, *[text] * mail],
        "missing": ["the job"] if dice.random() < 0.2 else [],
        "reasons": ["archiving ends the application", *["the candidate gets an email"] * mail],
    }, {"name": name, "address": address, "job": job, "stage": stage}


def facts(made):
    """Everything that a card says, as pieces of text."""
    yield made["headline"]
    yield made["undo"]
    yield from re.split(r"(?<=\.) ", made["more"]) if made["more"] else ()
    for row in made["rows"]:
        yield f"{row['from']} -> {row['to']}" if row["from"] else row["to"]
        yield from row["lines"]
    yield from made["missing"]
    yield from made["reasons"]


@pytest.mark.parametrize("number", range(CASES))
def test_every_fact_of_every_line_can_be_read(number):
    dice = random.Random(number)  # noqa: S311  (a test's own)
    count = dice.randint(4, 30)
    cards = [card(at, dice) for at in range(1, count + 1)]
    parts = [BatchPart(at, "kind", f"sentence {at}", made) for at, (made, _) in enumerate(cards, 1)]
    text = batch_text(parts).text
    header = re.split(r"\n(?:These differ|As said above|Lines:)", text)[0]
    rows = dict(re.findall(r"^(\d+)\. (.*(?:\n    > .*)*)", text, re.MULTILINE))
    assert sorted(map(int, rows)) == list(range(1, count + 1))
    for at, (made, own) in enumerate(cards, 1):
        mine = rows[str(at)]
        assert f"{own['name']} ({own['address']})" in mine
        assert own["job"] in mine or own["job"] in header
        shared = header
        for mark, value in own.items():
            shared = shared.replace(f"[{mark}]", value)
        said = mine.partition("not here: ")[0]
        for fact in facts(made):
            assert fact in said or fact in shared, (fact, mine, header)


def test_what_a_line_lacks_of_the_rest_is_said_at_it():
    made = [card(at, random.Random(1)) for at in range(1, 6)]  # noqa: S311  (a test's own)
    parts = [
        BatchPart(at, "kind", f"sentence {at}", {**it, "reasons": ["ends it"]}) for at, (it, _) in enumerate(made, 1)
    ]
    parts[2] = BatchPart(3, "kind", "sentence 3", {**made[2][0], "reasons": []})
    told = batch_text(parts)
    assert "not here: ends it" in next(line for line in told.text.splitlines() if line.startswith("3. "))
    assert "not here: ends it" in told.warnings[3]
    assert "not here: ends it" not in told.warnings.get(2, ())


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_calls_stand_whole_one_after_another(count):
    parts = [BatchPart(at, "kind", f"Reject person {at}.\n- reason: Timing", {}) for at in range(1, count + 1)]
    assert batch_text(parts).text == "\n".join(f"{part.number}. {part.sentence}" for part in parts)


def test_calls_without_a_card_keep_their_whole_question():
    parts = [BatchPart(at, "kind", f"Do thing {at}, whole.", {}) for at in range(1, 7)]
    text = batch_text(parts).text
    assert all(part.sentence in text for part in parts)
