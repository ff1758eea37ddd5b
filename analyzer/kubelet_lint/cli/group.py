"""The command ``kubelet-lint`` and the list of what it can do."""

from __future__ import annotations

import click

from kubelet_lint import __version__
from kubelet_lint.cli.check import check
from kubelet_lint.cli.reference import completion, explain, rules
from kubelet_lint.cli.report import report
from kubelet_lint.cli.resolve import resolve
from kubelet_lint.cli.simulate import simulate


class InThisOrder(click.Group):
    """A group that lists its commands in the order of their use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names as they were added."""
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Answer a line without a command by the help, as the wrong usage it is.

        click before 8.2 would call it a success and print to standard output.
        """
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        return super().parse_args(ctx, args)


@click.group(
    cls=InThisOrder,
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


for _command in (check, resolve, simulate, report, explain, rules, completion):
    cli.add_command(_command)
