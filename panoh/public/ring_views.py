"""What a woken telephone runs and asks: which codes wait for its account, by the telephone's own secret (docs/adr/0038-web-push.md).

No cookie, no page. A secret that is nobody's gets the same answer as one for which nothing waits.
"""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from panoh.accounts.access import public
from panoh.accounts.push_devices import device_of
from panoh.accounts.reach import reach_of
from panoh.core.db.row_level_security import reach_no_further
from panoh.core.languages import LANGUAGES
from panoh.hotline.queries.calls import codes_waiting
from panoh.vault import client


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script, the same for everybody. What it says where it knows no language, it says in all."""
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(gettext("Please look in"))
    text = render_to_string("public/ring_worker.js", {"ask": reverse("public:ring_now"), "said": json.dumps(" · ".join(said))})
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@public
@csrf_exempt
@require_POST
@sensitive_post_parameters("secret")
def ask_now(request: HttpRequest) -> HttpResponse:
    """The first signs of the codes that wait; 503 while everything is locked."""
    if client.status().locked:
        return JsonResponse({"codes": []}, status=503)
    device = device_of(str(request.POST.get("secret", "")))
    if device is None:
        return JsonResponse({"codes": []})
    reach_no_further(reach_of(device.user))
    return JsonResponse({"codes": codes_waiting(device.user)})
