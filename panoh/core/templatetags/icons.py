"""The drawings: one line weight, 24 units square, always beside a word. Not a tag library of its own; `panoh` loads it."""

ICONS = {
    "mark": '<path d="M4 21V11a8 8 0 0 1 16 0v10"/><path d="M9 21v-9a3 3 0 0 1 6 0v9"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "day": '<rect x="4" y="5" width="16" height="15" rx="2"/><path d="M4 10h16M9 3v4M15 3v4"/>',
    "case": '<path d="M6 3h9l4 4v14H6z"/><path d="M10 12h5M10 16h5"/>',
    "phone": '<path d="M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z"/>',
    "search": '<circle cx="11" cy="11" r="6"/><path d="m16 16 4 4"/>',
    "arrow": '<path d="M4 12h15m0 0-5-5m5 5-5 5"/>',
    "chart": '<path d="M5 20V11M10 20V5M15 20v-7M20 20V8"/>',
    "more": '<path d="M5 7h14M5 12h14M5 17h14"/>',
    "eye": '<path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6z"/><circle cx="12" cy="12" r="2.5"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8v.01"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>',
    "tick": '<path d="m5 12 5 5 9-10"/>',
    "leave": '<path d="M14 4h5v16h-5M4 12h10m0 0-4-4m4 4-4 4"/>',
    "warn": '<path d="M12 4 3 19h18z"/><path d="M12 10v4M12 16.5v.01"/>',
    "device": '<rect x="7" y="3" width="10" height="18" rx="2"/><path d="M11 18h2"/>',
}
