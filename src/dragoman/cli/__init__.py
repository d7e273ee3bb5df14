"""The command line: thin, no logic. Heavy imports stand inside the commands, so that help comes at once.

Exit codes: 0 done; 1 an error of ours or of the disk; 2 wrong use; 3 done, but some documents could not be read;
4 nothing found (kb who, show, --fail-if-empty); 130 stopped by Ctrl-C; 141 the reader of our output has gone.
"""

from __future__ import annotations

import sys

import click

from .. import __version__
from . import ask, bench, export, gather, ledger, scale, serve, watch
from .options import BROKEN, STOPPED
from .reading import codebook, evaluate, explain, read, schema
from .tables import kb


def main() -> None:
    """Run the command line; what goes wrong is told in one line where it is no error of ours."""
    from ..knowledge.tables import DataError
    from ..threads import few_collections, one_thread

    one_thread()
    few_collections()

    try:
        code = cli.main(standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = STOPPED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (DataError, OSError) as error:
        click.echo(f"dragoman: {error}", err=True)
        code = BROKEN
    sys.exit(code if isinstance(code, int) else 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", prog_name="dragoman")
def cli() -> None:
    """Reads news reports and keeps a ledger of what they report: who did what to whom, when, where,
    according to whom, and whether as fact, claim, denial or plan."""


for room in (ledger, gather, ask, export, watch, serve, bench, scale):
    for command in room.COMMANDS:
        cli.add_command(command)
for command in (read, explain, schema, evaluate, codebook, kb):
    cli.add_command(command)
