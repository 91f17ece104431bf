"""Single sign-on by OpenID Connect, as the environment configures it."""

from collections.abc import Mapping
from typing import Any


def providers(environ: Mapping[str, str]) -> dict[str, Any]:
    """allauth's providers: one OpenID Connect server where PROSFORA_OIDC_ISSUER names it, else none.

    PROSFORA_OIDC_CLIENT_ID and _CLIENT_SECRET are what the server knows us by, _NAME is written on the button, _SCOPES
    are asked for. A person is known by the mail address that the server says it has verified.
    """
    issuer = environ.get("PROSFORA_OIDC_ISSUER", "")
    if not issuer:
        return {}
    app = {
        "provider_id": "sso",
        "name": environ.get("PROSFORA_OIDC_NAME", "Single sign-on"),
        "client_id": environ.get("PROSFORA_OIDC_CLIENT_ID", ""),
        "secret": environ.get("PROSFORA_OIDC_CLIENT_SECRET", ""),
        "settings": {
            "server_url": issuer,
            "scope": environ.get("PROSFORA_OIDC_SCOPES", "openid profile email").split(),
            "oauth_pkce_enabled": True,
        },
    }
    return {"openid_connect": {"APPS": [app], "EMAIL_AUTHENTICATION": True, "EMAIL_AUTHENTICATION_AUTO_CONNECT": True}}
