"""What each key comes to, and what is said of one that is wrong."""

from __future__ import annotations

import pytest

from config.conftest import settings, trouble
from kubelet_lint.config.settings import NOTHING
from kubelet_lint.source import Span

NODE = """\
[[node]]
name = "worker"
paths = ["roles/worker/**"]
command = 'kubelet --config=/etc/k.yaml "$EXTRA"'
image = "eks-al2"
kubelet-version = ["1.31", "1.30"]
[node.files]
"/etc/k.yaml" = "roles/common/k.yaml"
[node.environment]
EXTRA = "--v=2"
"""


START = "[[node]]\nname = 'a'\npaths = ['x']\n"


def test_every_setting_is_read() -> None:
    found = settings(
        """
        select = ["refused-start"]
        ignore = ["unread-setting"]
        fail-on = "possible"
        exclude = ["/build"]
        extend-exclude = ["*.bak"]
        default-excludes = false
        include = ["markdown"]
        kubelet-version = "v1.30.4"
        systemd-version = 252
        image = "eks-al2023"
        baseline = "ci/baseline.json"
        [severity]
        refused-start = "warning"
        [per-path-ignores]
        "old/**" = ["refused-start"]
        """
    )
    assert found.select == ("refused-start",)
    assert found.ignore == ("unread-setting",)
    assert found.fail_on == "possible"
    assert [glob.pattern for glob in found.exclude] == ["/build"]
    assert [glob.pattern for glob in found.extend_exclude] == ["*.bak"]
    assert found.default_excludes is False
    assert found.include == ("markdown",)
    assert found.kubelet_versions == ("1.30",)
    assert found.systemd_version == 252
    assert found.image == "eks-al2023"
    assert found.baseline == "ci/baseline.json"
    assert found.severity == (("refused-start", "warning"),)
    (ignore,) = found.path_ignores
    assert (ignore.pattern, ignore.rules) == ("old/**", ("refused-start",))


def test_a_node_is_read() -> None:
    (node,) = settings(NODE).nodes
    assert node.name == "worker"
    assert node.paths == ("roles/worker/**",)
    assert node.files == (("/etc/k.yaml", "roles/common/k.yaml"),)
    assert node.image == "eks-al2"
    assert node.kubelet_versions == ("1.30", "1.31")
    assert [(name, value.chars) for name, value in node.environment] == [
        ("EXTRA", "--v=2")
    ]


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("'kubelet --v=2'", True),
        ('"kubelet --v=2"', True),
        ('"""\nkubelet --v=2"""', True),
        ("'''kubelet --v=2'''", True),
        ('"kubelet\\u0020--v=2"', True),
        ('"""\\\n  kubelet \\\n\n  --v=2\\\n"""', True),
        ('"kubelet \\u002d-v=2"', False),
    ],
)
def test_a_command_points_at_its_characters(written: str, spelled: bool) -> None:
    content = f"[[node]]\nname = 'a'\npaths = ['x']\ncommand = {written}\n"
    command = settings(content).nodes[0].command
    assert command is not None
    assert command.chars == "kubelet --v=2"
    span = command.span_of(8, 11)
    assert isinstance(span, Span)
    said = span.source.content[span.start : span.end]
    assert said == ("--v" if spelled else "\\u002d-v")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_text_of_several_lines_is_what_the_library_reads(end: str) -> None:
    content = (
        START + 'command = """' + end + "a \\" + end + '  b\\t\\"c""d' + end + '"""'
    )
    command = settings(content).nodes[0].command
    assert command is not None
    assert command.chars == 'a b\t"c""d\n'


def test_paths_are_relative_to_the_folder_of_the_file() -> None:
    found = settings(
        'exclude = ["*.bak"]\nbaseline = "b.json"\n' + NODE, "infra/.kubelet-lint.toml"
    )
    assert found.baseline == "infra/b.json"
    assert found.nodes[0].files[0][1] == "infra/roles/common/k.yaml"
    assert found.exclude[0].matches("infra/a/x.bak")
    assert not found.exclude[0].matches("a/x.bak")


