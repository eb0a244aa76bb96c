"""Every route: what is created says where it is, and who has the newest answer already gets no body."""

from typing import Final

from contracts.roles import ADMIN_INCLUDES
from lockstep_testing.matrix import ADMIN, Matrix

from .test_permissions import matrix

__all__ = ["matrix"]

ROLES: Final = ("admin", *ADMIN_INCLUDES)


async def test_what_is_created_says_where_it_is(matrix: Matrix) -> None:
    wrong, created = [], 0
    for route, attempt, rule in matrix.cells():
        if rule.reach(ROLES) is None or not route.startswith("POST"):
            continue
        answer = await matrix.answer(attempt, *ROLES, person=ADMIN)
        if answer.status_code != 201:
            continue
        created += 1
        location = answer.headers.get("location", "")
        if not location.startswith("/v1/"):
            wrong.append(f"{route}: {location!r}")
        elif f"GET {location}" in {route for route, _, _ in matrix.cells()}:
            found = await matrix.answer(attempt._replace(method="GET", url=location, content=None), *ROLES)
            if found.status_code != 200:
                wrong.append(f"{route}: {location} answers {found.status_code}")
    assert not wrong, "\n".join(wrong)
    assert created or matrix.service in ("payouts", "reports"), "payouts test their rates"


async def test_who_has_the_answer_already_gets_304_by_get_and_head_and_everybody_else_gets_it(matrix: Matrix) -> None:
    wrong, versioned = [], 0
    for route, attempt, rule in matrix.cells():
        if rule.reach(ROLES) is None or not route.startswith("GET"):
            continue
        first = await matrix.answer(attempt, *ROLES, person=ADMIN)
        if "etag" not in first.headers:
            continue
        versioned += 1
        tag = first.headers["etag"]
        for asked, expected in (
            (tag, 304),
            (f'"other", W/{tag}', 304),
            ("*", 304),
            ('"other"', 200),
            (tag.partition("-")[0] + '"', 200),
        ):
            for method in ("GET", "HEAD"):
                again = await matrix.answer(
                    attempt._replace(method=method), *ROLES, person=ADMIN, more={"If-None-Match": asked}
                )
                body = first.content if (method, expected) == ("GET", 200) else b""
                if (again.status_code, again.content, again.headers.get("etag")) != (expected, body, tag):
                    wrong.append(f"{method} {route} with {asked}: {again.status_code} {again.headers}")
    assert not wrong, "\n".join(wrong)
    assert versioned or matrix.service == "payouts"
