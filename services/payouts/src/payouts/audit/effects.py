"""What `python -m payouts audit` compares: what payouts credited, and what waits for a rate."""

from typing import Final

from chassis.messaging.auditing import Audited

from payouts.audit.domain import differences
from payouts.audit.queries import SESSIONS, read_pay

AUDITED: Final = Audited("credited session", SESSIONS, read_pay, differences)
