"""The sample's strategic plans: the one for 2018–2021, adopted, reported year by year and closed, and the one that follows it."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from panoh.accounts.models import User
from panoh.core.clock import today
from panoh.demo.staff import Staff
from panoh.planning import actions
from panoh.planning.enums import Came
from panoh.planning.models import Plan, PlanVersion
from panoh.planning.queries.plans import tree_of
from panoh.planning.tree import Tree

type Texts = Mapping[str, str]


def _said(tg: str, ru: str, en: str) -> Texts:
    return {"tg": tg, "ru": ru, "en": en}


def _title(years: str) -> Texts:
    return _said(
        f"Нақшаи стратегии Гурӯҳи офиятбахшӣ барои солҳои {years}",
        f"Стратегический план Группы по реабилитации на {years} годы",
        f"Strategic plan of the Rehabilitation Unit for {years}",
    )


HELP = _said(
    "Шахсони муроҷиаткарда ва оилаҳои онҳо сари вақт кумаки пурра мегиранд",
    "Люди, которые обратились за помощью, и их семьи вовремя получают её в полном объёме",
    "People who ask for help, and their families, get full help in time",
)
MORE = _said(
    "Аз ҳамаи минтақаҳо одамони бештар ба офиятбахшӣ қабул мешаванд",
    "На реабилитацию принимают больше людей, из всех регионов",
    "More people are admitted, from every region",
)
REACHED = _said(
    "Ба мо шабу рӯз занг задан мумкин аст; дар минтақаҳо корманди иҷтимоӣ ҳаст",
    "До нас можно дозвониться днём и ночью; в регионах есть социальный работник",
    "We can be called day and night; there is a social worker in the regions",
)
PLANNED = _said(
    "Кумак якҷоя бо шахс нақшабандӣ мешавад ва то охир мерасад",
    "Помощь планируется вместе с человеком и доводится до конца",
    "Help is planned with the person and seen through",
)
TERMS = _said(
    "Муассисаҳо ва мутахассисон бо мо аз рӯи шартҳои мувофиқашуда кор мекунанд",
    "Учреждения и специалисты работают с нами на согласованных условиях",
    "Facilities and specialists work with us on agreed terms",
)
SOMEBODY = _said(
    "Дар ҳар минтақа касе ҳаст, ки шахсро ба ӯ равона кунем",
    "В каждом регионе есть к кому направить человека",
    "In every region there is someone to refer to",
)
AGREEMENTS = _said("Созишномаҳои амалкунанда бо муассисаҳо", "Действующие соглашения с учреждениями", "Agreements with facilities in force")
TRAINED = _said(
    "Мутахассисоне, ки аз рӯи дастур омӯзиш гирифтаанд", "Специалисты, обученные методике", "Specialists trained in the guidance"
)
REGISTER = _said("Феҳристи созишномаҳо", "Реестр соглашений", "Register of agreements")
# By year of the plan: agreements in force, percent of specialists trained.
BY_HAND = {2018: (4, 45), 2019: (5, 62), 2020: (8, 40), 2021: (9, 81)}
TOLD = {
    2018: _said(
        "Соли якуми нақша: барномаҳои инфиродӣ дар ҳама ҳолатҳои нав тартиб дода мешаванд.",
        "Первый год плана: индивидуальные программы составляются во всех новых случаях.",
        "The plan's first year: individual programmes are drawn up in every new case.",
    ),
    2020: _said(
        "Бинобар пандемия омӯзишҳо баргузор нашуданд; машваратҳо бо телефон идома ёфтанд.",
        "Из-за пандемии обучения не состоялись; консультации продолжались по телефону.",
        "Trainings did not take place because of the pandemic; counselling went on by telephone.",
    ),
}
NOTE, SOURCE = "Шумориши солона дар ҷаласаи моҳи январ.", "Феҳристи созишномаҳо, папкаи 4; рӯйхати иштирокчиёни омӯзиш."


def make_plans(staff: Staff) -> None:
    """Four frozen years, a year that runs, numbers counted and numbers by hand."""
    by = staff.coordinator
    former = actions.begin_plan(by=by, first_year=2018, last_year=2021, title=_title("2018–2021"))
    version = former.versions.get()
    _write(version, by=by)
    _make(former, by=by)
    actions.adopt_version(version, by=by, adopted_on=dt.date(2017, 12, 15))
    _report(former, by=by)
    actions.approve_public(actions.ask_public(former, by=by), by=staff.director)
    actions.close_plan(former, by=by)
    first = today().year
    after = actions.begin_plan(by=by, first_year=first, last_year=first + 3, title=_title(f"{first}–{first + 3}"), follows=former)
    _set_targets(after.versions.get(), by=by)
    actions.adopt_version(after.versions.get(), by=by, adopted_on=dt.date(first, 1, 1))


def _make(plan: Plan, *, by: User) -> None:
    """Two meetings, with an expert from abroad at the first."""
    first = actions.hold_meeting(
        plan, by=by, held_on=dt.date(2017, 10, 12), place="Душанбе, толори коалитсия", words="Чӣ ба даст омад ва чӣ намерасад."
    )
    second = actions.hold_meeting(plan, by=by, held_on=dt.date(2017, 12, 15), place="Душанбе", words="Матни нақша банд ба банд хонда шуд.")
    lead, members = "Coordinator · Координатор · Ҳамоҳангсоз", "Eight organisations · Восемь организаций · Ҳашт ташкилот"
    for meeting, came_as, role, organisation, name in (
        (first, Came.SECRETARIAT, lead, "", ""),
        (first, Came.MEMBER, members, "Coalition · Коалиция · Эътилоф", ""),
        (first, Came.EXPERT, "Expert · Эксперт · Коршинос", "Georgia · Грузия · Гурҷистон", "Нана Беридзе"),
        (second, Came.SECRETARIAT, lead, "", ""),
        (second, Came.MEMBER, members, "Coalition · Коалиция · Эътилоф", ""),
    ):
        actions.seat(meeting, by=by, came_as=came_as, role=role, organisation=organisation, name=name)
    actions.decide(first, by=by, words="Нақша барои чор сол тартиб дода мешавад: 2018–2021.")
    actions.decide(first, by=by, words="Ҳар сол то охири январ ҳисобот бо рақамҳо.")
    actions.decide(second, by=by, words="Нақша қабул карда шуд.")


def _write(version: PlanVersion, *, by: User) -> None:
    """Objectives, outcomes and indicators of the first plan."""
    for text, outcomes in ((HELP, (MORE, PLANNED)), (TERMS, (SOMEBODY,))):
        actions.write_objective(version, "", by=by, text=text)
        key = tree_of(version).objectives[-1].key
        for outcome in outcomes:
            actions.write_outcome(version, key, "", by=by, text=outcome, assumptions=REACHED if outcome is MORE else None)
    more, planned, somebody = (outcome.key for each in tree_of(version).objectives for outcome in each.outcomes)

    def line(within: str, *targets: int, baseline: int | None = None, code: str = "", name: Texts | None = None, **facts: bool) -> None:
        actions.write_line(
            version,
            within,
            "",
            by=by,
            code=code,
            name=name,
            means=REGISTER if name is AGREEMENTS else None,
            baseline=None if baseline is None else Decimal(baseline),
            baseline_year=None if baseline is None else 2017,
            targets={2018 + at: Decimal(target) for at, target in enumerate(targets)},
            **facts,
        )

    line(more, 32, 34, 36, 38, baseline=30, code="persons_admitted")
    line(more, 60, 70, 80, 90, baseline=50, code="persons_active")
    line(planned, 20, 25, 30, 35, baseline=15, code="persons_closed")
    line(planned, 15, 15, 10, 10, baseline=20, code="drop_out", falls=True)
    line(somebody, 4, 6, 8, 10, baseline=2, name=AGREEMENTS, counts_people=False)
    line(somebody, 50, 60, 70, 80, name=TRAINED, is_percent=True)


def _report(plan: Plan, *, by: User) -> None:
    """Each year told, its numbers by hand brought in, frozen."""
    keys = [line.key for line in Tree.read(plan.versions.get().body).lines if line.is_manual]
    for period in plan.periods.select_related("plan"):
        for key, value in zip(keys, BY_HAND[period.year], strict=True):
            actions.bring_figure(period, key, by=by, value=Decimal(value), note=NOTE, source=SOURCE)
        if period.year in TOLD:
            actions.tell_period(period, by=by, narrative=TOLD[period.year], is_narrative_public=True)
        actions.freeze_period(period, by=by)


def _set_targets(version: PlanVersion, *, by: User) -> None:
    """The next plan wants a little more each year than was reached last."""
    for objective in tree_of(version).objectives:
        for outcome in objective.outcomes:
            for line in outcome.lines:
                begin, step = line.baseline or Decimal(10), Decimal(-1 if line.falls else 2)
                targets = {year: max(begin + step * at, Decimal(0)) for at, year in enumerate(version.plan.each_year, 1)}
                actions.write_line(
                    version,
                    outcome.key,
                    line.key,
                    by=by,
                    code=line.code,
                    name=line.names,
                    means=line.means,
                    baseline=line.baseline,
                    baseline_year=line.baseline_year,
                    targets=targets,
                    falls=line.falls,
                    is_percent=line.is_percent,
                    counts_people=line.counts_people,
                )
