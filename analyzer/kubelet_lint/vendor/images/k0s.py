"""A k0s worker: the kubelet is a child of k0s, its configuration a worker profile.

Releases: k0s 1.24 on. Source: k0sproject/k0s at its head
``pkg/component/worker/kubelet.go`` and
``pkg/component/controller/workerconfig/reconciler.go`` (``buildProfile``): no
authentication or authorization key is set, so the kubelet's file defaults hold.
"""

from kubelet_lint.vendor.image import Image, image

CONFIG_PATH = "/run/k0s/kubelet/config.yaml"
TITLE = "k0s default worker profile"

CONFIG = """\
apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  x509:
    clientCAFile: /run/k0s/kubelet/ca.crt
clusterDomain: cluster.local
eventRecordQPS: 0
failSwapOn: false
kind: KubeletConfiguration
rotateCertificates: true
serverTLSBootstrap: true
"""

IMAGE: Image = image(
    "k0s",
    TITLE,
    "1.24 on",
    "k0sproject/k0s pkg/component/worker/kubelet.go, workerconfig/reconciler.go",
    {CONFIG_PATH: CONFIG},
    writer="k0s",
)
