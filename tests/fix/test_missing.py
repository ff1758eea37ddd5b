"""Settings that only a default makes right are stated in the style of the file."""

from __future__ import annotations

import pytest

from .conftest import CONFIG, NODE, Place

HEAD = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
"""

JSON = """\
{
  "apiVersion": "kubelet.config.k8s.io/v1beta1",
  "kind": "KubeletConfiguration"
}
"""
ADDED = """\
  "authentication": {
    "webhook": {
      "enabled": true
    }
  },
  "authorization": {
    "mode": "Webhook"
  },
"""
DEEP = """\
{
    "kind": "KubeletConfiguration",
    "apiVersion": "kubelet.config.k8s.io/v1beta1",
    "authentication": {
        "anonymous": {
            "enabled": false
        },
        "webhook": {%s
            "cacheTTL": "2m"
        }
    },
    "authorization": {%s
    }
}"""
STATED = ('\n            "enabled": true,', '\n        "mode": "Webhook"')

CASES: dict[str, tuple[str, str]] = {
    "at the end of the document": (
        HEAD + "clusterDomain: cluster.local\n\n# the end\n",
        HEAD
        + "clusterDomain: cluster.local\n"
        + "authentication:\n  webhook:\n    enabled: true\n"
        + "authorization:\n  mode: Webhook\n\n# the end\n",
    ),
    "no last line end": (
        HEAD[:-1],
        HEAD
        + "authentication:\n  webhook:\n    enabled: true\n"
        + "authorization:\n  mode: Webhook",
    ),
    "inside of the mapping, with its own indentation": (
        HEAD
        + "authentication:\n    anonymous:\n        enabled: false\n"
        + "clusterDNS:\n- 10.0.0.10\n",
        HEAD
        + "authentication:\n    anonymous:\n        enabled: false\n"
        + "    webhook:\n        enabled: true\n"
        + "clusterDNS:\n- 10.0.0.10\n"
        + "authorization:\n    mode: Webhook\n",
    ),
    "inside of both mappings": (
        "authorization: # who may\n  webhook:\n    cacheAuthorizedTTL: 5m\n"
        "authentication:\n  webhook:\n    cacheTTL: 2m # short\n" + HEAD,
        "authorization: # who may\n  webhook:\n    cacheAuthorizedTTL: 5m\n"
        "  mode: Webhook\n"
        "authentication:\n  webhook:\n    cacheTTL: 2m # short\n    enabled: true\n"
        + HEAD,
    ),
    "an empty mapping": (
        HEAD + "authorization:\nauthentication:\n  webhook:\n    enabled: true\n",
        HEAD
        + "authorization:\n  mode: Webhook\n"
        + "authentication:\n  webhook:\n    enabled: true\n",
    ),
    "an empty mapping at the end": (
        HEAD + "authorization:\n",
        HEAD
        + "authorization:\n  mode: Webhook\n"
        + "authentication:\n  webhook:\n    enabled: true\n",
    ),
    "an empty mapping whose comments stay with it": (
        HEAD + "authorization: # later\n  # mode: Webhook\n\n# the end\n",
        HEAD
        + "authorization: # later\n  mode: Webhook\n  # mode: Webhook\n"
        + "authentication:\n  webhook:\n    enabled: true\n\n# the end\n",
    ),
    "behind a byte order mark": (
        "\ufeffkind: KubeletConfiguration\n" + HEAD.splitlines()[0] + "\n",
        "\ufeffkind: KubeletConfiguration\n"
        + HEAD.splitlines()[0]
        + "\nauthentication:\n  webhook:\n    enabled: true\n"
        + "authorization:\n  mode: Webhook\n",
    ),
    "the first of several documents": (
        HEAD + "---\nkind: Other\n",
        HEAD
        + "authentication:\n  webhook:\n    enabled: true\n"
        + "authorization:\n  mode: Webhook\n---\nkind: Other\n",
    ),
    "JSON, two blanks": (JSON, JSON.replace("{\n", "{\n" + ADDED, 1)),
    "JSON, four blanks, inside of what is there": (DEEP % ("", ""), DEEP % STATED),
    "JSON, tabs": (
        (DEEP % ("", "")).replace("    ", "\t"),
        (DEEP % STATED).replace("    ", "\t"),
    ),
}


@pytest.mark.parametrize("eol", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES.keys())
def test_the_lines_are_added(place: Place, before: str, after: str, eol: str) -> None:
    place.write({**NODE, CONFIG: before.replace("\n", eol).encode()})
    assert place.check().code == 1
    assert place.check("--fix").code == 0
    assert place.read(CONFIG).decode() == after.replace("\n", eol)


UNCLEAR: dict[str, str] = {
    "flow style": HEAD + "authentication: {}\nauthorization: {}\n",
    "all of it flow style": "--- {apiVersion: kubelet.config.k8s.io/v1beta1, "
    "kind: KubeletConfiguration}\n",
    "JSON on one line": '{"apiVersion": "kubelet.config.k8s.io/v1beta1",'
    ' "kind": "KubeletConfiguration"}\n',
    "JSON, three blanks": '{\n   "apiVersion": "kubelet.config.k8s.io/v1beta1",\n'
    '   "kind": "KubeletConfiguration"\n}\n',
}


@pytest.mark.parametrize("content", UNCLEAR.values(), ids=UNCLEAR.keys())
def test_a_style_that_shows_no_place_is_left(place: Place, content: str) -> None:
    place.write({**NODE, CONFIG: content.encode()})
    assert "0 fixed, 2 left" in place.check("--fix").err
    assert place.read(CONFIG).decode() == content


def test_a_document_inside_of_another_keeps_its_indentation(place: Place) -> None:
    data = "#cloud-config\nwrite_files:\n- path: /etc/kubelet.yaml\n  content: |\n"
    tail = "runcmd:\n- kubelet --config=/etc/kubelet.yaml --kubeconfig=/etc/kc\n"
    indented = "".join(f"    {line}\n" for line in HEAD.splitlines())
    place.write({"user-data.yaml": (data + indented + tail).encode()})
    assert place.check("--fix").code == 0
    lines = (
        "    authentication:\n      webhook:\n        enabled: true\n"
        "    authorization:\n      mode: Webhook\n"
    )
    assert place.read("user-data.yaml").decode() == data + indented + lines + tail
