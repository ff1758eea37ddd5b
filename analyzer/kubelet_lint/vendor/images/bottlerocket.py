"""Bottlerocket: configuration and arguments rendered from the settings API.

Releases: Bottlerocket 1.0 on. Source: bottlerocket-os/bottlerocket-core-kit
``packages/kubernetes-1.31/{kubelet-config,kubelet-exec-start-conf,kubelet.service}``.
These are the files with ``standalone-mode`` false, the default
(``shared-defaults/kubernetes-*.toml``); with true see ``vendor.bottlerocket``.
"""

from kubelet_lint.vendor.image import Image, image

UNIT = """\
[Unit]
Description=Kubelet
After=containerd.service configured.target

[Service]
Slice=runtime.slice
Type=notify
ExecStart=/usr/bin/false
Restart=always

[Install]
WantedBy=multi-user.target
"""

EXEC_START = """\
[Service]
ExecStart=
ExecStart=/usr/bin/kubelet \\
    --cloud-provider external \\
    --kubeconfig /etc/kubernetes/kubelet/kubeconfig \\
    --config /etc/kubernetes/kubelet/config \\
    --container-runtime-endpoint=unix:///run/containerd/containerd.sock \\
    --root-dir /var/lib/kubelet \\
    --cert-dir /var/lib/kubelet/pki \\
    --runtime-cgroups=/runtime.slice/containerd.service
"""

CONFIG = """\
---
kind: KubeletConfiguration
apiVersion: kubelet.config.k8s.io/v1beta1
address: 0.0.0.0
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 2m0s
    enabled: true
  x509:
    clientCAFile: "/etc/kubernetes/pki/ca.crt"
authorization:
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 5m0s
    cacheUnauthorizedTTL: 30s
readOnlyPort: 0
"""

STANDALONE_EXEC_START = EXEC_START.replace("external", '""').replace(
    "    --kubeconfig /etc/kubernetes/kubelet/kubeconfig \\\n", ""
)

STANDALONE_CONFIG = """\
---
kind: KubeletConfiguration
apiVersion: kubelet.config.k8s.io/v1beta1
address: 127.0.0.1
authentication:
  anonymous:
    enabled: true
  webhook:
    enabled: false
authorization:
  mode: AlwaysAllow
readOnlyPort: 0
"""

CONFIG_PATH = "/etc/kubernetes/kubelet/config"
EXEC_START_PATH = "/etc/systemd/system/kubelet.service.d/exec-start.conf"
TITLE = "Bottlerocket image"

IMAGE: Image = image(
    "bottlerocket",
    TITLE,
    "1.0 on",
    "bottlerocket-os/bottlerocket-core-kit packages/kubernetes-1.31",
    {
        "/usr/lib/systemd/system/kubelet.service": UNIT,
        EXEC_START_PATH: EXEC_START,
        CONFIG_PATH: CONFIG,
    },
    enabled=("kubelet.service",),
    writer="Bottlerocket",
)
