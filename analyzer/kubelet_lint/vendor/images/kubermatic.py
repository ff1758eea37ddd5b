"""A node of Kubermatic's operating-system-manager.

Releases: operating-system-manager 1.0 on. Source:
kubermatic/operating-system-manager ``deploy/osps/default/*.yaml`` (kubelet unit and
``/etc/kubernetes/kubelet.conf``). ``$KUBELET_EXTRA_ARGS`` stands before the fixed
flags, so it cannot override those, but everything in the file.
"""

from kubelet_lint.vendor.image import Image, image

UNIT = """\
[Unit]
After=containerd.service
Requires=containerd.service
Description=kubelet: The Kubernetes Node Agent

[Service]
Restart=always
StartLimitInterval=0
RestartSec=10
EnvironmentFile=-/etc/environment
ExecStart=/opt/bin/kubelet $KUBELET_EXTRA_ARGS \\
  --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf \\
  --kubeconfig=/var/lib/kubelet/kubeconfig \\
  --config=/etc/kubernetes/kubelet.conf \\
  --cert-dir=/etc/kubernetes/pki \\
  --container-runtime-endpoint=unix:///run/containerd/containerd.sock

[Install]
WantedBy=multi-user.target
"""

CONFIG = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 0s
    cacheUnauthorizedTTL: 0s
"""

IMAGE: Image = image(
    "kubermatic",
    "Kubermatic node",
    "operating-system-manager 1.0 on",
    "kubermatic/operating-system-manager deploy/osps/default",
    {
        "/etc/systemd/system/kubelet.service": UNIT,
        "/etc/kubernetes/kubelet.conf": CONFIG,
    },
    enabled=("kubelet.service",),
    writer="Kubermatic",
)
