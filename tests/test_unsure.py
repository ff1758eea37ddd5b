"""What only a default says is open where something unread may write any file."""

from __future__ import annotations

import pytest

from kubelet_lint.analyze import analyze_files

JOIN = "runcmd:\n- kubeadm join 10.0.0.1:6443 --token x  # a kubelet\n"
FLAGS = (
    "--authorization-mode={mode} --anonymous-auth=false "
    "--authentication-token-webhook=true"
)


def verdicts(config: str) -> set[str]:
    files = {"user-data.tpl": f"#cloud-config\n{config}{JOIN}"}
    return {finding.verdict for finding in analyze_files(files).findings}


def environment(mode: str) -> str:
    said = FLAGS.format(mode=mode)
    return f"- path: /etc/default/kubelet\n  content: KUBELET_EXTRA_ARGS={said}\n"


UNREAD = [
    "write_files: ${files}\n",
    "write_files:\n- ${file}\n",
    "${settings}\n",
    "bootcmd: ${commands}\n",
    "write_files:\n- {path: '${folder}/a', content: '${content}'}\n",
    "write_files:\n- {path: '${folder}/a', content: 'X=--kubelet'}\n",
    "ansible:\n  pull: {url: 'https://x.example/y.git', playbook_name: p.yml}\n",
]


@pytest.mark.parametrize("config", UNREAD)
def test_a_default_is_open_beside_what_nobody_reads(config: str) -> None:
    assert verdicts(config) == {"open"}


@pytest.mark.parametrize(
    "config", ["", "write_files:\n- {path: '${folder}/motd', content: welcome}\n"]
)
def test_a_default_holds_beside_what_is_no_concern_of_the_kubelets(config: str) -> None:
    assert verdicts(config) == set()


def test_what_the_repository_says_stays_decided() -> None:
    unread = "- ${file}\n"
    good, bad = environment("Webhook"), environment("AlwaysAllow")
    assert verdicts(f"write_files:\n{good}{unread}") == set()
    assert verdicts(f"write_files:\n{bad}{unread}") == {"fail"}


def played(command: str, conditions: int = 10) -> list[tuple[str, int]]:
    """Return the verdicts on a play whose last task runs a command, maybe."""
    open_tasks = "".join(
        f"  - copy: {{content: x, dest: /etc/kubelet-{n}}}\n    when: flag_{n}\n"
        for n in range(conditions)
    )
    last = f"  - command: {command}\n    when: last\n"
    files = {"play.yml": f"- hosts: all\n  tasks:\n{open_tasks}{last}"}
    return [
        (one.verdict, one.span.source.position(one.span.start).line)
        for one in analyze_files(files).findings
    ]


@pytest.mark.parametrize(
    "command",
    [
        "kubeadm init --config /etc/kubeadm.yaml",
        "/usr/local/bin/kubeadm --v=5 join 10.0.0.1:6443",
        "kubeadm init phase kubelet-start",
        "kubelet --authorization-mode=AlwaysAllow",
        "k3s server",
    ],
)
def test_a_kubelet_that_one_condition_too_many_stands_before_is_open(
    command: str,
) -> None:
    assert set(played(command)) == {("open", 23)}


@pytest.mark.parametrize(
    "command",
    [
        "kubeadm init phase certs all",
        "kubeadm token create",
        "kubectl get nodes",
        "systemctl status kubelet",
    ],
)
def test_a_task_that_starts_none_is_no_concern_of_the_kubelets(command: str) -> None:
    assert played(command) == []
