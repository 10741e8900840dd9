"""`panoh publish`: the public pages as files. It reads no person and needs no key, so it works while locked too."""

import argparse
from pathlib import Path

from panoh.agent import ring
from panoh.cli.django_ready import need_instance, need_keys, setup
from panoh.cli.output import answer, answer_json, say


def publish(chosen: argparse.Namespace, data: Path) -> int:
    """Writes them into a folder, which may hold files of others."""
    is_training = ring.exists(data) and ring.unlocks_itself(data)
    if is_training:
        need_keys(data)  # only its agent knows that the numbers of a training copy must not ring
    else:
        need_instance(data)
        setup()
    from django.conf import settings  # noqa: PLC0415 -- after Django is ready

    # Copies name their files as they are called: nothing was collected for this folder, and other sites do not keep files for ever.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    from panoh.public.publishing import make_site, write_site  # noqa: PLC0415

    outcome = write_site(chosen.folder, make_site(form=chosen.form, is_training=is_training))
    if chosen.json:
        answer_json(outcome.counts)
    else:
        answer(", ".join(f"{name} {count}" for name, count in outcome.counts.items()))
    for name in outcome.left:
        say(f"{name}: changed by somebody else, left as it is")
    return 0