def test_a_shared_file_has_a_table_for_us() -> None:
    content = '[tool.other]\nx = 1\n[tool.kubelet-lint]\nimage = "aks"\n'
    assert settings(content, "pyproject.toml").image == "aks"
    assert settings("[tool.kubelet-lint]\n", "pyproject.toml").path == "pyproject.toml"
    assert settings('[tool]\nx = "kubelet-lint"\n', "pyproject.toml") is NOTHING
    assert settings("tool = 1\n", "pyproject.toml") is NOTHING


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x = [\n", ":2:1: Invalid value"),
        ("\nx = = 1\n", ":2:5: Invalid value"),
        (
            "\nkubelet_version = '1.30'",
            ":2:1: kubelet_version: there is no such key; did you mean kubelet-v",
        ),
        (
            "select = [\n 'refused-strat' ]",
            (
                ":2:2: select[0]: no rule is called 'refused-strat'; "
                "did you mean refused-start?"
            ),
        ),
        ("select = 'x'", ":1:10: select: this must be a list, not a text"),
        (
            "[severity]\nrefused-strat = 'note'",
            (
                ":2:1: severity.refused-strat: there is no such key; "
                "did you mean refused-start?"
            ),
        ),
        (
            "severity.refused-start = 'warn'",
            (
                "severity.refused-start: no severity is called 'warn'; "
                "did you mean warning?"
            ),
        ),
        ("fail-on = 'note'", "no verdict that can fail is called 'note'; there are"),
        ("default-excludes = 'no'", "must be true or false, not a text"),
        ("exclude = [1]", ":1:12: exclude[0]: this must be a text, not a number"),
        ("exclude = ['[a']", "exclude[0]: '[a' is no pattern: its [ is not closed"),
        ("include = ['rst']", "include[0]: nothing to include is called 'rst'"),
        ("kubelet-version = 1.30", "must be a text, not a number: put it in quotes"),
        ("kubelet-version = '1.99'", "'1.99' is no kubelet release between"),
        ("kubelet-version = []", "kubelet-version: this names no release"),
        ("systemd-version = '252'", "must be a number such as 252, not a text"),
        ("systemd-version = 2024-01-01", "not a date or time"),
        ("systemd-version = 0", "there is no systemd 0"),
        ("systemd-version = true", "must be a number such as 252, not true or false"),
        ("image = 'eks_al2'", "no image is called 'eks_al2'; did you mean eks-al2?"),
        ("baseline = '/etc/passwd'", "is no path below the folder of this file"),
        ("baseline = '../x'", "is no path below the folder of this file"),
        ("baseline = '.git/config'", "git's own folder holds no baseline"),
        ("per-path-ignores = ['x']", "must be a table, not a list"),
        ("[per-path-ignores]\n'!x' = []", ':2:1: per-path-ignores."!x": a pattern'),
        ("node = 1", "node: this must be a list, not a number"),
        ("[[node]]\n", ":1:1: node[0]: this node has no name"),
        ("[[node]]\nname = 'a'", "node[0]: this node has no paths and no files"),
        (
            "[[node]]\nname = 'a#b'\npaths = []",
            "node[0].name: 'a#b' is no name for a node",
        ),
        ("[[node]]\nname = 'a'\npaths = []", "node[0].paths: this names no file"),
        ("[[node]]\nname = 'a'\nfiles = {}", "node[0].files: this names no file"),
        (
            "[[node]]\nnmae = 'a'",
            "node[0].nmae: there is no such key; did you mean name",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(content: str, said: str) -> None:
    message = trouble(content)
    assert message.startswith(".kubelet-lint.toml:")
    assert said in message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("paths = ['!x']", "paths[0]: a pattern here cannot start with !"),
        ("unit = 'a/b'", "must be the name of a unit, such as kubelet.service"),
        ("unit = 'a'\nscript = 'b'", "script: a node has this or unit, not both"),
        ("arguments = ['a']", "arguments: only a script gets these"),
        ("script = '../x'", "is no path below the folder"),
        ("command = ''", "this must be a text that says something"),
        ("environment = { 'a b' = 'c' }", "this is no name of a variable"),
        ("environment = { a = 1 }", "environment.a: this must be a text, not a number"),
        ("files = { 'etc/x' = 'y' }", "this must be an absolute path of the node"),
        ("files = { '/etc/../x' = 'y' }", "this must be an absolute path of the node"),
        ("files = { '/x' = 'y', '//x' = 'z' }", "/x is there already"),
        ("files = { '/x' = '/y' }", "is no path below the folder"),
        ("image = 'windows'", "no image is called 'windows'; there are aks"),
        ("[[node]]\nname = 'a'\npaths = ['y']", "another node is called 'a' already"),
    ],
)
def test_what_is_wrong_with_a_node_is_said(content: str, said: str) -> None:
    start = START if not content.startswith("paths") else "[[node]]\nname = 'a'\n"
    assert said in trouble(start + content)


def test_a_key_is_called_as_it_is_written_in_a_shared_file() -> None:
    content = "[tool.kubelet-lint]\nimage = 'x'\n"
    said = trouble(content, "sub/pyproject.toml")
    assert said.startswith("sub/pyproject.toml:2:9: tool.kubelet-lint.image: no image")
