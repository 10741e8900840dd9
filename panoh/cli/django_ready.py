"""Django for a command: settings, agent, language. What is imported here asks for no setting and no model, so that it comes before them."""

import os
from pathlib import Path

import django
from django.utils import translation

from panoh.agent import ring
from panoh.agent.start import start
from panoh.cli.folder import need_instance, private_temp
from panoh.cli.output import LOCKED, Fail
from panoh.core.db import row_level_security as rls
from panoh.core.db.copies import is_damaged
from panoh.core.loading import kept_for_good
from panoh.vault import client


def setup() -> None:
    """Loads the settings and the rooms."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "panoh.config.settings"
    private_temp()
    with kept_for_good():
        django.setup()
    translation.activate("en")  # the command line speaks to operators
    rls.reach_no_further(rls.WHOLE)  # the work of the house itself, until an account is named (`account`)


def need_agent(data: Path) -> None:
    """A running agent, open or locked."""
    need_instance(data)
    start(data)
    setup()


def need_pages(data: Path) -> None:
    """What pages without persons are made from: a training copy opens, since only its agent knows that its numbers must not ring."""
    if ring.exists(data) and ring.unlocks_itself(data):
        need_keys(data)
    else:
        need_instance(data)
        setup()


def need_keys(data: Path) -> None:
    """An open agent: started where the instance unlocks itself, otherwise it must be open already."""
    need_instance(data)
    if ring.unlocks_itself(data):
        start(data)
    setup()
    if client.status().locked and not (ring.unlocks_itself(data) and client.unlock(None)):
        raise LOCKED


def need_whole_database() -> None:
    """Refuses a database that is damaged before anything is written to it. Asks for the file's key, so only where it is open."""
    if is_damaged():
        raise Fail(
            "The database file is damaged; nothing was changed in it. Keep the folder as it is, and put the newest backup back into "
            "another: panoh restore FILE --identity F --keys F, with PANOH_DATA set to an empty folder."
        )
