"""All calls with what their questions say, in one list: endpoint, arguments, a part of the question."""

from __future__ import annotations

from question_company import Case
from question_offers import OFFERS
from question_people import PEOPLE
from question_work import WORK

CASES: list[Case] = [*PEOPLE, *WORK, *OFFERS]
