"""MicroK8s: arguments in a file, no configuration file, so the flags' defaults hold.

Releases: the snap 1.24 on. Source: canonical/microk8s
``microk8s-resources/default-args/kubelet``. Nothing sets ``--authorization-mode``: a
stock MicroK8s kubelet runs AlwaysAllow (its ``cis-hardening`` addon adds Webhook).
"""

from kubelet_lint.vendor.image import Image, image

ARGS_PATH = "/var/snap/microk8s/current/args/kubelet"

ARGS = """\
--kubeconfig=${SNAP_DATA}/credentials/kubelet.config
--cert-dir=${SNAP_DATA}/certs
--client-ca-file=${SNAP_DATA}/certs/ca.crt
--anonymous-auth=false
--root-dir=${SNAP_COMMON}/var/lib/kubelet
--fail-swap-on=false
--container-runtime-endpoint=${SNAP_COMMON}/run/containerd.sock
--authentication-token-webhook=true
--read-only-port=0
--serialize-image-pulls=false
"""

IMAGE: Image = image(
    "microk8s",
    "MicroK8s snap",
    "1.24 on",
    "canonical/microk8s microk8s-resources/default-args/kubelet",
    {ARGS_PATH: ARGS},
    writer="MicroK8s",
)
