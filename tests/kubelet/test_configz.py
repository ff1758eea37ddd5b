"""A captured ``/configz``: one layer a setting, at its place."""

from __future__ import annotations

from kubelet_lint.kubelet.configz import resolve_configz
from kubelet_lint.source import Source
from kubelet_lint.value import Known, Unknown

from .node import ANONYMOUS, MODE, WEBHOOK, holed, spelled

ANSWER = (
    '{"kubeletconfig":{"authentication":{"x509":{},"webhook":{"enabled":false,'
    '"cacheTTL":"2m0s"},"anonymous":{"enabled":true}},'
    '"authorization":{"mode":"AlwaysAllow"}}}'
)


def test_every_setting_is_what_the_answer_says() -> None:
    found = resolve_configz(Source("configz.json", ANSWER).text())
    assert found.settings[MODE].value == Known("AlwaysAllow")
    assert found.settings[WEBHOOK].value == Known(False)
    assert found.settings[ANONYMOUS].value == Known(True)
    assert len(found.settings[MODE].layers) == 1
    assert spelled(found.settings[MODE].deciding.span) == "AlwaysAllow"
    assert found.refusal is None
    assert found.undetermined is None


def test_what_it_leaves_out_is_zero() -> None:
    found = resolve_configz(Source("configz.json", ANSWER).text())
    port = found.settings["readOnlyPort"]
    assert port.value == Known(0)
    assert port.written
    assert spelled(port.deciding.span) == "kubeletconfig"


def test_what_cannot_be_read_is_unknown() -> None:
    for content in ('{"kubeletconfig": 3}', "{", '{"kubeletconfig": {"a": [@]'):
        found = resolve_configz(holed("configz.json", content))
        assert isinstance(found.settings[MODE].value, Unknown)
        assert found.undetermined is not None
