"""Text → formula. Python's own grammar is used to read it, and nothing of Python to compute it: every node that is not
listed here is refused, names are facts, calls are the few functions below, numbers are read from the text as Decimal.
"""

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, DecimalException, localcontext
from difflib import get_close_matches
from typing import Any

from prosfora.pricing.rules.expressions import parts
from prosfora.pricing.rules.expressions.facts import Fact, Kind, Scope, facts_for, step_fact
from prosfora.pricing.rules.expressions.formula import Fails, Formula, Purpose
from prosfora.pricing.rules.expressions.parts import Part
from prosfora.pricing.rules.measures import EXACT

MOST_CHARACTERS, MOST_DEPTH, MOST_TEXT = 1000, 60, 80
MOST_DIGITS = 10  # of round
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,10})?|\.[0-9]{1,10}")
_FORBIDDEN = re.compile(r"[#\\{}\[\]:;@`$?]|[^\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]")
_SINGLE_EQUALS = re.compile(r"(?<![=!<>])=(?!=)")
FUNCTIONS = ("min", "max", "round", "abs", "floor", "ceiling", "is_known", "step", "steps")
_SUMS: dict[type[ast.operator], Callable[[Part, Part], Part]] = {
    ast.Add: parts.sum_of, ast.Sub: parts.difference, ast.Mult: parts.product, ast.Div: parts.quotient,
}  # fmt: skip


class Unreadable(ValueError):
    """What is wrong with an expression. `code`: blank, too_long, too_deep, not_written_so, not_allowed, unknown_name,
    unknown_function, bad_number, text_too_long, wrong_kind, wrong_result, wrong_arguments, literal_zero; `column`
    counts from 1; `detail` and `other` are what the words name.
    """

    def __init__(self, code: str, column: int = 1, detail: str = "", other: str = "") -> None:
        super().__init__(code)
        self.code, self.column, self.detail, self.other = code, column, detail, other


def read(code: str, purpose: Purpose, text: str, own: Iterable[str] = ()) -> Formula:
    """The formula that a text writes over the facts of its purpose and own attributes. Raises Unreadable."""
    plain = one_line(text)
    tree = _parsed(plain)
    reader = _Reader(plain, facts_for(purpose, own))
    with localcontext(EXACT):
        found = reader.part(tree, 0)
    wanted = Kind.TRUTH if purpose == Purpose.REQUIREMENT else Kind.NUMBER
    if found.kind != wanted:
        raise Unreadable("wrong_result", 1, wanted, found.kind)
    return Formula(code, purpose, plain, found.answer, tuple(reader.facts.values()), tuple(reader.steps))


def read_or_stub(code: str, purpose: Purpose, text: str, own: Iterable[str] = ()) -> Formula:
    """The same; one that cannot be read (any more) has no answer and says so on every item, instead of stopping all."""
    try:
        return read(code, purpose, text, own)
    except Unreadable as wrong:
        column = wrong.column

        def fail(_scope: Scope) -> Any:
            raise Fails("unreadable", column)

        return Formula(code, purpose, text, fail)


def one_line(text: str) -> str:
    """The text as it is kept: line breaks are blanks."""
    return re.sub(r"[\r\n\t]", " ", text).strip()


def _parsed(text: str) -> ast.expr:
    if not text:
        raise Unreadable("blank")
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("too_long", MOST_CHARACTERS + 1, str(MOST_CHARACTERS))
    if found := _FORBIDDEN.search(text):
        raise Unreadable("not_allowed", found.start() + 1, found.group())
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise Unreadable("not_written_so", _place_of(error, text)) from None
    except (ValueError, RecursionError, MemoryError):
        raise Unreadable("too_deep", 1, str(MOST_DEPTH)) from None


def _place_of(error: SyntaxError, text: str) -> int:
    """The column where reading stopped; that of a single = where there is one, since == was meant."""
    if found := _SINGLE_EQUALS.search(text):
        return found.start() + 1
    is_behind = (error.lineno or 1) > 1 or not error.offset
    return len(text) if is_behind else min(error.offset or 1, len(text))


