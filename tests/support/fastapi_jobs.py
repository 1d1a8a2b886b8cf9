"""The FastAPI service of the examples in a process of its own, for customers whose Ashby is elsewhere."""

from __future__ import annotations

import os


def serve(config: str, database_url: str, port: int, secret: str, environment: dict[str, str]) -> None:
    """Serve until the process is killed."""
    import uvicorn

    from ashby_agent_tools import AsyncAccounts
    from ashby_agent_tools.accounts import from_references
    from ashby_agent_tools.grants import GrantFile, Grants
    from examples.fastapi_service.app import service
    from examples.fastapi_service.script import scripted_model

    os.environ.update(environment)
    file = GrantFile(config)
    app = service(
        Grants(files=[file]),
        AsyncAccounts(from_references(file.accounts)),
        scripted_model(),
        database_url=database_url,
        public_url=f"http://127.0.0.1:{port}",
        secret=secret,
    )
    uvicorn.run(app, host="127.0.0.1", port=port, proxy_headers=False, log_level="error")
