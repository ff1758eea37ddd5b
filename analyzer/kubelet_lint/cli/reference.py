"""``rules``, ``explain`` and ``completion``: what the program says of itself."""

from __future__ import annotations

import click

from kubelet_lint.cli.parameters import complete_rule, known_rule

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("rule", shell_complete=complete_rule)
@click.pass_context
def explain(context: click.Context, rule: str) -> int:
    """Say what a rule checks, why it matters, and what to write instead."""
    from kubelet_lint.cli.console import show
    from kubelet_lint.rules import manual

    show(manual(known_rule(rule, context)).rstrip("\n") + "\n")
    return 0


@click.command()
@click.option(
    "--output-format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="What standard output gets.",
)
def rules(output_format: str) -> int:
    """List the rules."""
    from kubelet_lint.cli.console import show

    show(_json() if output_format == "json" else _text())
    return 0


def _text() -> str:
    from kubelet_lint.rules import table

    rows = table()
    width = max(len(row.id) for row in rows)
    lines = [
        f"{row.id:{width}}  {row.level:7}  {row.title}"
        + (f" ({', '.join(row.benchmarks)})" if row.benchmarks else "")
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _json() -> str:
    import json

    from kubelet_lint.rules import table

    document = {"schema": 1, "rules": [row._asdict() for row in table()]}
    return json.dumps(document, indent=2) + "\n"


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> int:
    """Print a script that completes this command in a shell.

    \b
    Examples
      source <(kubelet-lint completion bash)
      kubelet-lint completion fish > ~/.config/fish/completions/kubelet-lint.fish
    """
    from click.shell_completion import get_completion_class

    from kubelet_lint.cli.console import show
    from kubelet_lint.cli.group import cli

    found = get_completion_class(shell)
    assert found is not None, "click completes these three shells"
    script = found(cli, {}, "kubelet-lint", "_KUBELET_LINT_COMPLETE")
    # ``source()`` of the bash class would run bash to ask for its version.
    show(script.source_template % script.source_vars() + "\n")
    return 0
