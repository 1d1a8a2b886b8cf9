"""Build the desktop bundle, a .mcpb file, from the built wheels: `make bundle`.

It holds the wheels of the core and of ashby-mcp and starts them with uv, which brings a Python and what they need. So a
bundle works for the version it was built from, whether or not that version is in a package index. The same wheels make
the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from pathlib import Path

BUNDLE = Path(__file__).resolve().parents[1] / "adapters" / "ashby-mcp" / "desktop"
FILES = ("manifest.json", "src/server.py")
DISTRIBUTIONS = ("ashby-agent-tools", "ashby-mcp")
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP can hold

PYPROJECT = """\
# What uv installs when a desktop client starts the bundle: the two wheels beside this file, and what they need.
[project]
name = "ashby-desktop"
version = "{version}"
requires-python = "{python}"
dependencies = ["ashby-agent-tools", "ashby-mcp"]

[tool.uv]
package = false

[tool.uv.sources]
ashby-agent-tools = {{ path = "wheels/{core}" }}
ashby-mcp = {{ path = "wheels/{adapter}" }}
"""


def bundle(wheels: Path) -> Path:
    """Write `ashby-mcp-VERSION.mcpb` beside the wheels; returns where. Ends the program where a wheel is missing."""
    manifest = json.loads((BUNDLE / "manifest.json").read_text(encoding="utf-8"))
    version = manifest["version"]
    core, adapter = (_wheel(wheels, name, version) for name in DISTRIBUTIONS)
    pyproject = PYPROJECT.format(
        version=version,
        python=manifest["compatibility"]["runtimes"]["python"],
        core=core.name,
        adapter=adapter.name,
    )
    contents = {name: (BUNDLE / name).read_bytes() for name in FILES}
    contents["pyproject.toml"] = pyproject.encode()
    contents["LICENSE"] = (BUNDLE.parent / "LICENSE").read_bytes()
    contents |= {f"wheels/{wheel.name}": wheel.read_bytes() for wheel in (core, adapter)}
    made = wheels / f"ashby-mcp-{version}.mcpb"
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, contents[name])
    return made


def _wheel(wheels: Path, distribution: str, version: str) -> Path:
    found = sorted(wheels.glob(f"{distribution.replace('-', '_')}-{version}-*.whl"))
    if len(found) != 1:
        sys.exit(f"{wheels} has {len(found)} wheels of {distribution} {version}: run make dist")
    return found[0]


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("wheels", type=Path, help="the folder with the built wheels")
    print(bundle(options.parse_args().wheels))
