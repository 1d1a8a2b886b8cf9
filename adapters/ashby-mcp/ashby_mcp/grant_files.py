"""Writing grants into a configuration: only the table of that grant changes, comments and order stay as they are."""

from __future__ import annotations

import contextlib
import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import tomlkit

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants import Grant, GrantFile, as_table

__all__ = ["WritableGrants"]


class WritableGrants:
    """The grants of a TOML file, which is replaced in one step: a server that reads it meanwhile sees the whole of one.

    A file that is not there is made, readable for its owner only.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.exists():
            try:
                path.touch(mode=0o600)
            except OSError as error:
                raise UsageError(f"The file {path} cannot be made ({error.strerror}).") from error
        self.file = GrantFile(path)

    def __iter__(self) -> Iterator[Grant]:
        return iter(self.file.grants().values())

    def named(self, name: str) -> Grant | None:
        """The one of this name."""
        return self.file.grants().get(name)

    def add(self, grant: Grant) -> None:
        """Write a new one. Raises UsageError where there is one of this name."""
        with self._writing():
            if self.named(grant.name) is not None:
                raise UsageError(f"There is a grant called {grant.name} already; names are used once.")
            self._write(grant)

    def update(self, name: str, change: Callable[[Grant], Grant]) -> Grant:
        """Write what `change` makes of the one of this name, and give it; whoever writes meanwhile waits.

        Raises UsageError where there is none.
        """
        with self._writing():
            if (found := self.named(name)) is None:
                raise UsageError(f"There is no grant called {name!r:.60}.")
            changed = change(found)
            self._write(changed)
            return changed

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """As `_alone`. Raises UsageError, with the file as it was, where it cannot be written, as on a full disk."""
        try:
            with self._alone():
                yield
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise UsageError(f"The file {self._path} cannot be written ({why}). Nothing was changed.") from error

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """No other command writes meanwhile: they lock the folder, since the file itself is replaced."""
        try:
            import fcntl  # noqa: PLC0415  (not on Windows)
        except ImportError:
            yield
            return
        folder = os.open(self._path.resolve().parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _write(self, grant: Grant) -> None:
        """Raise UsageError, with the file as it was, for one whose grants cannot be edited by themselves."""
        text, tables = "", dict[str, Any]()
        with contextlib.suppress(ValueError, TypeError, KeyError):
            text = self._with(grant)
            tables = tomllib.loads(text)["grants"]
        whole = tables.keys() == {*self.file.grants(), grant.name}
        if not whole or tables[grant.name].keys() != as_table(grant).keys():
            raise UsageError(
                f"{self._path} has grants in a form that cannot be edited here. Write each as a table of its own, "
                f"[grants.{grant.name}] and so on. Nothing was changed."
            )
        self._replace(text)

    def _with(self, grant: Grant) -> str:
        """The text of the file with this grant in it."""
        document = tomlkit.parse(self._path.read_text(encoding="utf-8-sig"))
        grants: Any = document.setdefault("grants", tomlkit.table(is_super_table=True))
        table: Any = grants.setdefault(grant.name, tomlkit.table())
        given = as_table(grant)
        for key in [it for it in table if it not in given]:
            del table[key]
        for key, value in given.items():
            plain: Any = datetime.fromisoformat(value) if key == "expires" and isinstance(value, str) else value
            if isinstance(plain, dict):
                plain = tomlkit.inline_table()
                plain.update(value)
            if table.get(key) != plain:
                table[key] = plain
        return tomlkit.dumps(document)

    def _replace(self, text: str) -> None:
        """Replace the file that is there, by way of a link too; it stays its owner's, or a server could not read it."""
        path = self._path.resolve()
        before = path.stat()
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as beside:
                beside.write(text)
                beside.flush()
                os.fsync(beside.fileno())
            for owner in ((-1, before.st_gid), (before.st_uid, -1)) if hasattr(os, "chown") else ():
                with contextlib.suppress(PermissionError):  # only root gives files away
                    os.chown(name, *owner)
            os.chmod(name, before.st_mode & 0o777)  # noqa: PTH101  (a name of mkstemp)
            GrantFile(name)  # what cannot be read again is not put in its place
            os.replace(name, path)  # noqa: PTH105
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)  # noqa: PTH108
