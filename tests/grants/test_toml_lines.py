"""Lines of a TOML file, in whichever way its keys are written."""

from __future__ import annotations

import tomllib

import pytest

from ashby_agent_tools.toml_lines import line_of

TEXT = '''# a comment with [server] in it
top = 1
[server]
port = 1

[grants.ada]
exclude = [
  "a = 1",   # port = 2
  "b",
]
purpose = """
[grants.eve]
account = "no"
"""
[grants."eve@example.com"]
caps = { writes = 3 }
hide."x y" = 1

[[may]]
people = ["a"]
[[may]]

people = ["b"]
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("server",), 3),
        (("server", "port"), 4),
        (("server", "prot"), 3),
        (("grants", "ada", "exclude"), 7),
        (("grants", "ada", "exclude", 1), 7),
        (("grants", "ada", "purpose"), 11),
        (("grants", "eve", "account"), 6),
        (("grants", "eve@example.com"), 15),
        (("grants", "eve@example.com", "caps", "writes"), 16),
        (("grants", "eve@example.com", "hide", "x y"), 17),
        (("may", 0, "people"), 20),
        (("may", 1), 21),
        (("may", 1, "people"), 23),
        (("may", 2, "people"), 19),
        (("nothing",), 0),
    ],
)
def test_the_line_on_which_a_value_begins_or_that_of_its_table(path, line):
    assert line_of(TEXT, path) == line


def test_every_value_of_a_long_file_is_found_on_its_line():
    text = "".join(f"[t{number}]\nvalue = [\n{number},\n]\n" for number in range(60))
    assert tomllib.loads(text)["t59"] == {"value": [59]}
    assert [line_of(text, (f"t{number}", "value")) for number in range(60)] == [4 * number + 2 for number in range(60)]


def test_what_is_no_toml_has_no_lines():
    assert line_of("a = \nb = 1", ("b",)) == 0
