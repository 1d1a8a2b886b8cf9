"""Run it: `python -m examples.fastapi_service`. Without settings: two companies on the simulator, everything in memory.

SERVICE_CONFIG          a TOML file with your customers and who may use it, [accounts] and [grants] as in docs/grants.md
SERVICE_DATABASE_URL    postgresql://...; by default in memory, which is gone with the process
SERVICE_PUBLIC_URL      where browsers reach it; by default http://127.0.0.1:8000
SERVICE_SECRET          signs the inboxes' cookies, at least 32 characters; needed with SERVICE_CONFIG
SERVICE_HOST, SERVICE_PORT    where it listens; by default 127.0.0.1 and 8000
ASHBY_AGENT_MODEL       a real model, such as openai:gpt-5.1; by default a script plays it, on the simulator only
"""

from __future__ import annotations

import os
import secrets
import sys

import uvicorn
from fastapi import FastAPI
from langchain.chat_models import init_chat_model

from ashby_agent_tools import AsyncAccounts, warm
from ashby_agent_tools.accounts import from_references
from ashby_agent_tools.grants import GrantFile, Grants
from examples.fastapi_service.app import service
from examples.fastapi_service.demo import Demo
from examples.fastapi_service.script import scripted_model


def main() -> int:
    """Serve until Ctrl-C. Returns the exit code."""
    host, port = os.environ.get("SERVICE_HOST", "127.0.0.1"), int(os.environ.get("SERVICE_PORT", "8000"))
    url = os.environ.get("SERVICE_PUBLIC_URL", f"http://127.0.0.1:{port}")
    names = ("ASHBY_AGENT_MODEL", "SERVICE_CONFIG", "SERVICE_SECRET")
    model, config, secret = (os.environ.get(name) for name in names)
    print(f"Model: {model or 'SCRIPTED; ASHBY_AGENT_MODEL chooses a real one'}")
    if config is None:
        app, told = tried(url, model)
        print(told, flush=True)
    elif model is None or secret is None or len(secret) < 32:
        print("With SERVICE_CONFIG set ASHBY_AGENT_MODEL, too, and SERVICE_SECRET to at least 32 characters.")
        return 2
    else:
        app = own(GrantFile(config), model, url, secret)
    warm()  # what the first turns would load, off the event loop
    uvicorn.run(app, host=host, port=port, proxy_headers=False, log_level="warning")
    return 0


def tried(url: str, model: str | None) -> tuple[FastAPI, str]:
    """The service for a first try, and what to type."""
    demo = Demo()
    app = service(
        demo.grants,
        demo.accounts(),
        init_chat_model(model) if model else scripted_model(),
        database_url=os.environ.get("SERVICE_DATABASE_URL"),
        public_url=url,
        secret=secrets.token_urlsafe(32),
        when_open=demo.add_grace,
    )
    return app, demo.shown(url)


def own(config: GrantFile, model: str, url: str, secret: str) -> FastAPI:
    """The service for customers of yours."""
    return service(
        Grants(files=[config]),
        AsyncAccounts(from_references(config.accounts)),
        init_chat_model(model),
        database_url=os.environ.get("SERVICE_DATABASE_URL"),
        public_url=url,
        secret=secret,
    )


if __name__ == "__main__":
    sys.exit(main())
