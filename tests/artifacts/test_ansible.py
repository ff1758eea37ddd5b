"""Ansible: tasks in their order, with the variables that the repository fixes."""

from __future__ import annotations

import pytest

from kubelet_lint.node.effect import Machine, Write

from .carried import carried_of, place, told

MAIN = "roles/k/tasks/main.yml"


def machines(tasks: str, path: str = MAIN, **others: str) -> list[Machine]:
    files = {name.replace("__", "/"): text for name, text in others.items()}
    found = carried_of({path: tasks, **files}, path)
    return [one for one in found if isinstance(one, Machine)]


def effects(tasks: str, files: dict[str, str] | None = None) -> list[str]:
    found = carried_of({MAIN: tasks, **(files or {})}, MAIN)
    (machine,) = [one for one in found if isinstance(one, Machine)]
    return told(machine.effects)


KUBELET = "- copy: {content: x, dest: /etc/kubelet}\n"

TASKS = [
    (
        "- ansible.builtin.copy:\n    src: k.yaml\n    dest: /etc/kubelet/\n",
        ["write /etc/kubelet/k.yaml: file\n"],
    ),
    (
        "- copy: src=k.yaml dest=/etc/kubelet.yaml mode=0600\n",
        ["write 600 /etc/kubelet.yaml: file\n"],
    ),
    (
        "- copy:\n    content: 'mode: {{ mode }}'\n    dest: /etc/kubelet.yaml\n",
        ["write /etc/kubelet.yaml: mode: AlwaysAllow"],
    ),
    (
        "- template:\n    src: k.j2\n    dest: '{{ dir }}/kubelet.yaml'\n",
        ["write /etc/kubelet.yaml: mode: AlwaysAllow ‹{{ other }}›\n"],
    ),
    (
        (
            "- template: {src: '{{ item }}.j2', dest: '/etc/kubelet-{{ item }}'}\n"
            "  loop: [k]\n"
        ),
        ["write /etc/kubelet-k: mode: AlwaysAllow ‹{{ other }}›\n"],
    ),
    (
        (
            "- copy: {content: '{{ item.c }}', dest: '{{ item.d }}'}\n"
            "  with_items:\n  - {c: x, d: /kubelet/1}\n  - {c: y, d: /kubelet/2}\n"
        ),
        ["write /kubelet/1: x", "write /kubelet/2: y"],
    ),
    (
        "- copy: {content: '{{ item }}', dest: /kubelet}\n  loop: '{{ names }}'\n",
        ["write /kubelet: a", "write /kubelet: b"],
    ),
    (
        (
            "- file: {path: /etc/kubelet, state: absent}\n"
            "- file: {src: /a, dest: /etc/kubelet, state: link}\n"
            "- file: {path: /etc/kubelet.d, state: directory}\n"
        ),
        ["remove /etc/kubelet", "link /etc/kubelet /a"],
    ),
    (
        KUBELET + "- systemd: {name: kubelet, state: started}\n",
        ["write /etc/kubelet: x", "boot kubelet.service"],
    ),
    (
        "- shell: kubeadm init --x={{ mode }}\n- command: echo\n",
        ["run shell: kubeadm init --x=AlwaysAllow\n", "run command: echo\n"],
    ),
    (
        "- set_fact: {v: AlwaysAllow}\n- copy: {content: '{{ v }}', dest: /kubelet}\n",
        ["write /kubelet: AlwaysAllow"],
    ),
    (
        "- block:\n  - copy: {content: '{{ v }}', dest: /kubelet}\n  vars: {v: x}\n",
        ["write /kubelet: x"],
    ),
    (
        "- include_tasks: more.yml\n",
        ["write /kubelet: more"],
    ),
    (
        "- include_role: {name: other}\n",
        ["write /kubelet: other"],
    ),
    (
        KUBELET + "- template: {src: gone.j2, dest: /etc/y}\n",
        [
            "write /etc/kubelet: x",
            "unfollowed template: gone.j2 is not in the repository",
        ],
    ),
    (
        "- copy: {content: x, dest: /kubelet}\n  notify: restart\n",
        ["write /kubelet: x", "boot kubelet.service"],
    ),
    (
        (
            "- copy: {content: x, dest: /kubelet}\n  when: on\n"
            "- copy: {content: y, dest: /kubelet}\n  when: not on | bool\n"
        ),
        ["write /kubelet: x"],
    ),
]

