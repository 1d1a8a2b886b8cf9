"""Departments and locations, kept the same in an HR system and in Ashby, whichever of the two was changed.

python examples/organization_sync.py [hris.json state.json]

Who changed a unit since the last run leads, and the other follows. Where both changed it, people are told. What job
boards may show, and what hides a unit, waits for approval.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ashby_agent_tools import Session
from ashby_agent_tools.errors import ToolError
from examples._company import Company, company, say
from examples._hierarchy import Tree, Unit, differences, linked, plain, read, tree
from examples._organization_script import HRIS, change_both
from examples._units import KINDS, TOOLS, Kind


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """One kind of unit in both places. `links`: Ashby's ids by key. `base`: what both had the last time."""

    kind: Kind
    session: Session
    hris: Tree
    links: dict[str, str]
    base: Tree

    def bring(self, records: dict[str, Unit]) -> Iterator[str]:
        """Make the two the same, and say what was done; changes `hris`, `links` and `base`, and Ashby."""
        ashby = self._ashby(records)
        self.base.update({key: unit for key, unit in self.hris.items() if ashby.get(key) == unit})
        for difference in differences(self.base, self.hris, ashby):
            key = difference.key
            there, here = self.hris.get(key), ashby.get(key)
            ashby_leads = difference.follows == "hris"
            if difference.follows == "nobody":
                yield f"both differ, please look: {self._shown(there)} in the HR system, {self._shown(here)} in Ashby"
                continue
            try:
                told = self._hris_takes(key, here) if ashby_leads else self._ashby_takes(key, there, here)
            except ToolError as error:  # nobody said yes, or Ashby refused: the next run tries again
                yield f"{self._shown(there or here)} is left as it is in Ashby. {error}"
                continue
            yield told
            self.base.pop(key, None)
            if (agreed := here if ashby_leads else there) is not None:
                self.base[key] = agreed

    def _ashby(self, records: dict[str, Unit]) -> Tree:
        """What Ashby has, under the HR system's keys; a unit that is new keeps its id as its key."""
        links = linked(self.hris, records, self.links)
        links |= {found: found for found in records if found not in links.values()}
        self.links.clear()
        self.links.update(links)
        keys = {found: key for key, found in links.items()}
        return {keys[found]: Unit(unit.name, keys.get(unit.parent or "")) for found, unit in records.items()}

    def _shown(self, unit: Unit | None) -> str:
        above = self.hris.get(unit.parent) if unit is not None and unit.parent is not None else None
        return "nothing" if unit is None else f"{unit.name} (below {above.name})" if above is not None else unit.name

    def _hris_takes(self, key: str, here: Unit | None) -> str:
        if here is None:
            return f"{self._shown(self.hris.pop(key))} is gone in Ashby, and now in the HR system"
        self.hris[key] = here
        return f"{self._shown(here)} in the HR system, as in Ashby"

    def _ashby_takes(self, key: str, there: Unit | None, here: Unit | None) -> str:
        parent = self.links.get(there.parent) if there is not None and there.parent is not None else None
        if there is None:
            self.session.run(self.kind.archive(self.links[key]))
            return f"{self._shown(here)} is gone in the HR system, and archived in Ashby"
        if here is None:
            group = any(unit.parent == key for unit in self.hris.values())
            self.links[key] = self.session.run(self.kind.create(there.name, parent, group)).data["id"]
        else:
            for change in self.kind.changes(self.links[key], there, here, parent):
                self.session.run(change)
        return f"{self._shown(there)} in Ashby, as in the HR system"


def run(company: Company, hris_file: Path, state_file: Path) -> Iterator[str]:
    """Bring both to the same, and say what was done."""
    session = Session(TOOLS, company.client, approver=company.approver)
    hris, state = read(hris_file), read(state_file)
    for kind in KINDS:
        known: dict[str, Any] = state.get(kind.plural, {})
        pair = Pair(kind, session, tree(hris.get(kind.plural, {})), known.get("links", {}), tree(known.get("base", {})))
        for line in pair.bring(kind.records(company.client)):
            yield f"{kind.plural}: {line}"
        hris[kind.plural] = plain(pair.hris)
        state[kind.plural] = {"links": pair.links, "base": plain(pair.base)}
        for file, content in ((hris_file, hris), (state_file, state)):
            file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; returns the exit code."""
    given = [Path(name) for name in (sys.argv[1:] if arguments is None else arguments)]
    with company(thinks=False) as chosen, tempfile.TemporaryDirectory() as folder:
        if len(given) == 2:
            say(run(chosen, *given))
        elif not given and chosen.simulator is not None:
            hris, state = Path(folder, "hris.json"), Path(folder, "state.json")
            hris.write_text(json.dumps(HRIS), encoding="utf-8")
            say(run(chosen, hris, state))
            print("\nThen people change both.")
            change_both(chosen, hris)
            say(run(chosen, hris, state))
        else:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
