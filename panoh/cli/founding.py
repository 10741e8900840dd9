"""What a new instance begins with, once Django is ready."""

from panoh.accounts import actions, queries
from panoh.accounts.enums import Feature
from panoh.accounts.features import set_first_features
from panoh.accounts.sample import make_sample_accounts
from panoh.audit.sealer import seal_pending
from panoh.cli.output import Fail, answer, say
from panoh.demo.sample import load_sample
from panoh.hotline.actions import settle_lines
from panoh.vault import client


def found(*, is_begun: bool) -> None:
    """The coalition, its telephone lines and the parts that are in use, as far as they are not there. `is_begun`: an earlier call broke
    off. What a new unit does not need yet is switched off."""
    if not queries.organisations():
        if client.secretariat() and not is_begun:
            raise Fail(
                "The key ring here has worked with a database that is not here. Set PANOH_DATABASE as it was, or put the newest backup "
                "back into an empty folder: panoh restore FILE --identity F --keys F. Nothing was made."
            )
        actions.found_coalition()
        set_first_features()
    settle_lines()


def sample() -> None:
    """The invented sample, or what is missing of it, in all parts."""
    set_first_features(Feature)
    load_sample(say)
    seal_pending()


def sample_accounts() -> None:
    """Accounts to try out with."""
    make_sample_accounts()
    seal_pending()


def first_accounts() -> None:
    """The first two accounts, or links for them anew; nothing once somebody could sign in."""
    if queries.could_anybody_sign_in():
        return
    for name, link in actions.first_accounts().items():
        answer(f"{name}: /desk/welcome/{link}/")
    say("Each link works once, for 24 hours. Locked now: panoh serve, then panoh unlock.")
    client.lock()
