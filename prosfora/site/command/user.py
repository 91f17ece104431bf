"""Users from the shell: add, list, grant a role, set a password, deactivate."""

import argparse
import getpass
import secrets
import sys

from django.db.models import Prefetch

from prosfora.audit.services import System
from prosfora.identity.models import RoleGrant, User
from prosfora.identity.rules import Role
from prosfora.identity.services import create_user, deactivate_user, grant_role, set_password
from prosfora.kit.clock import now
from prosfora.kit.errors import Refused
from prosfora.site.command.table import print_table

OPERATOR = System("operator")
SHORTEST_PASSWORD = 10


class UnknownUser(Refused):
    """Nobody has this name."""


class WeakPassword(Refused):
    """The password is too short, or the two inputs differ."""


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|list|grant|password|deactivate")
    add = verbs.add_parser("add", help="let a person sign in")
    add.add_argument("username")
    add.add_argument("--email", default="")
    add.add_argument("--first-name", default="")
    add.add_argument("--last-name", default="")
    add.add_argument("--language", default="en", choices=["en", "el"])
    add.add_argument("--role", choices=[role.value for role in Role], help="grant this role at once")
    add.add_argument("--scope", default="", help="sales area of the role, as GR01-10-00; blank for everywhere")
    _password_options(add)
    verbs.add_parser("list", help="all users with their rights")
    grant = verbs.add_parser("grant", help="give a user a role in a sales area")
    grant.add_argument("username")
    grant.add_argument("role", choices=[role.value for role in Role])
    grant.add_argument("--scope", default="", help="sales area, as GR01-10-00; blank for everywhere")
    password = verbs.add_parser("password", help="set a user's password")
    password.add_argument("username")
    _password_options(password)
    verbs.add_parser("deactivate", help="shut a user out; his records stay").add_argument("username")


def run(options: argparse.Namespace) -> int:
    {"add": _add, "list": _list, "grant": _grant, "password": _password, "deactivate": _deactivate}[options.verb](
        options
    )
    return 0


def named_user(username: str) -> User:
    """The user of that name. Raises UnknownUser."""
    found = User.objects.filter(username=username).first()
    if found is None:
        raise UnknownUser(f"nobody is named {username!r}; `prosfora user list` shows who there is", "username")
    return found


def _add(options: argparse.Namespace) -> None:
    user = create_user(
        username=options.username,
        email=options.email,
        password=_chosen_password(options),
        first_name=options.first_name,
        last_name=options.last_name,
        language=options.language,
        home_area=options.scope,
        by=OPERATOR,
        at=now(),
    )
    if options.role:
        grant_role(user=user, role=options.role, scope=options.scope, by=OPERATOR, at=now())
    print(f"{user.username} may sign in")


def _list(_options: argparse.Namespace) -> None:
    grants = Prefetch("grants", RoleGrant.objects.order_by("scope", "role", "verb"))
    print_table(
        ("user", "name", "mail", "rights", "active"),
        [
            (
                user.username,
                user.get_full_name(),
                user.email,
                ", ".join(map(str, user.grants.all())),
                "yes" if user.is_active else "no",
            )
            for user in User.objects.order_by("username").prefetch_related(grants)
        ],
    )


def _grant(options: argparse.Namespace) -> None:
    grant = grant_role(user=named_user(options.username), role=options.role, scope=options.scope, by=OPERATOR, at=now())
    print(f"{options.username}: {grant}")


def _password(options: argparse.Namespace) -> None:
    set_password(user=named_user(options.username), password=_chosen_password(options), by=OPERATOR, at=now())
    print(f"{options.username} has a new password")


def _deactivate(options: argparse.Namespace) -> None:
    deactivate_user(user=named_user(options.username), by=OPERATOR, at=now())
    print(f"{options.username} is shut out; the tokens of this user are revoked")


def _password_options(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--generate", action="store_true", help="make a password and print it once")
    ways.add_argument("--password-from-stdin", action="store_true", help="read it from standard input")


def _chosen_password(options: argparse.Namespace) -> str:
    """Typed twice, read from standard input, or made; never taken from the command line, which others can see."""
    if options.generate:
        made = secrets.token_urlsafe(12)
        print(f"password: {made}")
        return made
    if options.password_from_stdin:
        chosen = sys.stdin.readline().rstrip("\n")
    else:
        chosen = getpass.getpass("password: ")
        if chosen != getpass.getpass("once more: "):
            raise WeakPassword("the two passwords differ; type the same one twice", "password")
    if len(chosen) < SHORTEST_PASSWORD:
        raise WeakPassword(f"take a password of at least {SHORTEST_PASSWORD} characters", "password")
    return chosen
