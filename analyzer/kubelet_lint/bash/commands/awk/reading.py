"""Reads an awk program (POSIX awk, "Grammar"); functions and pipes are not followed."""

from __future__ import annotations

from typing import NoReturn

from kubelet_lint.bash.commands.awk.scanning import Token, Unread, tokens
from kubelet_lint.bash.commands.awk.tree import (
    Assign,
    Binary,
    Block,
    Call,
    Conditional,
    Delete,
    Each,
    Element,
    Expression,
    Field,
    If,
    Inside,
    Jump,
    Literal,
    Matching,
    Name,
    Print,
    Program,
    Rule,
    Statement,
    Step,
    Unary,
    While,
)
from kubelet_lint.bash.regex.reading import Dialect, Invalid, Unsure
from kubelet_lint.bash.regex.search import compile
from kubelet_lint.source import HOLE, Text

DEPTH = 40

_ASSIGNMENTS = ("=", "+=", "-=", "*=", "/=", "%=", "^=", "**=")
_COMPARISONS = ("<", "<=", "==", "!=", ">", ">=")
_NO_OPERAND = frozenset((")", "]", "}", ";", ",", "?", ":", "in"))


def read(program: Text) -> Program:
    """Return the tree of a program.

    Raises:
        Unread: if it is not understood.
    """
    return _Reader(tokens(program)).program()


