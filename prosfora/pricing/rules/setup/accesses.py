"""Access sequences: keys that cannot be looked up, and accesses that another one leaves nothing to."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from prosfora.pricing.rules.book import AccessRule
from prosfora.pricing.rules.expressions import Formula
from prosfora.pricing.rules.keys import is_available
from prosfora.pricing.rules.requirements import REQUIREMENTS
from prosfora.pricing.rules.setup.findings import ERROR, WARNING, Finding
from prosfora.pricing.rules.setup.formulas import check_requirement


def check_sequence(
    code: str,
    accesses: Sequence[AccessRule],
    formulas: Mapping[str, Formula] | None = None,
    own_facts: Collection[str] = (),
) -> list[Finding]:
    """What is wrong with each access of a sequence, in the order they are asked."""
    if not accesses:
        return [Finding("no_accesses", ERROR, "sequence", code)]
    found = [finding for access in accesses for finding in _itself(code, access, formulas or {}, own_facts)]
    for place, access in enumerate(accesses):
        found += _beside(code, access, accesses[:place])
    return found


def _itself(
    code: str, access: AccessRule, formulas: Mapping[str, Formula], own_facts: Collection[str]
) -> Iterator[Finding]:
    if not access.fields:
        yield Finding("key_of_nothing", ERROR, "sequence", code, access.number)
    for name in access.fields:
        if not is_available(name, own_facts):
            yield Finding("unknown_fact", ERROR, "sequence", code, access.number, name)
    if len(set(access.fields)) < len(access.fields):
        yield Finding("fact_twice", ERROR, "sequence", code, access.number)
    for name in access.optional:
        if name not in access.fields:
            yield Finding("optional_is_no_part", ERROR, "sequence", code, access.number, name)
    if access.fields and set(access.fields) <= set(access.optional):
        yield Finding("key_may_be_nothing", ERROR, "sequence", code, access.number)
    yield from check_requirement(code, access.number, access.requirement, formulas, REQUIREMENTS)


def _least(access: AccessRule) -> set[str]:
    """The facts that no record of an access lacks."""
    return set(access.fields) - set(access.optional)


def _share_a_key(one: AccessRule, other: AccessRule) -> bool:
    """Whether a record of one, its optional parts blank, says the same as one of the other: nobody knew where it is."""
    only_one, only_other = set(one.fields) - set(other.fields), set(other.fields) - set(one.fields)
    is_any = only_one | only_other
    return bool(is_any) and only_one <= set(one.optional) and only_other <= set(other.optional)


def _beside(code: str, access: AccessRule, earlier: Sequence[AccessRule]) -> Iterator[Finding]:
    """What earlier accesses leave to this one: the same key hits first, a more general one ends the search."""
    for other in earlier:
        number = str(other.number)
        if set(other.fields) == set(access.fields) and other.requirement in ("", access.requirement):
            name = "access_unreachable" if other.exclusive else "access_twice"
            yield Finding(name, ERROR, "sequence", code, access.number, number)
            return
        if _share_a_key(other, access):
            yield Finding("same_key_by_blank", ERROR, "sequence", code, access.number, number)
            return
        # A requirement may pass the general access over, and one that is not exclusive lets the search go on.
        if other.exclusive and not other.requirement and _least(other) < set(access.fields):
            yield Finding("general_before_specific", WARNING, "sequence", code, access.number, number)
            return
