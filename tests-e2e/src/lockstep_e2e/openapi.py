"""Check that an OpenAPI document describes everything that a stranger needs to know."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any


def undescribed(document: Mapping[str, Any]) -> list[str]:
    """Return fields without description or example, and endpoints or parameters without description or errors."""
    found = []
    for name, schema in document["components"]["schemas"].items():
        for field, says in schema.get("properties", {}).items():
            if "description" not in says:
                found.append(f"{name}.{field}: no description")
            if not _has_example(says):
                found.append(f"{name}.{field}: no example")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if not operation.get("description"):
                found.append(f"{method} {path}: no description")
            if not {"4XX", "5XX"} <= operation["responses"].keys():
                found.append(f"{method} {path}: no errors")
            found += [
                f"{method} {path}: {parameter['name']} has no description"
                for parameter in operation.get("parameters", [])
                if parameter["in"] != "path" and "description" not in parameter
            ]
    return found


def unclear_summaries(document: Mapping[str, Any]) -> list[str]:
    """Return the endpoints whose summary is not in sentence case, or is the summary of another endpoint as well.

    FastAPI makes a summary in title case from the name of the function when a route gives none.
    """
    summaries = {
        f"{method} {path}": operation.get("summary", "")
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    uses = Counter(summaries.values())
    found = []
    for endpoint, summary in summaries.items():
        first, *others = summary.split(" ")
        if not first[:1].isupper() or any(re.fullmatch("[A-Z][a-z]*", word) for word in others):
            found.append(f"{endpoint}: {summary!r} is not in sentence case")
        if uses[summary] > 1:
            found.append(f"{endpoint}: {summary!r} is the summary of another endpoint too")
    return found


def unclear_names(document: Mapping[str, Any]) -> list[str]:
    """Return the operation ids that are long or not unique, and the components whose names FastAPI has mangled.

    Generated clients have a method per operation id and a class per component. FastAPI puts the path into an operation
    id and the module into a component's name if it must make them unique.
    """
    ids = Counter(
        operation.get("operationId", "")
        for operations in document["paths"].values()
        for operation in operations.values()
    )
    names = [
        f"{method} {path}: {operation.get('operationId', '')!r} is not short"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if not re.fullmatch(r"[a-z]+(_[a-z]+){1,3}", operation.get("operationId", ""))
    ]
    twice = [f"{one!r} is the operation id of {uses} endpoints" for one, uses in ids.items() if uses > 1]
    mangled = [
        f"{name}: mangled, give the class another name"
        for name in document["components"]["schemas"]
        if not re.fullmatch(r"[A-Z][A-Za-z0-9]*|Page_[A-Z][A-Za-z0-9]*_", name)
    ]
    return names + twice + mangled


def _has_example(says: Mapping[str, Any]) -> bool:
    """Say whether a field has an example, or consists of something that has its own description."""
    parts = [says, says.get("items", {}), *says.get("anyOf", [])]
    return any("examples" in part or "$ref" in part for part in parts) or says.get("type") == "boolean"
