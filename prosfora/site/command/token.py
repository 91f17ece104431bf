"""Keys of programs: issue, list, revoke. The clear text is shown once."""

import argparse
import datetime as dt

from prosfora.identity.models import ApiToken
from prosfora.identity.services import issue_token, revoke_token
from prosfora.kit.clock import now
from prosfora.kit.errors import Refused
from prosfora.site.command.table import print_table
from prosfora.site.command.user import OPERATOR, named_user


class UnknownToken(Refused):
    """No living key begins like this, or several do."""


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|list|revoke")
    add = verbs.add_parser("add", help="issue a key for a user's program")
    add.add_argument("username")
    add.add_argument("name", help="what it is for, as people will read it in the list")
    add.add_argument("--days", type=int, default=365, help="how long it lives")
    add.add_argument("--verb", dest="verbs", action="append", default=[], metavar="ROOM.VERB",
                     help="narrow it to this verb, as documents.create_quotation; may be repeated")  # fmt: skip
    verbs.add_parser("list", help="all keys")
    verbs.add_parser("revoke", help="end a key at once").add_argument(
        "prefix", help="its first letters, as in the list"
    )


def run(options: argparse.Namespace) -> int:
    {"add": _add, "list": _list, "revoke": _revoke}[options.verb](options)
    return 0


def _add(options: argparse.Namespace) -> None:
    at = now()
    _token, clear = issue_token(
        user=named_user(options.username),
        name=options.name,
        expires_at=at + dt.timedelta(days=options.days),
        verbs=options.verbs,
        by=OPERATOR,
        at=at,
    )
    print(clear)


def _list(_options: argparse.Namespace) -> None:
    rows = ApiToken.objects.select_related("user").order_by("user__username", "name")
    print_table(
        ("key", "user", "name", "may do", "expires", "revoked", "last used"),
        [
            (
                token.prefix,
                token.user.username,
                token.name,
                ", ".join(token.verbs) or "all of the user's verbs",
                _day(token.expires_at),
                _day(token.revoked_at),
                _day(token.last_used_at),
            )
            for token in rows
        ],
    )


def _revoke(options: argparse.Namespace) -> None:
    found = list(ApiToken.objects.filter(prefix__startswith=options.prefix, revoked_at=None)[:2])
    if len(found) != 1:
        many = "several keys begin" if found else "no living key begins"
        raise UnknownToken(f"{many} with {options.prefix!r}; `prosfora token list` shows them", "prefix")
    revoke_token(token=found[0], by=OPERATOR, at=now())
    print(f"{found[0]} is revoked")


def _day(moment: dt.datetime | None) -> str:
    return moment.date().isoformat() if moment else ""
