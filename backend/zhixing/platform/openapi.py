"""The contract, from the manifests: every door, command, event, row and problem as OpenAPI 3.1."""

import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from zhixing import __version__
from zhixing.kernel.errors import CATALOGUE
from zhixing.kernel.messages import Envelope, Outcome, Problem
from zhixing.platform.manifest import RouteSpec, Slice

REF = "#/components/schemas/{model}"
_PARAM = re.compile(r"<(?:(\w+):)?(\w+)>")


class NameTaken(RuntimeError):
    """Two different models share a name and would overwrite each other in the contract."""


def describe(slices: tuple[Slice, ...]) -> dict[str, Any]:
    """The whole contract as one OpenAPI document.

    Raises: NameTaken.
    """
    models = _models(slices)
    _, definitions = models_json_schema([(model, "validation") for model in models], ref_template=REF)
    paths: dict[str, Any] = {}
    for one in slices:
        for spec in one.routes:
            paths.setdefault(_PARAM.sub(r"{\2}", spec.path), {})[spec.method.lower()] = _operation(one.name, spec)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zhixing", "version": __version__, "description": "See docs/protocol.md."},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": dict(sorted(definitions.get("$defs", {}).items()))},
        "x-commands": {spec.type: {"body": REF.format(model=spec.body.__name__), "conflict": spec.conflict,
                                   "signed": spec.signed, "policy": spec.policy.__name__}
                       for one in slices for spec in one.commands},
        "x-collections": {spec.name: REF.format(model=spec.row.__name__) for one in slices for spec in one.collections},
    }


def problems() -> dict[str, Any]:
    """Every problem code with its status and title; the app translates each of them."""
    return {code: {"status": kind.status, "title": kind.title or code} for code, kind in sorted(CATALOGUE.items())}


def _models(slices: tuple[Slice, ...]) -> list[type[BaseModel]]:
    found: dict[str, type[BaseModel]] = {}
    wanted: list[type[BaseModel] | None] = [Envelope, Outcome, Problem]
    for one in slices:
        wanted += [spec.body for spec in one.commands] + [spec.row for spec in one.collections] + list(one.events)
        for spec in one.routes:
            wanted += [spec.body, spec.query, spec.answer]
    for model in filter(None, wanted):
        if found.setdefault(model.__name__, model) is not model:
            raise NameTaken(model.__name__)
    return list(found.values())


def _operation(slice_name: str, spec: RouteSpec) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "Done"}
    if spec.answer:
        answer["content"] = {spec.media_type: {"schema": {"$ref": REF.format(model=spec.answer.__name__)}}}
    operation: dict[str, Any] = {
        "tags": [slice_name], "summary": spec.summary or spec.view.__name__.replace("_", " "),
        "operationId": f"{slice_name}.{spec.view.__name__}.{spec.method.lower()}",
        "x-access": spec.access, "x-policy": spec.policy.__name__, "parameters": _parameters(spec),
        "responses": {"200": answer, "default": {
            "description": "A problem (RFC 9457)",
            "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}}},
    }
    if spec.body:
        operation["requestBody"] = {"required": True, "content": {
            spec.body_type: {"schema": {"$ref": REF.format(model=spec.body.__name__)}}}}
    return operation


def _parameters(spec: RouteSpec) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                                   for _, name in _PARAM.findall(spec.path)]
    for name, part in (spec.query.model_json_schema().get("properties", {}) if spec.query else {}).items():
        required = name in spec.query.model_json_schema().get("required", []) if spec.query else False
        found.append({"name": name, "in": "query", "required": required, "schema": part})
    return found
