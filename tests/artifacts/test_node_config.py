"""NodeConfigs of AL2023, alone, in a stream, and as parts of MIME user data."""

from __future__ import annotations

from forms import document, machine, place, scripts, written
from kubelet_lint.artifacts import node_config
from kubelet_lint.vendor import nodeadm

NODE = """\
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      authorization:
        mode: AlwaysAllow
"""

MIME = """\
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="//"

--//
Content-Type: application/node.eks.aws

---
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec: {kubelet: {flags: [--authorization-mode=AlwaysAllow]}}

--//
Content-Type: text/x-shellscript; charset="us-ascii"

#!/bin/bash
echo hello
--//
Content-Type: application/node.eks.aws

apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec: {kubelet: {flags: [--authorization-mode=Webhook]}}
--//--
"""


def test_a_configuration_becomes_a_dropin() -> None:
    node = machine(node_config, NODE)
    assert node.image == "eks-al2023"
    text = written(node, nodeadm.DROPIN_PATH)
    assert place(text, "AlwaysAllow") == ("file.yaml", 7, 15)


def test_the_parts_of_user_data_are_merged_in_their_order() -> None:
    node = machine(node_config, MIME, "user-data.txt")
    flags = written(node, nodeadm.ENVIRONMENT_PATH)
    assert flags.chars.endswith(
        " --authorization-mode=AlwaysAllow --authorization-mode=Webhook\n"
    )
    assert place(flags, "AlwaysAllow") == ("user-data.txt", 10, 47)


def test_scripts_of_user_data_run_before() -> None:
    assert scripts(machine(node_config, MIME))[0].startswith("#!/bin/bash\necho hello")


def test_windows_line_ends_do_no_harm() -> None:
    node = machine(node_config, MIME.replace("\n", "\r\n"))
    assert (
        "--authorization-mode=Webhook" in written(node, nodeadm.ENVIRONMENT_PATH).chars
    )


def test_json_is_fine() -> None:
    content = (
        '{"apiVersion": "node.eks.aws/v1alpha1", "kind": "NodeConfig",'
        ' "spec": {"kubelet": {"config": {"maxPods": 5}}}}'
    )
    assert (
        "maxPods" in written(machine(node_config, content), nodeadm.DROPIN_PATH).chars
    )


def test_mime_without_a_node_config_is_not_recognized() -> None:
    content = MIME.replace("application/node.eks.aws", "text/plain")
    assert not node_config.recognizes(document(content))
