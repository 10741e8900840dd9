"""How long the register import takes, and how much memory: the sample's 235 rows, and 5,000 generated ones, with a real key agent.

Each size runs in a process and a data folder of its own. Prints rows a second, the longest transaction and the peak of memory.
"""

import io
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

SIZES = (235, 5_000)
FAMILIES = ("Назар", "Рахим", "Карим", "Саид", "Холмат", "Шариф", "Юсуф", "Мирзо", "Давлат", "Қодир", "Ҳаким", "Ғафур")
GIVEN = ("Рустам", "Ҷамшед", "Умед", "Фаррух", "Далер", "Суҳроб", "Парвиз", "Баҳром", "Манучеҳр", "Искандар")
HELP = ("Медицинская помощь", "Сеансы психолога", "Социальная помощь")


def generated(count: int) -> bytes:
    """A register of invented survivors and relatives."""
    from openpyxl import Workbook

    dice, book = random.Random(7), Workbook()
    heads = ["№", "Дата поступления", "Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Регион", "Категория"]
    book.active.append([*heads, "Кем приходится", "№ пострадавшего", "Телефон", *HELP])
    for number in range(1, count + 1):
        is_family = number % 2 == 0
        born = f"{dice.randint(1, 28):02}.{dice.randint(1, 12):02}.{dice.randint(1945, 2010)}"
        admitted = f"{dice.randint(1, 28):02}.{dice.randint(1, 12):02}.{dice.randint(2015, 2021)}"
        name = [dice.choice(FAMILIES) + "ов", dice.choice(GIVEN), dice.choice(FAMILIES) + "ович"]
        tie = ["член семьи", "брат", number - 1] if is_family else ["жертва пыток", None, None]
        help = ["да", dice.randint(0, 12), "продукты питания"]
        phone = f"9{dice.randint(10_000_000, 99_999_999)}"
        book.active.append([number, admitted, *name, born, "м", "Согдийская область", *tie, phone, *help])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def measure(count: int) -> None:
    """One import in this process, which has a data folder of its own."""
    import django

    django.setup()
    from django.core.management import call_command

    from panoh.accounts.roles import Role
    from panoh.audit import trail
    from panoh.exchange import actions
    from tests.factories.accounts import make_secretariat, make_user

    with trail.writes_allowed():
        call_command("migrate", verbosity=0)
    make_secretariat()
    coordinator = make_user(Role.COORDINATOR)
    content = files("panoh.content").joinpath("register-2015-2021.xlsx").read_bytes() if count == SIZES[0] else generated(count)
    batches, last = [], time.perf_counter()

    def progress(_done: int, _total: int) -> None:
        nonlocal last
        batches.append(time.perf_counter() - last)
        last = time.perf_counter()

    before = _peak()
    start = time.perf_counter()
    result = actions.import_register(content, filename="r.xlsx", by=coordinator, progress=progress)
    first = time.perf_counter() - start
    start = time.perf_counter()
    again = actions.import_register(content, filename="r.xlsx", by=coordinator)
    second = time.perf_counter() - start
    peak = _peak()
    start = time.perf_counter()
    for run in (again.run, result.run):  # the later one knows the rows of the earlier
        actions.take_back_run(run, by=coordinator)
    back = time.perf_counter() - start
    written = batches[1:]
    print(
        f"{count} rows: {first:.2f} s ({count / first:.0f} a second), a batch {1000 * sum(written) / len(written):.0f} ms,"
        f" longest {1000 * max(written):.0f} ms; memory {before} → {peak} MB; again {second:.2f} s; take back {back:.2f} s"
    )
    print(json.dumps({"first": result.counts, "again": again.counts}))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Each size in a process of its own, with an agent of its own."""
    if len(sys.argv) > 1:
        return measure(int(sys.argv[1]))
    root = Path(__file__).parent.parent
    sys.path.insert(0, str(root))
    from panoh.agent import ring
    from panoh.agent.start import start
    from panoh.agent.stop import stop

    for count in SIZES:
        data = Path(tempfile.mkdtemp(prefix="panoh-bench-"))
        environment = {**os.environ, "PANOH_DATA": str(data), "DJANGO_SETTINGS_MODULE": "panoh.config.settings", "PYTHONPATH": str(root)}
        environment.pop("PANOH_DATABASE", None)
        try:
            ring.create(data, None)
            start(data)
            subprocess.run([sys.executable, __file__, str(count)], env=environment, check=True)
        finally:
            stop(data)
            shutil.rmtree(data, ignore_errors=True)
    return None


if __name__ == "__main__":
    main()
