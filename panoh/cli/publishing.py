"""`panoh publish`: the public pages as files. It reads no person and needs no key, so it works while locked too."""

import argparse
from pathlib import Path

from django.conf import settings

from panoh.agent import ring
from panoh.cli.output import answer, answer_json, say
from panoh.public.publishing import make_site, write_site


def publish(chosen: argparse.Namespace, data: Path) -> int:
    """Writes them into a folder, which may hold files of others."""
    # Copies name their files as they are called: nothing was collected for this folder, and other sites do not keep files for ever.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    outcome = write_site(chosen.folder, make_site(form=chosen.form, is_training=ring.unlocks_itself(data)))
    if chosen.json:
        answer_json(outcome.counts)
    else:
        answer(", ".join(f"{name} {count}" for name, count in outcome.counts.items()))
    for name in outcome.left:
        say(f"{name}: changed by someone else, left as it is")
    return 0
