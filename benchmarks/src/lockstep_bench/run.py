"""One run: prepare both sides, measure them in turn, check that they did the same, and give back the result."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from asyncpg import Connection, Record
from lockstep_local import kafka
from lockstep_local.ports import LOOPBACK
from lockstep_local.programs import INFRASTRUCTURE, SERVICES
from lockstep_local.stack import Stack

from lockstep_bench import machine, stage
from lockstep_bench.academy import Academy, found_academy
from lockstep_bench.failure import BenchError
from lockstep_bench.outcome import check_same_outcome
from lockstep_bench.report import CANDIDATE, FLOOR, document, table
from lockstep_bench.rounds import Plan, run_rounds
from lockstep_bench.sides import Side
from lockstep_bench.waiting import wait_until

RUN_SECONDS_MAX: Final = 900
REGISTERS_SECONDS_MAX: Final = 120
POLL_SECONDS: Final = 0.2

Say = Callable[[str], None]


class Result(NamedTuple):
    """What a run found: for machines, and for people."""

    document: dict[str, Any]
    table: str


async def run(stack: Stack, plan: Plan, say: Say) -> Result:
    """Measure the running platform against the floor. Raises BenchError where no honest result can be had."""
    about_machine = machine.describe_machine()
    try:
        async with asyncio.timeout(RUN_SECONDS_MAX), _both_sides(stack, plan, say) as (sides, academy):
            server = sides[0].databases["sessions"]
            versions, settings = await machine.describe_versions(server), await machine.describe_settings(server)
            await server.execute("CHECKPOINT")  # so that none begins by itself in the next minutes
            measured = await run_rounds(sides, academy.sessions, plan, say)
            outcome = await check_same_outcome(sides, academy.org_id)
    except TimeoutError:
        raise BenchError(f"the benchmark did not end within {RUN_SECONDS_MAX} s") from None
    about = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": about_machine,
        "versions": versions,
        "settings": {**settings, "plan": plan._asdict()},
        "outcome_of_each_side": outcome,
    }
    return Result({**about, **document(measured)}, table(measured))


@asynccontextmanager
async def _both_sides(stack: Stack, plan: Plan, say: Say) -> AsyncIterator[tuple[list[Side], Academy]]:
    postgres_port, kafka_port = stack.ports["postgres"], stack.ports["kafka"]
    prefix = f"{stage.TOPIC_PREFIX}{uuid.uuid4().hex[:8]}."
    say(f"Importing {plan.sessions_needed} sessions through the gateway")
    academy = await found_academy(stack.gateway_url, stack.issuer, sessions=plan.sessions_needed)
    async with stage.connections(postgres_port, {service: service for service in SERVICES}) as real:
        await _wait_for_registers(real["attendance"], academy)
        say("Building the floor beside the platform: databases, topics, processes")
        async with (
            stage.databases(postgres_port),
            stage.connections(postgres_port, {service: stage.database_of(service) for service in SERVICES}) as floor,
            stage.topics(kafka.bootstrap_servers(kafka_port), prefix),
        ):
            await stage.copy_prepared(academy.org_id, real, floor)
            await stage.analyse([*real.values(), *floor.values()])
            async with stage.processes(postgres_port, kafka_port, prefix) as (floor_port, floor_pids):
                pids = stack.pids()
                shared = {name: pids.pop(name) for name in INFRASTRUCTURE} | {machine.CLIENT: os.getpid()}
                tokens = {coach: f"Authorization: Bearer {token}" for coach, token in academy.tokens.items()}
                names = {coach: f"X-Org-Id: {academy.org_id}\r\nX-Person-Id: {coach}" for coach in academy.tokens}
                gateway = stack.ports["gateway"]
                yield (
                    [
                        Side(CANDIDATE, LOOPBACK, gateway, tokens, real, {**pids, **shared}),
                        Side(FLOOR, LOOPBACK, floor_port, names, floor, {**floor_pids, **shared}),
                    ],
                    academy,
                )


async def _wait_for_registers(attendance: "Connection[Record]", academy: Academy) -> None:
    """Return when every session has its register: the news of the import must not burden the first round."""
    query = "SELECT count(*) FROM registers WHERE org_id = $1 AND roster_sequence > 0"

    async def all_there() -> bool:
        return bool(await attendance.fetchval(query, academy.org_id) == len(academy.sessions))

    what = f"registers of {len(academy.sessions)} imported sessions"
    await wait_until(all_there, what, seconds=REGISTERS_SECONDS_MAX, poll_seconds=POLL_SECONDS)
