"""The rules of correcting a completed session, as pure functions: any chain of amendments stays one chain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from contracts.transparency.merkle import leaf_hash
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded
from sessions.corrections.domain import (
    AMENDMENTS_MAX,
    CorrectionRequest,
    NewMinutes,
    NewRecap,
    NewShares,
    Void,
    applies_at_once,
    check_approval,
    check_correctable,
    decide_correction,
    field_of,
)
from sessions.corrections.errors import (
    AlreadyVoided,
    NotAnApprover,
    NothingChanges,
    SecondPersonNeeded,
    TooManyAmendments,
)
from sessions.corrections.standing import Correction, Decided, Standing, correction_record, value_of
from sessions.ending.domain import CompletionRequest, decide_completion
from sessions.ending.errors import MinutesOffStep, RecapSectionsNeeded
from sessions.ending.record import completion_record
from sessions.organisation.domain import DEFAULT_POLICY
from sessions.sealed.canonical import canonical, text_digest
from sessions.session.errors import InvalidShares

from ..ending.test_domain_completion import CO_COACH, COACH, END, SESSION, SUPPORT

SALT = bytes(32)
REQUEST = CompletionRequest(minutes=45, raw_minutes=None, recap="x" * 150)
RECORD = completion_record(
    SESSION,
    REQUEST,
    decide_completion(SESSION, REQUEST, by=COACH, is_admin=False, is_support=False, now=END),
    by=COACH,
    now=END,
    salt=SALT,
)
COMPLETED = Standing(RECORD, leaf_hash(canonical(RECORD)), UUID(int=1_000), END)

changes: st.SearchStrategy[CorrectionRequest] = st.one_of(
    st.integers(1, 18).map(lambda steps: NewMinutes(5 * steps)),
    st.integers(0, 10_000).map(lambda part: NewShares(((CO_COACH, part), (COACH, 10_000 - part)))),
    st.sampled_from("abc").map(lambda letter: NewRecap(letter * 150)),
    st.just(Void()),
)


def proposal(standing: Standing, change: CorrectionRequest, *, number: int, at: datetime) -> Correction:
    """Return the proposal of a change that is asked for at this time. Raises the error of the rule that it breaks."""
    policy, field = DEFAULT_POLICY, field_of(change)
    check_correctable(standing, field, policy, zone="UTC")
    salt = bytes([number]) * 32
    return Correction(
        amendment_id=UUID(int=number),
        field=field,
        old=value_of(standing.values, field),
        new=decide_correction(change, standing, policy=policy, salt=salt, recap_now=None),
        reason_sha256=text_digest(salt, "reason", "why"),
        proposed_by=COACH,
        proposed_at=at,
    )


@bounded(60)
@given(st.lists(st.tuples(changes, st.integers(1, 3)), max_size=12))
def test_any_chain_of_corrections_tells_at_each_instant_what_was_believed(
    asked: list[tuple[CorrectionRequest, int]],
) -> None:
    standing, clock = COMPLETED, END
    believed = [(END, COMPLETED)]
    records: list[Any] = []
    for number, (change, ticks) in enumerate(asked, start=1):
        clock += timedelta(microseconds=ticks)  # every change is later than all before (see lock_session)
        try:
            correction = proposal(standing, change, number=number, at=clock)
        except (NothingChanges, AlreadyVoided):
            continue
        decided = Decided("applied", SUPPORT, clock, 3 + len(records), None)
        correction = replace(correction, decided=decided)
        records.append(correction_record(SESSION, standing, correction, decided, policy=DEFAULT_POLICY))
        standing = replace(standing, applied=(*standing.applied, (correction, decided)))
        believed.append((decided.at, standing))

    instants = [at for at, _ in believed]
    assert instants == sorted(set(instants))
    for at, then in believed:
        assert standing.as_of(at) == then
    assert standing.as_of(END - timedelta(microseconds=1)) is None
    held = COMPLETED.original.as_json()
    for record in records:
        assert record.get("old", record.get("withdrawn")) == held
        held = record.get("new", held)
        canonical(record)
    assert standing.values.as_json() == held
    assert (standing.voided_at is not None) == any("withdrawn" in record for record in records)
    assert all("withdrawn" not in record for record in records[:-1])


def test_shares_stay_in_the_order_of_the_record() -> None:
    shares = decide_correction(
        NewShares(((CO_COACH, 1), (COACH, 9_999))), COMPLETED, policy=DEFAULT_POLICY, salt=SALT, recap_now=None
    )

    assert [share["person_id"] for share in shares] == [str(COACH), str(CO_COACH)]


@pytest.mark.parametrize("shares", [((COACH, 10_000),), ((COACH, 5_000), (SUPPORT, 5_000)), ((COACH, 5_000),) * 2])
def test_shares_are_of_those_who_delivered(shares: tuple[tuple[UUID, int], ...]) -> None:
    with pytest.raises(InvalidShares):
        decide_correction(NewShares(shares), COMPLETED, policy=DEFAULT_POLICY, salt=SALT, recap_now=None)


def test_a_recap_is_amended_by_the_rules_of_its_policy() -> None:
    policy = replace(DEFAULT_POLICY, recap_sections_required=True)
    with pytest.raises(RecapSectionsNeeded):
        decide_correction(NewRecap("y" * 150), COMPLETED, policy=policy, salt=SALT, recap_now=None)
    with pytest.raises(NothingChanges):
        decide_correction(NewRecap("x" * 150), COMPLETED, policy=DEFAULT_POLICY, salt=SALT, recap_now="x" * 150)


@pytest.mark.parametrize("rounding", ["up", "nearest", "down"])
def test_minutes_are_amended_to_a_step_whatever_the_rounding(rounding: Any) -> None:
    policy = replace(DEFAULT_POLICY, rounding=rounding)
    with pytest.raises(MinutesOffStep):
        decide_correction(NewMinutes(42), COMPLETED, policy=policy, salt=SALT, recap_now=None)
    assert decide_correction(NewMinutes(40), COMPLETED, policy=policy, salt=SALT, recap_now=None) == 40


def test_a_session_is_amended_so_often_and_can_still_be_voided() -> None:
    decided = Decided("applied", SUPPORT, END, 4, None)
    one = (proposal(COMPLETED, NewMinutes(30), number=1, at=END), decided)
    full = replace(COMPLETED, applied=(one,) * AMENDMENTS_MAX)

    check_correctable(replace(full, applied=full.applied[1:]), "minutes", DEFAULT_POLICY, zone="UTC")
    check_correctable(full, "void", DEFAULT_POLICY, zone="UTC")
    with pytest.raises(TooManyAmendments):
        check_correctable(full, "minutes", DEFAULT_POLICY, zone="UTC")


@pytest.mark.parametrize("second_person", [True, False])
@pytest.mark.parametrize("approvers", [("admin",), ("support",), ("admin", "support")])
@pytest.mark.parametrize("role", ["admin", "support", "coach"])
def test_who_decides(*, second_person: bool, approvers: Any, role: str) -> None:
    policy = replace(DEFAULT_POLICY, amendment_second_person=second_person, amendment_approvers=approvers)
    roles = frozenset({role})
    open_one = proposal(COMPLETED, NewMinutes(30), number=1, at=datetime(2026, 11, 3, tzinfo=UTC))
    may = role in approvers

    assert applies_at_once(policy, "minutes", roles=roles) == (may and not second_person)
    assert applies_at_once(policy, "void", roles=roles) == may, "a void has a value of its own"
    for by, allowed in ((SUPPORT, may), (COACH, may and not second_person)):
        if allowed:
            check_approval(open_one, COMPLETED, policy=policy, zone="UTC", by=by, roles=roles)
        else:
            with pytest.raises((NotAnApprover, SecondPersonNeeded)):
                check_approval(open_one, COMPLETED, policy=policy, zone="UTC", by=by, roles=roles)
