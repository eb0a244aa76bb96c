"""What `python -m attendance audit` compares: what became official of registers."""

from typing import Final

from chassis.messaging.auditing import Audited

from attendance.audit.domain import differences
from attendance.audit.queries import SESSIONS, read_registers

AUDITED: Final = Audited("locked register", SESSIONS, read_registers, differences)
