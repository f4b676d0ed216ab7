"""``python -m bot`` and the command ``paperboy``: one entry, which turns our errors into lines and exit codes."""

import sys

from bot.errors import ConfigError, PaperboyError, UserError


def main() -> None:
    """Run the command line. Exit code 2: the configuration or the command line is wrong; 1: it could not be done."""
    from bot.cli import app  # noqa: PLC0415 - keeps `import bot.__main__` free of the whole command line
    from bot.cli.encoding import tolerate  # noqa: PLC0415 - likewise

    tolerate()
    try:
        app()
    except ConfigError as error:
        _say("The configuration has mistakes:", *(f"  {problem}" for problem in error.problems))
        sys.exit(2)
    except UserError as error:
        _say(error.message, *([error.hint] if error.hint else []))
        sys.exit(1)
    except PaperboyError as error:
        _say(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _say(*lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201 - the last resort of a terminal program


if __name__ == "__main__":
    main()
