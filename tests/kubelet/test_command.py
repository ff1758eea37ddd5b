"""Which command lines start a kubelet, and what its own arguments are."""

from __future__ import annotations

import pytest

from kubelet_lint.kubelet.command import contained, find
from kubelet_lint.source import Source, Text, program

STARTS = {
    "/usr/bin/kubelet --a=b": "/usr/bin/kubelet --a=b",
    "hyperkube kubelet --a": "kubelet --a",
    "/hyperkube kubelet --a": "kubelet --a",
    "docker run --rm -v /a:/b --net=host h:1 /hyperkube kubelet --x": "kubelet --x",
    "docker run -d --name kubelet --privileged img:1 kubelet --x": "kubelet --x",
    "docker run -it --rm img /usr/local/bin/kubelet --x": "/usr/local/bin/kubelet --x",
    "docker run -e A=b -v /x:/y -p 1:2 img kubelet --x": "kubelet --x",
    "docker run --entrypoint kubelet img:1 --x": "kubelet --x",
    "docker run --entrypoint=/kubelet img:1 --x": "/kubelet --x",
    "docker run --entrypoint=/hyperkube img:1 kubelet --x": "kubelet --x",
    "docker exec -it node kubelet --version": "kubelet --version",
    "podman run --name=k quay.io/poseidon/kubelet:v1.30.0 --b": "kubelet --b",
    "rkt run --volume=a h:v1 --exec=/hyperkube -- kubelet --x": "kubelet --x",
    "rkt run docker://x --exec=/kubelet -- --x --y": "/kubelet --x --y",
    "ctr run --net-host docker.io/x/kubelet:1 kubelet kubelet --x": "kubelet --x",
    "env A=b kubelet --x": "kubelet --x",
    "env -i A=b B=c /opt/kubelet --x": "/opt/kubelet --x",
    "/usr/bin/env -u FOO kubelet --x": "kubelet --x",
    "env -- kubelet": "kubelet",
    "nice -n -10 kubelet --x": "kubelet --x",
    "nice -10 kubelet --x": "kubelet --x",
    "nice --adjustment=5 kubelet --x": "kubelet --x",
    "ionice -c 2 -n 0 kubelet --x": "kubelet --x",
    "ionice -c2 kubelet --x": "kubelet --x",
    "timeout -k 5 10s kubelet --x": "kubelet --x",
    "setsid -w kubelet --x": "kubelet --x",
    "nohup kubelet --x": "kubelet --x",
    "sudo -E kubelet --x": "kubelet --x",
    "sudo -u root -- kubelet --x": "kubelet --x",
    "chroot /rootfs /usr/bin/kubelet --x": "/usr/bin/kubelet --x",
    "systemd-run --unit=kubelet --property=A=b kubelet --x": "kubelet --x",
    "systemd-run -u kubelet -p A=b kubelet --x": "kubelet --x",
    "exec -a foo kubelet --x": "kubelet --x",
    "numactl --cpunodebind=0 --membind=0 kubelet --x": "kubelet --x",
    "taskset -c 0,1 kubelet --x": "kubelet --x",
    "taskset 0x1 kubelet --x": "kubelet --x",
    "flock -n /var/lock/k kubelet --x": "kubelet --x",
    "nsenter -t 1 -m -- kubelet --x": "kubelet --x",
    "time kubelet --x": "kubelet --x",
    "nice -n 5 env A=b chroot /host kubelet --x": "kubelet --x",
    "/usr/lib/coreos/kubelet-wrapper --x": "/usr/lib/coreos/kubelet-wrapper --x",
    "/usr/local/bin/kubenswrapper /usr/bin/kubelet --x": "/usr/bin/kubelet --x",
    "/opt/wrapper --flag /usr/bin/kubelet --v=2": "/usr/bin/kubelet --v=2",
}  # fmt: skip

STARTS_NONE = """\
grep kubelet /etc/x
systemctl restart kubelet
/bin/echo kubelet --authorization-mode=AlwaysAllow
docker stop kubelet
docker rm -f kubelet
docker logs kubelet
docker exec kubelet ls
docker pull gcr.io/kubelet:v1
docker run --name kubelet busybox sleep 1
pkill -f /usr/bin/kubelet
install -m 755 /tmp/kubelet /usr/bin/kubelet
curl -o /usr/bin/kubelet https://x/kubelet
chmod +x /usr/bin/kubelet
ln -s /opt/kubelet /usr/bin/kubelet
cp /opt/bin/kubelet /usr/bin/kubelet
/usr/bin/kubelet-extra
kubeadm init phase kubelet-start
crictl ps kubelet
which kubelet
/hyperkube --a
env
nice -n
docker run x/kubelet:v1 sh /start.sh
docker run --entrypoint /bin/cp x/kubelet:v1 /usr/bin/kubelet /host
docker run x/kubelet:v1 /bin/install-it /usr/local/bin/kubelet
docker create --name tmp x/kubelet:v1
docker run x/kubelet-exporter:v1 --port=1
ctr run --rm docker.io/x/tool:v1 kubelet
ctr run --rm docker.io/x/kubelet:v1 kubelet /bin/sh -c true
ctr run --rootfs --rm /srv/kubelet kubelet /bin/true
crictl run x/bin/kubelet
check-sum /usr/bin/kubelet
check-sum /usr/bin/kubelet --algorithm=sha256""".splitlines()


def found(command: str) -> str | None:
    argv = find(tuple(Source("line", word).text() for word in command.split(" ")))
    return None if argv is None else " ".join(word.chars for word in argv)


@pytest.mark.parametrize("command", STARTS)
def test_a_kubelet_is_found_behind_what_starts_it(command: str) -> None:
    assert found(command) == STARTS[command]


@pytest.mark.parametrize("command", STARTS_NONE)
def test_what_only_mentions_a_kubelet_starts_none(command: str) -> None:
    assert found(command) is None


def test_env_takes_a_whole_command_line_apart() -> None:
    words = ("env", "-S", "A=b kubelet --x")
    argv = find(tuple(Source("line", word).text() for word in words))
    assert argv is not None
    assert [word.chars for word in argv] == ["kubelet", "--x"]


@pytest.mark.parametrize(
    "command",
    ["docker run x/kubelet:v1", "podman run -d x/kubelet", "ctr run --rm x/kubelet k"],
)
def test_an_image_called_kubelet_says_its_arguments_itself(command: str) -> None:
    argv = find(tuple(Source("line", word).text() for word in command.split(" ")))
    assert argv is not None
    assert argv[0].chars == "kubelet"
    assert [word.known for word in argv[1:]] == [False]


def test_a_vendors_program_is_found_in_its_container() -> None:
    words = "docker run --privileged rancher/k3s:v1.30.0-k3s1 server --a".split(" ")
    argv = contained(tuple(Source("line", word).text() for word in words))
    assert argv is not None
    assert [word.chars for word in argv] == ["k3s", "server", "--a"]


def test_a_container_that_nobody_knows_is_a_name_and_no_option() -> None:
    node = Text.hole("", name="$node", words=True)
    docker = [program(word) for word in ("docker", "exec", "-t")]
    pkill = [program(word) for word in ("pkill", "kubelet")]
    assert find((*docker, node, *pkill)) is None
    assert find((*docker, node, *pkill[1:])) == (pkill[1],)
