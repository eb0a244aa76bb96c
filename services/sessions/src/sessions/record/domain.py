"""The type of completion records."""

RECORD_TYPE = "lockstep.completion-record.v1"
