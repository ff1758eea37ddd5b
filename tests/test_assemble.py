"""Which parts of a repository make one node."""

import pytest

from kubelet_lint.analyze import analyze_files
from kubelet_lint.assemble import Plan, plans
from kubelet_lint.finder import RepositoryFinder, nearest, node_path, overlay_root
from kubelet_lint.node.effect import Document, Fragment, FragmentKind, Place, Write
from kubelet_lint.source import Source


class Tree:
    """A repository of empty files."""

    def __init__(self, *paths: str) -> None:
        self.paths = paths

    def read(self, path: str) -> Document | None:
        return document(path) if path in self.paths else None

    def below(self, folder: str) -> tuple[str, ...]:
        start = f"{folder}/" if folder else ""
        return tuple(path for path in self.paths if path.startswith(start))

    def suffix(self, path: str) -> tuple[str, ...]:
        return tuple(p for p in self.paths if f"/{p}".endswith(f"/{path}"))


def document(path: str, content: str = "x") -> Document:
    return Document(path, Source(path, content).text())


def part(kind: FragmentKind, path: str, unit: str = "") -> Fragment:
    return Fragment(kind, document(path), path.rsplit("/", 1)[-1], unit)


def unit(path: str) -> Fragment:
    return part("unit", path)


def dropin(path: str) -> Fragment:
    return part("drop-in", path, "kubelet.service")


def config(path: str) -> Fragment:
    return part("config", path)


def assembled(*parts: Fragment) -> list[Plan]:
    return plans(parts, Tree(*(p.document.path for p in parts)))


def written(plan: Plan) -> list[str]:
    return [e.path for e in plan.machine.effects if isinstance(e, Write)]


@pytest.mark.parametrize(
    ("path", "root", "node"),
    [
        (
            "etc/systemd/system/kubelet.service",
            "",
            "/etc/systemd/system/kubelet.service",
        ),
        ("overlay/etc/default/kubelet", "overlay", "/etc/default/kubelet"),
        ("a/b/var/lib/kubelet/config.yaml", "a/b", "/var/lib/kubelet/config.yaml"),
        (
            "os/usr/lib/systemd/system/k.service",
            "os",
            "/usr/lib/systemd/system/k.service",
        ),
        ("systemd/kubelet.service", None, None),
        ("etc-kubernetes/kubelet.yaml", None, None),
    ],
)
def test_an_overlay_is_told_by_a_folder_that_only_a_node_has(
    path: str, root: str | None, node: str | None
) -> None:
    assert overlay_root(path) == root
    assert node_path(path) == node


def test_an_overlay_with_a_unit_is_one_machine() -> None:
    found = assembled(
        unit("os/etc/systemd/system/kubelet.service"),
        dropin("os/etc/systemd/system/kubelet.service.d/10-a.conf"),
        config("os/var/lib/kubelet/config.yaml"),
    )
    assert [plan.machine.name for plan in found] == [
        "os/etc/systemd/system/kubelet.service"
    ]
    assert found[0].machine.effects == (Place("os", "/"),)


def test_a_template_in_an_overlay_is_installed_under_its_own_name() -> None:
    (plan,) = assembled(unit("x/etc/systemd/system/kubelet.service.j2"))
    assert written(plan) == ["/etc/systemd/system/kubelet.service"]
    (placed,) = plan.fragments
    assert placed.document.node_path == "/etc/systemd/system/kubelet.service"


def test_each_document_of_a_file_is_judged() -> None:
    bad = (
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
        "authorization:\n  mode: AlwaysAllow\n"
    )
    found = analyze_files({"a.yaml": f"{bad}---\n{bad}"}).findings
    lines = {
        one.span.source.position(one.span.start).line
        for one in found
        if one.rule == "always-allow-authorization"
    }
    assert lines == {4, 9}


def test_two_overlays_are_two_machines() -> None:
    found = assembled(
        unit("master/etc/systemd/system/kubelet.service"),
        unit("worker/etc/systemd/system/kubelet.service"),
    )
    assert len(found) == 2


