"""The README of the chassis is its public face: what it lists exists, and services import nothing else."""

import ast
import re
from pathlib import Path
from typing import Final

CHASSIS: Final = Path(__file__).parents[1]
SERVICES: Final = CHASSIS.parents[1] / "services"
_ROW: Final = re.compile(r"^\| \[(chassis[\w.]+)\]\((src/[\w/]+\.py)\) \| ([^|]+) \|", re.MULTILINE)


def listed() -> list[tuple[str, Path, list[str]]]:
    """Return the rows of the README: module, file and names."""
    rows = _ROW.findall((CHASSIS / "README.md").read_text())
    return [(module, CHASSIS / path, re.findall(r"`(\w+)`", names)) for module, path, names in rows]


def defined(path: Path) -> set[str]:
    """Return the names that a file defines at its top."""
    found: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        for target in [*getattr(node, "targets", []), getattr(node, "target", None)]:
            if isinstance(target, ast.Name):
                found.add(target.id)
    return found


def test_the_chassis_defines_every_name_that_its_readme_lists() -> None:
    missing = [f"{module}.{name}" for module, path, names in listed() for name in sorted(set(names) - defined(path))]
    assert missing == []
    assert len(listed()) > 10


def test_services_import_only_modules_that_the_readme_lists() -> None:
    public = {module for module, _, _ in listed()}
    used: dict[str, str] = {}
    for path in (*SERVICES.glob("*/src/**/*.py"), *SERVICES.glob("*/migrations/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("chassis"):
                module = node.module or ""
                names = [f"{module}.{one.name}" for one in node.names]
                inside = [name for name in names if (CHASSIS / "src" / f"{name.replace('.', '/')}.py").is_file()]
                used |= dict.fromkeys(inside or [module], str(path.relative_to(SERVICES)))
    assert {module: file for module, file in used.items() if module not in public} == {}
