"""A GCE node of ``kube-up``: what the instance metadata says is written at boot.

Releases: Kubernetes 1.10 to 1.35. Source: kubernetes/cloud-provider-gcp 4d88a83f
``cluster/gce/gci/configure-helper.sh`` (``start-kubelet``) and ``cluster/gce/util.sh``
(``construct-*-kubelet-flags``, ``print-*-kubelet-config``): nodes get a file without
authentication keys, masters AlwaysAllow with anonymous access; both travel through
the metadata server, so a machine alone does not say which it is.
"""

from kubelet_lint.vendor.image import Image, image

UNIT = """\
[Unit]
Description=Kubernetes kubelet
Requires=network-online.target
After=network-online.target

[Service]
Restart=always
RestartSec=10
EnvironmentFile=/etc/default/kubelet
ExecStart=/home/kubernetes/bin/kubelet $KUBELET_OPTS

[Install]
WantedBy=multi-user.target
"""

IMAGE: Image = image(
    "gce",
    "GCE kube-up node",
    "Kubernetes 1.10 to 1.35",
    "kubernetes/cloud-provider-gcp 4d88a83f cluster/gce/gci/configure-helper.sh",
    {"/etc/systemd/system/kubelet.service": UNIT},
    unknown={
        "/etc/default/kubelet": "KUBELET_OPTS comes from the instance metadata",
        "/home/kubernetes/kubelet-config.yaml": "comes from the instance metadata",
    },
)
