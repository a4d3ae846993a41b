"""The API's page: every call that there is, from the API's own description."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.responses import Response

from socialshop.web.render import page
from socialshop.web.visits import PersonVisit

router = APIRouter(prefix="/programs")


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    """'path', 'query', 'body' or 'form'."""
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    summary: str
    text: str
    parameters: tuple[Parameter, ...]
    body: tuple[Parameter, ...]
    answer: str
    """The status of success, such as '200', and the shape of its body."""


@router.get("")
def programs(here: PersonVisit) -> Response:
    api: FastAPI = next(route.app for route in here.request.app.routes if getattr(route, "name", "") == "api")
    return page(
        here, "programs.html", operations=operations(api.openapi()), base=str(here.request.base_url).rstrip("/")
    )


def operations(described: dict[str, Any]) -> list[Operation]:
    """The calls of an OpenAPI description, in its order."""
    schemas = described["components"]["schemas"]
    return [
        _operation(method, f"/api{path}", told, schemas)
        for path, methods in described["paths"].items()
        for method, told in methods.items()
    ]


def _operation(method: str, path: str, told: dict[str, Any], schemas: dict[str, Any]) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        summary=told["summary"],
        text=told.get("description", ""),
        parameters=tuple(
            Parameter(one["name"], one["in"], _kind(one["schema"]), one.get("required", False))
            for one in told.get("parameters", ())
        ),
        body=_body(told, schemas),
        answer=_answer(told["responses"]),
    )


def _body(told: dict[str, Any], schemas: dict[str, Any]) -> tuple[Parameter, ...]:
    if "requestBody" not in told:
        return ()
    ((kind_of_body, content),) = told["requestBody"]["content"].items()
    schema, place = schemas[_name(content["schema"])], "body" if kind_of_body == "application/json" else "form"
    required = schema.get("required", ())
    return tuple(
        Parameter(name, place, _kind(kind), name in required) for name, kind in schema.get("properties", {}).items()
    )


def _answer(responses: dict[str, Any]) -> str:
    status, told = next((status, told) for status, told in responses.items() if status.startswith("2"))
    content = told.get("content", {}).get("application/json")
    return f"{status} {_kind(content['schema'])}" if content else status


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a word or two: 'string (date-time)', 'integer or null', 'Page'."""
    if "$ref" in schema:
        return _name(schema)
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    kind = str(schema.get("type", "any"))
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]
