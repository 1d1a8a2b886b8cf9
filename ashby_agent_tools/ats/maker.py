"""Makes unified records straight from raw ones: pydantic reads each field where the table says that it stands.

A table's lines that are paths become aliases in the core schema of its model, so that pydantic finds, checks and places
those values by itself, in one go and without a copy in between. What a line works out is handed in beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel
from pydantic_core import SchemaValidator

__all__ = ["Place", "maker_of", "worked_out"]

ModelT = TypeVar("ModelT", bound=BaseModel)
Path: TypeAlias = "str | list[str | int]"
Place: TypeAlias = "tuple[str, Mapping[str, str] | None]"
"""Where a field stands in a raw record: its path, and the paths of its parts within that; None for a plain value."""
_MARK = "@@"  # before the names of values that are handed in beside the raw record; Ashby has no such keys


def worked_out(name: str) -> str:
    """The key under which the value of a field is handed in beside the raw record."""
    return _MARK + name


def maker_of(model: type[ModelT], places: Mapping[str, Place]) -> Callable[[Mapping[str, Any]], ModelT] | None:
    """Makes records of a model from raw ones. Raises pydantic.ValidationError for values of another form.

    None where this pydantic cannot build a second validator of a model's class, as older ones cannot.
    """
    whole: Any = model.__pydantic_core_schema__
    shared = {it["ref"]: it for it in whole.get("definitions", ())}
    schema = _placed(_found(whole.get("schema", whole) if shared else whole, shared), _split_all(places))
    for name, (_, parts) in places.items():
        if parts is not None:
            field = schema["schema"]["fields"][name]
            field["schema"] = _with_parts(field["schema"], {part: _split(path) for part, path in parts.items()}, shared)
    if shared:
        schema = {"type": "definitions", "schema": schema, "definitions": list(shared.values())}
    try:
        made = SchemaValidator(schema, _use_prebuilt=False)  # else the validator of the class itself is taken
    except TypeError:
        return None
    return made.validate_python


def _split(path: str) -> Path:
    """As pydantic takes it: a name alone is found faster than a path of one."""
    return list(path.split(".")) if "." in path else path


def _split_all(places: Mapping[str, Place]) -> dict[str, Path]:
    return {name: _split(path) for name, (path, _) in places.items()}


def _found(schema: Any, shared: Mapping[str, Any]) -> Any:
    """What stands behind a reference to a schema that several fields have."""
    return _found(shared[schema["schema_ref"]], shared) if schema["type"] == "definition-ref" else schema


def _placed(found: Any, paths: Mapping[str, Path]) -> Any:
    """The schema of a model whose fields stand at these paths; all others are handed in beside."""
    fields = {
        name: {**field, "validation_alias": paths.get(name) or worked_out(name)}
        for name, field in found["schema"]["fields"].items()
    }
    inside = {**found["schema"], "fields": fields, "extra_behavior": "ignore"}
    made = {**found, "schema": inside, "config": {**found["config"], "extra_fields_behavior": "ignore"}}
    made.pop("ref", None)
    return made


def _with_parts(schema: Any, paths: Mapping[str, Path], shared: Mapping[str, Any]) -> Any:
    """The schema of a field with the parts of the models in it at these paths."""
    schema = _found(schema, shared)
    if schema["type"] == "model":
        return _placed(schema, paths)
    if schema["type"] == "tuple":
        return {**schema, "items_schema": [_with_parts(it, paths, shared) for it in schema["items_schema"]]}
    return {**schema, "schema": _with_parts(schema["schema"], paths, shared)}
