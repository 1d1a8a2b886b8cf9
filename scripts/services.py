"""Services that some tests need: a PostgreSQL on loopback in a scratch folder; prints what to export.

    eval "$(python scripts/services.py start)"      # installs nothing: it uses the server that this machine has
    python scripts/services.py stop

It listens on 127.0.0.1 alone, on a free port, with its own password. As root it runs as another user, because
PostgreSQL refuses to run as root. Without a server on this machine it exits with 3 and says how to get one.
"""

from __future__ import annotations

import argparse
import os
import pwd
import re
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

VARIABLE = "ASHBY_TEST_POSTGRES_URL"
MISSING = 3
_HOW = (
    "There is no PostgreSQL server on this machine. Debian, Ubuntu: apt-get install postgresql. "
    "Fedora: dnf install postgresql-server. macOS: brew install postgresql@17."
)
_USER = "ashby"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "logging_collector": "off",
}
# what is lost with the machine is a test's
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def main(words: Sequence[str] | None = None) -> int:
    """Start or stop the services; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("start", "stop"))
    parser.add_argument("--durable", action="store_true", help="write to the disk as a real server does")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / f"ashby-services-{os.getuid()}")
    given = parser.parse_args(words)
    programs = _programs()
    if programs is None:
        print(_HOW, file=sys.stderr)
        return MISSING
    if given.what == "stop":
        _run(programs / "pg_ctl", "-D", given.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(given.folder)
        return 0
    address = given.folder / "url"
    if not address.exists() or not _runs(programs, given.folder):
        _start(programs, given.folder, _SETTINGS if given.durable else {**_SETTINGS, **_FAST})
    print(f"export {VARIABLE}={shlex.quote(address.read_text('utf-8'))}")
    return 0


def _start(programs: Path, folder: Path, chosen: Mapping[str, str]) -> None:
    """Make a cluster in the folder and start it; its address is left in the file `url`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    password, secret = secrets.token_urlsafe(16), folder / "password"
    secret.write_text(password, "utf-8")
    owner = _owner()
    if owner is not None:
        for path in (folder, secret):
            shutil.chown(path, owner)
    _run(
        programs / "initdb", "-D", folder / "data", "-U", _USER, "--pwfile", secret, "--auth", "scram-sha-256",
        "--encoding", "UTF8", "--locale", "C",
    )  # fmt: skip
    port = _free_port()
    settings = "".join(f"{name} = '{value}'\n" for name, value in {**chosen, "port": str(port)}.items())
    with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(settings)
    _run(programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-t", "60", "start")
    (folder / "url").write_text(f"postgresql://{_USER}:{password}@127.0.0.1:{port}/postgres", "utf-8")


def _programs() -> Path | None:
    """The folder of PostgreSQL's programs: of the newest version, where a system keeps several."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: [int(number) for number in re.findall(r"\d+", str(folder))])
    initdb = shutil.which("initdb")
    return None if initdb is None else Path(initdb).resolve().parent


def _runs(programs: Path, folder: Path) -> bool:
    status = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "status"]
    done = subprocess.run(status, check=False, capture_output=True, user=_owner())  # noqa: S603  (PostgreSQL's own)
    return done.returncode == 0


def _run(*command: str | Path) -> None:
    """Run a program as who may own a cluster; what it says is shown if it fails. The server inherits no pipe."""
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(  # noqa: S603  (PostgreSQL's own)
            command, check=False, stdout=said, stderr=said, user=_owner(), cwd="/"
        )
        if done.returncode:
            said.seek(0)
            sys.stderr.write(said.read().decode("utf-8", "replace"))
            raise SystemExit(done.returncode)


def _owner() -> str | None:
    """Another user to run as, where this is root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


if __name__ == "__main__":
    sys.exit(main())
