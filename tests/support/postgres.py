"""A PostgreSQL for tests: a schema of its own for each, on the server that ASHBY_TEST_POSTGRES_URL names."""

from __future__ import annotations

import contextlib
import os
import re
import uuid

import pytest
import sqlalchemy
from chosen import REQUIRED

VARIABLE = "ASHBY_TEST_POSTGRES_URL"
NEEDED = pytest.mark.server(VARIABLE)
WHY = f'needs a PostgreSQL in {VARIABLE}: eval "$(make -s services)" starts one'


def server_url():
    """The server's address. Without one the test is skipped, or fails where services have to be there."""
    url = os.environ.get(VARIABLE, "")
    if not url and os.environ.get(REQUIRED) == "required":
        pytest.fail(WHY)
    if not url:
        pytest.skip(WHY)
    return url


def password():
    """The server's password, which nothing may print."""
    return sqlalchemy.make_url(server_url()).password


@contextlib.contextmanager
def schema():
    """The address of an empty schema, which is dropped afterwards."""
    url, name = server_url(), f"ashby_{uuid.uuid4().hex}"
    with connected(url) as db:
        db.execute(sqlalchemy.text(f"CREATE SCHEMA {name}"))
    try:
        yield f"{url}?application_name={name}&options=-csearch_path%3D{name}"
    finally:
        with connected(url) as db:
            db.execute(sqlalchemy.text(f"DROP SCHEMA {name} CASCADE"))


def name_in(url):
    """The name of the schema, under which its connections are known to the server, too."""
    return re.search("application_name=([^&]+)", url)[1]


@contextlib.contextmanager
def connected(url):
    """A connection on which each statement stands by itself, as who set the server up has it."""
    address = sqlalchemy.make_url(url).set(drivername="postgresql+psycopg")
    engine = sqlalchemy.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        yield connection