FILES = {
    "roles/k/files/k.yaml": "file\n",
    "roles/k/templates/k.j2": "mode: {{ mode }} {{ other }}\n",
    "roles/k/tasks/more.yml": "- copy: {content: more, dest: /kubelet}\n",
    "roles/other/tasks/main.yml": "- copy: {content: other, dest: /kubelet}\n",
    "roles/k/handlers/main.yml": (
        "- name: restart\n  service: name=kubelet state=restarted\n"
    ),
    "roles/k/defaults/main.yml": (
        "mode: AlwaysAllow\ndir: /etc\nnames: [a, b]\non: true\n"
    ),
}


@pytest.mark.parametrize(("tasks", "expected"), TASKS)
def test_a_task_does_to_the_machine_what_its_module_does(
    tasks: str, expected: list[str]
) -> None:
    assert effects(tasks, FILES) == expected


UNSEEN = "that is edited here are not seen"
EDITS = [
    (
        "lineinfile: {path: /kubelet, regexp: '^b', line: c}",
        "write /kubelet: a\nc\n",
    ),
    ("lineinfile: {path: /kubelet, line: c}", "write /kubelet: a\nb\nc\n"),
    ("lineinfile: {path: /kubelet, line: b}", "write /kubelet: a\nb\n"),
    (
        "lineinfile: {path: /kubelet, regexp: b, state: absent}",
        "write /kubelet: a\n",
    ),
    ("blockinfile: {path: /kubelet, block: c}", "write /kubelet: a\nb\nc\n"),
    ("replace: {path: /kubelet, regexp: b, replace: c}", "write /kubelet: a\nc\n"),
    (
        "lineinfile: {path: /kubelet.env, regexp: '^b', line: c}",
        f"write /kubelet.env: ‹the lines of the file {UNSEEN}›\nc\n",
    ),
    (
        "replace: {path: /kubelet.env, regexp: b, replace: c}",
        "unfollowed replace: a file nobody sees is changed",
    ),
    (
        "replace: {path: /kubelet, regexp: '(b+)+$', replace: c}",
        "unfollowed replace: a file nobody sees is changed",
    ),
]


@pytest.mark.parametrize(("edit", "expected"), EDITS)
def test_an_edit_changes_what_is_known_of_the_file(edit: str, expected: str) -> None:
    tasks = f'- copy: {{content: "a\\nb\\n", dest: /kubelet}}\n- {edit}\n'
    assert effects(tasks)[1] == expected


def test_a_condition_that_the_repository_leaves_open_makes_two_machines() -> None:
    tasks = "- copy: {content: x, dest: /kubelet}\n  when: a\n" + KUBELET

    assert {
        (one.circumstances, tuple(told(one.effects))) for one in machines(tasks)
    } == {
        (("when `a` is true",), ("write /kubelet: x", "write /etc/kubelet: x")),
        (("when `a` is false",), ("write /etc/kubelet: x",)),
    }


def test_a_value_points_at_the_defaults_that_hold_it() -> None:
    found = carried_of(
        {
            MAIN: "- template: {src: k.j2, dest: /kubelet}\n",
            "roles/k/templates/k.j2": "mode: {{ mode }}\n",
            "roles/k/defaults/main.yml": "a: b\nmode: AlwaysAllow\n",
        },
        MAIN,
    )
    (machine,) = [one for one in found if isinstance(one, Machine)]
    (write,) = machine.effects
    assert isinstance(write, Write)
    assert place(write.text, "mode") == ("roles/k/templates/k.j2", (1, 1))
    assert place(write.text, "Always") == ("roles/k/defaults/main.yml", (2, 7))
    assert [one.text for one in machine.assumptions] == [
        "variables as roles/k/defaults/main.yml has them"
    ]


