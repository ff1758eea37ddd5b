"""A node of aks-engine: a unit whose ``$KUBELET_CONFIG`` is an argument string.

Releases: aks-engine 2018 to 2023 and aks-engine-azurestack. Source: Azure/aks-engine
``parts/k8s/cloud-init/artifacts/kubelet.service``; the variables are rendered from
the API model (``vendor.aks_engine``).
"""

from kubelet_lint.vendor.image import Image, image

UNIT = """\
[Unit]
Description=Kubelet
ConditionPathExists=/usr/local/bin/kubelet

[Service]
Restart=always
EnvironmentFile=/etc/default/kubelet
ExecStart=/usr/local/bin/kubelet \\
        --node-labels="${KUBELET_NODE_LABELS}" \\
        $KUBELET_CONFIG
[Install]
WantedBy=multi-user.target
"""

IMAGE: Image = image(
    "aks-engine",
    "aks-engine node",
    "2018 to 2023",
    "Azure/aks-engine parts/k8s/cloud-init/artifacts/kubelet.service",
    {"/etc/systemd/system/kubelet.service": UNIT},
    enabled=("kubelet.service",),
    unknown={"/etc/default/kubelet": "rendered by aks-engine from the API model"},
    writer="aks-engine",
)
