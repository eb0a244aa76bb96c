"""Who is in the call of an online session, as people and the call provider report it."""

import asyncio
import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import pytest
from chassis.database.engine import create_engine
from contracts.sessions import PresenceChanged, SessionCompleted
from sessions.calls.domain import SECRET_PREFIX, HookKey, check_signature, read_key, signature
from sessions.calls.domain import Signed as Headers
from sessions.calls.errors import SignatureRefused
from sessions.calls.forget import forget_deliveries
from sqlalchemy import text

from ..conftest import School, refused

SECOND = timedelta(seconds=1)


async def presence(school: School, session_id: str) -> list[tuple[str, str, int]]:
    """Return, from the events of a session, who did what and how many people were in the call then."""
    names = {person_id: name for name, person_id in school.people.items()}
    events = await school.events(session_id)
    assert [event.sequence for event in events] == [*range(1, len(events) + 1)]
    return [(names[e.person_id], e.action, len(e.in_call)) for e in events if isinstance(e, PresenceChanged)]


async def test_joining_and_leaving_are_events_of_the_session_and_the_same_again_is_none(school: School) -> None:
    session_id = await school.started()
    path = f"/v1/sessions/{session_id}"
    await school.ok("coach-1", "POST", f"{path}/presence", {"action": "join"})
    first = await school.send("learner-1", "POST", f"{path}/presence", {"action": "join"})
    again = await school.send("learner-1", "POST", f"{path}/presence", {"action": "join"})
    assert (first.headers["ETag"], again.headers["ETag"]) == ('"4"', '"4"')

    left = await school.ok("learner-1", "POST", f"{path}/leave")
    assert left["in_call"] == [str(school.people["coach-1"])]
    assert await school.ok("learner-1", "POST", f"{path}/leave") == left
    await school.ok("learner-1", "POST", f"{path}/presence", {"action": "join"})
    await school.ok("coach-1", "POST", f"{path}/presence", {"action": "leave", "person_id": school.people["learner-1"]})

    assert await presence(school, session_id) == [
        ("coach-1", "joined", 1),
        ("learner-1", "joined", 2),
        ("learner-1", "left", 1),
        ("learner-1", "joined", 2),
        ("learner-1", "left", 1),
    ]
    changed = [event for event in await school.events(session_id) if isinstance(event, PresenceChanged)]
    assert {(event.source, event.at == event.occurred_at) for event in changed} == {("client", True)}
    assert (await school.ok("coach-1", "GET", path))["version"] == 7
    assert (await school.complete(session_id, log_and_leave=True)).status_code == 200
    assert (await school.ok("coach-1", "POST", f"{path}/leave"))["in_call"] == []
    assert isinstance((await school.events(session_id))[-1], SessionCompleted), "the completion emptied the call"
    in_person = await school.schedule(mode="in_person")
    refused(await school.send("coach-1", "POST", f"/v1/sessions/{in_person}/leave"), 409, "no-call")


async def test_who_leaves_after_the_end_continues_the_sequence(school: School) -> None:
    session_id = await school.started()
    await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/presence", {"action": "join"})
    await school.complete(session_id)
    await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/leave")

    assert await presence(school, session_id) == [("coach-1", "joined", 1), ("coach-1", "left", 0)]


class Provider:
    """A call provider that knows an organisation's hook."""

    def __init__(self, school: School, hook: dict[str, Any]) -> None:
        self.school, self.path, self.secret = school, hook["path"], decoded(hook["secret"])

    async def post(
        self, content: bytes, *, webhook_id: str | None = None, timestamp: str | None = None, **headers: str
    ) -> httpx.Response:
        """Post a body. Without a timestamp, it is signed for this moment."""
        webhook_id = webhook_id or f"msg_{uuid4()}"
        timestamp = timestamp or str(int(datetime.now(UTC).timestamp()))
        signed = signature(self.secret, webhook_id=webhook_id, timestamp=timestamp, body=content)
        sent = {
            "Content-Type": "application/json",
            "webhook-id": webhook_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": signed,
        }
        return await self.school.api.client.post(self.path, content=content, headers=sent | headers)

    async def tell(self, session_id: str, who: str, did: str, at: datetime, **options: str) -> httpx.Response:
        """Report that somebody joined or left."""
        body = {"type": f"participant.{did}", "session_id": session_id, "at": at, "call": {"unknown": "here"}}
        return await self.post(orjson.dumps(body | {"person_id": self.school.people[who]}), **options)

    async def tell_all(self, session_id: str, who: str, events: Sequence[tuple[str, datetime]]) -> None:
        """Report several things in this order. Each report is accepted."""
        for did, at in events:
            answer = await self.tell(session_id, who, did, at)
            assert (answer.status_code, answer.content) == (204, b""), answer.text


