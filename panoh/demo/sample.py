"""The sample: invented staff, facilities, the register of 2015–2021 through the ordinary import, and work in every state."""

from collections.abc import Callable
from importlib.resources import files

from panoh.accounts.models import User
from panoh.accounts.sample import make_sample_accounts
from panoh.audit.undo import forget_all
from panoh.cases.models import Request
from panoh.demo.directory import make_directory
from panoh.demo.work import make_work
from panoh.exchange.actions import import_register, start_run
from panoh.exchange.models import ImportRun
from panoh.network.sample import make_sample_facilities

REGISTER = "register-2015-2021.xlsx"
# Somebody who is in the register already, written by another hand, and a day that no calendar has.
DOUBTFUL = """№;Дата поступления;Фамилия;Имя;Отчество;Дата рождения;Пол;Категория
2026-1;07.03.2026;Zokirov;Khurshed;Parvizzoda;03.03.1953;м;лицо, пережившее пытки
2026-2;09.03.2026;Шарипов;Далер;;31.02.1988;м;лицо, пережившее пытки
"""


def load_sample(say: Callable[[str], None]) -> None:
    """Loads what is missing of the sample. Only for an instance that unlocks itself."""
    make_sample_accounts()
    coordinator = User.objects.select_related("organisation").get(username="coordinator")
    facilities = make_sample_facilities(by=coordinator)
    make_directory(facilities, by=coordinator)
    if not ImportRun.objects.exists():
        content = files("panoh.content").joinpath(REGISTER).read_bytes()
        result = import_register(content, filename=REGISTER, by=coordinator)
        import_register(DOUBTFUL.encode(), filename="march.csv", by=coordinator)
        start_run(DOUBTFUL.encode(), filename="april.csv", by=coordinator)
        say(f"Register brought in: {result.counts['admitted']} invented persons.")
    if not Request.objects.exists():
        make_work(facilities)
        forget_all()  # nobody's act of a moment ago
        say("Work in progress made: requests, persons in care, referrals.")
