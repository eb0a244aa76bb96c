"""Reads insight inputs. `coach_id` narrows a read to the sessions that this coach coached; None reads all sessions."""

from uuid import UUID

from chassis.database.statement import Statement
from contracts.reports import LINEAGE_LIMIT
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.facts.domain import SubjectType
from reports.inputs.domain import InsightInputs
from reports.inputs.errors import InputsNotFound

_READ_INPUTS = Statement("""
    SELECT subject_type, subject_id, version, event_id, caused_by, refreshed_at, features FROM insight_inputs
    WHERE org_id = :org_id AND subject_type = :subject_type AND subject_id = :subject_id
      AND (CAST(:version AS bigint) IS NULL OR version = CAST(:version AS bigint))
      AND (CAST(:coach_id AS uuid) IS NULL OR (subject_type = 'coach' AND subject_id = CAST(:coach_id AS uuid))
           OR EXISTS (
          SELECT FROM session_subjects AS beneath
          JOIN session_subjects AS coached USING (session_id)
          WHERE beneath.org_id = :org_id AND beneath.subject_type = :subject_type AND beneath.subject_id = :subject_id
            AND coached.subject_type = 'coach' AND coached.subject_id = CAST(:coach_id AS uuid)
            AND beneath.subject_type <> 'coach'
            AND NOT EXISTS (SELECT FROM sessions AS gone
                            WHERE gone.session_id = coached.session_id AND gone.voided_at IS NOT NULL)))
    ORDER BY version DESC LIMIT 1
""")

_READ_RECORDS = Statement("""
    SELECT session_id, record_hash FROM session_subjects
    WHERE org_id = :org_id AND subject_type = :subject_type AND subject_id = :subject_id
      AND entered_version <= :version
      AND NOT EXISTS (SELECT FROM session_withdrawals AS withdrawn
                      WHERE withdrawn.org_id = :org_id AND withdrawn.subject_type = :subject_type
                        AND withdrawn.subject_id = :subject_id AND withdrawn.session_id = session_subjects.session_id
                        AND withdrawn.withdrawn_version <= :version)
    ORDER BY completed_at DESC, session_id DESC LIMIT :limit
""")


async def read_insight_inputs(
    db: AsyncConnection,
    *,
    org_id: UUID,
    subject_type: SubjectType,
    subject_id: UUID,
    version: int | None,
    coach_id: UUID | None,
) -> InsightInputs:
    """Return a version of a subject's insight inputs, or raise InputsNotFound. `version` None returns the latest one.

    A coach may read their own inputs, and those of learners and batches in sessions that they coached.
    A voided session gives no right.
    """
    subject = {"org_id": org_id, "subject_type": subject_type, "subject_id": subject_id}
    row = await _READ_INPUTS.one_or_none(db, {**subject, "version": version, "coach_id": coach_id})
    if row is None:
        raise InputsNotFound(subject_type)
    records = await _READ_RECORDS.all(db, {**subject, "version": row.version, "limit": LINEAGE_LIMIT})
    return InsightInputs(**row, records=[(one.session_id, one.record_hash) for one in records])
