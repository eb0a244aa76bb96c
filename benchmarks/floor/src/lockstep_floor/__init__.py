"""The floor: the same statements, messages and processes by asyncpg, aiokafka and bare ASGI, and nothing else.

What the frameworks add is what the two sides differ by. Left out is also what a careful platform adds by itself: the
gateway, tokens, rules, validation, poison handling, metrics. docs/performance.md has the whole list.
"""
