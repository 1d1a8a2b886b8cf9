"""The unified models as a web service: REST, an OpenAPI document from the models, one token."""

from ashby_agent_tools.unified.service.app import service

__all__ = ["service"]
