"""The textbook service: what a team would write from the documentation of FastAPI, SQLAlchemy and FastStream.

It has one AsyncSession per request and per message, declarative models with relationships, Pydantic messages that are
handled one by one and acknowledged afterwards, a transactional outbox that a loop polls, and a table of processed
messages.

It imports nothing from the platform, as if its authors did not know that code. It repeats the services' rules, tables
and messages on purpose. Shared code would be compared with itself, and would become faster on both sides.

    python -m lockstep_peers.textbook prepare --service S --dsn DSN
        makes the tables of a service in an empty database, from the ORM's metadata.
    python -m lockstep_peers.textbook fill --service S --dsn DSN --source DSN --org UUID
        copies an organisation's rows from the platform's database of that service before its first completion:
        sessions with coaches, courses and roster; registers with members; rates. It reads as a superuser, because
        row-level security would hide the rows. Reports has nothing to copy, and so the program does nothing.
    python -m lockstep_peers.textbook command|sessions|attendance|payouts|reports --dsn DSN --prefix PREFIX
            [--port N]
        runs one process: the sessions API on 127.0.0.1:N, the relay of sessions, or consumer and relay of another
        service. It prints `ready` on standard output when it is ready, and ends when its standard input ends. Warnings
        and errors go to standard error.

S is sessions, attendance, payouts or reports. DSN is the postgresql://… address of the service's own textbook database
(command and sessions share one). The name of a topic is the prefix and the platform's name. The topics exist already.

POST /v1/sessions/{id}/complete with {"minutes": 45, "recap": "…"} believes the headers X-Org-Id and X-Person-Id.
Tables and columns that are compared have the platform's names. An outbox row is deleted when it is published, so that
nothing waits if the `outbox` tables are empty.
"""
