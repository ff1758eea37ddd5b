"""k3s, whose kubelet runs inside of the k3s process.

Releases: v1.17 on. Source: k3s-io/k3s ``pkg/daemons/agent/agent_linux.go``
(``kubeletArgs``: flags, up to v1.31) and ``agent.go`` (``defaultKubeletConfig``: a
drop-in under ``--config-dir``, from v1.32 on). Both say the same about authentication
and authorization; the flags that k3s passes are ``vendor.k3s.DEFAULTS``.
"""

from kubelet_lint.vendor.image import Image, image

DROPIN = """\
apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 2m0s
    enabled: true
  x509:
    clientCAFile: /var/lib/rancher/k3s/agent/client-ca.crt
authorization:
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 5m0s
    cacheUnauthorizedTTL: 30s
kind: KubeletConfiguration
"""

IMAGE: Image = image(
    "k3s",
    "k3s",
    "v1.17 on",
    "k3s-io/k3s pkg/daemons/agent/{agent_linux,agent}.go",
    {"/var/lib/rancher/k3s/agent/etc/kubelet.conf.d/00-k3s-defaults.conf": DROPIN},
    writer="k3s",
)
