"""A node on which kubeadm has run with its own defaults.

Releases: kubeadm 1.24 to 1.37. Source: kubernetes v1.34.4
``cmd/kubeadm/app/componentconfigs/kubelet.go`` (``Default``: it fills a field only if
it is unset), ``cmd/kubeadm/app/phases/kubelet/{config,flags}.go``. ``config.yaml`` is
the marshalled object: sorted keys, two blanks, zero durations written out, so that
what a script does to it with ``sed`` does the same here.
"""

from kubelet_lint.vendor.image import Image, image
from kubelet_lint.vendor.images.kubeadm_deb import FILES

CONFIG = """\
apiVersion: kubelet.config.k8s.io/v1beta1
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
cgroupDriver: systemd
clusterDNS:
- 10.96.0.10
clusterDomain: cluster.local
containerRuntimeEndpoint: ""
cpuManagerReconcilePeriod: 0s
evictionPressureTransitionPeriod: 0s
fileCheckFrequency: 0s
healthzBindAddress: 127.0.0.1
healthzPort: 10248
httpCheckFrequency: 0s
imageMinimumGCAge: 0s
kind: KubeletConfiguration
logging:
  flushFrequency: 0
  options:
    json:
      infoBufferSize: "0"
  verbosity: 0
memorySwap: {}
nodeStatusReportFrequency: 0s
nodeStatusUpdateFrequency: 0s
rotateCertificates: true
runtimeRequestTimeout: 0s
shutdownGracePeriod: 0s
shutdownGracePeriodCriticalPods: 0s
staticPodPath: /etc/kubernetes/manifests
streamingConnectionIdleTimeout: 0s
syncFrequency: 0s
volumeStatsAggPeriod: 0s
"""

FLAGS = (
    'KUBELET_KUBEADM_ARGS="'
    '--container-runtime-endpoint=unix:///var/run/containerd/containerd.sock"\n'
)

IMAGE: Image = image(
    "kubeadm-node",
    "node as kubeadm leaves it",
    "1.24 to 1.37",
    "kubernetes v1.34.4 cmd/kubeadm/app/{componentconfigs,phases/kubelet}",
    {
        **FILES,
        "/var/lib/kubelet/config.yaml": CONFIG,
        "/var/lib/kubelet/kubeadm-flags.env": FLAGS,
    },
    enabled=("kubelet.service",),
    writer="kubeadm",
)
