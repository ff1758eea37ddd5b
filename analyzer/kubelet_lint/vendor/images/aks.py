"""The AKS node image and what its provisioning script lays over it.

Releases: AKS with ``KubeletConfigFile`` (2021 on). Source: Azure/AgentBaker at its
head, ``parts/linux/cloud-init/artifacts/kubelet.service`` and ``cse_config.sh``
(``configureK8s``, ``ensureKubelet``), ``pkg/agent/utils.go``
(``GetKubeletConfigFileContent``). What the resource provider puts into
``KUBELET_FLAGS``, which comes last, is not public.
"""

from kubelet_lint.vendor.image import Image, image

DROPINS = "/etc/systemd/system/kubelet.service.d"

UNIT = """\
[Unit]
Description=Kubelet
After=network-online.target containerd.service

[Service]
Restart=always
EnvironmentFile=/etc/default/kubelet
ExecStart=/opt/bin/kubelet \\
        --enable-server \\
        --node-labels="${KUBELET_NODE_LABELS}" \\
        --v=2 \\
        --volume-plugin-dir=/etc/kubernetes/volumeplugins \\
        $KUBELET_TLS_BOOTSTRAP_FLAGS \\
        $KUBELET_CONFIG_FILE_FLAGS \\
        $KUBELET_CONTAINERD_FLAGS \\
        $KUBELET_CONTAINER_RUNTIME_FLAG \\
        $KUBELET_CGROUP_FLAGS \\
        $KUBELET_FLAGS

[Install]
WantedBy=multi-user.target
"""

COMPONENT_CONFIG = """\
[Service]
Environment="KUBELET_CONFIG_FILE_FLAGS=--config /etc/default/kubeletconfig.json"
"""

TLS_BOOTSTRAP = """\
[Service]
Environment="KUBELET_TLS_BOOTSTRAP_FLAGS=--kubeconfig /var/lib/kubelet/kubeconfig \
--bootstrap-kubeconfig /var/lib/kubelet/bootstrap-kubeconfig"
"""

CONFIG = """\
{
    "kind": "KubeletConfiguration",
    "apiVersion": "kubelet.config.k8s.io/v1beta1",
    "authentication": {
        "x509": {
            "clientCAFile": "/etc/kubernetes/certs/ca.crt"
        },
        "webhook": {
            "enabled": true
        },
        "anonymous": {}
    },
    "authorization": {
        "mode": "Webhook",
        "webhook": {}
    }
}
"""

IMAGE: Image = image(
    "aks",
    "AKS node",
    "2021 on",
    "Azure/AgentBaker parts/linux/cloud-init/artifacts, pkg/agent/utils.go",
    {
        "/etc/systemd/system/kubelet.service": UNIT,
        f"{DROPINS}/10-componentconfig.conf": COMPONENT_CONFIG,
        f"{DROPINS}/10-tlsbootstrap.conf": TLS_BOOTSTRAP,
        "/etc/default/kubeletconfig.json": CONFIG,
    },
    enabled=("kubelet.service",),
    unknown={"/etc/default/kubelet": "rendered by the AKS resource provider"},
    writer="AKS",
)
