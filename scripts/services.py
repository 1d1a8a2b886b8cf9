"""What some tests need: a PostgreSQL and a Redis on loopback in a scratch folder, and a browser; prints what to export.

    eval "$(python scripts/services.py start)"      # installs nothing: it uses what this machine has
    python scripts/services.py stop

They listen on 127.0.0.1 alone, on free ports, with passwords of their own. As root they run as another user, because
PostgreSQL refuses to run as root. The browser is the system's Chromium, which each test starts by itself. Where one of
them is missing it exits with 3 and says how to get it; the others run.
"""

from __future__ import annotations

import argparse
import os
import pwd
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

MISSING = 3
_HOW = {
    "ASHBY_TEST_POSTGRES_URL": (
        "There is no PostgreSQL server on this machine. Debian, Ubuntu: apt-get install postgresql. "
        "Fedora: dnf install postgresql-server. macOS: brew install postgresql@17."
    ),
    "ASHBY_TEST_REDIS_URL": (
        "There is no Redis server on this machine. Debian, Ubuntu: apt-get install redis-server. "
        "Fedora: dnf install redis. macOS: brew install redis."
    ),
    "ASHBY_TEST_CHROMIUM": (
        "There is no Chromium on this machine. Debian, Ubuntu, Fedora: install the package chromium. "
        "macOS: brew install chromium."
    ),
}
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
    redis = given.folder.with_name(given.folder.name + "-redis")
    if given.what == "stop":
        _stop_postgres(given.folder)
        _stop_redis(redis)
        return 0
    found = (_postgres(given.folder, durable=given.durable), _redis(redis), _browser())
    addresses = dict(zip(_HOW, found, strict=True))
    for variable, address in addresses.items():
        if address is None:
            print(_HOW[variable], file=sys.stderr)
        else:
            print(f"export {variable}={shlex.quote(address)}")
    return MISSING if None in addresses.values() else 0


def _browser() -> str | None:
    """The program of a Chromium."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def _postgres(folder: Path, *, durable: bool) -> str | None:
    """The address of the PostgreSQL in the folder, which is started if it does not run; None without a server."""
    programs = _programs()
    if programs is None:
        return None
    if not (folder / "url").exists() or not _runs(programs, folder):
        _start(programs, folder, _SETTINGS if durable else {**_SETTINGS, **_FAST})
    return (folder / "url").read_text("utf-8")


def _stop_postgres(folder: Path) -> None:
    programs = _programs()
    if programs is not None and folder.exists():
        _run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _redis(folder: Path) -> str | None:
    """The address of the Redis in the folder, which is started if it does not run; None without a server."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        return None
    pid, address = _pid_of(folder), folder / "url"
    if address.exists() and pid is not None:
        return address.read_text("utf-8")
    password = _made(folder)
    port, settings = _free_port(), folder / "redis.conf"
    settings.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\npidfile {folder}/pid\n"
        f'logfile {folder}/log\ndaemonize yes\nsave ""\nappendonly no\n',
        "utf-8",
    )
    _owned(settings)
    _run(program, settings)
    _until_open(port)
    address.write_text(f"redis://:{password}@127.0.0.1:{port}/0", "utf-8")
    return address.read_text("utf-8")


def _stop_redis(folder: Path) -> None:
    pid = _pid_of(folder)
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        while _pid_of(folder) is not None:
            time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)


def _pid_of(folder: Path) -> int | None:
    """The process of the Redis in the folder, if it runs."""
    try:
        pid = int((folder / "pid").read_text("utf-8"))
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


def _until_open(port: int) -> None:
    """Wait for a server to listen; at most ten seconds."""
    for _ in range(500):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise SystemExit(f"Nothing listens on port {port}.")


def _made(folder: Path) -> str:
    """An empty folder for a server, and a password for it, which is in its file `password`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    password, secret = secrets.token_hex(16), folder / "password"
    secret.write_text(password, "utf-8")
    _owned(folder, secret)
    return password


def _owned(*paths: Path) -> None:
    owner = _owner()
    if owner is not None:
        for path in paths:
            shutil.chown(path, owner)


def _start(programs: Path, folder: Path, chosen: Mapping[str, str]) -> None:
    """Make a cluster in the folder and start it; its address is left in the file `url`."""
    password, secret = _made(folder), folder / "password"
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
