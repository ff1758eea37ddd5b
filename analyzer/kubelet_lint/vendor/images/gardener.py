"""A Gardener node: unit and configuration rendered by gardenlet.

Releases: gardener 1.60 on. Source: gardener/gardener
``pkg/component/extensions/operatingsystemconfig/original/components/kubelet``
(``config.go`` ``Config``, ``component.go``). The Shoot API has no field for
authentication or authorization; a file on the node, read last, can change them.
"""

from kubelet_lint.vendor.image import Image, image

UNIT = """\
[Unit]
Description=kubelet daemon
After=containerd.service
[Install]
WantedBy=multi-user.target
[Service]
Restart=always
RestartSec=5
EnvironmentFile=-/var/lib/kubelet/extra_args
ExecStart=/opt/bin/kubelet \\
    --bootstrap-kubeconfig=/var/lib/kubelet/kubeconfig-bootstrap \\
    --config=/var/lib/kubelet/config/kubelet \\
    --kubeconfig=/var/lib/kubelet/kubeconfig-real \\
    --v=2 $KUBELET_EXTRA_ARGS
"""

CONFIG = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 2m0s
    enabled: true
  x509:
    clientCAFile: /var/lib/kubelet/ca.crt
authorization:
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 5m0s
    cacheUnauthorizedTTL: 30s
"""

IMAGE: Image = image(
    "gardener",
    "Gardener node",
    "gardener 1.60 on",
    "gardener/gardener .../operatingsystemconfig/original/components/kubelet",
    {
        "/etc/systemd/system/kubelet.service": UNIT,
        "/var/lib/kubelet/config/kubelet": CONFIG,
    },
    enabled=("kubelet.service",),
    writer="Gardener",
)
