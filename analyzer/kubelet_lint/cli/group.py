"""The command ``kubelet-lint`` and the list of what it can do."""

from __future__ import annotations

import os
from importlib import import_module

import click

from kubelet_lint import __version__
from kubelet_lint.similar import similar

COMMANDS = {
    "check": "kubelet_lint.cli.check",
    "resolve": "kubelet_lint.cli.resolve",
    "simulate": "kubelet_lint.cli.simulate",
    "report": "kubelet_lint.cli.report",
    "explain": "kubelet_lint.cli.reference",
    "rules": "kubelet_lint.cli.reference",
    "completion": "kubelet_lint.cli.reference",
}
"""In the order of their use: the name of a command, and of the module that has it."""


class Commands(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None if there is none of this name."""
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: object = getattr(import_module(module), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is asked for, or say which one may be meant."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            near = similar(name, tuple(COMMANDS))
            if not near and os.path.exists(name):
                near = f"check {name}"
            hint = (
                f"did you mean {near}?" if near else f"there are {', '.join(COMMANDS)}"
            )
            ctx.fail(f"No such command {name!r}; {hint}")
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Answer a line without a command by the help, as the wrong usage it is.

        click before 8.2 would call it a success and print to standard output.
        """
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        return super().parse_args(ctx, args)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
def cli() -> None:
    """Tell how every kubelet a repository configures authenticates and authorizes.

    Configuration files, systemd units, drop-ins, environment files and scripts are
    resolved as the node would: flag over drop-in over file over default. Nothing is
    executed, and nothing leaves this machine.

    \b
    Examples
      kubelet-lint check                     judge this repository
      kubelet-lint resolve                   show what each kubelet will run with
      kubelet-lint simulate user-data.sh     show what a script leaves behind
      kubelet-lint report --output r.html    write it down as evidence, one page
      kubelet-lint explain refused-start     read about a rule
    """
