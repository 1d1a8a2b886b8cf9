"""Many cases in one test hide none: every case runs, and every one that failed is told."""

from __future__ import annotations

import inspect

import pytest
from each_case import each


def test_every_case_runs_and_every_failure_is_told_with_its_case():
    seen = []

    @each("number, word", [(1, "a"), (2, "b"), (3, "c")])
    def two_fail(number, fixture, word):
        seen.append((number, word, fixture))
        assert number == 2

    with pytest.raises(ExceptionGroup, match="two_fail: 2 of 3 cases") as caught:
        two_fail(fixture="shared")
    assert seen == [(1, "a", "shared"), (2, "b", "shared"), (3, "c", "shared")]
    told = [error.__notes__ for error in caught.value.exceptions]
    assert told == [["the case: number, word = (1, 'a')"], ["the case: number, word = (3, 'c')"]]
    assert [*inspect.signature(two_fail).parameters] == ["fixture"]


def test_a_table_that_has_become_empty_fails():
    with pytest.raises(AssertionError, match="no cases"):
        each("number", [])(lambda number: None)()
