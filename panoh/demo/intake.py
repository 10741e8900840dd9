"""What comes in without an account, for the sample: sealed as the form seals it, taken in as the worker does."""

from panoh.accounts.models import User
from panoh.core.agent import data_folder
from panoh.intake import receipts
from panoh.intake.actions import answer_asker, take_in
from panoh.intake.models import Thread
from panoh.vault import intake

FORMS = (
    {
        "words": "Писарам аз он ҷо баргашт ва хоб намекунад. Аз садо метарсад.",
        "soon": "days",
        "whom": "family",
        "place": "TJ-KT",
        "language": "tg",
    },
    {"words": "Мне нужен врач, болит спина после того, что было.", "soon": "can_wait", "whom": "self", "place": "TJ-SU", "language": "ru"},
)
ANSWER = "Духтури мо рӯзи панҷшанбе вақт дорад. Агар қулай набошад, нависед, кай қулай аст."


def make_intake(coordinator: User) -> None:
    """Two forms; the first was answered, and its writer wrote again; the other asks and complains."""
    made = [_send("contact", said) for said in FORMS]
    take_in(data_folder())
    thread = Thread.objects.get(receipt=receipts.receipt_hash(made[0]))
    answer_asker(thread, by=coordinator, words=ANSWER)
    _send("more", {"asks": "more", "words": "Панҷшанбе қулай аст. Раҳмат."}, receipt=made[0])
    _send("more", {"asks": "seen", "words": ""}, receipt=made[1])
    _send("more", {"asks": "complain", "words": "Звонила два раза, никто не взял трубку."}, receipt=made[1])
    take_in(data_folder())


def _send(kind: str, said: dict[str, str], *, receipt: str = "") -> str:
    key = intake.public_key(data_folder())
    assert key is not None
    secret = receipts.new_secret()
    receipt = receipt or receipts.receipt_from(secret)
    message = intake.Message(kind, {**said, "receipt": receipts.receipt_hash(receipt).hex()})
    intake.lay_down(data_folder(), intake.seal(key, receipts.number_from(secret), message))
    return receipt
