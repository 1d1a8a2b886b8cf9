"""Which kind of record an id refers to: kept at the core's level, for results and for the session alike."""

from ashby_agent_tools.handles import HANDLE, KIND_OF_KEY, PREFIXES, UNKNOWN, UUID, is_uuid, kind_of, prefix_of

__all__ = ["HANDLE", "KIND_OF_KEY", "PREFIXES", "UNKNOWN", "UUID", "is_uuid", "kind_of", "prefix_of"]
