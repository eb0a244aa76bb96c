"""The floor: the platform's statements, messages and processes with only asyncpg, aiokafka and bare ASGI.

The two sides differ by what the frameworks add. The floor also leaves out what a careful platform adds itself: the
gateway, tokens, rules, validation, parked Kafka records and metrics. docs/performance.md has the whole list.
"""
