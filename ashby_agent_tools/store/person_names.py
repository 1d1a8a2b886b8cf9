"""When two names are the same person's: for who is looked up by a name, and for who is counted as another person."""

from __future__ import annotations

import unicodedata

from ashby_agent_tools._unseen import is_unseen
from ashby_agent_tools.call import CLAIMED

__all__ = ["alike", "is_claimed", "normal_name"]

_CLAIMED = CLAIMED.strip()

# Small letters of Cyrillic, Greek, Armenian and phonetic alphabets, and digits, beside the Latin ones they look like:
# what NFKC and casefold leave apart. Unicode's list of confusables (UTS 39) is the source of the pairs.
# ruff: noqa: RUF001
_LOOKALIKES = str.maketrans(
    {
        **dict(zip("аеорсухіјѕһԁԛԝӏѵ", "aeopcyxijshdqwlv", strict=True)),
        **dict(zip("υοναιϲϳρτκχγ", "uovaicjptkxy", strict=True)),
        **dict(zip("ղոսօցհ", "nnuogh", strict=True)),
        **dict(zip("ɡɩɑɪɴʀʏʜʟı", "giainryhli", strict=True)),
        **dict(zip("ℓǀ|01", "lllol", strict=True)),
    }
)


def normal_name(name: str) -> str:
    """A name as it is looked up: letters as NFKC has them, small, single spaces, nothing that is not seen."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    seen = (" " if letter.isspace() else "" if is_unseen(letter) else letter for letter in folded)
    return " ".join("".join(seen).split())


def alike(name: str) -> str:
    """What is equal for names that a reader may take for one another: accents, spaces and lookalikes do not count.

    Nor does whether a name was only claimed. Two answers are two people's only where this differs; nobody may do more
    for being alike.
    """
    return _bare(name).removeprefix(_CLAIMED)


def is_claimed(name: str) -> bool:
    """Whether a name says of itself that nobody has checked it."""
    return _bare(name).startswith(_CLAIMED)


def _bare(name: str) -> str:
    letters = unicodedata.normalize("NFKD", normal_name(name))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter) and not letter.isspace())
    return plain.translate(_LOOKALIKES).replace("rn", "m")
