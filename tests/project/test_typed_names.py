"""The public names as mypy --strict reads them: what is right passes, and what is wrong is reported."""

from __future__ import annotations

import pytest
from mypy import api
from repository import ROOT


@pytest.mark.slow  # mypy reads the whole package
def test_the_types_of_the_public_names(tmp_path):
    given = ["--strict", "--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(tmp_path)]
    out, errors, code = api.run([*given, str(ROOT / "tests/support/typed_names.py")])
    assert code == 0, out + errors
