"""Ignition, Butane, Container Linux Configs and MachineConfigs: one structure."""

from __future__ import annotations

import base64
import gzip
import json

import pytest

from kubelet_lint.node.effect import Machine, Write

from .carried import carried, carried_of, machine, place, told

GZ = base64.b64encode(gzip.compress(b"x: y\n")).decode()


def ignition(**parts: object) -> str:
    return json.dumps({"ignition": {"version": "3.4.0"}, **parts}) + "\n"


def file(source: str, **more: object) -> str:
    entry = {"path": "/a", "contents": {"source": source, **more}, "mode": 384}
    return ignition(storage={"files": [entry]})


FILES = [
    (file("data:,x%3A%20y%0A"), "write 600 /a: x: y\n"),
    (file("data:;base64,eDogeQo="), "write 600 /a: x: y\n"),
    (file("data:text/plain;charset=utf-8;base64,eDogeQo="), "write 600 /a: x: y\n"),
    (file(f"data:;base64,{GZ}", compression="gzip"), "write 600 /a: x: y\n"),
    (file("https://x/y"), "write 600 /a: ‹the content is fetched from https://x/y›"),
    (file("data:;base64,%%"), "write 600 /a: ‹it is not base64›"),
    (
        file(f"data:;base64,{GZ}", compression="zstd"),
        "write 600 /a: ‹the content is compressed as zstd›",
    ),
]


@pytest.mark.parametrize(("config", "expected"), FILES)
def test_contents_are_data_urls(config: str, expected: str) -> None:
    assert told(machine("a.ign", config).effects) == [expected]


def test_a_decoded_file_is_reported_at_its_url() -> None:
    (write,) = machine("a.ign", file("data:;base64,eDogeQo=")).effects

    assert isinstance(write, Write)
    config = file("data:;base64,eDogeQo=")
    column = config.index("eDogeQo=") + 1
    assert place(write.text, "y") == ("a.ign", (1, column))


def test_units_links_and_appended_files() -> None:
    config = ignition(
        storage={
            "links": [{"path": "/l", "target": "/t"}],
            "files": [{"path": "/f", "append": [{"source": "data:,x"}]}],
        },
        systemd={
            "units": [
                {
                    "name": "kubelet.service",
                    "enabled": True,
                    "contents": "[Service]\n",
                    "dropins": [{"name": "a.conf", "contents": "[Unit]\n"}],
                },
                {"name": "x.service", "mask": True},
            ]
        },
    )
    assert told(machine("a.ign", config).effects) == [
        "append /f: x",
        "link /l /t",
        "write /etc/systemd/system/kubelet.service: [Service]\n",
        "write /etc/systemd/system/kubelet.service.d/a.conf: [Unit]\n",
        "boot kubelet.service",
        "link /etc/systemd/system/x.service /dev/null",
    ]


def test_version_2_appends_by_a_flag_and_merges_configs() -> None:
    config = json.dumps(
        {
            "ignition": {
                "version": "2.3.0",
                "config": {"append": [{"source": "https://x"}]},
            },
            "storage": {
                "files": [
                    {
                        "filesystem": "root",
                        "path": "/f",
                        "append": True,
                        "contents": {"source": "data:,x"},
                    }
                ]
            },
        }
    )
    assert told(machine("a.ign", config).effects) == [
        "unfollowed another config is merged: https://x",
        "append /f: x",
    ]


BUTANE = """\
variant: fcos
version: 1.5.0
storage:
  trees:
  - {local: tree, path: /etc}
  files:
  - path: /a
    mode: 0600
    contents: {inline: "x"}
  - path: /b
    contents: {local: b.yaml}
  - path: /c
    contents: {local: gone.yaml}
systemd:
  units:
  - name: kubelet.service
    enabled: true
    contents: |
      [Service]
"""


def test_butane_has_inline_and_local_contents() -> None:
    files = {"a.bu": BUTANE, "b.yaml": "bee\n", "tree/kubelet/x": "y"}
    (found,) = carried_of(files, "a.bu")

    assert isinstance(found, Machine)
    assert told(found.effects) == [
        "place tree /etc",
        "write 600 /a: x",
        "write /etc/systemd/system/kubelet.service: [Service]\n",
        "boot kubelet.service",
        "write /b: bee\n",
        "write /c: ‹gone.yaml is not in the repository›",
    ]


def test_a_container_linux_config_has_no_variant() -> None:
    config = "systemd:\n  units:\n  - name: a.service\n    contents: '[Service]'\n"

    assert told(machine("a.yaml", config).effects) == [
        "write /etc/systemd/system/a.service: [Service]"
    ]


MACHINE_CONFIG = """\
apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
spec:
  config:
    ignition: {version: 3.2.0}
    storage:
      files:
      - path: /etc/PATH
        contents: {source: "data:,x"}
"""


def test_a_machine_config_of_a_kubelet_is_a_machine() -> None:
    found = machine("mc.yaml", MACHINE_CONFIG.replace("PATH", "kubelet.conf"))

    assert found.image == "openshift"
    assert told(found.effects) == ["write /etc/kubelet.conf: x"]
    assert carried("mc.yaml", MACHINE_CONFIG.replace("PATH", "chrony.conf")) == []