PRECEDENCE = [
    ({"roles/k/defaults/main.yml": "v: a"}, "a"),
    ({"roles/k/defaults/main.yml": "v: a", "group_vars/all.yml": "v: b"}, "b"),
    ({"group_vars/all.yml": "v: a", "group_vars/nodes.yml": "v: b"}, "b"),
    ({"group_vars/all.yml": "v: a", "roles/k/vars/main.yml": "v: b"}, "b"),
    ({"group_vars/x.yml": "v: a", "group_vars/y.yml": "v: b"}, "‹{{ v }}›"),
    ({"group_vars/x.yml": "v: a # x", "group_vars/y.yml": "v: 'a'"}, "a"),
    ({"roles/other/defaults/main.yml": "v: a"}, "a"),
    ({"roles/o/vars/main.yml": "v: a", "roles/p/vars/main.yml": "v: b"}, "‹{{ v }}›"),
    (
        {"roles/o-defaults/defaults/main.yml": "v: a", "roles/p/vars/main.yml": "v: b"},
        "a",
    ),
    ({"roles/k/defaults/main.yml": "v: '{{ w }}'\nw: a"}, "a"),
    ({"roles/k/defaults/main.yml": "v: yes"}, "True"),
]


@pytest.mark.parametrize(("files", "expected"), PRECEDENCE)
def test_a_variable_comes_from_where_ansible_takes_it(
    files: dict[str, str], expected: str
) -> None:
    tasks = "- copy: {content: '{{ v }}', dest: /kubelet}\n"
    assert effects(tasks, files) == [f"write /kubelet: {expected}"]


def test_a_play_runs_its_tasks_and_handlers_with_its_variables() -> None:
    play = (
        "- hosts: all\n  vars: {v: x}\n  tasks:\n"
        "  - copy: {content: '{{ v }}', dest: /kubelet}\n    notify: go\n"
        "  handlers:\n  - name: go\n    service: {name: kubelet, state: restarted}\n"
    )
    (machine,) = machines(play, "site.yml")

    assert told(machine.effects) == ["write /kubelet: x", "boot kubelet.service"]


def test_a_role_is_read_once_from_its_main_file() -> None:
    files = {
        MAIN: "- include_tasks: more.yml\n" + KUBELET,
        "roles/k/tasks/more.yml": KUBELET,
    }
    assert carried_of(files, "roles/k/tasks/more.yml") == []
    assert len(carried_of(files, MAIN)) == 1


def test_a_list_that_is_no_list_of_tasks_is_left_alone() -> None:
    assert machines("- name: x\n  kubelet: y\n", "list.yml") == []


def variants(condition: str, source: str, **others: str) -> list[tuple[str, str]]:
    tasks = (
        "- template: {src: kubelet.a.j2, dest: /etc/kubelet.env}\n"
        f"- template: {{src: '{source}', dest: /etc/kubelet.env}}\n"
        f"  when: {condition}\n"
    )
    files = {
        "roles/k/defaults/main.yml": "plain: false\nkind: a\n",
        "roles/k/templates/kubelet.a.j2": "a\n",
        "roles/k/templates/kubelet.b.j2": "b\n",
        **others,
    }
    found = carried_of({MAIN: tasks, **files}, MAIN)
    return [
        (one.doubt, told(one.effects)[-1])
        for one in found
        if isinstance(one, Machine) and one.doubt
    ]


@pytest.mark.parametrize(
    ("condition", "source", "name"),
    [
        ("plain", "kubelet.b.j2", "`plain` is true"),
        ("plain|bool", "kubelet.b.j2", "`plain` is true"),
        ("kind == 'b'", "kubelet.b.j2", "`kind` is b"),
        ("true", "kubelet.{{ kind }}.j2", "`kind` is b"),
    ],
)
def test_a_template_that_the_defaults_do_not_choose_is_a_node_that_is_only_possible(
    condition: str, source: str, name: str
) -> None:
    assert variants(condition, source) == [
        (f"only if {name}, which is not its default", "write /etc/kubelet.env: b\n")
    ]


def test_a_template_that_is_used_already_makes_no_further_node() -> None:
    assert variants("not plain", "kubelet.b.j2") == []
    assert variants("plain", "kubelet.a.j2") == []


def test_a_fact_is_not_set_where_its_condition_fails() -> None:
    tasks = (
        "- set_fact: {mode: wrong}\n  when: plain\n"
        "- copy: {content: '{{ mode }}', dest: /etc/kubelet}\n"
    )
    defaults = {"roles/k/defaults/main.yml": "plain: false\nmode: right\n"}
    assert effects(tasks, defaults) == ["write /etc/kubelet: right"]
