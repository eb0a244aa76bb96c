"""After any corrections in any batches, the ledger balances, and the newest values are what counts."""

from collections.abc import Sequence
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded
from payouts.handlers import on_session_amended, on_session_completed, on_session_voided
from payouts.pricing.domain import session_amount_minor

from ..helpers.correcting import Events, Handle, Rows, SetRate, amendment, completion, emitted, payables, void

EXAMPLES = 12

shares = st.lists(st.integers(0, 10_000), min_size=2, max_size=2).filter(lambda found: sum(found) > 0)
amendments = st.lists(st.tuples(st.integers(0, 180), shares), max_size=4)
chains = st.lists(st.tuples(amendments, st.booleans()), min_size=1, max_size=4)
"""For each session: the minutes and shares of each amendment, and whether it is voided in the end."""

UNBALANCED = """
    SELECT accounts.currency FROM accounts JOIN transfers ON accounts.id IN (debit_account_id, credit_account_id)
    GROUP BY accounts.currency
    HAVING sum(amount_minor) FILTER (WHERE accounts.id = debit_account_id)
        IS DISTINCT FROM sum(amount_minor) FILTER (WHERE accounts.id = credit_account_id)
"""
UNLIKE_THEIR_ORIGINALS = """
    SELECT earnings.id FROM reversals
    JOIN earnings ON earnings.id = earning_id
    LEFT JOIN transfers AS original ON original.id = earnings.transfer_id
    LEFT JOIN transfers AS back ON back.id = reversals.transfer_id
    WHERE (back.reverses, back.debit_account_id, back.credit_account_id, back.currency, back.amount_minor)
        IS DISTINCT FROM (original.id, original.credit_account_id, original.debit_account_id, original.currency,
                          original.amount_minor)
       OR (reversals.org_id, reversals.session_id) <> (earnings.org_id, earnings.session_id)
"""
REVERSED_WITHOUT_SAYING_SO = """
    SELECT id FROM transfers WHERE reverses IS NOT NULL AND id NOT IN (SELECT transfer_id FROM reversals
                                                                       WHERE transfer_id IS NOT NULL)
"""
STANDING = """
    SELECT sum(amount_minor)::bigint AS amount_minor, min(logged_minutes) AS least, max(logged_minutes) AS most,
           count(DISTINCT revision) AS revisions, min(revision) AS revision, unit, rate_amount_minor
    FROM earnings WHERE session_id = :session_id AND id NOT IN (SELECT earning_id FROM reversals)
    GROUP BY unit, rate_amount_minor
"""


@bounded(EXAMPLES)
@given(chains=chains, unit=st.sampled_from(["hour", "session"]), together=st.booleans())
async def test_any_chain_of_corrections_keeps_the_ledger_balanced_and_what_stands_right(
    *,
    handle: Handle,
    rows: Rows,
    events: Events,
    rate: SetRate,
    chains: Sequence[tuple[Sequence[tuple[int, list[int]]], bool]],
    unit: str,
    together: bool,
) -> None:
    coaches, org_id = (uuid4(), uuid4()), uuid4()
    await rate(org_id=org_id, unit=unit, amount_minor=4_999)
    completions = [completion(events, *coaches, org_id=org_id) for _ in chains]
    await handle(on_session_completed, *completions)
    amended = [
        amendment(completed, sequence, minutes=minutes, shares=dict(zip(coaches, found, strict=True)))
        for completed, (chain, _) in zip(completions, chains, strict=True)
        for sequence, (minutes, found) in enumerate(chain, 4)
    ]
    for batch in [amended] if together else [[one] for one in amended]:
        await handle(on_session_amended, *batch)
    voided = [void(completed, 9) for completed, (_, is_voided) in zip(completions, chains, strict=True) if is_voided]
    await handle(on_session_voided, *voided)

    for wrong in (UNBALANCED, UNLIKE_THEIR_ORIGINALS, REVERSED_WITHOUT_SAYING_SO):
        assert await rows(wrong) == []
    owed = 0
    for completed, (chain, is_voided) in zip(completions, chains, strict=True):
        found = await emitted(rows, completed.session_id)
        assert [one.sequence for one in found] == list(range(1, 2 + 2 * len(chain) + is_voided))
        standing = await rows(STANDING, session_id=completed.session_id)
        if is_voided:
            assert standing == []
            continue
        (stands,) = standing
        minutes = chain[-1][0] if chain else 45
        earned = session_amount_minor(unit=stands.unit, rate_amount_minor=4_999, logged_minutes=minutes)
        assert (stands.amount_minor, stands.least, stands.most) == (earned, minutes, minutes)
        assert (stands.revisions, stands.revision, stands.rate_amount_minor) == (1, len(chain), 4_999)
        owed += earned
    balances = await payables(rows)
    assert sum(balances.get(coach, 0) for coach in coaches) == owed
