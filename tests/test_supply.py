"""A started unit that something unseen may have brought is open; others are silent."""

from __future__ import annotations

import pytest

from kubelet_lint.analyze import analyze_files

BRINGS = [
    "tar -C / -xzf node.tar.gz\nsystemctl enable --now kubelet",
    "unzip bundle.zip -d /etc\nsystemctl start kubelet.service",
    "dpkg -i /opt/packages/*.deb\nsystemctl enable --now kubelet",
    "rpm -Uvh https://example.org/kubelet-1.30.rpm\nsystemctl start kubelet",
    "apt-get install -y ./node.deb\nsystemctl start kubelet",
    "/opt/vendor/install.sh\nsystemctl enable --now kubelet",
    "rsync -a host:units/ /etc/systemd/system/\nsystemctl start kubelet",
    "wget -O /etc/systemd/system/kubelet.service x.org/k\nsystemctl restart kubelet",
    "curl x.org/k > /lib/systemd/system/kubelet.service\nsystemctl start kubelet",
]

SILENT = [
    "systemctl restart kubelet",
    "systemctl enable --now kubelet",
    "apt-get install -y jq\nsystemctl start kubelet",
    "openssl x509 -in a\nsystemctl start kubelet",
    "tar -C /opt/cni/bin -xzf cni.tgz\nsystemctl start kubelet",
    "tar -C / -xzf backup.tar.gz\nsystemctl restart kubelet",
    "dpkg -i kubelet.deb\nsystemctl restart kubelet",
    "dpkg -i containerd.deb\nsystemctl start kubelet",
    "/opt/bin/crictl pull x\nsystemctl start kubelet",
    "snap install kubelet --classic",
]


def verdicts(script: str) -> set[str]:
    report = analyze_files({"install.sh": f"#!/bin/bash\n{script}\n"})
    return {finding.verdict for finding in report.findings}


@pytest.mark.parametrize("script", BRINGS)
def test_a_unit_that_a_step_may_have_brought_is_open(script: str) -> None:
    assert verdicts(script) == {"open"}


@pytest.mark.parametrize("script", SILENT)
def test_a_unit_that_was_there_before_is_no_concern(script: str) -> None:
    assert verdicts(script) == set()


def test_what_is_missing_is_named_where_it_is_brought() -> None:
    report = analyze_files({"install.sh": f"#!/bin/bash\n{BRINGS[0]}\n"})
    finding = report.findings[0]
    assert "tar -C / -xzf node.tar.gz" in finding.message
    assert finding.span.source.position(finding.span.start).line == 2
