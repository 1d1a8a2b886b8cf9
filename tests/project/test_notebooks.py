"""The notebooks run from top to bottom and say what they say; what is committed holds no output."""

from __future__ import annotations

import json
import re

import pytest
from repository import ROOT

pytestmark = pytest.mark.slow  # many processes; make test-slow

FOLDER = ROOT / "notebooks"
NAMES = sorted(path.name for path in FOLDER.glob("*.ipynb"))

SAYS = {
    "01_first_steps.ipynb": (1, ["did you mean 'applicationId'", "tokens for 44 records", '["Onsite",6]']),
    "02_approvals_and_dry_run.ipynb": (
        1,
        [
            "Reject Priya Raman for Account Executive",
            "ApprovalRequired: ",
            "sent: Archived",
            "this decision was already used",
            "requests that changed a stage: 1",
            "writes that arrived: 0",
            "not before Monday",
        ],
    ),
    "03_budgets_and_short_ids.ipynb": (3, ["tokens are ", "its short id: ", "requests for this: 0"]),
    "05_tasks_search_and_tokens.ipynb": (
        2,
        [
            "turn down this applicant   ashby_application_change_stage",
            "44 people are active for Staff Engineer",
            "no candidate is called 'Małgorzata'",
        ],
    ),
    "06_hiring_report.ipynb": (
        2,
        ["183 applications, 5 hired", '["CandidateAccepted",6]', '["Accepted",6]', "requests: 0"],
    ),
    "07_mirror_in_duckdb.ipynb": (
        1,
        [
            "rows loaded: {'job': 6, 'application': 200, 'candidate': 120, 'offer': 13}",
            "rows loaded: {'job': 0, 'application': 1, 'candidate': 0, 'offer': 0}",
            "[('Offer',)]",
            "email addresses in the warehouse: False",
        ],
    ),
    "08_unified_models_and_pandas.ipynb": (
        2,
        [
            "200 applications, 13 offers; datetime64[",
            "signed         Chief Financial Officer    1",
            "not when it was sent",
        ],
    ),
    "04_hiring_funnel.ipynb": (1, ["81 applications", "Onsite               reached by  12"]),
}


def committed(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_no_output_is_committed(name):
    for cell in committed(name)["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@pytest.mark.parametrize("name", NAMES)
def test_it_begins_with_a_title_and_tells_something_before_most_of_its_code(name):
    cells = committed(name)["cells"]
    assert re.match("# ", "".join(cells[0]["source"]))
    assert sum(cell["cell_type"] == "markdown" for cell in cells) >= len(cells) // 3


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_says_what_it_did(name, tmp_path):
    import nbclient
    import nbformat

    notebook = nbformat.read(FOLDER / name, as_version=4)
    resources = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    said = "".join(output.text for output in outputs if output.output_type == "stream")
    pictures = sum("image/png" in output.get("data", {}) for output in outputs)
    expected_pictures, expected = SAYS[name]
    assert pictures == expected_pictures
    for text in expected:
        assert text in said
    assert not [output for output in outputs if output.get("name") == "stderr"]
