"""Makes the secrets of the stack with Docker before anything else starts. What exists stays.

These are the certificates of its Kafka, and the passwords of Kafka's users and of the database roles.

python -m lockstep_local.container_secrets --node DIR --publish FILE --passwords DIR --host NAME...
"""

import argparse
from pathlib import Path

from contracts.access import ADMIN, PRINCIPALS

from lockstep_local import certificates, databases
from lockstep_local.files import replace
from lockstep_local.passwords import database_passwords, password_file

GROUP_FOLDER = 0o750
GROUP_READABLE = 0o640
"""Kafka's image has another user than ours. It reads the node's certificate as a member of our group."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command that is described above."""
    parser = argparse.ArgumentParser(prog="python -m lockstep_local.container_secrets")
    parser.add_argument("--node", type=Path, required=True, help="folder of the node's certificate")
    parser.add_argument("--publish", type=Path, required=True, help="file to which the authority is copied")
    parser.add_argument("--passwords", type=Path, required=True, help="folder with a folder for each user and role")
    parser.add_argument("--host", action="append", required=True, help="a name or address of the node")
    options = parser.parse_args(arguments)
    certificates.ensure(options.node, options.host)
    options.node.chmod(GROUP_FOLDER)
    certificates.node_file(options.node).chmod(GROUP_READABLE)
    replace(options.publish, certificates.ca_file(options.node).read_text())
    for user in (ADMIN, *PRINCIPALS):
        password_file(options.passwords, user)
    for role in databases.ALL:
        password_file(database_passwords(options.passwords), role)


if __name__ == "__main__":
    main()
