"""Single sign-on is configured by the environment alone."""

from prosfora.site.sign_on import providers


def test_without_an_issuer_there_is_none() -> None:
    assert providers({}) == {}
    assert providers({"PROSFORA_OIDC_CLIENT_ID": "prosfora"}) == {}


def test_an_issuer_makes_one_server_that_only_verified_mail_connects_to() -> None:
    made = providers(
        {
            "PROSFORA_OIDC_ISSUER": "https://id.example",
            "PROSFORA_OIDC_CLIENT_ID": "prosfora",
            "PROSFORA_OIDC_CLIENT_SECRET": "s3cret",
            "PROSFORA_OIDC_NAME": "Acme sign-on",
        }
    )["openid_connect"]
    (app,) = made["APPS"]
    assert (app["name"], app["client_id"], app["secret"]) == ("Acme sign-on", "prosfora", "s3cret")
    assert app["settings"]["server_url"] == "https://id.example"
    assert app["settings"]["oauth_pkce_enabled"]
    assert made["EMAIL_AUTHENTICATION"]
