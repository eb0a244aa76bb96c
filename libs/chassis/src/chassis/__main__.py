"""python -m chassis create-topics: create the Kafka topics of all services."""

import argparse
import asyncio

from chassis.messaging.topics import create_topics
from chassis.operations.telemetry import configure_logging


def main() -> None:
    """Run the command in the arguments."""
    parser = argparse.ArgumentParser(prog="python -m chassis", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    topics = commands.add_parser("create-topics", help="create the topics of the registry that are missing")
    topics.add_argument("--bootstrap-servers", required=True, help="host:port[,host:port...]")
    topics.add_argument("--replication-factor", type=int, default=1, help="copies of every partition (production: 3)")
    arguments = parser.parse_args()
    configure_logging("chassis", "topics")
    asyncio.run(create_topics(arguments.bootstrap_servers, replication_factor=arguments.replication_factor))


if __name__ == "__main__":
    main()
