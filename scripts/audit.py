"""Compare everything that is installed in an environment with a vulnerability database, or write its bill of materials.

`make audit` and `make sbom` call it with tools from their own environment (pip-audit and cyclonedx-bom), so that
what is looked at holds only what the project needs. The result of an audit is 0: all was looked up and nothing is
known; 1: something is known to be vulnerable; 3: not audited, because the database could not be reached or does not
know the packages. pip-audit alone ends with 0 there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CLEAN, VULNERABLE, NOT_AUDITED = 0, 1, 3
TIME_LIMIT = 600  # seconds


def found(tools: Path, packages: Path, service: str) -> list[dict[str, Any]] | None:
    """What pip-audit says of each distribution in a site-packages folder; None where it could not ask."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [str(tools / "pip-audit"), "--path", str(packages), "--skip-editable", "--progress-spinner", "off",
                   "--vulnerability-service", service, "--format", "json", "--output", str(report)]  # fmt: skip
        try:
            subprocess.run(command, check=False, capture_output=True, timeout=TIME_LIMIT)  # noqa: S603  (our own tool)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"{error}", file=sys.stderr)
            return None
        if not report.is_file():
            return None
        distributions: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["dependencies"]
        return distributions


def verdict(distributions: list[dict[str, Any]] | None) -> tuple[int, list[str]]:
    """The exit code and the lines to print. What was not looked up is never called clean."""
    if distributions is None:
        return NOT_AUDITED, ["Not audited: no vulnerability database could be reached from here."]
    # what is installed from this checkout is skipped as editable and is in no database
    others = [it for it in distributions if "editable" not in it.get("skip_reason", "")]
    looked_up = [it for it in others if "skip_reason" not in it]
    skipped = [it["name"] for it in others if "skip_reason" in it]
    lines = [
        f"{it['name']} {it['version']}: {bad['id']}; fixed in {', '.join(bad['fix_versions']) or 'no version yet'}"
        for it in looked_up
        for bad in it["vulns"]
    ]
    if lines:
        return VULNERABLE, lines
    if not looked_up:
        return NOT_AUDITED, [f"Not audited: the database knows none of the {len(skipped)} packages."]
    if skipped:
        return NOT_AUDITED, [f"Nothing is known of {len(looked_up)} packages; not audited: {', '.join(skipped)}."]
    return CLEAN, [f"Nothing is known of the {len(looked_up)} packages."]


def bill(tools: Path, python: Path, to: Path) -> int:
    """Write what is installed, in CycloneDX's JSON."""
    command = [str(tools / "cyclonedx-py"), "environment", "--pyproject", "pyproject.toml", "--mc-type", "library",
               "--output-reproducible", "--output-file", str(to), str(python)]  # fmt: skip
    code = subprocess.run(command, check=False).returncode  # noqa: S603  (our own tool)
    if code == 0:
        made = without_local_places(json.loads(to.read_text(encoding="utf-8")))
        to.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        print(to)
    return code


def without_local_places(part: Any) -> Any:
    """The bill without references to files: where this checkout lies on the machine that wrote it."""
    if isinstance(part, list):
        return [without_local_places(item) for item in part if not _is_local(item)]
    if isinstance(part, dict):
        kept = {key: without_local_places(value) for key, value in part.items()}
        return {key: value for key, value in kept.items() if value != [] or part[key] == []}
    return part


def _is_local(item: Any) -> bool:
    return isinstance(item, dict) and any(str(item.get(key, "")).startswith("file:") for key in ("url", "value"))


def main() -> int:
    """`audit.py TOOLS --packages FOLDER` or `audit.py TOOLS --sbom FILE --python PYTHON`."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("tools", type=Path, help="the folder with pip-audit and cyclonedx-py")
    parser.add_argument("--packages", type=Path, help="the site-packages folder to audit")
    parser.add_argument("--service", default="pypi", choices=["pypi", "osv"])
    parser.add_argument("--sbom", type=Path, help="write the bill of materials here instead")
    parser.add_argument("--python", type=Path, help="the interpreter of the environment that it lists")
    given = parser.parse_args()
    if given.sbom is not None:
        return bill(given.tools, given.python, given.sbom)
    code, lines = verdict(found(given.tools, given.packages, given.service))
    print("\n".join(lines), file=sys.stdout if code == CLEAN else sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
