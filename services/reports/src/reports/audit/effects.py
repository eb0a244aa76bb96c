"""What `python -m reports audit` compares: what reports counted of completed sessions."""

from typing import Final

from chassis.messaging.auditing import Audited

from reports.audit.domain import differences
from reports.audit.queries import SESSIONS, read_counted

AUDITED: Final = Audited("counted session", SESSIONS, read_counted, differences)
