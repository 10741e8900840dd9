"""The sample: invented staff, facilities, the register of 2015–2021 through the ordinary import, and work in every state."""

from collections.abc import Callable
from importlib.resources import files

from panoh.accounts.models import User
from panoh.accounts.sample import make_sample_accounts
from panoh.audit.undo import forget_old
from panoh.cases.models import Request
from panoh.core.clock import now
from panoh.desk.sample_work import make_work
from panoh.exchange.actions import import_register
from panoh.exchange.models import ImportRun
from panoh.network.sample import make_sample_facilities

REGISTER = "register-2015-2021.xlsx"


def load_sample(say: Callable[[str], None]) -> None:
    """Loads what is missing of the sample. Only for an instance that unlocks itself."""
    make_sample_accounts()
    coordinator = User.objects.select_related("organisation").get(username="coordinator")
    facilities = make_sample_facilities(by=coordinator)
    if not ImportRun.objects.exists():
        content = files("panoh.content").joinpath(REGISTER).read_bytes()
        result = import_register(content, filename=REGISTER, by=coordinator)
        say(f"Register brought in: {result.counts['admitted']} invented persons.")
    if not Request.objects.exists():
        make_work(facilities)
        forget_old(now())  # nobody's act of a moment ago
        say("Work in progress made: requests, persons in care, referrals.")
