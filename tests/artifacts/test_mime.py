"""MIME user data: parts are taken in cloud-init's order and keep their places."""

from __future__ import annotations

import base64

from kubelet_lint.node.effect import Run

from .carried import machine, place, told

HEAD = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="//"\n\n'


def message(*parts: str) -> str:
    return HEAD + "".join(f"--//\n{part}\n" for part in parts) + "--//--\n"


SCRIPT = 'Content-Type: text/x-shellscript; charset="us-ascii"\n\n#!/bin/bash\necho hi'
CONFIG = "Content-Type: text/cloud-config\n\n#cloud-config\nruncmd:\n- first"


def test_scripts_run_between_the_files_and_the_commands_of_a_cloud_config() -> None:
    config = f"{CONFIG}\nwrite_files:\n- {{path: /a, content: b}}"

    assert told(machine("user-data", message(SCRIPT, config)).effects) == [
        "write /a: b",
        "run part-001: #!/bin/bash\necho hi",
        "run runcmd: first\n",
    ]


def test_a_later_cloud_config_replaces_the_keys_of_an_earlier_one() -> None:
    other = CONFIG.replace("first", "second")

    assert told(machine("user-data", message(CONFIG, other)).effects) == [
        "run runcmd: second\n"
    ]


def test_a_cloud_config_may_ask_to_be_appended() -> None:
    header = "Merge-Type: list(append)+dict(recurse_array)+str()\n"
    other = header + CONFIG.replace("first", "second")

    assert told(machine("user-data", message(CONFIG, other)).effects) == [
        "run runcmd: first\nsecond\n"
    ]


def test_a_part_points_at_its_characters() -> None:
    (run,) = machine("user-data", message(SCRIPT)).effects

    assert isinstance(run, Run)
    assert place(run.script, "echo") == ("user-data", (8, 1))


def test_a_part_in_base64_is_decoded() -> None:
    data = base64.b64encode(b"#!/bin/sh\necho hi\n").decode()
    part = (
        "Content-Transfer-Encoding: base64\nContent-Type: text/x-shellscript\n\n" + data
    )

    assert told(machine("user-data", message(part)).effects) == [
        "run part-001: #!/bin/sh\necho hi\n"
    ]


def test_a_part_of_no_type_is_told_by_its_first_line() -> None:
    part = "Content-Type: text/plain\n\n#!/bin/sh\necho hi"

    assert told(machine("user-data", message(part)).effects) == [
        "run part-001: #!/bin/sh\necho hi"
    ]


def test_what_is_fetched_is_said() -> None:
    part = "Content-Type: text/x-include-url\n\nhttps://example.org/x"

    assert told(machine("user-data", message(part)).effects) == [
        "unfollowed user data is fetched from a URL"
    ]


def test_carriage_returns_are_part_of_line_ends() -> None:
    text = message(SCRIPT).replace("\n", "\r\n")

    assert told(machine("user-data", text).effects) == [
        "run part-001: #!/bin/bash\r\necho hi"
    ]
