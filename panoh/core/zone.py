"""The hours the Unit lives by, without a word of Django: also what must start at once says them."""

from zoneinfo import ZoneInfo

DUSHANBE = ZoneInfo("Asia/Dushanbe")
