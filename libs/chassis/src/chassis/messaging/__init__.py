"""From a row in the outbox to a handled event: what producers and consumers of Kafka share."""
