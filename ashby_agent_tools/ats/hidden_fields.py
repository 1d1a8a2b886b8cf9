"""Which fields of the unified models hold contact data and pay, for whoever must not see these."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["FIELDS"]

FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "contact": MappingProxyType(
            {
                "activities": ("sender", "to", "cc"),
                "applications": ("credited_to",),
                "candidates": ("emails", "phones", "urls"),
                "users": ("emails",),
            }
        ),
        "pay": MappingProxyType({"offers": ("salary",)}),
    }
)
"""By data class and resource."""
