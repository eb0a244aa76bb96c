"""python -m lockstep_local.sign_in: serve the sign-in with the settings LOCKSTEP_ISSUER_…"""

import sys

from chassis.operations.cli import serve
from pydantic import ValidationError

from lockstep_local.failure import StackError
from lockstep_local.sign_in.app import create_app
from lockstep_local.sign_in.settings import SignInSettings


def main() -> int:
    """Serve until SIGTERM. A setting that is missing or wrong is named, and ends the process with 1."""
    try:
        settings = SignInSettings()
        app = create_app(settings)
    except (ValidationError, ValueError, StackError) as error:
        sys.stderr.write(f"sign-in: {error}\n")
        return 1
    serve(app, settings.host, settings.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
