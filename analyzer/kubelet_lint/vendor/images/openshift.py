"""An OpenShift 4 node: unit and configuration that the machine config operator ships.

Releases: OpenShift 4.12 on. Source: openshift/machine-config-operator
``templates/worker/01-worker-kubelet/_base`` (``files/kubelet.yaml``,
``units/kubelet.service.yaml``). ``kubelet.conf`` leaves authorization and the token
webhook to the kubelet's file defaults; a KubeletConfig object is merged over it.
"""

from kubelet_lint.vendor.image import Image, image

CONFIG_PATH = "/etc/kubernetes/kubelet.conf"
TITLE = "OpenShift node"

UNIT = """\
[Unit]
Description=Kubernetes Kubelet
Requires=crio.service kubelet-dependencies.target
After=kubelet-dependencies.target

[Service]
Type=notify
EnvironmentFile=-/etc/kubernetes/kubelet-workaround
EnvironmentFile=-/etc/kubernetes/kubelet-env
ExecStart=/usr/local/bin/kubenswrapper \\
    /usr/bin/kubelet \\
      --config=/etc/kubernetes/kubelet.conf \\
      --bootstrap-kubeconfig=/etc/kubernetes/kubeconfig \\
      --kubeconfig=/var/lib/kubelet/kubeconfig \\
      --container-runtime-endpoint=/var/run/crio/crio.sock \\
      --runtime-cgroups=/system.slice/crio.service \\
      --minimum-container-ttl-duration=6m0s \\
      --volume-plugin-dir=/etc/kubernetes/kubelet-plugins/volume/exec \\
      --hostname-override=${KUBELET_NODE_NAME} \\
      --v=2
Restart=always
RestartSec=10

[Install]
WantedBy=multi-user.target
"""

CONFIG = """\
kind: KubeletConfiguration
apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  x509:
    clientCAFile: /etc/kubernetes/kubelet-ca.crt
  anonymous:
    enabled: false
cgroupDriver: systemd
cgroupRoot: /
clusterDomain: cluster.local
maxPods: 250
rotateCertificates: true
serializeImagePulls: false
staticPodPath: /etc/kubernetes/manifests
systemCgroups: /system.slice
serverTLSBootstrap: true
"""

IMAGE: Image = image(
    "openshift",
    TITLE,
    "OpenShift 4.12 on",
    "openshift/machine-config-operator templates/worker/01-worker-kubelet/_base",
    {"/etc/systemd/system/kubelet.service": UNIT, CONFIG_PATH: CONFIG},
    enabled=("kubelet.service",),
    writer="the machine config operator",
)
