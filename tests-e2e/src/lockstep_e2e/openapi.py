"""Check that an OpenAPI document describes everything that a stranger needs to know."""

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


def _has_example(says: Mapping[str, Any]) -> bool:
    """Say whether a field has an example, or consists of something that has its own description."""
    parts = [says, says.get("items", {}), *says.get("anyOf", [])]
    return any("examples" in part or "$ref" in part for part in parts) or says.get("type") == "boolean"
