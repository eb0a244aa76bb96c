"""Bad input through the gateway gets a problem document that says what to do, and changes nothing."""

import json
import time
from uuid import uuid4

import pytest
from lockstep_e2e.academy import RECAP, Academy
from lockstep_e2e.attempts import (
    GOOD,
    Case,
    by_caller,
    from_another_organisation,
    of_session,
    posted,
    reused_key,
    signed,
    signed_by_a_stranger,
    somebody_in_the_call,
    unsigned,
    with_body,
    with_header,
)
from lockstep_e2e.traces import traces

TWO_MEGABYTES = 2 * 1024 * 1024
RECAP_149 = "x" * 149
UNKNOWN = uuid4()
PEOPLE = b"username;name;role\nnew;New One;learner\nother;Other One;boss\n"

CASES = [
    # who asks
    Case("no token", with_header(lambda _: {}), 401, "unauthenticated", "access token"),
    Case(
        "a token for another audience",
        with_header(lambda academy: signed(academy, aud="somebody-else")),
        401,
        "unauthenticated",
        "access token",
    ),
    Case("a token with alg=none", with_header(unsigned), 401, "unauthenticated", "access token"),
    Case("a token signed by a stranger", with_header(signed_by_a_stranger), 401, "unauthenticated", "access token"),
    Case(
        "a token of another issuer",
        with_header(lambda academy: signed(academy, iss="https://issuer.example")),
        401,
        "unauthenticated",
        "access token",
    ),
    Case(
        "a token that has expired",
        with_header(lambda academy: signed(academy, exp=int(time.time()) - 60)),
        401,
        "unauthenticated",
        "access token",
    ),
    Case(
        "a token without an organisation",
        with_header(lambda academy: signed(academy, org_id=None)),
        401,
        "unauthenticated",
        "org_id",
    ),
    Case("another organisation's session", from_another_organisation, 404, "session-not-found", "There is no session"),
    Case("a learner", by_caller(lambda academy: academy.learners[0]), 403, "forbidden", "coach or support"),
    Case(
        "a learner with the role coach",
        by_caller(lambda academy: academy.learners[0].as_role("coach")),
        403,
        "not-the-coach",
        "coach",
    ),
    Case(
        "another coach",
        by_caller(lambda academy: academy.colleague),
        404,
        "session-not-found",
        "There is no session",
    ),
    Case(
        "support, too early", by_caller(lambda academy: academy.admin.as_role("support")), 403, "not-the-coach", "over"
    ),
    Case("an admin without a reason", by_caller(lambda academy: academy.admin), 422, "reason-missing", "on behalf"),
    # what they say
    Case("91 minutes", with_body({**GOOD, "minutes": 91}), 422, "minutes-too-many", "at most 90 minutes", "/minutes"),
    Case(
        "91 raw minutes",
        with_body({"raw_minutes": 91, "recap": RECAP}),
        422,
        "minutes-too-many",
        "at most 90 minutes",
        "/raw_minutes",
    ),
    Case("no minutes at all", with_body({**GOOD, "minutes": 0}), 422, "minutes-too-few", "at least 5", "/minutes"),
    Case(
        "43 minutes as rounded", with_body({**GOOD, "minutes": 43}), 422, "minutes-off-step", "steps of 5", "/minutes"
    ),
    Case("minutes below zero", with_body({**GOOD, "minutes": -5}), 422, "unprocessable", "at least 0", "/minutes"),
    Case("minutes as text", with_body({**GOOD, "minutes": "60"}), 422, "unprocessable", "whole number", "/minutes"),
    Case("half minutes", with_body({**GOOD, "minutes": 59.5}), 422, "unprocessable", "whole number", "/minutes"),
    Case(
        "minutes twice", with_body({**GOOD, "raw_minutes": 60}), 422, "unprocessable", "either minutes or raw_minutes"
    ),
    Case("no recap", with_body({"minutes": 60}), 422, "recap-too-short", "0 characters", "/recap"),
    Case(
        "149 characters",
        with_body({**GOOD, "recap": RECAP_149}),
        422,
        "recap-too-short",
        "149 characters; at least 150",
        "/recap",
    ),
    Case(
        "149 characters and much white space",
        with_body({**GOOD, "recap": f"  {RECAP_149} \n\n "}),
        422,
        "recap-too-short",
        "149 characters; at least 150",
        "/recap",
    ),
    Case(
        "a field that nobody knows", with_body({**GOOD, "minuts": 60}), 422, "unprocessable", "its spelling", "/minuts"
    ),
    Case("malformed JSON", with_body(b'{"minutes": 60,'), 400, "bad-request", "JSON"),
    Case("no body", with_body(b""), 422, "unprocessable", "missing"),
    Case("a list", with_body([GOOD]), 422, "unprocessable", "object"),
    Case("bytes that are not text", with_body(b"\xff\xfe\x00"), 400, "bad-request", "body"),
    Case("2 MB", with_body({**GOOD, "recap": "x" * TWO_MEGABYTES}), 413, "too-large", "1 MiB"),
    Case("an Idempotency-Key of another request", reused_key, 422, "idempotency-key-reused", "new Idempotency-Key"),
    # the session's state
    Case(
        "an unaccepted participant",
        of_session(acceptances=("accepted", "invited")),
        409,
        "not-all-accepted",
        "1 of 2 learners have not accepted",
    ),
    Case("nobody on the roster", of_session(acceptances=()), 409, "no-participants", "no learner takes part"),
    Case(
        "nobody but who declined",
        of_session(acceptances=("declined", "declined")),
        409,
        "no-participants",
        "no learner takes part",
    ),
    Case("somebody still in the call", somebody_in_the_call, 409, "call-not-empty", "still in the call"),
    Case("an online session never started", of_session(mode="online"), 409, "session-not-started", "must be started"),
    Case(
        "a session that has not begun", of_session(ended_hours_ago=-5), 409, "session-not-started", "once it has begun"
    ),
    Case("73 hours later", of_session(ended_hours_ago=73), 409, "logging-window-closed", "72 hours after its end"),
    # ids
    Case(
        "an unknown session",
        posted(f"sessions/{UNKNOWN}/complete", GOOD, lambda academy: academy.coach),
        404,
        "session-not-found",
        "There is no session",
    ),
    Case(
        "an id that is none",
        posted("sessions/17/complete", GOOD, lambda academy: academy.coach),
        422,
        "unprocessable",
        "UUID",
    ),
    Case(
        "a path that is none",
        posted("sessions/{session}/finish", GOOD, lambda academy: academy.coach),
        404,
        "no-such-path",
        "Check the path",
    ),
    Case(
        "an unknown learner's mark",
        posted(
            "attendance/registers/{session}/marks",
            {"marks": [{"person_id": str(UNKNOWN), "code": "present"}]},
            lambda academy: academy.coach,
        ),
        422,
        "invalid-marks",
        "none was saved",
        "/marks/0/person_id",
    ),
    Case(
        "a mark by a learner",
        posted(
            "attendance/registers/{session}/marks",
            {"marks": [{"person_id": str(UNKNOWN), "code": "present"}]},
            lambda academy: academy.learners[0],
        ),
        403,
        "forbidden",
        "or coach",
    ),
    Case(
        "an unknown register",
        posted(
            f"attendance/registers/{UNKNOWN}/marks",
            {"marks": [{"person_id": str(UNKNOWN), "code": "present"}]},
            lambda academy: academy.coach,
        ),
        404,
        "register-not-found",
        "no register",
    ),
    Case(
        "an unknown learner on the roster",
        posted("sessions/{session}/roster", {"add": [{"person_id": str(UNKNOWN)}]}, lambda academy: academy.admin),
        422,
        "unknown-reference",
        "",
    ),
    Case(
        "a rate without a price",
        posted("payouts/rates", {"scope": "org", "unit": "hour"}, lambda academy: academy.admin),
        422,
        "unprocessable",
        "missing",
        "/amount_minor",
    ),
    Case(
        "a file with one wrong row",
        posted("imports/people", PEOPLE, lambda academy: academy.admin),
        422,
        "import-refused",
        "nothing was imported",
    ),
    Case(
        "a cancellation without a reason",
        posted("sessions/{session}/cancel", {"reason": " "}, lambda academy: academy.admin),
        422,
        "unprocessable",
        "is empty",
        "/reason",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
async def test_bad_input_gets_a_problem_document_and_changes_nothing(academy: Academy, case: Case) -> None:
    platform = academy.platform
    attempt = await case.arrange(academy)
    before = await traces(platform, academy.admin.org_id, attempt.session_id)
    is_raw = isinstance(attempt.body, bytes)
    content = attempt.body if is_raw else json.dumps(attempt.body).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())} | attempt.headers
    answer = await platform.client.post(attempt.url, content=content, headers=headers)

    assert (answer.status_code, answer.headers["content-type"]) == (case.status, "application/problem+json"), (
        answer.text
    )
    problem = answer.json()
    assert problem["type"] == f"urn:lockstep:problem:{case.slug}"
    assert problem["status"] == case.status
    assert problem["title"]
    assert case.says in problem["detail"], problem["detail"]
    if case.pointer is not None:
        assert case.pointer in [error["pointer"] for error in problem["errors"]]
    assert await traces(platform, academy.admin.org_id, attempt.session_id) == before


async def test_a_session_that_was_refused_is_completed_once_the_reason_is_gone(academy: Academy) -> None:
    attempt = await somebody_in_the_call(academy)
    refused = await academy.platform.client.post(attempt.url, json=GOOD, headers=attempt.headers)
    assert refused.status_code == 409
    path = f"/v1/sessions/{attempt.session_id}/presence"
    await academy.platform.post(academy.learners[0], path, {"action": "leave"})
    await academy.complete(attempt.session_id, log_and_leave=True)
    assert (await academy.all_effects(attempt.session_id))["complete"]


async def test_after_the_coachs_time_support_completes_it_with_a_reason(academy: Academy) -> None:
    session_id = await academy.schedule(ended_hours_ago=73)
    support = academy.admin.as_role("support")
    path = f"/v1/sessions/{session_id}/complete"
    refused = await academy.platform.send(support, "POST", path, json=GOOD)
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:lockstep:problem:reason-missing"
    answer = await academy.platform.post(support, path, GOOD | {"reason": "The coach was in hospital."})
    assert answer["late"] is True
    assert (await academy.all_effects(session_id))["complete"]
