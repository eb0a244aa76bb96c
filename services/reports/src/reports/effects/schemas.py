"""The HTTP bodies of effects. Events have models of their own in the contracts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from chassis.http.fields import Body
from pydantic import Field

from reports.effects.domain import Amount, PayView, Summary
from reports.effects.queries import SessionEffects, earnings_in


class MoneyOut(Body):
    """An amount in one currency."""

    currency: Annotated[str, Field(description="ISO 4217 code.", examples=["EUR"])]
    amount_minor: Annotated[int, Field(description="The amount in minor units, for example cents.", examples=[4200])]


class EffectOut(Body):
    """An effect that took place."""

    at: Annotated[datetime, Field(description="When it took place.", examples=["2026-11-02T08:12:00.158Z"])]
    latency_ms: Annotated[
        int | None,
        Field(
            description="Milliseconds from the completion to the effect; null until the completion has arrived here.",
            examples=[35],
        ),
    ]


class EarningsEffectOut(EffectOut):
    """The coaches were credited."""

    amounts: Annotated[
        list[MoneyOut] | None,
        Field(
            description="What the session earns now, per currency, corrections included. A coach sees their own part. "
            "Null for callers who do not see pay.",
            examples=[[{"currency": "EUR", "amount_minor": 4200}]],
        ),
    ]


class RefreshEffectOut(EffectOut):
    """The insight inputs were refreshed."""

    subjects: Annotated[
        int, Field(description="How many learners, coaches and batches got a new version.", examples=[6])
    ]


class EffectsOut(Body):
    """The three effects of ending a session. An effect is null until it has taken place."""

    attendance_locked: Annotated[EffectOut | None, Field(description="The register became official.")]
    earnings_credited: Annotated[EarningsEffectOut | None, Field(description="The coaches were credited.")]
    insight_inputs_refreshed: Annotated[
        RefreshEffectOut | None, Field(description="The insight inputs were refreshed.")
    ]


class SessionEffectsOut(Body):
    """A session's completion and its effects."""

    session_id: Annotated[UUID, Field(description="The session.", examples=["019a6b5e-3c00-7000-8000-000000000100"])]
    completed_at: Annotated[
        datetime | None,
        Field(
            description="When it was completed; null if it is not, or while the completion has not arrived here.",
            examples=["2026-11-02T08:12:00.123Z"],
        ),
    ]
    complete: Annotated[bool, Field(description="Whether all three effects took place.", examples=[True])]
    amended_at: Annotated[
        datetime | None,
        Field(description="When the completion was last amended; null if never.", examples=["2026-11-03T10:00:00Z"]),
    ] = None
    register_amended_at: Annotated[
        datetime | None,
        Field(
            description="When the locked register was last amended; null if never.", examples=["2026-11-03T10:05:00Z"]
        ),
    ] = None
    voided_at: Annotated[
        datetime | None,
        Field(
            description="When the completion was voided. Nothing of it counts since then. Null while it counts.",
            examples=[None],
        ),
    ] = None
    effects: Annotated[EffectsOut, Field(description="The effects.")]


class OneSessionEffectsOut(SessionEffectsOut):
    """A session, completed or not, and its effects."""

    state: Annotated[
        str | None,
        Field(
            description="The session's state: scheduled, in_progress, completed, cancelled or voided; null: not known "
            "here yet.",
            examples=["completed"],
        ),
    ] = None


class PercentilesOut(Body):
    """Latencies in milliseconds. Null when there is none to measure."""

    p50: Annotated[float | None, Field(description="Half of them are faster.", examples=[21.4])]
    p99: Annotated[float | None, Field(description="99 of 100 are faster.", examples=[63.0])]


class LatenciesOut(Body):
    """Latencies from the completion to an effect."""

    attendance_locked: Annotated[PercentilesOut, Field(description="Until the register was locked.")]
    earnings_credited: Annotated[PercentilesOut, Field(description="Until the coaches were credited.")]
    insight_inputs_refreshed: Annotated[PercentilesOut, Field(description="Until the insight inputs were refreshed.")]
    all: Annotated[
        PercentilesOut, Field(description="Until the last effect of a session, for sessions with all three effects.")
    ]


class SummaryOut(Body):
    """Counts of completed sessions and their effects."""

    completed: Annotated[int, Field(description="How many sessions were completed.", examples=[40])]
    attendance_locked: Annotated[int, Field(description="How many of them have a locked register.", examples=[40])]
    earnings_credited: Annotated[int, Field(description="How many of them have credited earnings.", examples=[40])]
    insight_inputs_refreshed: Annotated[
        int, Field(description="How many of them have refreshed insight inputs.", examples=[40])
    ]
    earnings: Annotated[
        list[MoneyOut] | None,
        Field(
            description="What these sessions earned, per currency. A coach sees their own part. Null for callers who "
            "do not see pay.",
            examples=[[{"currency": "EUR", "amount_minor": 168000}]],
        ),
    ]
    latency_ms: Annotated[LatenciesOut, Field(description="How fast the effects followed, in milliseconds.")]


def session_effects_out(row: Any, *, pay: PayView) -> SessionEffectsOut:
    """Return the body of a session with its effects. `pay` says whose earnings it shows."""

    def after_ms(at: datetime) -> int | None:
        return None if row.completed_at is None else round((at - row.completed_at) / timedelta(milliseconds=1))

    locked = credited = refreshed = None
    if row.locked_at is not None:
        locked = EffectOut(at=row.locked_at, latency_ms=after_ms(row.locked_at))
    if row.credited_at is not None:
        amounts = _money(pay.amounts(earnings_in(row.amounts)))
        credited = EarningsEffectOut(at=row.credited_at, latency_ms=after_ms(row.credited_at), amounts=amounts)
    if row.refreshed_at is not None:
        subjects, after = row.subjects_refreshed, after_ms(row.refreshed_at)
        refreshed = RefreshEffectOut(at=row.refreshed_at, latency_ms=after, subjects=subjects)
    return SessionEffectsOut(
        session_id=row.session_id,
        completed_at=row.completed_at,
        complete=None not in (locked, credited, refreshed),
        amended_at=row.corrected_at,
        register_amended_at=row.register_amended_at,
        voided_at=row.voided_at,
        effects=EffectsOut(attendance_locked=locked, earnings_credited=credited, insight_inputs_refreshed=refreshed),
    )


_NO_EFFECTS: Final = EffectsOut(attendance_locked=None, earnings_credited=None, insight_inputs_refreshed=None)


def one_session_effects_out(found: SessionEffects, *, session_id: UUID, pay: PayView) -> OneSessionEffectsOut:
    """Return the body of one session. `pay` says whose earnings it shows."""
    if found.row is None:
        return OneSessionEffectsOut(
            session_id=session_id, completed_at=None, complete=False, effects=_NO_EFFECTS, state=found.state
        )
    return OneSessionEffectsOut(**dict(session_effects_out(found.row, pay=pay)), state=found.state)


def _money(amounts: Iterable[Amount] | None) -> list[MoneyOut] | None:
    return None if amounts is None else [MoneyOut(**one._asdict()) for one in amounts]


def summary_out(summary: Summary) -> SummaryOut:
    """Return the body of counts, sums and latencies."""
    latencies = {name: PercentilesOut(**one._asdict()) for name, one in summary.latency_ms._asdict().items()}
    earnings = _money(summary.earnings)
    return SummaryOut(**(summary._asdict() | {"earnings": earnings, "latency_ms": LatenciesOut(**latencies)}))
