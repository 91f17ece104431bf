"""A small OpenID Connect server, so that single sign-on is tested over real HTTP with real signatures."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "prosfora"


class SignOnServer:
    """Discovery, keys, token and user information on a free port of this machine."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        handler = type("Handler", (_Handler,), {"owner": self})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.issuer = f"http://127.0.0.1:{self.http.server_port}"

    def __enter__(self) -> "SignOnServer":
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.http.shutdown()
        self.http.server_close()

    @property
    def settings(self) -> dict[str, Any]:
        """SOCIALACCOUNT_PROVIDERS as prosfora.site.sign_on makes them."""
        app = {
            "provider_id": "sso", "name": "Sign-on", "client_id": CLIENT, "secret": "s3cret",
            "settings": {"server_url": self.issuer, "oauth_pkce_enabled": True},
        }  # fmt: skip
        return {
            "openid_connect": {
                "APPS": [app], "EMAIL_AUTHENTICATION": True, "EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
            }
        }  # fmt: skip

    def says(self, **claims: Any) -> None:
        """Whom it will say the person is."""
        self.claims = claims

    def callback(self, asked: str) -> str:
        """Where it sends the browser back to, the question answered."""
        query = parse_qs(urlsplit(asked).query)
        back = urlsplit(query["redirect_uri"][0])
        return f"{back.path}?{urlencode({'code': 'c-1', 'state': query['state'][0]})}"

    def answer(self, path: str) -> dict[str, Any]:
        """What is at a path."""
        if path == "/.well-known/openid-configuration":
            places = {
                "authorization_endpoint": "authorize", "token_endpoint": "token",
                "userinfo_endpoint": "userinfo", "jwks_uri": "jwks",
            }  # fmt: skip
            return {"issuer": self.issuer, **{name: f"{self.issuer}/{place}" for name, place in places.items()}}
        if path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [{**public, "kid": "k-1", "use": "sig", "alg": "RS256"}]}
        if path == "/token":
            now = int(time.time())
            claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, **self.claims}
            signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k-1"})
            return {"access_token": "a-1", "token_type": "Bearer", "expires_in": 300, "id_token": signed}
        return self.claims


class _Handler(BaseHTTPRequestHandler):
    owner: SignOnServer

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        body = json.dumps(self.owner.answer(urlsplit(self.path).path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""
