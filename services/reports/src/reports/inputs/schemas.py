"""The HTTP bodies of insight inputs. Events have models of their own in the contracts."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from chassis.http.fields import Body
from pydantic import Field

from reports.facts.domain import SubjectType
from reports.inputs.domain import InsightInputs


class FeaturesOut(Body):
    """The features of a learner, coach or batch over all their completed sessions."""

    sessions_completed: Annotated[int, Field(description="How many sessions were completed.", examples=[12])]
    minutes_logged: Annotated[int, Field(description="The sum of their logged minutes.", examples=[690])]
    sessions_attended: Annotated[
        int,
        Field(
            description="Sessions whose locked register has a mark that counts as present: of the learner, or of "
            "anybody "
            "for a coach or batch.",
            examples=[10],
        ),
    ]
    sessions_with_attendance: Annotated[
        int,
        Field(
            description="Sessions whose locked register has a mark: of the learner, or of anybody for a coach or "
            "batch.",
            examples=[11],
        ),
    ]
    attendance_rate_basis_points: Annotated[
        int | None,
        Field(
            description="The share of marks in locked registers that count as present; null without marks.",
            examples=[9091],
        ),
    ]
    last_completed_at: Annotated[
        datetime | None,
        Field(
            description="When the latest of the sessions was completed; null when none is left after a void.",
            examples=["2026-11-02T08:12:00.123Z"],
        ),
    ]


class RecordOut(Body):
    """A completion record that the features count."""

    session_id: Annotated[
        UUID, Field(description="The session of the record.", examples=["019a6b5e-3c00-7000-8000-000000000100"])
    ]
    record_hash: Annotated[str, Field(description="RFC 6962 leaf hash of the record.", examples=["9f86d081" * 8])]


class InsightInputsOut(Body):
    """One version of the insight inputs of a learner, coach or batch."""

    subject_type: Annotated[
        SubjectType, Field(description="Whether it is about a learner, coach or batch.", examples=["learner"])
    ]
    subject_id: Annotated[
        UUID,
        Field(description="The id of the learner, coach or batch.", examples=["019a6b5e-3c00-7000-8000-000000000300"]),
    ]
    version: Annotated[int, Field(description="The version. It increases by one with every refresh.", examples=[12])]
    refreshed_at: Annotated[
        datetime, Field(description="When this version was made.", examples=["2026-11-02T08:12:00.15Z"])
    ]
    event_id: Annotated[
        UUID,
        Field(description="The event that published this version.", examples=["019a6b5e-3c00-7000-8000-00000000100f"]),
    ]
    caused_by: Annotated[
        UUID, Field(description="The event that caused the refresh.", examples=["019a6b5e-3c00-7000-8000-000000001009"])
    ]
    features: Annotated[FeaturesOut, Field(description="The features.")]
    records: Annotated[
        list[RecordOut], Field(description="The latest records that the features count, at most 20, newest first.")
    ]


def insight_inputs_out(inputs: InsightInputs) -> InsightInputsOut:
    """Return the body of a version of insight inputs."""
    features = FeaturesOut.model_validate(inputs.features)
    records = [RecordOut(session_id=one, record_hash=record_hash.hex()) for one, record_hash in inputs.records]
    return InsightInputsOut(**(inputs._asdict() | {"features": features, "records": records}))
