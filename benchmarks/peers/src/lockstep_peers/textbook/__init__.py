"""The textbook service: what a team would write from the documentation of FastAPI, SQLAlchemy and FastStream.

One AsyncSession per request and per message, declarative models with relationships, Pydantic messages handled one by
one and acknowledged afterwards, a transactional outbox that a loop polls, and a table of processed messages.

It stands for a stranger to the platform's code and imports none of it: rules, tables and messages that it has in
common with the services are written out again here, deliberately. What it shared with them would be measured against
itself, and made faster along with it.

    python -m lockstep_peers.textbook prepare --service S --dsn DSN
        makes the tables of a service in an empty database, from the ORM's metadata.
    python -m lockstep_peers.textbook fill --service S --dsn DSN --source DSN --org UUID
        copies what an organisation has before its first completion from the platform's database of that service, which
        it reads past row-level security (as a superuser): sessions with coaches, courses and roster; registers with
        members; rates. Reports has nothing to copy, and says so by doing nothing.
    python -m lockstep_peers.textbook command|sessions|attendance|payouts|reports --dsn DSN --kafka HOST:PORT
            --prefix PREFIX [--port N]
        runs one process: the sessions API on 127.0.0.1:N, the relay of sessions, or consumer and relay of another
        service. It prints `ready` on standard output when it is and ends when its standard input does. Logs of
        warnings and errors go to standard error.

S is sessions, attendance, payouts or reports; DSN is postgresql://…, of the service's own textbook database (command
and sessions share one). Topics are the prefix followed by the platform's names; they exist already.

POST /v1/sessions/{id}/complete with {"minutes": 45, "recap": "…"} believes the headers X-Org-Id and X-Person-Id.
Tables and columns that are compared have the platform's names; an outbox row is deleted once it is published, so that
empty `outbox` tables mean that nothing waits.
"""