def decoded(secret: str) -> bytes:
    """Return the bytes of a secret from its displayed form."""
    assert secret.startswith(SECRET_PREFIX)
    return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)


async def provider_of(school: School) -> Provider:
    """Create an organisation's hook."""
    return Provider(school, await school.ok("admin", "POST", "/v1/organisation/call-hook"))


async def test_a_provider_tells_in_any_order_and_twice_and_the_call_ends_up_right(school: School) -> None:
    provider = await provider_of(school)
    session_id = await school.started()
    start = datetime.now(UTC) - timedelta(minutes=10)

    joined = await provider.tell(session_id, "learner-1", "joined", start, webhook_id="msg_1")
    again = await provider.tell(session_id, "learner-1", "left", start + SECOND, webhook_id="msg_1")
    assert (joined.status_code, again.status_code, again.content) == (204, 204, b""), "one id is one delivery"
    # "left" comes before "joined"; then a whole visit that is older than what is known
    await provider.tell_all(session_id, "learner-2", [("left", start + 2 * SECOND), ("joined", start + SECOND)])
    await provider.tell_all(session_id, "learner-1", [("left", start - SECOND), ("joined", start - 2 * SECOND)])
    # three events within one second of the provider's clock
    await provider.tell_all(session_id, "coach-1", [("joined", start), ("left", start), ("joined", start)])
    ahead = datetime.now(UTC) + timedelta(hours=1)
    await provider.tell_all(session_id, "learner-2", [("joined", ahead), ("left", datetime.now(UTC) + 2 * SECOND)])

    assert await presence(school, session_id) == [
        ("learner-1", "joined", 1),
        ("coach-1", "joined", 2),
        ("coach-1", "left", 1),
        ("coach-1", "joined", 2),
        ("learner-2", "joined", 3),
        ("learner-2", "left", 2),
    ]
    events = [event for event in await school.events(session_id) if isinstance(event, PresenceChanged)]
    assert {event.source for event in events} == {"call_provider"}
    assert (events[0].at, events[0].occurred_at > start) == (start, True)
    assert all(event.at <= event.occurred_at for event in events), "nothing happens ahead of our clock"
    await school.ok("learner-1", "POST", f"/v1/sessions/{session_id}/leave")
    await provider.tell_all(session_id, "learner-1", [("joined", start + 5 * SECOND)])
    assert (await presence(school, session_id))[-1] == ("learner-1", "left", 1), "older than what the client said"
    assert (await school.complete(session_id)).status_code == 200


async def test_of_deliveries_under_one_id_at_once_the_first_is_applied(school: School) -> None:
    provider = await provider_of(school)
    session_id = await school.started()
    at = datetime.now(UTC) - SECOND

    async with school.superuser.begin() as db:  # the first to wait for a row gets it first
        await db.execute(text("SELECT 1 FROM sessions WHERE id = :id FOR UPDATE"), {"id": session_id})
        telling = []
        for waiting, did in enumerate(("joined", "joined", "left"), 1):
            telling.append(asyncio.create_task(provider.tell(session_id, "learner-1", did, at, webhook_id="msg_1")))
            await school.until_waiting(waiting)
    assert [answer.status_code for answer in await asyncio.gather(*telling)] == [204, 204, 204]
    assert await presence(school, session_id) == [("learner-1", "joined", 1)]


async def test_what_is_not_signed_just_now_by_the_hooks_secret_is_refused(school: School) -> None:
    provider = await provider_of(school)
    session_id = await school.started()
    body = orjson.dumps(
        {
            "type": "participant.joined",
            "session_id": session_id,
            "person_id": school.people["learner-1"],
            "at": datetime.now(UTC),
        }
    )
    now = int(datetime.now(UTC).timestamp())
    for headers in (
        {"webhook-signature": ""},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v2," + signature(provider.secret, webhook_id="m", timestamp=str(now), body=body)[3:]},
        {"webhook-id": "another"},
        {"webhook-id": ""},
        {"webhook-timestamp": str(now - 1)},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "9" * 400},
    ):
        answer = await provider.post(body, webhook_id="m", timestamp=str(now), **headers)
        refused(answer, 401, "signature-refused")
    for off in (-302, 302):
        refused(await provider.post(body, timestamp=str(now + off)), 401, "signature-refused")
    refused(await provider.post(b"{}", **{"webhook-signature": "v1,AAAA"}), 401, "signature-refused")
    assert await presence(school, session_id) == []
    signed = signature(provider.secret, webhook_id="m", timestamp=str(now), body=body)
    answer = await provider.post(
        body, webhook_id="m", timestamp=str(now), **{"webhook-signature": f"v1,AAAA v1a,BBBB {signed}"}
    )
    assert answer.status_code == 204, "a provider that changes its secret signs with both"


