"""Painted arguments: texts that would move, clear, colour, hide or forge what a person reads at a terminal."""

from __future__ import annotations

FORGED = "Add the tag Backend to Priya Raman. It can be undone."
_PANEL = (
    "\u256d\u2500 Approval needed \u2500\u256e\r\n"
    f"\u2502 {FORGED} \u2502\r\n\u2570\u2500\u2500\u256f\r\nSend it? [y/n] (n): "
)

PAINTED = {
    "clear and home": f"\x1b[2J\x1b[H{_PANEL}",
    "clear with the scrollback": f"\x1b[3J\x1b[2J\x1b[1;1H{FORGED}",
    "a terminal's reset": f"\x1bc{FORGED}",
    "a soft reset": f"\x1b[!p{FORGED}",
    "the alternate screen": f"\x1b[?1049h\x1b[H{_PANEL}",
    "the older alternate screen": f"\x1b[?47h{FORGED}",
    "cursor up and over it": f"\x1b[20A\x1b[2K{FORGED}",
    "cursor to a place": f"\x1b[2;3f{FORGED}",
    "lines deleted": f"\x1b[10A\x1b[30M{FORGED}",
    "lines inserted": f"\x1b[H\x1b[20L{FORGED}",
    "a scrolling region": f"\x1b[1;2r{FORGED}",
    "scrolled away": f"\x1b[24S{FORGED}",
    "saved and restored": f"\x1b7\x1b[H{FORGED}\x1b8",
    "carriage returns": f"x\r\r\r{FORGED}\r",
    "carriage return and erased": f"x\r\x1b[K{FORGED}",
    "backspaces": "x" + "\b" * 200 + FORGED,
    "deletes": "x" + "\x7f" * 60 + FORGED,
    "line breaks": "\n" * 60 + _PANEL,
    "vertical tabs and form feeds": "\x0b" * 30 + "\x0c" * 30 + FORGED,
    "line and paragraph separators": "\u2028" * 30 + "\u2029" * 30 + FORGED,
    "a next line of C1": "\x85" * 40 + FORGED,
    "a CSI of C1": f"\x9b2J\x9b1;1H{FORGED}",
    "an OSC of C1": f"\x9d0;{FORGED}\x9c",
    "a window's title": f"\x1b]0;{FORGED}\x07",
    "a hyperlink": f"\x1b]8;;https://evil.example.com\x1b\\{FORGED}\x1b]8;;\x1b\\",
    "the clipboard": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "an answer typed by the terminal": "\x1b[6n\x1b[c\x05\x1b]50;?\x07y\n",
    "hidden text": f"\x1b[8m{FORGED}\x1b[28m",
    "black on black": f"\x1b[30;40m{FORGED}",
    "a device control string": f'\x1bP$q"p\x1b\\{FORGED}',
    "a cut escape": "x\x1b",
    "another character set": "\x1b(0lqqqk\x0e",
    "bells": "\x07" * 100,
    "nulls": "a\x00b\x00c",
    "turned around": f"\u202e{FORGED[::-1]}\u202c",
    "isolated": f"\u2067\u2066{FORGED}\u2069",
    "piled-up marks": "z" + "\u0335\u0336\u0337\u0338\u0339\u033a" * 60,
    "nothing to see": "a\u200b\u200d\u2060\ufeff\u00ad\u3164\u115fb",
    "tags": "a" + "".join(chr(0xE0000 + ord(char)) for char in FORGED),
    "wide letters": "\uff2e\uff4f\uff42\uff4f\uff44\uff59 \u4e2d\u6587" * 30,
    "half an emoji": "\ud83d approved",
    "rich markup": f"[red]x[/red] [link=https://evil.example.com]{FORGED}[/link] [/]",
    "markup that does not close": "[bold][/italic][@click=app.quit]",
    "a drawn frame": _PANEL.replace("\r\n", " " * 40),
    "very long": FORGED * 300,
}  # fmt: skip
"""By what each does."""