class _Reader:
    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.at = 0
        self.depth = 0
        self.redirects = False
        """Whether ``>`` may redirect here, as after ``print``."""

    # --- tokens -----------------------------------------------------------------------

    def fail(self) -> NoReturn:
        raise Unread("an awk program that is not understood")

    @property
    def token(self) -> Token:
        if self.at < len(self.tokens):
            return self.tokens[self.at]
        return Token("end", "", Text())

    def sees(self, *chars: str) -> bool:
        token = self.token
        return token.kind in ("operator", "keyword", "newline") and token.chars in chars

    def accept(self, *chars: str) -> bool:
        found = self.sees(*chars)
        self.at += found
        return found

    def expect(self, chars: str) -> None:
        if not self.accept(chars):
            self.fail()

    def newlines(self) -> None:
        while self.accept("\n"):
            pass

    def name(self) -> str:
        token = self.token
        if token.kind != "name":
            self.fail()
        self.at += 1
        return token.chars

    # --- rules ------------------------------------------------------------------------

    def program(self) -> Program:
        begin: list[Block] = []
        rules: list[Rule] = []
        last: list[Block] = []
        while True:
            while self.accept("\n", ";"):
                pass
            if self.token.kind == "end":
                return Program(tuple(begin), tuple(rules), tuple(last))
            if self.accept("BEGIN"):
                self.newlines()
                begin.append(self.block())
            elif self.accept("END"):
                self.newlines()
                last.append(self.block())
            else:
                rules.append(self.rule())

    def rule(self) -> Rule:
        start = end = None
        if not self.sees("{"):
            start = self.expression()
            if self.accept(","):
                self.newlines()
                end = self.expression()
            if not self.sees("{"):
                return Rule(start, end, Block((Print(False, ()),)))
        return Rule(start, end, self.block())

    def block(self) -> Block:
        self.expect("{")
        statements: list[Statement] = []
        while True:
            while self.accept("\n", ";"):
                pass
            if self.accept("}"):
                return Block(tuple(statements))
            statements.append(self.statement())

    # --- statements -------------------------------------------------------------------

    def statement(self) -> Statement:
        self.depth += 1
        if self.depth > DEPTH:
            self.fail()
        found = self.any_statement()
        self.depth -= 1
        return found

    def any_statement(self) -> Statement:
        if self.sees("{"):
            return self.block()
        if self.accept("if"):
            return self.conditional()
        if self.accept("while"):
            return While(self.parenthesized(), self.body())
        if self.accept("do"):
            return self.do()
        if self.accept("for"):
            return self.loop()
        found = self.simple()
        self.finish()
        return found

    def finish(self) -> None:
        if (
            not self.accept(";", "\n")
            and not self.sees("}")
            and self.token.kind != "end"
        ):
            self.fail()

    def simple(self) -> Statement:
        if self.sees("print", "printf"):
            return self.print()
        if self.accept("next", "nextfile"):
            return Jump("next")
        if self.accept("break"):
            return Jump("break")
        if self.accept("continue"):
            return Jump("continue")
        if self.accept("exit"):
            ends = self.sees(";", "\n", "}") or self.token.kind == "end"
            return Jump("exit", None if ends else self.expression())
        if self.accept("delete"):
            array = self.name()
            key = self.subscript() if self.accept("[") else None
            return Delete(array, key)
        return self.expression()

    def print(self) -> Print:
        formatted = self.accept("printf")
        if not formatted:
            self.expect("print")
        self.redirects = True
        values = self.list_of_values()
        self.redirects = False
        if self.sees(">", ">>", "|") or (formatted and not values):
            self.fail()
        return Print(formatted, values)

    def list_of_values(self) -> tuple[Expression, ...]:
        if self.sees(";", "\n", "}", ">", ">>", "|") or self.token.kind == "end":
            return ()
        if self.sees("(") and self.closes_list():
            self.expect("(")
            self.redirects = False
            values = self.values(")")
            self.redirects = True
            return values
        found = [self.expression()]
        while self.accept(","):
            self.newlines()
            found.append(self.expression())
        return tuple(found)

    def closes_list(self) -> bool:
        """Say whether the parenthesis here holds all that is printed."""
        depth = 0
        for at in range(self.at, len(self.tokens)):
            token = self.tokens[at]
            if token.kind != "operator":
                continue
            depth += (token.chars == "(") - (token.chars == ")")
            if depth == 0:
                after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
                return after is None or after.chars in (";", "\n", "}", ">", ">>", "|")
        return False

    def conditional(self) -> If:
        test = self.parenthesized()
        yes = self.body()
        here = self.at
        while self.accept(";", "\n"):
            pass
        if self.accept("else"):
            return If(test, yes, self.body())
        self.at = here
        return If(test, yes, None)

    def body(self) -> Statement:
        self.newlines()
        if self.accept(";"):
            return Block(())
        return self.statement()

    def do(self) -> While:
        body = self.body()
        while self.accept(";", "\n"):
            pass
        self.expect("while")
        test = self.parenthesized()
        self.finish()
        return While(test, body, first=False)

    def loop(self) -> Statement:
        self.expect("(")
        ahead = [token.chars for token in self.tokens[self.at : self.at + 4]]
        if len(ahead) == 4 and ahead[1] == "in" and ahead[3] == ")":
            name = self.name()
            self.expect("in")
            array = self.name()
            self.expect(")")
            return Each(name, array, self.body())
        first = None if self.sees(";") else self.simple()
        self.expect(";")
        self.newlines()
        test = None if self.sees(";") else self.expression()
        self.expect(";")
        self.newlines()
        after = None if self.sees(")") else self.simple()
        self.expect(")")
        loop = While(test, self.body(), after)
        return Block((first, loop)) if first is not None else loop

    def parenthesized(self) -> Expression:
        self.expect("(")
        found = self.expression()
        self.expect(")")
        return found

    # --- expressions, from the loosest operator to the tightest -----------------------

    def expression(self) -> Expression:
        self.depth += 1
        if self.depth > DEPTH:
            self.fail()
        left = self.ternary()
        if self.sees(*_ASSIGNMENTS):
            if not isinstance(left, (Name, Element, Field)):
                self.fail()
            operator = self.token.chars
            self.at += 1
            self.newlines()
            left = Assign(left, operator[:-1].replace("**", "^"), self.expression())
        self.depth -= 1
        return left

    def ternary(self) -> Expression:
        test = self.alternative()
        if not self.accept("?"):
            return test
        self.newlines()
        yes = self.expression()
        self.newlines()
        self.expect(":")
        self.newlines()
        return Conditional(test, yes, self.expression())

    def alternative(self) -> Expression:
        left = self.conjunction()
        while self.accept("||"):
            self.newlines()
            left = Binary("||", left, self.conjunction())
        return left

    def conjunction(self) -> Expression:
        left = self.membership()
        while self.accept("&&"):
            self.newlines()
            left = Binary("&&", left, self.membership())
        return left

    def membership(self) -> Expression:
        left = self.matching()
        while self.accept("in"):
            left = Inside(left, self.name())
        return left

    def matching(self) -> Expression:
        left = self.comparison()
        while self.sees("~", "!~"):
            operator = self.token.chars
            self.at += 1
            left = Binary(operator, left, self.comparison())
        return left

    def comparison(self) -> Expression:
        left = self.concatenation()
        if self.sees(*_COMPARISONS) and not (self.redirects and self.sees(">")):
            operator = self.token.chars
            self.at += 1
            return Binary(operator, left, self.concatenation())
        return left

    def concatenation(self) -> Expression:
        left = self.sum()
        while self.starts_operand():
            left = Binary(" ", left, self.sum())
        return left

    def starts_operand(self) -> bool:
        token = self.token
        if token.kind in ("number", "string", "name", "function", "regex"):
            return True
        return token.kind == "operator" and token.chars in (
            "$",
            "!",
            "(",
            "-",
            "+",
            "++",
            "--",
        )

    def sum(self) -> Expression:
        left = self.product()
        while self.sees("+", "-"):
            operator = self.token.chars
            self.at += 1
            left = Binary(operator, left, self.product())
        return left

    def product(self) -> Expression:
        left = self.unary()
        while self.sees("*", "/", "%"):
            operator = self.token.chars
            self.at += 1
            left = Binary(operator, left, self.unary())
        return left

    def unary(self) -> Expression:
        if self.sees("!", "-", "+"):
            operator = self.token.chars
            self.at += 1
            return Unary(operator, self.unary())
        left = self.step()
        if self.accept("^", "**"):
            return Binary("^", left, self.unary())
        return left

    def step(self) -> Expression:
        if self.sees("++", "--"):
            by = 1 if self.token.chars == "++" else -1
            self.at += 1
            return Step(self.target(self.primary()), by, True)
        found = self.primary()
        if self.sees("++", "--") and isinstance(found, (Name, Element, Field)):
            by = 1 if self.token.chars == "++" else -1
            self.at += 1
            return Step(found, by, False)
        return found

    def target(self, found: Expression) -> Name | Element | Field:
        if not isinstance(found, (Name, Element, Field)):
            self.fail()
        return found

    def primary(self) -> Expression:
        token = self.token
        self.at += 1
        match token.kind:
            case "number":
                return Literal(token.text, float(token.chars))
            case "string":
                return Literal(token.text)
            case "regex":
                return self.regex(token.text)
            case "name":
                return self.variable(token)
            case "function":
                return self.call(token)
            case _:
                self.at -= 1
        if self.accept("$"):
            if self.sees("++", "--", "-", "+", "!"):
                self.fail()
            return Field(self.primary())
        if self.accept("("):
            redirects, self.redirects = self.redirects, False
            found = self.expression()
            if self.sees(","):
                self.fail()
            self.expect(")")
            self.redirects = redirects
            return found
        return self.fail()

    def regex(self, text: Text) -> Matching:
        try:
            regex = compile(text.chars, Dialect("awk", extended=True))
        except (Invalid, Unsure) as error:
            raise Unread(str(error)) from None
        return Matching(regex, text)

    def variable(self, token: Token) -> Expression:
        if token.call or HOLE in token.chars:
            self.fail()
        if self.accept("["):
            return Element(token.chars, self.subscript())
        return Name(token.chars)

    def subscript(self) -> Expression:
        redirects, self.redirects = self.redirects, False
        found = self.expression()
        self.redirects = redirects
        self.expect("]")
        return found

    def call(self, token: Token) -> Call:
        if not self.accept("("):
            if token.chars != "length":
                self.fail()
            return Call("length", ())
        redirects, self.redirects = self.redirects, False
        values = self.values(")")
        self.redirects = redirects
        return Call(token.chars, values)

    def values(self, close: str) -> tuple[Expression, ...]:
        found: list[Expression] = []
        self.newlines()
        while not self.accept(close):
            found.append(self.expression())
            self.newlines()
            if not self.sees(close):
                self.expect(",")
                self.newlines()
        return tuple(found)
