"""An issuer's keys: a new one counts at once, a withdrawn one ends in time, and the issuer is not asked too often."""

import asyncio
import http.server
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

import jwt
import pytest
from chassis.errors import Unauthenticated, Unavailable
from chassis.http import auth, issuer_keys
from chassis.http.auth import Identity
from chassis.operations.settings import ServiceSettings
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from lockstep_local.waiting import eventually
from probing.tokens import EC_KEY, MAX_AGE_SECONDS, Clock, Keys, token, verifier_of

REFRESH_SECONDS = MAX_AGE_SECONDS / issuer_keys.REFRESHES_PER_AGE
OLD = ("ec", ECAlgorithm.to_jwk(EC_KEY.public_key(), as_dict=True))
NEW_KEY = ec.generate_private_key(ec.SECP256R1())
NEW = ("new", ECAlgorithm.to_jwk(NEW_KEY.public_key(), as_dict=True))


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "jwks.json")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(auth, "time", made)
    monkeypatch.setattr(issuer_keys, "time", made)
    return made


async def test_a_new_key_counts_at_once_although_all_keys_were_read_a_short_time_ago(keys: Keys, clock: Clock) -> None:
    await keys.verifier.verify(token())
    keys.publish(OLD, NEW)
    clock.ahead_seconds += issuer_keys.UNKNOWN_KEY_SECONDS
    assert await keys.verifier.verify(token(key=NEW_KEY, kid="new"))
    assert await keys.verifier.verify(token(jti="another"))


async def test_a_withdrawn_key_ends_within_a_fifth_of_the_age_although_its_tokens_were_verified_before(
    keys: Keys, clock: Clock
) -> None:
    known = token()
    await keys.verifier.verify(known)
    keys.publish(NEW)
    clock.ahead_seconds += REFRESH_SECONDS
    assert await keys.verifier.verify(known), "the keys are read in the background"

    async def is_refused() -> bool:
        try:
            await keys.verifier.verify(known)
        except Unauthenticated as refused:
            return "does not publish" in refused.detail
        return False

    await eventually(is_refused, "the end of a withdrawn key")
    assert "does not publish" in await keys.refusal(token(jti="another"))
    assert await keys.verifier.verify(token(key=NEW_KEY, kid="new"))


async def test_another_key_of_the_same_name_ends_the_tokens_of_the_old_one(keys: Keys, clock: Clock) -> None:
    known = token()
    await keys.verifier.verify(known)
    keys.publish(("ec", NEW[1]))
    clock.ahead_seconds += MAX_AGE_SECONDS
    assert "Signature" in await keys.refusal(known)


async def test_an_issuer_that_is_away_is_trusted_for_the_age_of_its_keys_and_no_longer(
    keys: Keys, clock: Clock
) -> None:
    known = token()
    await keys.verifier.verify(known)
    published = keys.path.read_text()
    keys.path.unlink()
    clock.ahead_seconds += MAX_AGE_SECONDS - 1
    assert await keys.verifier.verify(known)
    assert await keys.verifier.verify(token(jti="another"))
    with pytest.raises(Unavailable):
        await keys.verifier.verify(token(kid="made-up"))
    clock.ahead_seconds += issuer_keys.RETRY_SECONDS + 1
    for one in (known, token(jti="another"), token(kid="made-up")):
        with pytest.raises(Unavailable, match="issuer's keys"):
            await keys.verifier.verify(one)
    assert "three parts" in await keys.refusal("e30.e30."), "nobody needs keys to refuse this"
    keys.path.write_text(published)
    clock.ahead_seconds += issuer_keys.RETRY_SECONDS
    assert await keys.verifier.verify(known)


class SlowIssuer(http.server.BaseHTTPRequestHandler):
    """Answers with the content, or sends blanks one at a time until it may answer."""

    content: ClassVar[bytes] = b""
    may_answer = threading.Event()
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Answer."""
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):  # the reader left
            while not self.may_answer.wait(0.05):
                self.wfile.write(b" ")
            self.wfile.write(self.content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write no log."""


@pytest.fixture
def slow_issuer(keys: Keys) -> Iterator[str]:
    """The URL of an issuer that answers as long as SlowIssuer.may_answer is set."""
    SlowIssuer.content = keys.path.read_bytes()
    SlowIssuer.may_answer.set()
    SlowIssuer.asked.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), SlowIssuer)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/jwks"
    SlowIssuer.may_answer.set()
    server.shutdown()
    server.server_close()
    thread.join()