class _Reader:
    """Goes through the tree once: the parts it builds, the facts and steps it meets."""

    def __init__(self, text: str, known: Mapping[str, Fact]) -> None:
        self.text, self.bytes, self.known = text, text.encode(), known
        self.facts: dict[str, Fact] = {}
        self.steps: list[tuple[int, int, int]] = []

    def column(self, node: ast.expr) -> int:
        """Where a node begins; Python counts bytes."""
        return len(self.bytes[: node.col_offset].decode()) + 1

    def source(self, node: ast.expr) -> str:
        """The text of a node."""
        return self.bytes[node.col_offset : node.end_col_offset].decode()

    def part(self, node: ast.expr, depth: int) -> Part:
        """The part that a node writes. Raises Unreadable."""
        if depth > MOST_DEPTH:
            raise Unreadable("too_deep", self.column(node), str(MOST_DEPTH))
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name():
                return self._fact(node)
            case ast.BinOp():
                return self._sum(node, depth + 1)
            case ast.UnaryOp():
                return self._sign(node, depth + 1)
            case ast.BoolOp():
                found = [self._of(Kind.TRUTH, one, depth + 1) for one in node.values]
                return parts.both(found) if isinstance(node.op, ast.And) else parts.either(found)
            case ast.Compare():
                return self._comparison(node, depth + 1)
            case ast.IfExp():
                return self._choice(node, depth + 1)
            case ast.Call():
                return self._call(node, depth + 1)
        raise self._not_allowed(node)

    def _not_allowed(self, node: ast.expr) -> Unreadable:
        return Unreadable("not_allowed", self.column(node), self.source(node)[:20])

    def _of(self, kind: Kind, node: ast.expr, depth: int) -> Part:
        """The part, which must be of a kind."""
        found = self.part(node, depth)
        if found.kind != kind:
            raise Unreadable("wrong_kind", self.column(node), kind, found.kind)
        return found

    def _constant(self, node: ast.Constant) -> Part:
        column, text = self.column(node), self.source(node)
        if isinstance(node.value, bool):
            return parts.constant(node.value, Kind.TRUTH, column)
        if isinstance(node.value, str):
            if len(node.value) > MOST_TEXT:
                raise Unreadable("text_too_long", column, str(MOST_TEXT))
            return parts.constant(node.value, Kind.TEXT, column)
        if isinstance(node.value, int | float):
            if not _NUMBER.fullmatch(text):
                raise Unreadable("bad_number", column, text[:20])
            return parts.constant(Decimal(text), Kind.NUMBER, column)
        raise self._not_allowed(node)

    def _fact(self, node: ast.Name) -> Part:
        return parts.fact(self._known(node), self.column(node))

    def _known(self, node: ast.expr) -> Fact:
        """The fact of a name, noted as read."""
        if not isinstance(node, ast.Name):
            raise Unreadable("wrong_arguments", self.column(node), "is_known(…)")
        found = self.known.get(node.id)
        if found is None:
            raise Unreadable("unknown_name", self.column(node), node.id[:40], nearest(node.id, self.known))
        self.facts[found.name] = found
        return found

    def _sum(self, node: ast.BinOp, depth: int) -> Part:
        make = _SUMS.get(type(node.op))
        if make is None:
            raise self._not_allowed(node)
        left, right = self._of(Kind.NUMBER, node.left, depth), self._of(Kind.NUMBER, node.right, depth)
        if make is parts.quotient and right.constant == 0:
            raise Unreadable("literal_zero", right.column)
        return self._folded(make(left, right), left, right)

    def _sign(self, node: ast.UnaryOp, depth: int) -> Part:
        if isinstance(node.op, ast.Not):
            return parts.denied(self._of(Kind.TRUTH, node.operand, depth))
        if not isinstance(node.op, ast.USub | ast.UAdd):
            raise self._not_allowed(node)
        found = self._of(Kind.NUMBER, node.operand, depth)
        made = parts.negated(found, self.column(node)) if isinstance(node.op, ast.USub) else found
        return self._folded(made, found)

    def _folded(self, made: Part, *of: Part) -> Part:
        """A sum of numbers alone is computed at once, so that a divisor of nought is seen."""
        if any(one.constant is None for one in of):
            return made
        try:
            value = made.answer(_NOWHERE)
        except (DecimalException, Fails):
            raise Unreadable("bad_number", made.column) from None
        return parts.constant(value, made.kind, made.column)

    def _comparison(self, node: ast.Compare, depth: int) -> Part:
        first = self.part(node.left, depth)
        rest = []
        for operator, other in zip(node.ops, node.comparators, strict=True):
            name = type(operator).__name__
            if name not in parts.COMPARISONS:
                raise self._not_allowed(other)
            if name in ("In", "NotIn"):
                rest.append((name, self._list(first.kind, other)))
                continue
            rest.append((name, self._of(first.kind, other, depth).answer))
            if first.kind == Kind.TRUTH or (first.kind == Kind.TEXT and name not in ("Eq", "NotEq")):
                raise Unreadable("wrong_kind", first.column, Kind.NUMBER, first.kind)
        if len(rest) > 1 and any(name in ("In", "NotIn") for name, _answer in rest):
            raise self._not_allowed(node)
        return parts.comparison(first, rest)

    def _list(self, kind: Kind, node: ast.expr) -> parts.Answer:
        """The values behind `in`: ("01", "02")."""
        if not isinstance(node, ast.Tuple):
            raise Unreadable("wrong_arguments", self.column(node), 'in ("01", "02")')
        found = [self._of(kind, one, MOST_DEPTH - 2) for one in node.elts]
        if any(one.constant is None for one in found) or kind == Kind.TRUTH or not found:
            raise Unreadable("wrong_arguments", self.column(node), 'in ("01", "02")')
        values = frozenset(one.constant for one in found)
        return lambda _scope: values

    def _choice(self, node: ast.IfExp, depth: int) -> Part:
        test = self._of(Kind.TRUTH, node.test, depth)
        then = self.part(node.body, depth)
        return parts.choice(test, then, self._of(then.kind, node.orelse, depth))

    def _call(self, node: ast.Call, depth: int) -> Part:
        name = node.func.id if isinstance(node.func, ast.Name) else self.source(node.func)
        column = self.column(node)
        if name not in FUNCTIONS:
            raise Unreadable("unknown_function", column, name[:40], nearest(name, FUNCTIONS))
        if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
            raise Unreadable("wrong_arguments", column, SHAPES[name])
        if not _COUNTS[name][0] <= len(node.args) <= _COUNTS[name][1]:
            raise Unreadable("wrong_arguments", column, SHAPES[name])
        if name == "is_known":
            return parts.is_known(self._known(node.args[0]), column)
        if name in ("step", "steps"):
            return self._step(node.args, column, SHAPES[name])
        return self._number(name, node.args, column, depth)

    def _number(self, name: str, arguments: Sequence[ast.expr], column: int, depth: int) -> Part:
        if name in ("min", "max"):
            found = [self._of(Kind.NUMBER, one, depth) for one in arguments]
            return parts.smallest(found, column) if name == "min" else parts.largest(found, column)
        first = self._of(Kind.NUMBER, arguments[0], depth)
        if name == "round":
            digits = self._whole(arguments[1], -MOST_DIGITS, MOST_DIGITS, SHAPES[name]) if len(arguments) > 1 else 0
            return parts.rounded(first, digits, column)
        return {"abs": parts.absolute, "floor": parts.floor, "ceiling": parts.ceiling}[name](first, column)

    def _step(self, arguments: Sequence[ast.expr], column: int, shape: str) -> Part:
        """What steps came to; which of them come earlier, the procedure says."""
        numbers = [self._whole(one, 1, 999, shape) for one in arguments]
        if numbers != sorted(numbers):
            raise Unreadable("wrong_arguments", column, shape)
        self.steps.append((numbers[0], numbers[-1], column))
        found = step_fact(numbers[0], numbers[1] if len(numbers) > 1 else None)
        self.facts[found.name] = found
        return parts.fact(found, column)

    def _whole(self, node: ast.expr, least: int, most: int, shape: str) -> int:
        """A whole number written as such."""
        found = self._of(Kind.NUMBER, node, MOST_DEPTH - 2).constant
        if found is None or found != int(found) or not least <= found <= most:
            raise Unreadable("wrong_arguments", self.column(node), shape)
        return int(found)


SHAPES = {
    "min": "min(a, b)", "max": "max(a, b)", "round": "round(a, 2)", "abs": "abs(a)", "floor": "floor(a)",
    "ceiling": "ceiling(a)", "is_known": "is_known(cost)", "step": "step(100)", "steps": "steps(110, 199)",
}  # fmt: skip
_COUNTS = {
    "min": (2, 20), "max": (2, 20), "round": (1, 2), "abs": (1, 1), "floor": (1, 1), "ceiling": (1, 1),
    "is_known": (1, 1), "step": (1, 1), "steps": (2, 2),
}  # fmt: skip
_NOWHERE: Any = None  # the scope of what reads no fact


def nearest(name: str, known: Mapping[str, Any] | Sequence[str]) -> str:
    """The known name that is written most alike."""
    return next(iter(get_close_matches(name, list(known), 1, 0.0)), "")
