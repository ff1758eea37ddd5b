"""The first EKS AMIs, of 2018, which set everything by flags.

Releases: July to November 2018 (Kubernetes 1.10). Source: awslabs/amazon-eks-ami
6a20fb19, ``files/kubelet.service``: no configuration file; ``KUBELET_EXTRA_ARGS``
comes last. The very first AMI (19279be9, June) has no variables but placeholders,
which its user data replaces with ``sed``.
"""

from kubelet_lint.vendor.image import Image, image

UNIT = """\
[Unit]
Description=Kubernetes Kubelet
After=docker.service
Requires=docker.service

[Service]
ExecStart=/usr/bin/kubelet \\
  --address=0.0.0.0 \\
  --authentication-token-webhook \\
  --authorization-mode=Webhook \\
  --allow-privileged=true \\
  --cloud-provider=aws \\
  --cluster-domain=cluster.local \\
  --cni-bin-dir=/opt/cni/bin \\
  --cni-conf-dir=/etc/cni/net.d \\
  --container-runtime=docker \\
  --network-plugin=cni \\
  --cgroup-driver=cgroupfs \\
  --register-node=true \\
  --kubeconfig=/var/lib/kubelet/kubeconfig \\
  --feature-gates=RotateKubeletServerCertificate=true \\
  --anonymous-auth=false \\
  --client-ca-file=/etc/kubernetes/pki/ca.crt \
$KUBELET_ARGS $KUBELET_MAX_PODS $KUBELET_EXTRA_ARGS
Restart=on-failure
RestartSec=5

[Install]
WantedBy=multi-user.target
"""

IMAGE: Image = image(
    "eks-al2-2018",
    "EKS AL2 image of 2018",
    "2018-07 to 2018-11, Kubernetes 1.10",
    "awslabs/amazon-eks-ami 6a20fb19 files/kubelet.service",
    {"/etc/systemd/system/kubelet.service": UNIT},
    writer="the EKS AL2 image",
)
