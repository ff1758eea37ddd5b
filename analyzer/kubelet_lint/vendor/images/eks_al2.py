"""The EKS-optimized AMI of Amazon Linux 2.

Releases: December 2018 to March 2026 (Kubernetes up to 1.32); what is here is of the
last one. Source: awslabs/amazon-eks-ami, branch ``al2``, ``templates/al2/runtime``
(``kubelet-containerd.service``, which ``bootstrap.sh`` installs as the unit,
``kubelet-config.json``, ``bootstrap.sh``).

The script here does what the vendor's does with ``--kubelet-extra-args`` and nothing
else: only the two-word form is an option, ``--kubelet-extra-args=...`` is one more
positional argument and lost. It exists for those who edit it with ``sed`` before they
call it; ``programs.PROGRAMS`` does the same in Python.
"""

from kubelet_lint.vendor.image import Image, image

CONFIG_PATH = "/etc/kubernetes/kubelet/kubelet-config.json"

UNIT = f"""\
[Unit]
Description=Kubernetes Kubelet
After=containerd.service sandbox-image.service
Requires=containerd.service sandbox-image.service

[Service]
Slice=runtime.slice
ExecStart=/usr/bin/kubelet \\
    --config {CONFIG_PATH} \\
    --kubeconfig /var/lib/kubelet/kubeconfig \\
    --container-runtime-endpoint unix:///run/containerd/containerd.sock \\
    --image-credential-provider-config \
/etc/eks/image-credential-provider/config.json \\
    --image-credential-provider-bin-dir /etc/eks/image-credential-provider \\
    $KUBELET_ARGS \\
    $KUBELET_EXTRA_ARGS

Restart=on-failure
RestartSec=5

[Install]
WantedBy=multi-user.target
"""

CONFIG = """\
{
  "kind": "KubeletConfiguration",
  "apiVersion": "kubelet.config.k8s.io/v1beta1",
  "address": "0.0.0.0",
  "authentication": {
    "anonymous": {
      "enabled": false
    },
    "webhook": {
      "cacheTTL": "2m0s",
      "enabled": true
    },
    "x509": {
      "clientCAFile": "/etc/kubernetes/pki/ca.crt"
    }
  },
  "authorization": {
    "mode": "Webhook",
    "webhook": {
      "cacheAuthorizedTTL": "5m0s",
      "cacheUnauthorizedTTL": "30s"
    }
  },
  "clusterDomain": "cluster.local",
  "hairpinMode": "hairpin-veth",
  "readOnlyPort": 0,
  "cgroupDriver": "cgroupfs",
  "cgroupRoot": "/",
  "featureGates": {
    "RotateKubeletServerCertificate": true
  },
  "protectKernelDefaults": true,
  "serializeImagePulls": false,
  "serverTLSBootstrap": true
}
"""

BOOTSTRAP = """\
#!/usr/bin/env bash
POSITIONAL=()
while [[ $# -gt 0 ]]; do
  case $1 in
    -h | --help) exit 1 ;;
    --kubelet-extra-args)
      KUBELET_EXTRA_ARGS=$2
      shift
      shift
      ;;
    --use-max-pods | --b64-cluster-ca | --apiserver-endpoint | \\
    --enable-docker-bridge | --aws-api-retry-attempts | --docker-config-json | \\
    --containerd-config-file | --pause-container-account | \\
    --pause-container-version | --dns-cluster-ip | --container-runtime | \\
    --ip-family | --service-ipv4-cidr | --service-ipv6-cidr | \\
    --enable-local-outpost | --cluster-id | --mount-bpf-fs | --local-disks)
      shift
      shift
      ;;
    *)
      POSITIONAL+=("$1")
      shift
      ;;
  esac
done
KUBELET_EXTRA_ARGS="${KUBELET_EXTRA_ARGS:-}"
mkdir -p /etc/systemd/system/kubelet.service.d
if [[ -n "$KUBELET_EXTRA_ARGS" ]]; then
  cat << EOF > /etc/systemd/system/kubelet.service.d/30-kubelet-extra-args.conf
[Service]
Environment='KUBELET_EXTRA_ARGS=$KUBELET_EXTRA_ARGS'
EOF
fi
systemctl daemon-reload
systemctl enable kubelet
systemctl start kubelet
"""

IMAGE: Image = image(
    "eks-al2",
    "EKS AL2 image",
    "2018-12 to 2026-03, Kubernetes up to 1.32",
    "awslabs/amazon-eks-ami al2 templates/al2/runtime",
    {
        "/etc/systemd/system/kubelet.service": UNIT,
        CONFIG_PATH: CONFIG,
        "/etc/eks/bootstrap.sh": BOOTSTRAP,
    },
    writer="the EKS AL2 image",
)
