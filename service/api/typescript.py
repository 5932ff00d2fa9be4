"""Writes what the API takes and answers as TypeScript, for the tablet.

`python -P -m service.api.typescript` brings `service/ui/src/api.gen.ts` up to date; a test looks.
The live feed's messages come from their own models: OpenAPI 3.1 says only "text" of a stream.
"""

from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

import service
from service.api.app import ROUTES
from service.api.schemas.ward import DeltaView, HeartbeatView, WardView

FILE = Path(service.__file__).parent / "ui" / "src" / "api.gen.ts"
HEAD = "// Written by `python -P -m service.api.typescript`: change the service's schemas.\n"
_REF = "#/components/schemas/"
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}

_FOREIGN = {"HTTPValidationError", "ValidationError"}
"""FastAPI's own words for bad input; ours is a `ProblemView`."""

Schema = dict[str, Any]


def typescript() -> str:
    """Return the whole file."""
    declared = "\n".join(_declaration(name, schema) for name, schema in sorted(_schemas().items()))
    return f"{HEAD}\n{declared}"


def _schemas() -> dict[str, Schema]:
    api = APIRouter()
    for module in ROUTES:
        for router in module.ROUTERS:
            api.include_router(router)
    document = get_openapi(title="", version="", routes=api.routes)
    found: dict[str, Schema] = document["components"]["schemas"]
    live: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (model, "serialization") for model in (WardView, DeltaView, HeartbeatView)
    ]
    _, definitions = models_json_schema(live, ref_template=_REF + "{model}")
    own = {name: schema for name, schema in found.items() if name not in _FOREIGN}
    return {**own, **definitions["$defs"]}


def _declaration(name: str, schema: Schema) -> str:
    about = _comment(schema.get("description"), "")
    if "properties" not in schema:
        return f"{about}export type {_name(name)} = {_type(schema)};\n"
    required = set(schema.get("required", ()))
    lines = [
        _comment(field.get("description"), "  ")
        + f"  {key}{'' if key in required else '?'}: {_type(field)};\n"
        for key, field in schema["properties"].items()
    ]
    return f"{about}export interface {_name(name)} {{\n{''.join(lines)}}}\n"


def _comment(text: str | None, indent: str) -> str:
    return "" if not text else f"{indent}/** {' '.join(text.split())} */\n"


def _name(name: str) -> str:
    """Two modules may have a model of one name: then the module belongs to the name."""
    *_, module, plain = ["", *name.split("__")]
    return f"{module.title()}{plain}"


def _type(schema: Schema) -> str:
    """Return one schema as a type."""
    match schema:
        case {"$ref": str(ref)}:
            return _name(ref.removeprefix(_REF))
        case {"const": value}:
            return _literal(value)
        case {"enum": list(values)}:
            return " | ".join(map(_literal, values))
        case {"anyOf": list(options)} | {"oneOf": list(options)}:
            return " | ".join(dict.fromkeys(map(_type, options)))
        case {"type": "array", "items": dict(items)}:
            inner = _type(items)
            return f"({inner})[]" if " | " in inner else f"{inner}[]"
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"Record<string, {_type(values)}>"
        case {"type": "object"}:
            return "Record<string, unknown>"
        case {"type": "null"}:
            return "null"
        case {"type": str(plain)}:
            return _PLAIN[plain]
        case _:
            return "unknown"


def _literal(value: str | float | bool) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


if __name__ == "__main__":
    FILE.write_text(typescript(), "utf-8")
