"""Install each distribution alone, from the wheels in a folder, into its own environment, and try it.

`make installed` builds the wheels first. An adapter comes with the core and with what it declares, and with nothing
else: a dependency that a pyproject.toml forgot shows here. The versions are those of the environment that runs this,
so that what was tested is what is tried. Two environments are made at a time.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import importlib.metadata
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

CORE = "ashby-agent-tools"
SMOKE = Path(__file__).with_name("smoke.py")
AT_A_TIME = 2


def distributions(wheels: Path) -> dict[str, Path]:
    """The wheel of each distribution, exactly one each."""
    found: dict[str, Path] = {}
    for wheel in sorted(wheels.glob("*.whl")):
        name = wheel.name.partition("-")[0].replace("_", "-")
        if name in found:
            sys.exit(f"{found[name].name} and {wheel.name} stand side by side in {wheels}: run make dist")
        found[name] = wheel
    if CORE not in found:
        sys.exit(f"no wheel of {CORE} in {wheels}: run make dist")
    return found


def constraints(ours: dict[str, Path]) -> str:
    """The versions of everything in this interpreter's environment but our own, in pip's format."""
    here = {each.name: each.version for each in importlib.metadata.distributions()}
    return "".join(f"{name}=={version}\n" for name, version in sorted(here.items()) if name not in ours)


def tried(name: str, wheels: dict[str, Path], folder: Path) -> tuple[bool, str]:
    """Whether a distribution works in its own environment, and what there is to say about it."""
    started = time.monotonic()
    environment = folder / name
    venv.create(environment, with_pip=False)
    python = environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install"]
    options = ["--quiet", "--no-compile", "--disable-pip-version-check", "--constraint", "constraints.txt"]
    steps = (
        [*pip, *options, *dict.fromkeys((str(wheels[CORE]), str(wheels[name])))],
        [str(python), "-I", str(SMOKE), name],
    )
    said = ""
    for step in steps:
        done = subprocess.run(step, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  (ours)
        said = (done.stdout + done.stderr).strip()
        if done.returncode:
            return False, f"{name} FAILED:\n{said}"
    shutil.rmtree(environment)
    return True, f"{said}; {time.monotonic() - started:.0f} s"


def main() -> int:
    """Try all; 1 if one does not work."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("wheels", type=Path, help="the folder with the built wheels")
    wheels = distributions(options.parse_args().wheels.resolve())
    failures = 0
    with (
        tempfile.TemporaryDirectory() as scratch,
        concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool,
    ):
        Path(scratch, "constraints.txt").write_text(constraints(wheels), encoding="utf-8")
        trials = [pool.submit(tried, name, wheels, Path(scratch)) for name in wheels]
        for trial in concurrent.futures.as_completed(trials):
            worked, said = trial.result()
            failures += not worked
            print(said, flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
