"""Build and check all that a release consists of, and upload nothing: `make release`.

Wheels and source archives of the five distributions, twice, which must be the same bytes; their metadata; each one
installed alone, and ashby-mcp started in each form; a bill of materials; and the provenance of all that, signed if
ASHBY_RELEASE_KEY names a key.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import provenance
from desktop_bundle import bundle

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "scripts"
PROJECTS = (ROOT, *sorted(path.parent for path in ROOT.glob("adapters/*/pyproject.toml")))


def ran(*command: str | Path, **environment: str) -> str:
    """What a command prints; it ends the release where it fails."""
    done = subprocess.run(  # noqa: S603  (ours)
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"The release stops at: {shlex.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def version() -> str:
    """The one version of all; ends the release where the changelog does not tell of it."""
    number: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if not re.search(rf"^## \[{re.escape(number)}\] - \d{{4}}-\d\d-\d\d$", _changelog(), re.MULTILINE):
        sys.exit(f"CHANGELOG.md has no heading for {number}.")
    return number


def _changelog() -> str:
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def built(folder: Path, epoch: str) -> dict[str, str]:
    """The wheels and source archives in a folder, with their digests; times in them are the commit's."""
    for project in PROJECTS:
        build = (sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, project)
        ran(*build, SOURCE_DATE_EPOCH=epoch)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def made(dist: Path, epoch: str) -> None:
    """Everything built afresh in `dist`, and the same bytes the second time."""
    dist.mkdir(parents=True, exist_ok=True)
    for path in provenance.released(dist):
        path.unlink()
    first = built(dist, epoch)
    with tempfile.TemporaryDirectory() as again:
        second = built(Path(again), epoch)
    if first != second:
        sys.exit(f"Built twice, these differ: {sorted(name for name in first if first[name] != second.get(name))}")
    print(f"built     {len(first)} files of {len(PROJECTS)} distributions, twice, with the same bytes")
    print(f"bundle    {bundle(dist).name}")


def main() -> None:
    """Make a release that nobody gets."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("dist", type=Path, help="where; an earlier release in it is replaced")
    options.add_argument(
        "--audit-tools", type=Path, help="the folder with cyclonedx-py; without it, no bill of materials"
    )
    options.add_argument("--tag", help="of the commit; it has to be v and the version")
    options.add_argument("--without-trials", action="store_true", help="install nothing")
    options.add_argument("--with-changes", action="store_true", help="of a tree with changes; the provenance says so")
    given = options.parse_args()
    dist = given.dist.resolve()
    started = dt.datetime.now(dt.UTC)
    changed = bool(ran("git", "status", "--porcelain"))
    if changed and not given.with_changes:
        sys.exit("The work tree has changes that no commit has. Commit them first: a release is of a commit.")
    number, commit = version(), ran("git", "rev-parse", "HEAD")
    if given.tag not in {None, f"v{number}"}:
        sys.exit(f"The tag {given.tag} is not of version {number}: it has to be v{number}.")
    made(dist, ran("git", "log", "-1", "--format=%ct"))
    archives = [path for path in provenance.released(dist) if path.suffix in {".whl", ".gz"}]
    ran(sys.executable, "-m", "twine", "check", "--strict", *archives)
    print(f"metadata  {len(archives)} files pass twine check --strict")
    if not given.without_trials:
        print(ran(sys.executable, HERE / "installed.py", dist))
        print(ran(sys.executable, HERE / "forms.py", dist))
    if given.audit_tools:
        ran(
            sys.executable,
            HERE / "audit.py",
            given.audit_tools,
            "--sbom",
            dist / "sbom.json",
            "--python",
            sys.executable,
        )
        print("contents  sbom.json, CycloneDX")
    told = provenance.statement(dist, version=number, commit=commit, changed=changed, started=started)
    envelope = provenance.signed(told)
    (dist / provenance.FILE).write_text(json.dumps(envelope, indent=2) + "\n", encoding="utf-8")
    by = "signed" if envelope["signatures"] else f"NOT signed: {provenance.KEY} names no key"
    print(f"statement {provenance.FILE}, {by}")
    print(f"{number} of {commit[:12]} is in {dist}. Nothing was uploaded.")


if __name__ == "__main__":
    main()
