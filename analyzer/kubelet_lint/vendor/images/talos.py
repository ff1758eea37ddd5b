"""Talos Linux: machined starts the kubelet with arguments and a file it builds.

Releases: Talos 1.0 on. Source: siderolabs/talos
``internal/app/machined/pkg/controllers/k8s/kubelet_spec.go``
(``NewKubeletConfiguration``): authentication and authorization are always set, and
``extraConfig`` may not touch them (``pkg/machinery/kubelet``
``ProtectedConfigurationFields``); ``extraArgs`` may. With ``skipNodeRegistration``
see ``STANDALONE``.
"""

from kubelet_lint.vendor.image import Image, image

CONFIG_PATH = "/etc/kubernetes/kubelet.yaml"
TITLE = "Talos image"

CONFIG = """\
apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
clusterDomain: cluster.local
kind: KubeletConfiguration
protectKernelDefaults: true
rotateCertificates: true
"""

STANDALONE = (
    ("enabled: true", "enabled: false"),
    ("mode: Webhook", "mode: AlwaysAllow"),
)
"""What ``skipNodeRegistration`` puts in place of what, in the order of the file."""

IMAGE: Image = image(
    "talos",
    TITLE,
    "Talos 1.0 on",
    "siderolabs/talos internal/app/machined/pkg/controllers/k8s/kubelet_spec.go",
    {CONFIG_PATH: CONFIG},
    writer="Talos",
)
