"""What commands print and leave, recorded from the real programs.

GNU sed 4.9, grep 3.8, coreutils 9.1, findutils 4.9, gawk 5.2 in the C locale. Each
row: the command line, standard input, the files before, what is printed, the status,
and the files that are different afterwards (None: gone; a pair: a link).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Row(NamedTuple):
    argv: list[str]
    stdin: str = ""
    files: Mapping[str, str] = MappingProxyType({})
    printed: str = ""
    status: int = 0
    changed: Mapping[str, str | tuple[str, str] | None] = MappingProxyType({})


CONFIG = "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: AlwaysAllow\n"
UNIT = '[Service]\nEnvironment="ARGS=--config=/a"\nExecStart=\nExecStart=/usr/bin/agent $ARGS\n'

ROWS = [
    Row(
        ["sed", "-i", "s/mode: AlwaysAllow/mode: Webhook/", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: Webhook\n"
        },
    ),
    Row(
        ["sed", "-i", "s/\\(mode:\\).*/\\1 Webhook/", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: Webhook\n"
        },
    ),
    Row(
        ["sed", "-i", "/anonymous/,/enabled/s/true/false/", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: false\nwebhook:\n  enabled: false\nmode: AlwaysAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "/mode:/i\\  # c", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\n  # c\nmode: AlwaysAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "2,4d", "f"],
        files={"f": CONFIG},
        changed={"f": "kind: Config\n  enabled: false\nmode: AlwaysAllow\n"},
    ),
    Row(
        ["sed", "-i", "s/[Tt]rue/false/g;s/AlwaysAllow/Webhook/", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: false\nwebhook:\n  enabled: false\nmode: Webhook\n"
        },
    ),
    Row(
        ["sed", "-i", "/webhook:/{n;s/false/true/}", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: true\nmode: AlwaysAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "s/enabled: \\(true\\|false\\)/enabled: [&]/", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: [enabled: true]\nwebhook:\n  enabled: [enabled: false]\nmode: AlwaysAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "/^ *#/!s/mode/MODE/", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nMODE: AlwaysAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "1i\\---", "f"],
        files={"f": CONFIG},
        changed={
            "f": "---\nkind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: AlwaysAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "$a\\tail", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: AlwaysAllow\ntail\n"
        },
    ),
    Row(
        ["sed", "-i", "$ a last", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: AlwaysAllow\nlast\n"
        },
    ),
    Row(
        ["sed", "-i", "/mode/c\\mode: Webhook", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: Webhook\n"
        },
    ),
    Row(["sed", "-i", "s/NOTHERE/x/", "f"], files={"f": CONFIG}),
    Row(
        ["sed", "-i", 's#mode: .*#mode: "W"#', "f"],
        files={"f": CONFIG},
        changed={
            "f": 'kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: "W"\n'
        },
    ),
    Row(
        ["sed", "-i", "/^mode/s/$/ # set/", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: AlwaysAllow # set\n"
        },
    ),
    Row(
        ["sed", "-i", "0,/enabled/s/enabled/ENABLED/", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  ENABLED: true\nwebhook:\n  enabled: false\nmode: AlwaysAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "/webhook/,+1d", "f"],
        files={"f": CONFIG},
        changed={"f": "kind: Config\nanonymous:\n  enabled: true\nmode: AlwaysAllow\n"},
    ),
    Row(
        ["sed", "-i", "/kind/r f", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nkind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: AlwaysAllow\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: AlwaysAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "y/abc/ABC/", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nAnonymous:\n  enABled: true\nweBhook:\n  enABled: fAlse\nmode: AlwAysAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "s/a/b/2", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: fblse\nmode: AlwaysAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "s/a/b/2g", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: fblse\nmode: AlwaysAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "/mode/{s/Always/Never/;p}", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: NeverAllow\nmode: NeverAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "1~2d", "f"],
        files={"f": CONFIG},
        changed={"f": "anonymous:\nwebhook:\nmode: AlwaysAllow\n"},
    ),
    Row(["sed", "-i", "$!N;P;D", "f"], files={"f": CONFIG}),
    Row(
        ["sed", "-i", 's/.*/"&"/', "f"],
        files={"f": CONFIG},
        changed={
            "f": '"kind: Config"\n"anonymous:"\n"  enabled: true"\n"webhook:"\n"  enabled: false"\n"mode: AlwaysAllow"\n'
        },
    ),
    Row(
        ["sed", "-i", "s/\\bmode\\b/MODE/", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nMODE: AlwaysAllow\n"
        },
    ),
    Row(["sed", "-i", "/^$/d", "f"], files={"f": CONFIG}),
    Row(
        ["sed", "-i", "s/e/E/3;tx;d;:x", "f"],
        files={"f": CONFIG},
        changed={"f": "  enabled: truE\n  enabled: falsE\n"},
    ),
    Row(
        ["sed", "-i", "-E", 's/(mode): (.*)$/\\1: "\\2"/', "f"],
        files={"f": CONFIG},
        changed={
            "f": 'kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: "AlwaysAllow"\n'
        },
    ),
    Row(
        ["sed", "-i", "-E", "s/^( *)enabled: (true|false)/\\1enabled: no/", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: no\nwebhook:\n  enabled: no\nmode: AlwaysAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "-E", "s/[[:space:]]+/ /g", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n enabled: true\nwebhook:\n enabled: false\nmode: AlwaysAllow\n"
        },
    ),
    Row(
        ["sed", "-i", "-E", "/^(kind|mode):/d", "f"],
        files={"f": CONFIG},
        changed={"f": "anonymous:\n  enabled: true\nwebhook:\n  enabled: false\n"},
    ),
    Row(
        ["sed", "-i", "-E", "s/([a-z]+): ([A-Z]\\w+)/\\2: \\1/", "f"],
        files={"f": CONFIG},
        changed={
            "f": "Config: kind\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nAlwaysAllow: mode\n"
        },
    ),
    Row(
        ["sed", "-i.bak", "-e", "s/AlwaysAllow/Webhook/", "-e", "s/true/false/", "f"],
        files={"f": CONFIG},
        changed={
            "f": "kind: Config\nanonymous:\n  enabled: false\nwebhook:\n  enabled: false\nmode: Webhook\n",
            "f.bak": CONFIG,
        },
    ),
    Row(
        ["sed", "-n", "/webhook/,$p", "f"],
        files={"f": CONFIG},
        printed="webhook:\n  enabled: false\nmode: AlwaysAllow\n",
    ),
    Row(["sed", "-n", "$=", "f"], files={"f": CONFIG}, printed="6\n"),
    Row(
        ["sed", ":a;N;$!ba;s/\\n/,/g"],
        stdin=CONFIG,
        printed="kind: Config,anonymous:,  enabled: true,webhook:,  enabled: false,mode: AlwaysAllow\n",
    ),
    Row(
        ["sed", "-e", "s|{{MODE}}|Webhook|g", "-e", "s|{{DNS}}|10.0.0.10|", "f"],
        files={"f": "mode: {{MODE}}\ndns: {{DNS}} {{MODE}}\n"},
        printed="mode: Webhook\ndns: 10.0.0.10 Webhook\n",
    ),
    Row(
        ["sed", 's#Environment="ARGS=#&--mode=AlwaysAllow #', "f"],
        files={"f": UNIT},
        printed='[Service]\nEnvironment="ARGS=--mode=AlwaysAllow --config=/a"\nExecStart=\nExecStart=/usr/bin/agent $ARGS\n',
    ),
    Row(
        ["sed", "/ExecStart=\\/usr/s/$/ --v=2/", "f"],
        files={"f": UNIT},
        printed='[Service]\nEnvironment="ARGS=--config=/a"\nExecStart=\nExecStart=/usr/bin/agent $ARGS --v=2\n',
    ),
    Row(
        ["sed", "/ExecStart=\\/usr/a Restart=always", "f"],
        files={"f": UNIT},
        printed='[Service]\nEnvironment="ARGS=--config=/a"\nExecStart=\nExecStart=/usr/bin/agent $ARGS\nRestart=always\n',
    ),
    Row(
        ["sed", "s/a/[&]/;s/\\(b\\)\\(c\\)/\\u\\1\\U\\2x\\E-\\2/"],
        stdin="abc\n",
        printed="[a]BCX-c\n",
    ),
    Row(["sed", "2q"], stdin="a\nb\nc\n", printed="a\nb\n"),
    Row(["sed", "-n", "2{p;q}"], stdin="a\nb\nc\n", printed="b\n"),
    Row(["sed", "$d"], stdin="a\nb", printed="a\n"),
    Row(["sed", "G"], stdin="a\nb\n", printed="a\n\nb\n\n"),
    Row(["sed", "1!G;h;$!d"], stdin="a\nb\nc\n", printed="c\nb\na\n"),
    Row(["sed", "s/x*/-/g"], stdin="abc\n", printed="-a-b-c-\n"),
    Row(["sed", "N;s/a$/Q/M"], stdin="a\nb\n", printed="Q\nb\n"),
    Row(["sed", "s/(/x/"], stdin="a(b\n", printed="axb\n"),
    Row(["sed", "-E", "s/{{X}}/x/"], stdin="{{X}}\n", status=1),
    Row(["sed", "s/a/b"], stdin="a\n", status=1),
    Row(["sed", "s/a/b/", "missing"], status=2),
    Row(["sed", "p"]),
    Row(
        ["sed", "-s", "$s/$/!/", "f", "g"],
        files={"f": "a\nb\n", "g": "c"},
        printed="a\nb!\nc!",
    ),
    Row(["sed", "$!{$!{s/^/> /}}"], stdin="a\nb\nc\n", printed="> a\n> b\nc\n"),
    Row(["sed", "/a/,/c/{/b/d}"], stdin="a\nb\nc\nb\n", printed="a\nc\nb\n"),
    Row(["sed", "w out"], stdin="a\n", printed="a\n", changed={"out": "a\n"}),
    Row(["sed", "-n", "/b/w out"], stdin="a\nb\n", changed={"out": "b\n"}),
    Row(["sed", "-z", "s/\\n/,/g"], stdin="a\nb\n", printed="a,b,"),
    Row(["sed", "a\\"], stdin="a\n", printed="a\n"),
    Row(["sed", "a\\  two\\\nthree"], stdin="a\n", printed="a\n  two\nthree\n"),
    Row(["sed", "s/.../X/;s//Y/"], stdin="abcdef\n", printed="Yf\n"),
    Row(["sed", "s/\\//|/g"], stdin="a/b/c\n", printed="a|b|c\n"),
    Row(["sed", "s,[/],|,g"], stdin="a/b/c\n", printed="a|b|c\n"),
    Row(["grep", "-q", "mode", "f"], files={"f": CONFIG}),
    Row(["grep", "mode", "f"], files={"f": CONFIG}, printed="mode: AlwaysAllow\n"),
    Row(
        ["grep", "-v", "e", "f"],
        files={"f": CONFIG},
        printed="kind: Config\nanonymous:\n",
    ),
    Row(["grep", "-c", "e", "f"], files={"f": CONFIG}, printed="4\n"),
    Row(
        ["grep", "-n", "e", "f"],
        files={"f": CONFIG},
        printed="3:  enabled: true\n4:webhook:\n5:  enabled: false\n6:mode: AlwaysAllow\n",
    ),
    Row(
        ["grep", "-o", "[A-Z][a-z]*", "f"],
        files={"f": CONFIG},
        printed="Config\nAlways\nAllow\n",
    ),
    Row(
        ["grep", "-E", "kind|mode", "f"],
        files={"f": CONFIG},
        printed="kind: Config\nmode: AlwaysAllow\n",
    ),
    Row(
        ["grep", "-i", "MODE", "f"], files={"f": CONFIG}, printed="mode: AlwaysAllow\n"
    ),
    Row(
        ["grep", "-w", "mode", "f"], files={"f": CONFIG}, printed="mode: AlwaysAllow\n"
    ),
    Row(["grep", "-x", "anonymous:", "f"], files={"f": CONFIG}, printed="anonymous:\n"),
    Row(["grep", "-F", "a.b", "f"], files={"f": CONFIG}, status=1),
    Row(
        ["grep", "-A1", "webhook", "f"],
        files={"f": CONFIG},
        printed="webhook:\n  enabled: false\n",
    ),
    Row(
        ["grep", "-B1", "webhook", "f"],
        files={"f": CONFIG},
        printed="  enabled: true\nwebhook:\n",
    ),
    Row(
        ["grep", "-m1", "enabled", "f"],
        files={"f": CONFIG},
        printed="  enabled: true\n",
    ),
    Row(
        ["grep", "-e", "kind", "-e", "mode", "f"],
        files={"f": CONFIG},
        printed="kind: Config\nmode: AlwaysAllow\n",
    ),
    Row(["grep", "-l", "mode", "f"], files={"f": CONFIG}, printed="f\n"),
    Row(["grep", "-L", "mode", "f"], files={"f": CONFIG}),
    Row(["grep", "NOTHERE", "f"], files={"f": CONFIG}, status=1),
    Row(
        ["grep", "-oE", "[a-z]+:", "f"],
        files={"f": CONFIG},
        printed="kind:\nanonymous:\nenabled:\nwebhook:\nenabled:\nmode:\n",
    ),
    Row(
        ["grep", "^ *enabled: true$", "f"],
        files={"f": CONFIG},
        printed="  enabled: true\n",
    ),
    Row(
        ["grep", "a", "f", "g"], files={"f": "a\nb\n", "g": "ab"}, printed="f:a\ng:ab\n"
    ),
    Row(
        ["grep", "-h", "a", "f", "g"],
        files={"f": "a\nb\n", "g": "ab"},
        printed="a\nab\n",
    ),
    Row(["grep", "a", "missing"], status=2),
    Row(["grep", "-s", "a", "missing"], status=2),
    Row(["grep", "a"], stdin="xa\n", printed="xa\n"),
    Row(["grep", "[a"], stdin="a\n", status=2),
    Row(["egrep", "a|b"], stdin="b\nc\n", printed="b\n"),
    Row(["fgrep", "a|b"], stdin="b\na|b\n", printed="a|b\n"),
    Row(["grep", "--", "-v"], stdin="x -v\n", printed="x -v\n"),
    Row(["grep", "a\\|b"], stdin="c\nb\n", printed="b\n"),
    Row(["grep", "-vc", "^#"], stdin="#a\nb\n", printed="1\n"),
    Row(["grep", ""], stdin="a\n\n", printed="a\n\n"),
    Row(
        ["awk", "{print $1}", "f"],
        files={"f": CONFIG},
        printed="kind:\nanonymous:\nenabled:\nwebhook:\nenabled:\nmode:\n",
    ),
    Row(
        ["awk", "{print $NF}", "f"],
        files={"f": CONFIG},
        printed="Config\nanonymous:\ntrue\nwebhook:\nfalse\nAlwaysAllow\n",
    ),
    Row(
        ["awk", '/mode:/{print "mode: Webhook";next}{print}', "f"],
        files={"f": CONFIG},
        printed="kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: Webhook\n",
    ),
    Row(["awk", "NR==2", "f"], files={"f": CONFIG}, printed="anonymous:\n"),
    Row(
        ["awk", "NR>1", "f"],
        files={"f": CONFIG},
        printed="anonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: AlwaysAllow\n",
    ),
    Row(["awk", "END{print NR}", "f"], files={"f": CONFIG}, printed="6\n"),
    Row(
        ["awk", '$1=="mode:"{print $2}', "f"],
        files={"f": CONFIG},
        printed="AlwaysAllow\n",
    ),
    Row(
        ["awk", '{gsub(/true/,"false")}1', "f"],
        files={"f": CONFIG},
        printed="kind: Config\nanonymous:\n  enabled: false\nwebhook:\n  enabled: false\nmode: AlwaysAllow\n",
    ),
    Row(
        ["awk", '/webhook/{f=1} f&&/enabled/{sub(/false/,"true");f=0} {print}', "f"],
        files={"f": CONFIG},
        printed="kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: true\nmode: AlwaysAllow\n",
    ),
    Row(
        ["awk", 'BEGIN{OFS="="}{$1=$1;print}', "f"],
        files={"f": CONFIG},
        printed="kind:=Config\nanonymous:\nenabled:=true\nwebhook:\nenabled:=false\nmode:=AlwaysAllow\n",
    ),
    Row(
        ["awk", '{printf "%s-%d\\n",$1,NR}', "f"],
        files={"f": CONFIG},
        printed="kind:-1\nanonymous:-2\nenabled:-3\nwebhook:-4\nenabled:-5\nmode:-6\n",
    ),
    Row(
        ["awk", "!/enabled/", "f"],
        files={"f": CONFIG},
        printed="kind: Config\nanonymous:\nwebhook:\nmode: AlwaysAllow\n",
    ),
    Row(
        ["awk", "/anonymous/,/enabled/", "f"],
        files={"f": CONFIG},
        printed="anonymous:\n  enabled: true\n",
    ),
    Row(
        ["awk", "{n+=NF}END{print n, n/2}", "f"], files={"f": CONFIG}, printed="10 5\n"
    ),
    Row(
        ["awk", "{print length($0)}", "f"],
        files={"f": CONFIG},
        printed="12\n10\n15\n8\n16\n17\n",
    ),
    Row(
        ["awk", "{print toupper($1)}", "f"],
        files={"f": CONFIG},
        printed="KIND:\nANONYMOUS:\nENABLED:\nWEBHOOK:\nENABLED:\nMODE:\n",
    ),
    Row(
        ["awk", "!seen[$1]++", "f"],
        files={"f": CONFIG},
        printed="kind: Config\nanonymous:\n  enabled: true\nwebhook:\nmode: AlwaysAllow\n",
    ),
    Row(
        ["awk", '{ if ($2 == "true") print "yes"; else print "no" }', "f"],
        files={"f": CONFIG},
        printed="no\nno\nyes\nno\nno\nno\n",
    ),
    Row(
        ["awk", "{print substr($1,1,3)}", "f"],
        files={"f": CONFIG},
        printed="kin\nano\nena\nweb\nena\nmod\n",
    ),
    Row(
        ["awk", '{split($0,p,": "); print p[1]}', "f"],
        files={"f": CONFIG},
        printed="kind\nanonymous:\n  enabled\nwebhook:\n  enabled\nmode\n",
    ),
    Row(
        ["awk", "BEGIN{for(i=0;i<3;i++) print i}", "f"],
        files={"f": CONFIG},
        printed="0\n1\n2\n",
    ),
    Row(["awk", "END{exit 3}", "f"], files={"f": CONFIG}, status=3),
    Row(
        ["awk", "-F:", "{print $1}", "f"],
        files={"f": CONFIG},
        printed="kind\nanonymous\n  enabled\nwebhook\n  enabled\nmode\n",
    ),
    Row(["awk", "-F=", '$1=="B"{print $2}'], stdin="A=1\nB=2=3\n", printed="2\n"),
    Row(
        ["awk", "-v", "m=Webhook", '/mode/{print "mode: " m;next}1', "f"],
        files={"f": CONFIG},
        printed="kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: Webhook\n",
    ),
    Row(["awk", "-F", "[/:]", "{print $2}"], stdin="a/b:c\n", printed="b\n"),
    Row(
        ["tr", "a-z", "A-Z"],
        stdin=CONFIG,
        printed="KIND: CONFIG\nANONYMOUS:\n  ENABLED: TRUE\nWEBHOOK:\n  ENABLED: FALSE\nMODE: ALWAYSALLOW\n",
    ),
    Row(
        ["tr", "-d", " :"],
        stdin=CONFIG,
        printed="kindConfig\nanonymous\nenabledtrue\nwebhook\nenabledfalse\nmodeAlwaysAllow\n",
    ),
    Row(
        ["tr", "-s", "l"],
        stdin=CONFIG,
        printed="kind: Config\nanonymous:\n  enabled: true\nwebhook:\n  enabled: false\nmode: AlwaysAlow\n",
    ),
    Row(
        ["tr", "\\n", " "],
        stdin=CONFIG,
        printed="kind: Config anonymous:   enabled: true webhook:   enabled: false mode: AlwaysAllow ",
    ),
    Row(
        ["tr", "-cd", "[:alnum:]"],
        stdin=CONFIG,
        printed="kindConfiganonymousenabledtruewebhookenabledfalsemodeAlwaysAllow",
    ),
    Row(
        ["tr", "[:lower:]", "[:upper:]"],
        stdin=CONFIG,
        printed="KIND: CONFIG\nANONYMOUS:\n  ENABLED: TRUE\nWEBHOOK:\n  ENABLED: FALSE\nMODE: ALWAYSALLOW\n",
    ),
    Row(
        ["tr", "abc", "x"],
        stdin=CONFIG,
        printed="kind: Config\nxnonymous:\n  enxxled: true\nwexhook:\n  enxxled: fxlse\nmode: AlwxysAllow\n",
    ),
    Row(["tr", "-d", "\\r"], stdin=CONFIG, printed=CONFIG),
    Row(
        ["cut", "-d:", "-f1"],
        stdin=CONFIG,
        printed="kind\nanonymous\n  enabled\nwebhook\n  enabled\nmode\n",
    ),
    Row(
        ["cut", "-d:", "-f2-"],
        stdin=CONFIG,
        printed=" Config\n\n true\n\n false\n AlwaysAllow\n",
    ),
    Row(["cut", "-c1-3"], stdin=CONFIG, printed="kin\nano\n  e\nweb\n  e\nmod\n"),
    Row(
        ["cut", "-d", " ", "-f1,3"],
        stdin=CONFIG,
        printed="kind:\nanonymous:\n enabled:\nwebhook:\n enabled:\nmode:\n",
    ),
    Row(
        ["cut", "-sd:", "-f2"],
        stdin=CONFIG,
        printed=" Config\n\n true\n\n false\n AlwaysAllow\n",
    ),
    Row(
        ["cut", "-d:", "-f1", "--output-delimiter=x"],
        stdin=CONFIG,
        printed="kind\nanonymous\n  enabled\nwebhook\n  enabled\nmode\n",
    ),
    Row(["head", "-n", "2"], stdin=CONFIG, printed="kind: Config\nanonymous:\n"),
    Row(["head", "-1"], stdin=CONFIG, printed="kind: Config\n"),
    Row(["head", "-c3"], stdin=CONFIG, printed="kin"),
    Row(
        ["head", "-n", "-2"],
        stdin=CONFIG,
        printed="kind: Config\nanonymous:\n  enabled: true\nwebhook:\n",
    ),
    Row(
        ["tail", "-n", "2"],
        stdin=CONFIG,
        printed="  enabled: false\nmode: AlwaysAllow\n",
    ),
    Row(["tail", "-1"], stdin=CONFIG, printed="mode: AlwaysAllow\n"),
    Row(
        ["tail", "-n", "+3"],
        stdin=CONFIG,
        printed="  enabled: true\nwebhook:\n  enabled: false\nmode: AlwaysAllow\n",
    ),
    Row(["tail", "-c3"], stdin=CONFIG, printed="ow\n"),
    Row(
        ["sort"],
        stdin=CONFIG,
        printed="  enabled: false\n  enabled: true\nanonymous:\nkind: Config\nmode: AlwaysAllow\nwebhook:\n",
    ),
    Row(
        ["sort", "-u"],
        stdin=CONFIG,
        printed="  enabled: false\n  enabled: true\nanonymous:\nkind: Config\nmode: AlwaysAllow\nwebhook:\n",
    ),
    Row(
        ["sort", "-r"],
        stdin=CONFIG,
        printed="webhook:\nmode: AlwaysAllow\nkind: Config\nanonymous:\n  enabled: true\n  enabled: false\n",
    ),
    Row(["uniq"], stdin=CONFIG, printed=CONFIG),
    Row(["wc", "-l"], stdin=CONFIG, printed="6\n"),
    Row(["wc", "-c"], stdin=CONFIG, printed="84\n"),
    Row(["wc", "-w"], stdin=CONFIG, printed="10\n"),
    Row(
        ["tac"],
        stdin=CONFIG,
        printed="mode: AlwaysAllow\n  enabled: false\nwebhook:\n  enabled: true\nanonymous:\nkind: Config\n",
    ),
    Row(
        ["base64"],
        stdin=CONFIG,
        printed="a2luZDogQ29uZmlnCmFub255bW91czoKICBlbmFibGVkOiB0cnVlCndlYmhvb2s6CiAgZW5hYmxl\nZDogZmFsc2UKbW9kZTogQWx3YXlzQWxsb3cK\n",
    ),
    Row(
        ["base64", "-w0"],
        stdin=CONFIG,
        printed="a2luZDogQ29uZmlnCmFub255bW91czoKICBlbmFibGVkOiB0cnVlCndlYmhvb2s6CiAgZW5hYmxlZDogZmFsc2UKbW9kZTogQWx3YXlzQWxsb3cK",
    ),
    Row(["cat"], stdin=CONFIG, printed=CONFIG),
    Row(["cat", "-"], stdin=CONFIG, printed=CONFIG),
    Row(
        ["sort", "-t:", "-k2"],
        stdin=CONFIG,
        printed="anonymous:\nwebhook:\nmode: AlwaysAllow\nkind: Config\n  enabled: false\n  enabled: true\n",
    ),
    Row(["sort", "-n"], stdin="10\n9\n-1\n", printed="-1\n9\n10\n"),
    Row(
        ["sort", "-V"],
        stdin="v1.10.0\nv1.9.2\nv1.9.10-rc1\n",
        printed="v1.9.2\nv1.9.10-rc1\nv1.10.0\n",
    ),
    Row(["sort", "-rV"], stdin="1.2\n1.10\n", printed="1.10\n1.2\n"),
    Row(["sort", "-k2,2n"], stdin="a 10\nb 9\n", printed="b 9\na 10\n"),
    Row(["uniq", "-c"], stdin="a\na\nb\n", printed="      2 a\n      1 b\n"),
    Row(["uniq", "-d"], stdin="a\na\nb\n", printed="a\n"),
    Row(["wc", "-l", "f"], files={"f": "a\nb"}, printed="1 f\n"),
    Row(["wc"], stdin="a b\n", printed="      1       2       4\n"),
    Row(
        ["head", "-n1", "f", "g"],
        files={"f": "a\nb\n", "g": "c\n"},
        printed="==> f <==\na\n\n==> g <==\nc\n",
    ),
    Row(["base64", "-d"], stdin="bW9kZTogQQo=\n", printed="mode: A\n"),
    Row(["base64", "--decode"], stdin="eA==", printed="x"),
    Row(["base64", "-d"], stdin="!!", status=1),
    Row(
        ["cat", "f", "-", "g"],
        stdin="in\n",
        files={"f": "a\n", "g": "b"},
        printed="a\nin\nb",
    ),
    Row(["cat", "missing", "f"], files={"f": "a\n"}, printed="a\n", status=1),
    Row(["tail", "-n1"], stdin="a\nb", printed="b"),
    Row(["seq", "3"], printed="1\n2\n3\n"),
    Row(["seq", "2", "2", "6"], printed="2\n4\n6\n"),
    Row(["seq", "-s", ",", "3"], printed="1,2,3\n"),
    Row(["seq", "-w", "8", "10"], printed="08\n09\n10\n"),
    Row(["dirname", "/a/b", "c", "/"], printed="/a\n.\n/\n"),
    Row(["basename", "/a/b.sh", ".sh"], printed="b\n"),
    Row(["basename", "-a", "/a/b", "c/d/"], printed="b\nd\n"),
    Row(["printf", "%s=%s\n", "a", "1", "b", "2"], printed="a=1\nb=2\n"),
    Row(
        ["printf", "%5d|%-5s|%05.1f|%x\n", "42", "ab", "3.14", "255"],
        printed="   42|ab   |003.1|ff\n",
    ),
    Row(["printf", "%b", "a\\nb\\tc"], printed="a\nb\tc"),
    Row(["printf", "%%\\n"], printed="%\n"),
    Row(["xargs"], stdin="a b\nc 'd e'\n", printed="a b c d e\n"),
    Row(["xargs", "-n1", "echo", "x"], stdin="a b\n", printed="x a\nx b\n"),
    Row(["xargs", "-I{}", "echo", "<{}>"], stdin="a b\nc\n", printed="<a b>\n<c>\n"),
    Row(["xargs", "-r", "echo"]),
    Row(["xargs", "echo"], printed="\n"),
    Row(["cp", "f", "g"], files={"f": "a\n"}, changed={"g": "a\n"}),
    Row(["cp", "f", "d/"], files={"f": "a\n", "d/x": "x"}, changed={"d/f": "a\n"}),
    Row(
        ["cp", "-r", "d", "e"],
        files={"d/x": "x", "d/y": "y"},
        changed={"e/x": "x", "e/y": "y"},
    ),
    Row(["cp", "-r", "d", "e"], files={"d/x": "x", "e/z": "z"}, changed={"e/d/x": "x"}),
    Row(["cp", "-r", "d/.", "e"], files={"d/x": "x", "e/z": "z"}, changed={"e/x": "x"}),
    Row(["cp", "d", "e"], files={"d/x": "x"}, status=1),
    Row(["cp", "missing", "g"], status=1),
    Row(
        ["cp", "f", "g", "d"],
        files={"f": "a", "g": "b", "d/x": "x"},
        changed={"d/f": "a", "d/g": "b"},
    ),
    Row(["cp", "f", "g", "h"], files={"f": "a", "g": "b"}, status=1),
    Row(["cp", "-n", "f", "g"], files={"f": "a", "g": "b"}),
    Row(["cp", "-t", "d", "f"], files={"f": "a", "d/x": "x"}, changed={"d/f": "a"}),
    Row(
        ["cp", "--parents", "d/x", "e"],
        files={"d/x": "x", "e/y": "y"},
        changed={"e/d/x": "x"},
    ),
    Row(
        ["cp", "-b", "f", "g"],
        files={"f": "a", "g": "b"},
        changed={"g": "a", "g~": "b"},
    ),
    Row(["mv", "f", "g"], files={"f": "a"}, changed={"f": None, "g": "a"}),
    Row(
        ["mv", "f", "d"], files={"f": "a", "d/x": "x"}, changed={"d/f": "a", "f": None}
    ),
    Row(["mv", "d", "e"], files={"d/x": "x"}, changed={"d/x": None, "e/x": "x"}),
    Row(["mv", "missing", "e"], status=1),
    Row(["mv", "-n", "f", "g"], files={"f": "a", "g": "b"}),
    Row(
        ["mv", "f", "g", "d"],
        files={"f": "a", "g": "b", "d/x": "x"},
        changed={"d/f": "a", "d/g": "b", "f": None, "g": None},
    ),
    Row(["install", "-m", "0644", "f", "g"], files={"f": "a"}, changed={"g": "a"}),
    Row(["install", "-D", "f", "p/q/g"], files={"f": "a"}, changed={"p/q/g": "a"}),
    Row(["install", "-d", "p/q"]),
    Row(["install", "-D", "-t", "p/q", "f"], files={"f": "a"}, changed={"p/q/f": "a"}),
    Row(["install", "f", "d"], files={"f": "a", "d/x": "x"}, changed={"d/f": "a"}),
    Row(["install", "-m600", "/dev/stdin", "g"], stdin="in\n", changed={"g": "in\n"}),
    Row(["ln", "-s", "f", "g"], files={"f": "a"}, changed={"g": ("link", "f")}),
    Row(["ln", "-s", "f", "g"], files={"f": "a", "g": "b"}, status=1),
    Row(
        ["ln", "-sf", "f", "g"],
        files={"f": "a", "g": "b"},
        changed={"g": ("link", "f")},
    ),
    Row(["ln", "f", "g"], files={"f": "a"}, changed={"g": "a"}),
    Row(
        ["ln", "-s", "../f", "d"],
        files={"f": "a", "d/x": "x"},
        changed={"d/f": ("link", "../f")},
    ),
    Row(["ln", "-sfn", "f", "g"], files={"f": "a"}, changed={"g": ("link", "f")}),
    Row(["rm", "f"], files={"f": "a"}, changed={"f": None}),
    Row(["rm", "missing"], status=1),
    Row(["rm", "-f", "missing"]),
    Row(["rm", "d"], files={"d/x": "x"}, status=1),
    Row(
        ["rm", "-rf", "d", "f"],
        files={"d/x": "x", "f": "a"},
        changed={"d/x": None, "f": None},
    ),
    Row(["rmdir", "d"], files={"d/x": "x"}, status=1),
    Row(["mkdir", "p"]),
    Row(["mkdir", "p/q"], status=1),
    Row(["mkdir", "-p", "p/q"]),
    Row(["mkdir", "f"], files={"f": "a"}, status=1),
    Row(["touch", "f", "g"], files={"f": "a"}, changed={"g": ""}),
    Row(["touch", "-c", "g"]),
    Row(
        ["tee", "f", "g"],
        stdin="a\n",
        files={"f": "b\n"},
        printed="a\n",
        changed={"f": "a\n", "g": "a\n"},
    ),
    Row(
        ["tee", "-a", "f"],
        stdin="a\n",
        files={"f": "b\n"},
        printed="a\n",
        changed={"f": "b\na\n"},
    ),
    Row(["tee", "p/q"], stdin="a\n", printed="a\n", status=1),
    Row(["chmod", "600", "missing"], status=1),
    Row(["chmod", "+x", "f"], files={"f": "a"}),
    Row(["chmod", "u=rw,go=", "f"], files={"f": "a"}),
    Row(["chmod", "-x", "f"], files={"f": "a"}),
    Row(["readlink", "f"], files={"f": "a"}, status=1),
    Row(["cmp", "-s", "f", "g"], files={"f": "a", "g": "a"}),
    Row(["cmp", "-s", "f", "g"], files={"f": "a", "g": "b"}, status=1),
    Row(["diff", "-q", "f", "g"], files={"f": "a", "g": "a"}),
]
