"""The FastAPI service of the examples in a process of its own, for customers whose Ashby is elsewhere."""

from __future__ import annotations

import os
from pathlib import Path


def serve(people: str, database_url: str, port: int, secret: str, environment: dict[str, str]) -> None:
    """Serve until the process is killed."""
    import uvicorn

    from ashby_agent_tools import AsyncAccounts, from_environment
    from examples.fastapi_service.app import service
    from examples.fastapi_service.people import People
    from examples.fastapi_service.script import scripted_model

    os.environ.update(environment)
    app = service(
        People.from_toml(Path(people)),
        AsyncAccounts(from_environment()),
        scripted_model(),
        database_url=database_url,
        public_url=f"http://127.0.0.1:{port}",
        secret=secret,
    )
    uvicorn.run(app, host="127.0.0.1", port=port, proxy_headers=False, log_level="error")
