"""An issuer's keys are read when they are new, but not too often. Tokens are remembered until they expire."""

import asyncio
from pathlib import Path
from typing import Any

import jwt
import pytest
from chassis.errors import Unavailable
from chassis.http import auth
from chassis.http.auth import Identity
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from probing.tokens import (
    Clock,
    Keys,
    token,
)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "jwks.json")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(auth, "time", made)
    return made


async def test_a_new_key_is_learned_without_a_restart_and_the_old_one_forgotten(keys: Keys, clock: Clock) -> None:
    await keys.verifier.verify(token())
    new_key = ec.generate_private_key(ec.SECP256R1())
    keys.publish(("new", ECAlgorithm.to_jwk(new_key.public_key(), as_dict=True)))
    assert "does not publish" in await keys.refusal(token(key=new_key, kid="new")), "keys were read a moment ago"
    clock.ahead_seconds += auth.KEYS_REFRESH_SECONDS + 1
    assert await keys.verifier.verify(token(key=new_key, kid="new"))
    assert "does not publish" in await keys.refusal(token(roles=["admin"]))


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
    clock.ahead_seconds += auth.KEYS_REFRESH_SECONDS + 1
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
    clock.ahead_seconds += auth.KEYS_RETRY_SECONDS + 1
    assert await keys.verifier.verify(token())


async def test_known_keys_outlive_an_issuer_that_is_away(keys: Keys, clock: Clock) -> None:
    await keys.verifier.verify(token())
    keys.path.unlink()
    clock.ahead_seconds += auth.KEYS_REFRESH_SECONDS + 1
    with pytest.raises(Unavailable):
        await keys.verifier.verify(token(kid="made-up"))
    assert await keys.verifier.verify(token(jti="another"))


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
