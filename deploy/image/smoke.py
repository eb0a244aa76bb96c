"""A smoke test of a platform that runs elsewhere: a teaching day through its gateway, with every effect.

python deploy/image/smoke.py --gateway http://127.0.0.1:8080 --issuer FOLDER

FOLDER has the issuer's key.pem: of the Docker stack that is /issuer/key.pem of the service `issuer`.
"""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Final

from lockstep_demo.data import read_folder
from lockstep_demo.failure import DemoError
from lockstep_demo.output import say
from lockstep_demo.run import run_demo
from lockstep_local.issuer import PATH, Issuer

ACADEMY: Final = Path(__file__).parents[2] / "examples/academy"


def main() -> int:
    """Run the teaching day; 0 when every session took every effect, else 1 after saying what is wrong."""
    parser = argparse.ArgumentParser(prog="smoke.py", description=__doc__.splitlines()[0])
    parser.add_argument("--gateway", required=True, help="address of the gateway, for example http://127.0.0.1:8080")
    parser.add_argument("--issuer", required=True, type=Path, help="folder with key.pem, the issuer's key")
    options = parser.parse_args()
    if not (options.issuer / "key.pem").is_file():
        parser.error(f"{options.issuer} has no key.pem: copy the key there that signs the tokens of this platform")
    try:
        day = read_folder(ACADEMY)
        issuer = Issuer.load_or_create(options.issuer, f"{options.gateway.rstrip('/')}{PATH}")
        whole = asyncio.run(run_demo(options.gateway, issuer, day, say))
    except DemoError as error:
        sys.stderr.write(f"smoke: {error}\n")
        return 1
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
