"""HTTP bodies of the reports API; never reused as events."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from contracts.reports import SubjectType
from pydantic import BaseModel, ConfigDict, Field


class Out(BaseModel):
    """Base of what is answered: just these fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AmountOut(Out):
    """Money in minor units."""

    currency: str = Field(description="ISO 4217 code.", examples=["EUR"])
    amount_minor: int = Field(description="Minor units, cents for instance.", examples=[4200])


class EffectOut(Out):
    """An effect that took place."""

    at: datetime = Field(description="When it took place.", examples=["2026-11-02T08:12:00.158Z"])
    latency_ms: int | None = Field(
        description="Milliseconds from the completion; null until the completion itself has arrived here.",
        examples=[35],
    )


class EarningsEffectOut(EffectOut):
    """The coaches were credited."""

    amounts: list[AmountOut] = Field(
        description="What the session earns as of now, per currency: corrections included."
    )


class RefreshEffectOut(EffectOut):
    """The insight inputs were refreshed."""

    subjects: int = Field(description="How many learners, coaches and batches got a new version.", examples=[6])


class EffectsOut(Out):
    """The three effects of ending a session; null where one has not taken place yet."""

    attendance_locked: EffectOut | None = Field(description="The register became official.")
    earnings_credited: EarningsEffectOut | None = Field(description="The coaches were credited.")
    insight_inputs_refreshed: RefreshEffectOut | None = Field(description="The insight inputs were refreshed.")


class SessionEffectsOut(Out):
    """A session's completion and its effects."""

    session_id: UUID = Field(description="The session.", examples=["019a6b5e-3c00-7000-8000-000000000100"])
    completed_at: datetime | None = Field(
        description="When it was completed; null while only effects have been heard of.",
        examples=["2026-11-02T08:12:00.123Z"],
    )
    complete: bool = Field(description="Whether all three effects took place.", examples=[True])
    amended_at: datetime | None = Field(
        default=None, description="When it was amended last; null if never.", examples=["2026-11-03T10:00:00Z"]
    )
    register_amended_at: datetime | None = Field(
        default=None,
        description="When its locked register was corrected last; null if never.",
        examples=["2026-11-03T10:05:00Z"],
    )
    voided_at: datetime | None = Field(
        default=None,
        description="When the completion was withdrawn, so that nothing of it counts; null while it does.",
        examples=[None],
    )
    effects: EffectsOut = Field(description="The effects.")


class PercentilesOut(Out):
    """Latencies in milliseconds; null when there is none to measure."""

    p50: float | None = Field(description="Half are faster.", examples=[21.4])
    p99: float | None = Field(description="All but one in a hundred are faster.", examples=[63.0])


class LatenciesOut(Out):
    """Latencies from completion to effect."""

    attendance_locked: PercentilesOut = Field(description="Until the register was locked.")
    earnings_credited: PercentilesOut = Field(description="Until the coaches were credited.")
    insight_inputs_refreshed: PercentilesOut = Field(description="Until the insight inputs were refreshed.")
    all: PercentilesOut = Field(description="Until a session's last effect, of sessions that have all three.")


class SummaryOut(Out):
    """Completions and their effects, counted."""

    completed: int = Field(description="Completed sessions.", examples=[40])
    locked: int = Field(description="Of them, with a locked register.", examples=[40])
    credited: int = Field(description="Of them, with credited earnings.", examples=[40])
    refreshed: int = Field(description="Of them, with refreshed insight inputs.", examples=[40])
    earnings: list[AmountOut] = Field(description="What they earned, per currency.")
    latency_ms: LatenciesOut = Field(description="How fast the effects followed, in milliseconds.")


class FeaturesOut(Out):
    """Features of a subject over all completed sessions."""

    sessions_completed: int = Field(description="Completed sessions.", examples=[12])
    minutes_logged: int = Field(description="Their logged minutes.", examples=[690])
    sessions_attended: int = Field(description="Sessions with somebody of the subject present.", examples=[10])
    sessions_with_attendance: int = Field(description="Sessions with a mark in a locked register.", examples=[11])
    attendance_rate_basis_points: int | None = Field(
        description="Marks that count as present, of all marks in locked registers; null without marks.",
        examples=[9091],
    )
    last_completed_at: datetime | None = Field(
        description="When the latest of them was completed.", examples=["2026-11-02T08:12:00.123Z"]
    )


class RecordOut(Out):
    """A completion record beneath the features."""

    session_id: UUID = Field(description="Its session.", examples=["019a6b5e-3c00-7000-8000-000000000100"])
    record_hash: str = Field(description="RFC 6962 leaf hash of the record.", examples=["9f86d081" * 8])


class InsightInputsOut(Out):
    """One version of a subject's insight inputs."""

    subject_type: SubjectType = Field(description="What it is about.", examples=["learner"])
    subject_id: UUID = Field(description="Whom.", examples=["019a6b5e-3c00-7000-8000-000000000300"])
    version: int = Field(description="Counts up by one with every refresh.", examples=[12])
    refreshed_at: datetime = Field(description="When it was made.", examples=["2026-11-02T08:12:00.15Z"])
    event_id: UUID = Field(
        description="The event that published it.", examples=["019a6b5e-3c00-7000-8000-00000000100f"]
    )
    caused_by: UUID = Field(
        description="The event that called for it.", examples=["019a6b5e-3c00-7000-8000-000000001009"]
    )
    features: FeaturesOut = Field(description="The features.")
    records: list[RecordOut] = Field(description="The latest records they rest on, at most 50, newest first.")


EffectName = Literal["attendance_locked", "earnings_credited", "insight_inputs_refreshed"]
