"""ConfigMaps and Secrets carry documents; a pod may run a kubelet itself."""

from __future__ import annotations

import base64

import pytest

from kubelet_lint.node.effect import Fragment, Machine

from .carried import carried, machine, place, told

KUBELET = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"


def indented(text: str, width: int) -> str:
    return "".join(f"{' ' * width}{line}\n" for line in text.splitlines())


def test_each_key_of_a_config_map_is_a_document() -> None:
    (found,) = carried(
        "cm.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata:\n"
        f"  other: x\n  config.yaml: |\n{indented(KUBELET, 4)}",
    )
    assert isinstance(found, Fragment)
    assert (found.kind, found.document.name) == ("config", "cm config.yaml")
    assert place(found.document.text, "kind") == ("cm.yaml", (8, 5))


def test_a_secret_is_base64_and_points_at_the_scalar() -> None:
    data = base64.b64encode(KUBELET.encode()).decode()
    (found,) = carried(
        "s.yaml",
        f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\ndata:\n  k: {data}\n"
        "# kubelet\n",
    )
    assert isinstance(found, Fragment)
    assert found.document.text.chars == KUBELET
    assert place(found.document.text, "kind") == ("s.yaml", (5, 6))


def test_string_data_is_plain() -> None:
    (found,) = carried(
        "s.yaml",
        f"apiVersion: v1\nkind: Secret\nstringData:\n  k: |\n{indented(KUBELET, 4)}",
    )
    assert isinstance(found, Fragment)


def test_objects_of_a_stream_and_of_a_list_are_all_read() -> None:
    one = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\n"
        f"data:\n  k: |\n{indented(KUBELET, 4)}"
    )
    stream = one.replace("NAME", "a") + "---\n" + one.replace("NAME", "b")
    listed = "apiVersion: v1\nkind: List\nitems:\n- " + indented(one, 2)[2:]

    assert len(carried("cm.yaml", stream)) == 2
    assert len(carried("cm.yaml", listed)) == 1


def test_a_chart_writes_a_document_as_a_whole_or_not_at_all() -> None:
    (found,) = carried(
        "chart/templates/k.yaml",
        "{{- if .Values.on }}\n"
        + KUBELET
        + "authorization:\n  mode: {{ .x }}\n{{ end }}",
    )
    assert isinstance(found, Fragment)
    assert found.document.text.display().startswith("\napiVersion")
    assert [one.text for one in found.document.assumptions] == [
        "when `.Values.on` is true"
    ]


POD = """\
apiVersion: {version}
kind: {kind}
metadata: {{name: k}}
spec:
{spec}
"""
CONTAINER = """\
containers:
- name: c
  env:
  - {name: MODE, value: AlwaysAllow}
  - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
"""

COMMANDS = [
    (
        '  command: [kubelet]\n  args: ["--authorization-mode=$(MODE)"]\n',
        ["start kubelet --authorization-mode=AlwaysAllow"],
    ),
    (
        '  command: [/hyperkube, kubelet, "--hostname-override=$(NODE)", "$$(X)"]\n',
        ["start /hyperkube kubelet --hostname-override=‹$NODE› $(X)"],
    ),
    (
        '  command: [sh, -c, "exec /usr/bin/kubelet --v=2"]\n',
        ["run sh: exec /usr/bin/kubelet --v=2"],
    ),
    ('  command: [driver, "--kubelet-path=/x"]\n', []),
    ('  command: [sh, -c, "systemctl status kubelet"]\n', []),
]


@pytest.mark.parametrize(("command", "expected"), COMMANDS)
def test_a_container_that_runs_a_kubelet_is_a_machine(
    command: str, expected: list[str]
) -> None:
    spec = indented(CONTAINER + command, 2)
    found = carried("p.yaml", POD.format(version="v1", kind="Pod", spec=spec))

    assert [
        line for one in found if isinstance(one, Machine) for line in told(one.effects)
    ] == expected


def test_a_daemon_set_holds_a_pod() -> None:
    spec = indented("template:\n  spec:\n" + indented(CONTAINER, 4), 2)
    spec += "        command: [kubelet, --v=2]\n"
    found = machine(
        "d.yaml", POD.format(version="apps/v1", kind="DaemonSet", spec=spec)
    )

    assert found.name == "d.yaml#c"
    assert told(found.effects) == ["start kubelet --v=2"]