def test_a_unit_takes_the_drop_ins_of_its_folder() -> None:
    found = assembled(
        unit("systemd/kubelet.service"),
        dropin("systemd/kubelet.service.d/20-b.conf"),
        dropin("systemd/kubelet.service.d/10-a.conf"),
    )
    assert len(found) == 1
    assert written(found[0]) == [
        "/etc/systemd/system/kubelet.service",
        "/etc/systemd/system/kubelet.service.d/10-a.conf",
        "/etc/systemd/system/kubelet.service.d/20-b.conf",
    ]
    assert found[0].machine.assumptions == ()


def test_a_drop_in_lying_beside_its_unit_is_an_assumption() -> None:
    found = assembled(unit("files/kubelet.service"), dropin("files/10-kubeadm.conf"))
    assert len(found) == 1
    assert len(written(found[0])) == 2
    assert "files/10-kubeadm.conf" in found[0].machine.assumptions[0].text


def test_drop_ins_without_any_unit_go_to_the_packaged_one() -> None:
    found = assembled(dropin("kubelet.service.d/20-extra.conf"))
    assert [plan.packaged for plan in found] == [True]
    assert "packaged" in found[0].machine.assumptions[0].text


def test_a_drop_in_elsewhere_joins_the_nearest_unit_of_its_name() -> None:
    found = assembled(
        unit("a/base/kubelet.service"),
        unit("b/base/kubelet.service"),
        dropin("a/extra/kubelet.service.d/20.conf"),
    )
    joined = [plan for plan in found if plan.lone]
    assert [plan.fragments[0].document.path for plan in joined] == [
        "a/base/kubelet.service"
    ]


def test_a_drop_in_with_two_equally_near_units_is_judged_with_each() -> None:
    found = assembled(
        unit("a/kubelet.service"),
        unit("b/kubelet.service"),
        dropin("c/kubelet.service.d/20.conf"),
    )
    joined = [plan for plan in found if plan.lone]
    assert [plan.machine.circumstances for plan in joined] == [
        ("with a/kubelet.service",),
        ("with b/kubelet.service",),
    ]


def test_variants_of_a_drop_in_are_different_nodes() -> None:
    found = assembled(dropin("docker/10-kubeadm.conf"), dropin("crio/10-kubeadm.conf"))
    assert len(found) == 2


def test_a_config_alone_is_judged_last_and_only_if_nothing_read_it() -> None:
    found = assembled(config("kubelet.yaml"), unit("kubelet.service"))
    assert [plan.lone for plan in found] == [False, True]


def test_a_reference_is_the_file_whose_whole_path_it_is() -> None:
    tree = Tree("os/etc/kubernetes/kubelet.yaml", "other/kubelet.yaml")
    finder = RepositoryFinder(tree, {"other/kubelet.yaml": "config"}, "kubelet.service")
    found = finder.candidates("/etc/kubernetes/kubelet.yaml")
    assert [candidate.source for candidate in found] == [
        "os/etc/kubernetes/kubelet.yaml"
    ]


def test_below_the_whole_path_only_a_file_of_the_right_kind_is_meant() -> None:
    tree = Tree("conf/config.yaml", "k3s/config.yaml")
    finder = RepositoryFinder(tree, {"conf/config.yaml": "config"}, "kubelet.service")
    finder.purpose = "config"
    found = finder.candidates("/var/lib/kubelet/config.yaml")
    assert [candidate.source for candidate in found] == ["conf/config.yaml"]


def test_a_file_that_lies_elsewhere_on_the_node_is_not_meant() -> None:
    path = "os/etc/kubernetes/config.yaml"
    finder = RepositoryFinder(Tree(path), {path: "config"}, "kubelet.service")
    finder.purpose = "config"
    assert finder.candidates("/var/lib/kubelet/config.yaml") == ()


def test_a_template_is_meant_by_the_name_it_is_installed_under() -> None:
    path = "templates/kubelet-config.yaml.j2"
    finder = RepositoryFinder(
        Tree(path), {path: "config"}, "templates/kubelet.service.j2"
    )
    finder.purpose = "config"
    found = finder.candidates("/etc/kubernetes/kubelet-config.yaml")
    assert [candidate.source for candidate in found] == [path]
    assert "installed as" in found[0].assumption.text


def test_the_nearest_are_those_that_share_most_folders() -> None:
    assert nearest(["a/b/x", "a/c/x", "d/x"], "a/b/y") == ["a/b/x"]
    assert nearest(["a/x", "b/x"], "c/y") == ["a/x", "b/x"]