async def test_a_slow_issuer_makes_no_request_wait_until_the_keys_are_too_old_and_then_only_for_a_time(
    slow_issuer: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifier = verifier_of(slow_issuer)
    known = token()
    await verifier.verify(known)
    monkeypatch.setattr(issuer_keys, "TIMEOUT_SECONDS", 0.2)
    SlowIssuer.may_answer.clear()
    clock.ahead_seconds += REFRESH_SECONDS
    for number in range(20):
        assert await verifier.verify(known)
        assert await verifier.verify(token(jti=str(number)))
    clock.ahead_seconds += MAX_AGE_SECONDS
    async with asyncio.timeout(5):
        answers = await asyncio.gather(*(verifier.verify(known) for _ in range(20)), return_exceptions=True)
    assert all(isinstance(answer, Unavailable) for answer in answers)
    assert len(SlowIssuer.asked) <= 3, "the first one, one in the background, one for all that wait"


async def test_keys_that_are_too_large_are_not_read_to_the_end(slow_issuer: str, keys: Keys) -> None:
    SlowIssuer.content = b" " * issuer_keys.DOCUMENT_BYTES_MAX + keys.path.read_bytes()
    with pytest.raises(Unavailable):
        await verifier_of(slow_issuer).verify(token())


def test_an_operator_cannot_trust_keys_for_more_than_an_hour() -> None:
    limits = ServiceSettings.model_fields["jwks_max_age_seconds"]
    assert limits.default == 300
    assert [getattr(one, "le", None) for one in limits.metadata if hasattr(one, "le")] == [3600]


@pytest.fixture
def reads(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of every reading of the keys."""
    seen: list[str] = []
    read = Path.read_text

    def reading(path: Path, *arguments: Any) -> str:
        if path == keys.path:
            seen.append(str(path))
        return read(path, *arguments)

    monkeypatch.setattr(Path, "read_text", reading)
    return seen


async def test_tokens_with_made_up_keys_do_not_make_us_read_the_keys_each_time(
    keys: Keys, clock: Clock, reads: list[str]
) -> None:
    for number in range(20):
        await keys.refusal(token(kid=f"made-up-{number}"))
    assert len(reads) == 1
    clock.ahead_seconds += issuer_keys.UNKNOWN_KEY_SECONDS
    for number in range(20):
        await keys.refusal(token(kid=f"made-up-{number}"))
    assert len(reads) == 2


async def test_many_first_callers_at_once_read_the_keys_once(keys: Keys, reads: list[str]) -> None:
    async with asyncio.TaskGroup() as group:
        calls = [group.create_task(keys.verifier.verify(token(jti=str(number)))) for number in range(20)]
    assert all(isinstance(call.result(), Identity) for call in calls)
    assert len(reads) == 1


@pytest.mark.parametrize("content", [None, "", "<html>", "[]", '{"keys": []}', '{"keys": [{"kty": "?"}]}'])
async def test_keys_that_cannot_be_read_are_our_fault_and_are_not_asked_for_at_once_again(
    keys: Keys, clock: Clock, reads: list[str], content: str | None
) -> None:
    good = keys.path.read_text()
    reads.clear()
    if content is None:
        keys.path.unlink()
    else:
        keys.path.write_text(content)
    for _ in range(5):
        with pytest.raises(Unavailable, match="issuer's keys"):
            await keys.verifier.verify(token())
    assert len(reads) == 1
    keys.path.write_text(good)
    clock.ahead_seconds += issuer_keys.RETRY_SECONDS + 1
    assert await keys.verifier.verify(token())


async def test_a_verified_token_is_remembered_but_not_beyond_its_expiry(
    keys: Keys, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    decode = jwt.decode

    def decoding(sent: str, *arguments: Any, **options: Any) -> Any:
        checked.append(sent)
        return decode(sent, *arguments, **options)

    monkeypatch.setattr(jwt, "decode", decoding)
    sent = token()
    assert await keys.verifier.verify(sent) == await keys.verifier.verify(sent)
    assert len(checked) == 1
    clock.ahead_seconds += 601
    await keys.verifier.verify(sent)
    assert len(checked) == 2, "the token expired, so it is checked again"


async def test_the_memory_of_tokens_is_bounded(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "TOKEN_CACHE_SIZE", 3)
    checked, decode = [], jwt.decode

    def decoding(sent: str, *arguments: Any, **options: Any) -> Any:
        checked.append(sent)
        return decode(sent, *arguments, **options)

    monkeypatch.setattr(jwt, "decode", decoding)
    sent = [token(jti=str(number)) for number in range(6)]
    for one in sent:
        await keys.verifier.verify(one)
    checked.clear()

    for one in reversed(sent):
        await keys.verifier.verify(one)

    assert checked == sent[2::-1], "the newest three are remembered, and no other"
