"""``kubelet-lint simulate``: what a script leaves behind, and why that is believed."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import click

from kubelet_lint.cli.parameters import pairs
from kubelet_lint.cli.resolve import AFTER_DASHES, WithCommandLine, node_root

if TYPE_CHECKING:
    from kubelet_lint.node.filesystem import FileSystem
    from kubelet_lint.source import Text


@click.command(
    cls=WithCommandLine,
    short_help="Show what a script leaves behind, without running it.",
    options_metavar="[OPTIONS]",
)
@click.argument("script", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--root",
    default="",
    metavar="DIR",
    help="The machine's files before it runs. Default: nothing is known of them.",
)
@click.option(
    "--env",
    "environment",
    multiple=True,
    callback=pairs,
    metavar="K=V",
    help="A variable of its environment; PATH and HOME have defaults. Repeatable.",
)
@click.option(
    "--output-format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="What standard output gets.",
)
@click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    show_default=True,
    help="Whether the text is coloured.",
)
@click.pass_context
def simulate(
    context: click.Context,
    script: str,
    root: str,
    environment: tuple[tuple[str, str], ...],
    output_format: str,
    color: Literal["auto", "always", "never"],
) -> int:
    """Follow a bash or POSIX shell script and show what it leaves behind.

    Files with their content and who wrote each line, units, kubelets started, and what
    could not be followed and why. Nothing of the script is executed.

    \b
    Examples
      kubelet-lint simulate user-data.sh
      kubelet-lint simulate bootstrap.sh --env ROLE=worker -- --debug
      kubelet-lint simulate install.sh --root /mnt/image --output-format json
    """
    from kubelet_lint.bash.simulate import simulate as follow
    from kubelet_lint.cli.console import screen, show
    from kubelet_lint.kubelet.command import find
    from kubelet_lint.scripts import DIRECTORIES
    from kubelet_lint.source import program

    text = _text(script)
    arguments: tuple[str, ...] = context.meta.get(AFTER_DASHES) or ()
    done = follow(
        text,
        files=_machine(root),
        args=tuple(program(word) for word in arguments),
        environment={name: program(value) for name, value in environment},
        name=_name(script, root),
        shell=_shell(text),
        is_program=lambda argv: find(argv) is not None,
        directories=DIRECTORIES,
    )
    launches = (one._replace(argv=find(one.argv) or one.argv) for one in done.launches)
    done = replace(done, launches=tuple(launches))
    if output_format == "json":
        from kubelet_lint.report import simulate_json

        show(simulate_json.write(done))
    else:
        from kubelet_lint.report import simulate_text

        show(simulate_text.write(done, screen(color, 0)))
    return 0


def _text(path: str) -> Text:
    from kubelet_lint.repo.decode import decode
    from kubelet_lint.source import Source

    with open(path, "rb") as file:
        decoded = decode(file.read())
    shown = os.path.relpath(path).replace(os.sep, "/")
    return Source(shown, decoded.content, encoding=decoded.encoding).text()


def _name(script: str, root: str) -> str | Text:
    """Return ``$0``: on another machine's root, its path there if it lies there."""
    if not root:
        return script
    inside = os.path.relpath(os.path.realpath(script), os.path.realpath(root))
    if inside.partition(os.sep)[0] != os.pardir:
        return "/" + inside.replace(os.sep, "/")
    from kubelet_lint.source import Text, program

    folder = Text.hole("where the script lies on the machine", name="its folder")
    return folder + program("/" + os.path.basename(script))


def _machine(root: str) -> FileSystem:
    if root:
        return node_root(root)
    from kubelet_lint.node.filesystem import MemoryFiles

    return MemoryFiles({}, complete=False)


def _shell(text: Text) -> str:
    from kubelet_lint.entry import shell_of

    return shell_of(text)
