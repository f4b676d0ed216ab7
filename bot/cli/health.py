"""``paperboy health``: asks a running Paperboy on this machine, for a container's or a supervisor's check."""

import typer

from bot.cli.output import say

TIMEOUT_SECONDS = 8.0
"""Longer than the server's own checks take at most."""
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked, not listened on


def health(context: typer.Context) -> None:
    """Ask the Paperboy that runs on this machine whether it is ready; exit code 1 says no, and why.

    It needs `[web] listen`, which is where it asks.
    """
    from bot.bootstrap import load_settings
    from bot.errors import UserError

    address = load_settings(context.obj).web.address
    if address is None:
        raise UserError("There is no server to ask.", 'Set [web] listen = "127.0.0.1:8080".')
    problems = asked(*address)
    for name, problem in problems.items():
        say(f"{name}: {problem}")
    if problems:
        raise typer.Exit(1)
    say("Paperboy is ready.")


def asked(host: str, port: int) -> dict[str, str]:
    """What keeps the Paperboy that listens there from its work, by check; nothing when it is ready."""
    import json
    from http.client import HTTPConnection, HTTPException

    connection = HTTPConnection(_EVERYWHERE.get(host, host), port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/ready")
        found: dict[str, str] = json.load(connection.getresponse())["problems"]
    except (OSError, HTTPException, ValueError, KeyError) as error:
        return {"server": f"Nothing that is Paperboy answers at {host}:{port} ({error}). Start it: paperboy run."}
    finally:
        connection.close()
    return found
