"""Nodes that a configuration defines are made of exactly what it says."""

from __future__ import annotations

import pytest

from kubelet_lint import analyze
from kubelet_lint.config.file import File
from kubelet_lint.config.read import read
from kubelet_lint.options import Options
from kubelet_lint.repo.repository import Repository
from kubelet_lint.resolution import Report

GOOD = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous:
    enabled: false
  webhook:
    enabled: true
authorization:
  mode: Webhook
"""
BAD = GOOD.replace("mode: Webhook", "mode: AlwaysAllow")
START = "/usr/bin/kubelet --config=/opt/k.yaml --kubeconfig=/opt/kubeconfig"
UNIT = f"[Service]\nExecStart={START}\n"
NAME = ".kubelet-lint.toml"


def judged(configuration: str, options: Options | None = None, **files: str) -> Report:
    """Judge files whose names have ``__`` for ``/`` and ``_`` for a dot."""
    given = {
        name.replace("__", "/").replace("_", "."): text.encode()
        for name, text in files.items()
    }
    given[NAME] = configuration.encode()
    settings = read([File(NAME, given[NAME])])
    repository = Repository("", sorted(given), given=given)
    return analyze.check(repository, settings.applied(options or Options()))


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(f.node, f.rule, f.verdict) for f in report.findings]


def nodes(report: Report) -> list[str]:
    return [kubelet.node for kubelet in report.kubelets]


def problems(report: Report) -> list[str]:
    return [problem.message for problem in report.problems]


WORKER = '[[node]]\nname = "w"\n'
ALWAYS = (f"{NAME}#w", "always-allow-authorization", "fail")


def test_what_a_node_takes_is_not_judged_alone_as_well() -> None:
    configuration = WORKER + 'paths = ["a"]\nfiles = { "/opt/k.yaml" = "a/k.yaml" }\n'
    report = judged(configuration, a__kubelet_service=UNIT, a__k_yaml=BAD)
    assert nodes(report) == [f"{NAME}#w"]
    assert told(report) == [ALWAYS]


def test_what_a_node_names_is_looked_for_among_its_own_files() -> None:
    files = {"a__kubelet_service": UNIT, "a__k_yaml": BAD, "b__k_yaml": GOOD}
    both = judged(WORKER + 'paths = ["a"]\n', **files)
    assert ALWAYS in told(both)
    report = judged(WORKER + 'paths = ["a/kubelet.service"]\n', **files)
    own = [one for one in told(report) if one[0] == f"{NAME}#w"]
    assert own
    assert {verdict for _, _, verdict in own} == {"open"}


def test_a_part_that_nothing_of_the_node_reads_is_said_to_be_unread() -> None:
    report = judged(
        WORKER + 'paths = ["a"]\nfiles = { "/opt/k.yaml" = "a/good" }\n',
        a__kubelet_service=UNIT,
        a__good=GOOD,
        a__other_yaml=BAD,
    )
    assert set(told(report)) == {(f"{NAME}#w", "unread-setting", "note")}
    assert {one.span.source.path for one in report.findings} == {"a/other.yaml"}


def test_parts_that_would_lie_at_one_path_are_judged_alone() -> None:
    report = judged(
        WORKER + 'paths = ["a"]\nfiles = { "/opt/k.yaml" = "a/x/k.yaml" }\n',
        a__kubelet_service=UNIT,
        a__x__k_yaml=GOOD,
        a__y__c_yaml=BAD,
        a__z__c_yaml=GOOD,
    )
    (problem,) = problems(report)
    assert problem == (
        "node 'w': a/y/c.yaml and a/z/c.yaml would all lie at "
        "/etc/kubernetes/c.yaml; say under files which of them does"
    )
    assert told(report) == [("a/y/c.yaml", "always-allow-authorization", "fail")]


def test_a_node_that_starts_no_kubelet_is_said_and_hides_nothing() -> None:
    report = judged(
        WORKER + 'paths = ["a/run.sh", "b/x.service"]\n',
        a__run_sh="#!/bin/bash\nkubelet --authorization-mode=AlwaysAllow\n",
        b__x_service="[Service]\n# for the kubelet\nExecStart=/usr/bin/true\n",
    )
    assert problems(report) == ["node 'w': nothing of it is seen to start a kubelet"]
    assert ("a/run.sh", "always-allow-authorization", "fail") in told(report)


def test_a_script_that_the_node_runs_is_followed_there() -> None:
    script = f"#!/bin/bash\nexec {START} --authorization-mode=$1\n"
    report = judged(
        WORKER
        + 'paths = ["a"]\ncommand = "/opt/run.sh AlwaysAllow"\n'
        + 'files = { "/opt/run.sh" = "a/run.sh", "/opt/k.yaml" = "a/k.yaml" }\n',
        a__run_sh=script,
        a__k_yaml=GOOD,
    )
    assert nodes(report) == [f"{NAME}#w"]
    assert told(report) == [ALWAYS]


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ('arguments = ["Webhook"]\n', None),
        ('arguments = ["AlwaysAllow"]\n', "fail"),
        ("", "open"),
    ],
)
def test_the_arguments_of_a_script_are_known_or_not(
    more: str, verdict: str | None
) -> None:
    report = judged(
        WORKER + 'script = "a/run.sh"\nfiles = { "/opt/k.yaml" = "a/k.yaml" }\n' + more,
        a__run_sh=f"exec {START} --authorization-mode=$1\n",
        a__k_yaml=GOOD,
    )
    assert {one.verdict for one in report.findings} == {*filter(None, [verdict])}


def test_a_variable_that_nobody_gives_a_command_is_unknown() -> None:
    configuration = (
        WORKER
        + 'files = { "/opt/k.yaml" = "a/k.yaml" }\n'
        + 'command = "kubelet --config=/opt/k.yaml --kubeconfig=/k $MORE"\n'
    )
    assert "open" in {
        one.verdict for one in judged(configuration, a__k_yaml=GOOD).findings
    }
    given = configuration + 'environment = { MORE = "--v=2" }\n'
    assert told(judged(given, a__k_yaml=GOOD)) == []


def test_systemd_has_the_environment() -> None:
    unit = f"[Service]\nPassEnvironment=MODE\nExecStart={START} $MODE\n"
    report = judged(
        WORKER
        + 'files = { "/opt/k.yaml" = "k", "/lib/systemd/system/k.service" = "u" }\n'
        + 'environment = { MODE = "--authorization-mode=AlwaysAllow" }\n',
        u=unit,
        k=GOOD,
    )
    assert told(report) == [ALWAYS]
    assert report.findings[0].span.source.path == NAME


def test_only_the_unit_that_is_named_starts() -> None:
    files = (
        'files = { "/opt/k.yaml" = "k", "/etc/systemd/system/a.service" = "u", '
        '"/etc/systemd/system/b.service" = "v" }\n'
    )
    bad = UNIT.replace("\n", " --authorization-mode=AlwaysAllow\n").replace(
        "[Service] --authorization-mode=AlwaysAllow", "[Service]"
    )
    both = judged(WORKER + files, k=GOOD, u=UNIT, v=bad)
    assert nodes(both) == [f"{NAME}#w#a.service", f"{NAME}#w#b.service"]
    assert told(judged(WORKER + files + 'unit = "a"\n', k=GOOD, u=UNIT, v=bad)) == []


def test_a_folder_may_lie_on_the_node() -> None:
    report = judged(
        WORKER + 'files = { "/" = "root" }\n',
        root__etc__systemd__system__kubelet_service=UNIT,
        root__opt__k_yaml=BAD,
    )
    assert told(report) == [ALWAYS]
    dropin = judged(
        WORKER
        + 'files = { "/opt/k.yaml" = "k", "/etc/systemd/system/kubelet.service" = "u", '
        '"/etc/systemd/system/kubelet.service.d" = "parts" }\n',
        u=UNIT,
        k=GOOD,
        parts__1_conf=f"[Service]\nExecStart=\nExecStart={START}"
        " --authorization-mode=AlwaysAllow\n",
    )
    assert told(dropin) == [ALWAYS]


def test_the_whole_repository_may_be_a_node() -> None:
    report = judged(
        WORKER + 'files = { "/" = "." }\n',
        etc__systemd__system__kubelet_service=UNIT,
        opt__k_yaml=BAD,
    )
    assert told(report) == [ALWAYS]


def test_an_image_lies_under_the_node_and_is_said() -> None:
    report = judged(
        WORKER + 'files = { "/etc/eks/x" = "x" }\nimage = "eks-al2"\n'
        'unit = "kubelet.service"\n',
        x="# kubelet\n",
    )
    assert nodes(report) == [f"{NAME}#w"]
    said = {one.text for case in report.kubelets[0].cases for one in case.assumptions}
    assert f"the node boots from the EKS AL2 image, as {NAME} says" in said


def test_a_node_has_its_own_releases() -> None:
    report = judged(
        'kubelet-version = "1.30"\n'
        + WORKER
        + 'kubelet-version = "1.34"\nfiles = { "/opt/k.yaml" = "k", '
        '"/etc/systemd/system/kubelet.service" = "u" }\n',
        u=UNIT,
        k=GOOD,
        other__k_yaml=GOOD,
    )
    releases = {
        kubelet.node: {release for case in kubelet.cases for release in case.versions}
        for kubelet in report.kubelets
    }
    assert releases == {f"{NAME}#w": {"1.34"}, "other/k.yaml": {"1.30"}}


def test_two_nodes_may_share_a_file() -> None:
    report = judged(
        WORKER
        + 'paths = ["u/*"]\nfiles = { "/opt/k.yaml" = "k" }\n'
        + '[[node]]\nname = "v"\npaths = ["u/*"]\nfiles = { "/opt/k.yaml" = "j" }\n',
        u__kubelet_service=UNIT,
        k=BAD,
        j=GOOD,
    )
    assert nodes(report) == [f"{NAME}#w", f"{NAME}#v"]
    assert told(report) == [ALWAYS]


def test_the_configuration_itself_is_no_part_of_a_node() -> None:
    line = "kubelet --authorization-mode=AlwaysAllow --config=/x"
    report = judged(f"# {line}\n# KUBELET_ARGS='{line}'\n", k=GOOD)
    assert nodes(report) == ["k"]


# --- an assumed image -----------------------------------------------------------------


def test_an_assumed_image_hides_no_configuration_that_stands_alone() -> None:
    report = judged('image = "eks-al2"\n', a__k_yaml=BAD)
    assert told(report) == [("a/k.yaml", "always-allow-authorization", "fail")]


def test_an_assumed_image_starts_a_configuration_in_the_place_of_its_own() -> None:
    report = judged(
        'image = "eks-al2"\n', r__etc__kubernetes__kubelet__kubelet_config_json=BAD
    )
    assert "always-allow-authorization" in {one.rule for one in report.findings}


def test_an_assumed_image_lies_under_loose_drop_ins() -> None:
    text = (
        "[Service]\nEnvironment='KUBELET_EXTRA_ARGS=--authorization-mode=AlwaysAllow'\n"
    )
    report = judged('image = "eks-al2"\n', a__kubelet_service_d__1_conf=text)
    (finding,) = report.findings
    assert finding.verdict == "fail"
    assert "shipped by the EKS AL2 image" in {one.text for one in finding.assumptions}


def test_an_assumed_image_is_nothing_without_vendor_facts() -> None:
    text = "[Service]\nEnvironment='KUBELET_EXTRA_ARGS=--v=2'\n"
    options = Options(vendor_facts=False)
    report = judged('image = "eks-al2"\n', options, a__kubelet_service_d__1_conf=text)
    assert all(
        "shipped" not in one.text
        for kubelet in report.kubelets
        for case in kubelet.cases
        for one in case.assumptions
    )
