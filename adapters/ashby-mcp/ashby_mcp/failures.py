"""Failures that nobody foresaw: logged, and answered without their text, which may name hosts, files and keys."""

from __future__ import annotations

import logging
from typing import Any

from mcp import types
from mcp.server import Server
from mcp.server.context import CallNext, HandlerResult, ServerMiddleware
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from ashby_agent_tools.errors import ToolError
from ashby_mcp.conversation import Context
from ashby_mcp.tracing import known_method

__all__ = ["FailureMiddleware"]

_log = logging.getLogger("ashby_mcp")
_FAILED = "This server failed, and its log says why. If the call was to change something, look whether it did."


class FailureMiddleware(ServerMiddleware[Any]):
    """Answers in place of what a handler raises: before 2026-07-28 the SDK answers with the text of whatever it is.

    A ToolError is written to be read, and is.
    """

    def __init__(self, server: Server[str]) -> None:
        self._server = server

    async def __call__(self, ctx: Context, call_next: CallNext) -> HandlerResult:
        """Handle the message, or say that it failed."""
        try:
            return await call_next(ctx)
        except (MCPError, ValidationError):
            raise
        except ToolError as error:
            raise MCPError(types.INTERNAL_ERROR, str(error)) from None
        except Exception as error:  # noqa: BLE001  (whatever it is)
            _log.exception("%s failed (%s)", known_method(self._server, ctx.method), type(error).__name__)
            raise MCPError(types.INTERNAL_ERROR, _FAILED) from None
