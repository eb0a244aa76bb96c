"""The stack without Docker: PostgreSQL, Apache Kafka, Envoy and the services as processes of one machine."""
