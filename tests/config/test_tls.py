"""Behind a machine that speaks TLS: cookies that belong to one host, browsers that stay there, methods that nobody needs refused."""

import json
import os
import subprocess
import sys

import pytest
from django.test import Client

ASK = """
import json
from panoh.config import settings
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if "COOKIE" in name or "HSTS" in name}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict[str, object]:
    """The settings of an instance that has a host name."""
    environment = {**os.environ, "PANOH_DATA": str(tmp_path_factory.mktemp("data")), "PANOH_HOSTS": "house.example"}
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", ["SESSION", "CSRF", "LANGUAGE", "DISCREET", "WORKED"])
def test_behind_tls_every_cookie_is_bound_to_the_host(told, kind):
    """Those of the language, of hidden details and of who worked here take Secure and HttpOnly where they are set (accounts/test_pages.py, desk/test_discreet.py)."""
    assert told[f"{kind}_COOKIE_NAME"].startswith("__Host-")
    if kind not in ("LANGUAGE", "DISCREET", "WORKED"):
        assert told[f"{kind}_COOKIE_SECURE"]
        assert told[f"{kind}_COOKIE_HTTPONLY"]
        assert told.get(f"{kind}_COOKIE_SAMESITE", "Lax") == "Lax"
        assert told.get(f"{kind}_COOKIE_PATH", "/") == "/"
        assert told.get(f"{kind}_COOKIE_DOMAIN") is None


def test_behind_tls_browsers_are_told_to_stay_there(told):
    assert told["SECURE_HSTS_SECONDS"] >= 365 * 24 * 60 * 60
    assert told["SECURE_HSTS_INCLUDE_SUBDOMAINS"]


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "PROPFIND"])
def test_trace_is_not_answered(client: Client, method):
    answer = client.generic(method, "/en/", headers={"X-Secret": "sent back?"})

    assert (answer.status_code, answer.content) == (405, b"")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in answer.headers
