"""A recorded section as it is kept: MP3 sound and nothing beside it, so that the file tells neither who spoke nor on what."""

from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Invalid

MOST_BYTES = 2 * 1024 * 1024

NO_SOUND = _("This is not an MP3 file. Record it again as MP3, one channel, 32 kbit per second: one minute takes a quarter of a megabyte.")
TOO_LARGE = _("This recording is larger than 2 MB. Read a shorter text, or save it at 32 kbit per second.")


def clean_voice(content: bytes, *, field: str = "sound") -> bytes:
    """The sound without the tags before and behind it. Raises Invalid, beside `field`, for what is no MP3 or too large."""
    if len(content) > MOST_BYTES:
        raise Invalid(TOO_LARGE, {field: TOO_LARGE})
    while content[:3] == b"ID3" and len(content) >= 10:
        size = (content[6] & 127) << 21 | (content[7] & 127) << 14 | (content[8] & 127) << 7 | (content[9] & 127)
        content = content[10 + size + (10 if content[5] & 0x10 else 0) :]
    content = content.lstrip(b"\0")
    if content[-128:-125] == b"TAG":
        content = content[:-128]
    place = content.rfind(b"APETAGEX")
    if place >= 0 and len(content) - place < 64 * 1024:
        content = content[: content.find(b"APETAGEX")]
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE0 != 0xE0 or content[1] & 0x06 == 0:
        raise Invalid(NO_SOUND, {field: NO_SOUND})
    return content
