"""The pages name settings that exist, and every setting of a service is explained on a page or by itself."""

import re
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
from chassis.operations.secret_files import SUFFIX
from chassis.operations.settings import ServiceSettings
from contracts.access import SERVICES

REPOSITORY: Final = Path(__file__).resolve().parents[2]
PAGES: Final = {
    path.relative_to(REPOSITORY).as_posix(): path.read_text("utf-8")
    for folder in (".", "docs", "docs/adr", "examples/*", "deploy/*")
    for path in REPOSITORY.glob(f"{folder}/*.md")
    if path.name != "CHANGELOG.md"  # it names what was
}
PROGRAMS: Final = "\n".join(
    path.read_text("utf-8")
    for pattern in ("Makefile", "*.yml", "*/src/**/*.py", "*/*/src/**/*.py", "deploy/gateway/*.yaml", "conftest.py")
    for path in REPOSITORY.glob(pattern)
)
GONE: Final = frozenset({"LOCKSTEP_DATABASE_PASSWORD"})
"""Settings of an earlier release, for which a page says what to do."""

_OF_A_SERVICE: Final = re.compile(rf"(<SERVICE>|{'|'.join(SERVICES).upper()})_([A-Z_]*[A-Z])")
_OF_THE_PLATFORM: Final = re.compile(r"\bLOCKSTEP_[A-Z_]*[A-Z]\b")


def settings_of(service: str) -> type[ServiceSettings]:
    """Return the class of a service's settings."""
    found: type[ServiceSettings] = getattr(import_module(f"{service}.settings"), f"{service.title()}Settings")
    return found


def names_of(service: str) -> set[str]:
    """Return the names of a service's settings as variables, without the prefix."""
    fields = {name.upper() for name in settings_of(service).model_fields}
    return fields | {f"{name}{SUFFIX}" for name in fields}


def test_a_setting_of_a_service_that_a_page_names_exists() -> None:
    wrong = []
    for page, text in PAGES.items():
        for prefix, name in _OF_A_SERVICE.findall(text):
            services = SERVICES if prefix == "<SERVICE>" else (prefix.lower(),)
            wrong += [f"{page}: {prefix}_{name} of {one}" for one in services if name not in names_of(one)]
    assert not wrong, "\n".join(wrong)


def test_a_setting_of_the_platform_that_a_page_names_exists() -> None:
    named = {(page, name) for page, text in PAGES.items() for name in _OF_THE_PLATFORM.findall(text)}
    assert {name for _, name in named} > {"LOCKSTEP_DATA", "LOCKSTEP_JWKS_REFRESH_SECONDS"}
    assert sorted(f"{page}: {name}" for page, name in named if name not in PROGRAMS) == [
        f"docs/run.md: {name}" for name in GONE
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_every_setting_of_a_service_is_explained(service: str) -> None:
    on_pages = {name for text in PAGES.values() for _, name in _OF_A_SERVICE.findall(text)}
    fields = settings_of(service).model_fields
    silent = [name for name, field in fields.items() if not field.description and name.upper() not in on_pages]
    assert silent == [], "describe it in its Field, or name it on a page"
