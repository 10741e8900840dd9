"""The entry of the web workers."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from panoh.agent.memory import harden
from panoh.core.loading import kept_for_good
from panoh.core.request_body import whole

harden()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panoh.config.settings")
with kept_for_good():
    application = whole(get_wsgi_application())
    reverse("public:home", args=["en"])  # reads every address and view, more than a second of work, before anybody waits for a page
