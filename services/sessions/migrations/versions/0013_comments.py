"""Says in the database what each table has. `schema.sql` shows it."""

from alembic import op
from chassis.database import ddl

revision = "0013"
down_revision = "0012"

COMMENTS = {
    "batches": "A rule that generates sessions, with what they get from it.",
    "batch_coaches": "The coaches of a batch, with their shares of the earnings.",
    "batch_courses": "The courses of a batch.",
    "batch_roster": "The learners of a batch, each with an acceptance.",
    "batch_classes": "Classes that were enrolled. Those who were members at that time are on the roster.",
    "batch_skips": "Occurrences that could not be generated, and why.",
    "session_notes": "Notes about a session. Their texts are sealed in texts.",
    "amendments": (
        "A proposal: the value of the field at that time, and the value that it should get. A void has no new value."
    ),
    "amendment_decisions": (
        "`sequence` is the version of the session that an applied correction made. `reason_id` is the "
        "text that says why a proposal was rejected."
    ),
    "correction_records": (
        "As in completion records, `record` holds the canonical bytes verbatim, and SQL never reads "
        "anything out of them."
    ),
    "session_attendance_amendments": (
        "Copies of the marks that the attendance service corrected after it had locked the register. The "
        "history shows them."
    ),
    "organisations": "An organisation: its name, and the zone in which its wall clocks are read.",
    "policies": (
        "Versions of the policy of an organisation. Immutable. The newest version that is in force at the "
        "time of a session applies to it."
    ),
    "people": "Everybody in an organisation. Names and e-mail addresses are nowhere else.",
    "categories": "Categories of sessions and courses.",
    "courses": "The courses of an organisation.",
    "rooms": "The rooms of an organisation.",
    "classes": "Named groups of learners who are enrolled together.",
    "class_members": (
        "Periods of membership, as on a roster. The database deletes them with their class. No role may delete one."
    ),
    "guardians": "Who is the guardian of whom. A guardian sees what their learners see.",
    "calendar_feeds": "The key of a calendar feed, as a digest.",
    "search_words": "The words by which sessions and catalogue entries are found. Triggers keep them up to date.",
    "open_sessions": (
        "Sessions that are neither completed nor cancelled, and that have a planned end or have begun. "
        "Triggers keep this table up to date."
    ),
    "call_hooks": "The hook through which a call provider reports who joins and leaves, with its secret.",
    "call_events": "Deliveries of a call provider, so that none counts twice.",
    "imports": "Imports of large files, and how far each has come.",
    "import_chunks": "The files of imports that are not finished, in pieces.",
    "import_rows": "The result of every row of an import.",
    "import_claims": (
        "What the rows that were checked would take when they are written: coaches and rooms for a time, "
        "seats of sessions."
    ),
    "log_leaves": "The leaves of the transparency log of an organisation. Immutable.",
    "log_nodes": "Roots of complete subtrees of 2^level leaves, counted from the left.",
    "log_checkpoints": "Signed checkpoints of the transparency log. Immutable.",
    "completion_records": (
        "Immutable. `record` holds the canonical bytes verbatim. SQL never reads anything out of them."
    ),
    "texts": (
        "Immutable. Personal free texts, each sealed together with its salt. Records hold only salted digests of them."
    ),
    "text_keys": "A key can be destroyed only if erased_texts has a row for it.",
    "erased_texts": (
        "Immutable. The texts that were erased, each with the person for whom it was erased, and the reason."
    ),
    "log_queue": "Records that are not in the transparency log yet, in no particular order.",
    "sessions": "Sessions. A completed session is final except for its texts and windows.",
    "session_coaches": "The coaches of a session in order, with their shares of the earnings.",
    "session_courses": "The courses of a session, in order.",
    "session_course_people": (
        "Coaches and learners of one course of a session. Learners of a course are on the session's roster too."
    ),
    "session_classes": "Classes that were enrolled. Those who were members at that time are on the roster.",
    "bookings": "The times for which coaches and rooms are booked. An exclusion constraint refuses overlaps.",
    "session_history": "Immutable. Who changed what. There is one row for each version that a change made.",
    "session_accesses": "When a person opened a session for the first and the last time.",
    "session_attendance": (
        "A copy of the marks that the attendance service locked or corrected. `sequence` is that of the "
        "event with the mark."
    ),
    "roster": "Periods of enrolment. A learner who leaves and comes back has two rows. No row is ever deleted.",
    "call_presence": "Who was in the call of a session, from when until when. No row is ever deleted.",
}


def upgrade() -> None:
    """Write the comments."""
    for table, comment in COMMENTS.items():
        op.execute(ddl.comment(table, comment))
