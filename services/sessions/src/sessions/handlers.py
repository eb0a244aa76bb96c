"""What this service does with events: it consumes none, it is where they begin."""

from collections.abc import Mapping

from chassis.consumer import Handler
from contracts.envelope import Event

HANDLERS: Mapping[type[Event], Handler] = {}
