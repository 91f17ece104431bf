"""The `prosfora` command on a terminal: users, keys of programs, prices, and what it says when it cannot."""

import argparse
import io
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from prosfora.catalog.tests.builders import a_product
from prosfora.documents.models import SalesDocument
from prosfora.documents.tests.builders import a_quotation
from prosfora.identity.models import ApiToken, RoleGrant, User
from prosfora.kit.errors import Refused
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.tests.builders import a_price, standard_pricing
from prosfora.site.command import main, verify
from tests.cast import DIRECT_SALES

pytestmark = pytest.mark.django_db
REPOSITORY = Path(__file__).resolve().parents[3]


def said(capsys: pytest.CaptureFixture[str], name: str, *words: str) -> str:
    """What a subcommand prints on the database of the tests; it must succeed."""
    parser = argparse.ArgumentParser()
    module = import_module(f"prosfora.site.command.{name}")
    module.arguments(parser)
    assert not module.run(parser.parse_args(words))
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The sentence a subcommand refuses with."""
    with pytest.raises(Refused) as refusal:
        said(capsys, *words)
    return refusal.value.message


def on_an_empty_database(var: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PROSFORA_", "DJANGO_"))}
    command = [sys.executable, "-W", "ignore", "-m", "prosfora.site.command", *words]
    environment = {**kept, "PROSFORA_VAR": str(var)}
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)


def test_help_needs_no_tables(tmp_path: Path) -> None:
    asked = on_an_empty_database(tmp_path, "user", "add", "--help")

    assert asked.returncode == 0
    assert "usage: prosfora user add" in asked.stdout


def test_an_empty_database_is_named_with_its_remedy(tmp_path: Path) -> None:
    asked = on_an_empty_database(tmp_path, "user", "list")

    assert asked.returncode == 1
    assert "the database is empty; `prosfora prepare`" in asked.stderr


def test_an_unknown_subcommand_shows_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sell"]) == 2

    told = capsys.readouterr().err
    assert "there is no subcommand 'sell'" in told
    assert "serve" in told


def test_a_user_is_added_with_a_role_and_a_password_made_for_him(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "user", "add", "anna", "--role", "seller", "--scope", DIRECT_SALES, "--generate")

    password = told.partition("password: ")[2].split()[0]
    anna = User.objects.get(username="anna")
    assert anna.check_password(password)
    assert [(grant.role, grant.scope) for grant in anna.grants.all()] == [("seller", DIRECT_SALES)]


def test_a_short_password_is_refused_and_nobody_added(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))

    told = refused(capsys, "user", "add", "anna", "--password-from-stdin")

    assert "at least 10 characters" in told
    assert not User.objects.filter(username="anna").exists()


def test_a_password_is_set_from_standard_input(
    seller: User, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("battery horse correct\n"))

    said(capsys, "user", "password", "seller", "--password-from-stdin")

    seller.refresh_from_db()
    assert seller.check_password("battery horse correct")


def test_a_user_who_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "nobody is named 'nobody'" in refused(capsys, "user", "grant", "nobody", "seller")


def test_a_role_is_granted_and_listed(seller: User, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "user", "grant", "seller", "auditor")

    assert RoleGrant.objects.filter(user=seller, role="auditor", scope="").exists()
    listed = next(line for line in said(capsys, "user", "list").splitlines() if line.startswith("seller"))
    assert "auditor" in listed
    assert listed.endswith("yes")


def test_a_deactivated_user_is_shut_out_with_his_programs(seller: User, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "token", "add", "seller", "shop")

    said(capsys, "user", "deactivate", "seller")

    seller.refresh_from_db()
    assert not seller.is_active
    assert not ApiToken.objects.filter(user=seller, revoked_at=None).exists()


def test_a_key_is_shown_once_narrowed_and_revoked(seller: User, capsys: pytest.CaptureFixture[str]) -> None:
    clear = said(capsys, "token", "add", "seller", "shop", "--verb", "documents.create_quotation").strip()
    token = ApiToken.objects.get(user=seller)

    listed = said(capsys, "token", "list")
    assert token.prefix in listed
    assert "documents.create_quotation" in listed
    assert clear not in listed

    said(capsys, "token", "revoke", token.prefix)
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert "no living key begins with" in refused(capsys, "token", "revoke", token.prefix)


def test_a_beginning_that_several_keys_share_revokes_none(seller: User, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("shop", "warehouse"):
        said(capsys, "token", "add", "seller", name)

    told = refused(capsys, "token", "revoke", "")

    assert "several keys begin with" in told
    assert ApiToken.objects.filter(revoked_at=None).count() == 2


@pytest.fixture
def trade(company: object, seller: User) -> str:
    """A customer and a product with a price; the customer's number."""
    standard_pricing()
    a_product("BOLT-M8")
    a_price(product="BOLT-M8", amount="24.50")
    return a_party("Papadopoulos SA").number


def test_a_price_is_told_as_the_quotation_would_tell_it(trade: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "quote", trade, "BOLT-M8", "4", "--date", "2026-11-23")

    assert "Papadopoulos SA, priced on 2026-11-23, in EUR" in told
    assert "net 98.00   tax 23.52   total 121.52 EUR" in told


def test_a_price_comes_as_json_with_every_element(trade: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(said(capsys, "quote", trade, "BOLT-M8", "4", "--json"))

    assert told["total"] == "121.52"
    assert [item["product"] for item in told["items"]] == ["BOLT-M8"]
    assert any(row[2] == "PR00" for row in told["items"][0]["price"]["elements"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("BOLT-M8",), "BOLT-M8 has no quantity"),
        (("BOLT-M8", "forty"), "'forty' is no quantity"),
        (("BOLT-M8", "4", "--area", "XX01-10-00"), "there is no sales area XX01-10-00"),
        (("BOLT-M8", "4", "--as", "outsider"), "nobody is named 'outsider'"),
    ],
)
def test_a_question_that_cannot_be_priced_says_why(
    trade: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    assert sentence in refused(capsys, "quote", trade, *words)


def test_a_customer_who_does_not_exist_is_named(trade: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "there is no party 9999999" in refused(capsys, "quote", "9999999", "BOLT-M8", "4")


def test_a_stored_price_is_made_again_and_a_false_one_named(
    trade: str, seller: User, capsys: pytest.CaptureFixture[str]
) -> None:
    quotation = a_quotation(owner=seller)
    assert "1 documents made again from the records they kept; 0 differences" in said(
        capsys, "verify", "--recompute", quotation.number
    )

    SalesDocument.objects.filter(pk=quotation.pk).update(total=1)

    parser = argparse.ArgumentParser()
    verify.arguments(parser)
    assert verify.run(parser.parse_args(["--all"])) == 1
    assert f"{quotation.number} total: total is stored as 1, made again as" in capsys.readouterr().err


@pytest.mark.parametrize("words", [(), ("--recompute", "29999999")])
def test_verify_says_what_it_wants(trade: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    assert refused(capsys, "verify", *words)
