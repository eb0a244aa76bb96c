"""What a worker does when its consumer group is balanced anew."""

from collections.abc import Collection

from aiokafka import ConsumerRebalanceListener, TopicPartition

from chassis.messaging.positions import Positions


class ForgetOnRebalance(ConsumerRebalanceListener):  # type: ignore[misc] # aiokafka has no types
    """Tells the positions which partitions come and go."""

    def __init__(self, positions: Positions) -> None:
        """Take the positions of the consumer."""
        self._positions = positions

    def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Forget the places in partitions that another worker reads from now on."""
        self._positions.forget(revoked)

    def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Forget what was known of these partitions, and look at once."""
        self._positions.forget(assigned)