async def test_deliveries_that_cannot_be_taken_say_why_and_may_come_again(school: School) -> None:
    provider = await provider_of(school)
    now = datetime.now(UTC)
    scheduled, in_person = await school.schedule(), await school.started(mode="in_person")
    for session_id, who, did, status, slug in (
        (str(uuid4()), "learner-1", "joined", 404, "session-not-found"),
        (in_person, "learner-1", "joined", 409, "no-call"),
        (scheduled, "learner-1", "joined", 409, "session-not-started"),
        (scheduled, "learner-4", "joined", 403, "not-a-participant"),
        (scheduled, "learner-4", "left", 403, "not-a-participant"),
    ):
        refused(await provider.tell(session_id, who, did, now, webhook_id="msg_1"), status, slug)
    for content in (b"{}", b"[]", b'{"type": "participant.slept"}', b'{"type": "participant.joined", "at": "today"}'):
        refused(await provider.post(content), 422, "unprocessable")
    refused(await provider.post(b"{"), 400, "bad-request")
    refused(await provider.post(b"{}", webhook_id="m" * 257), 422, "unprocessable")

    await school.ok("coach-1", "POST", f"/v1/sessions/{scheduled}/start")
    assert (await provider.tell(scheduled, "learner-1", "joined", now, webhook_id="msg_1")).status_code == 204
    assert await presence(school, scheduled) == [("learner-1", "joined", 1)]
    worker = create_engine(school.database.worker_url, application_name="test-worker", pool_size=1)
    async with worker.begin() as db:
        assert await forget_deliveries(db, now=now + timedelta(days=29)) == 0
        assert await forget_deliveries(db, now=now + timedelta(days=31)) == 1
    await worker.dispose()


async def test_a_hook_is_one_per_organisation_replaced_and_revoked(school: School) -> None:
    for who in ("coach-1", "support"):
        refused(await school.send(who, "POST", "/v1/organisation/call-hook"), 403, "forbidden")
        refused(await school.send(who, "DELETE", "/v1/organisation/call-hook"), 403, "forbidden")
    other = School(school.api, school.database, school.superuser, people=school.people)
    first, elsewhere = await provider_of(school), await provider_of(other)
    session_id = await school.started()
    now = datetime.now(UTC)
    refused(await elsewhere.tell(session_id, "learner-1", "joined", now), 404, "session-not-found")
    stolen = Provider(school, {"path": first.path, "secret": SECRET_PREFIX + "AAAA"})
    stolen.secret = elsewhere.secret
    refused(await stolen.tell(session_id, "learner-1", "joined", now), 401, "signature-refused")

    second = await provider_of(school)
    assert (second.path != first.path, second.secret != first.secret) == (True, True)
    refused(await first.tell(session_id, "learner-1", "joined", now), 404, "call-hook-not-found")
    assert (await second.tell(session_id, "learner-1", "joined", now)).status_code == 204
    for _ in range(2):
        assert (await school.send("admin", "DELETE", "/v1/organisation/call-hook")).status_code == 204
    refused(await second.tell(session_id, "learner-1", "left", now), 404, "call-hook-not-found")
    for path in ("x", second.path.rsplit("/", 1)[1] + "x", "A" * 43, "_" * 43):
        second.path = f"/v1/call-events/{path}"
        refused(await second.tell(session_id, "learner-1", "left", now), 404, "call-hook-not-found")
    assert await presence(school, session_id) == [("learner-1", "joined", 1)]


def test_signatures_are_those_of_standard_webhooks() -> None:
    """The specification's own libraries are tested with this example."""
    secret = decoded("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body, timestamp = b'{"test": 2432232314}', "1614265330"
    signed = Headers("msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    sent_at = datetime.fromtimestamp(int(timestamp), UTC)

    for off in (-300 * SECOND, 0 * SECOND, 300 * SECOND):
        check_signature(secret, signed, body, now=sent_at + off)
    for off in (-301 * SECOND, 301 * SECOND):
        with pytest.raises(SignatureRefused, match="5 minutes"):
            check_signature(secret, signed, body, now=sent_at + off)


def test_a_hooks_key_is_read_in_one_spelling_only() -> None:
    key = HookKey(UUID(int=1), UUID(int=2))
    written = key.text()

    assert (read_key(written), len(written)) == (key, 43)
    spellings = [written[:-1] + last for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
    assert len([one for one in spellings if read_key(one) == key]) == 1
