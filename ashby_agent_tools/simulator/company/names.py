"""invent: people who do not exist, from many places, with names as they write them and email addresses in ASCII."""

# ruff: noqa: E501, RUF001 (one line per place; letters of many scripts)
from __future__ import annotations

import dataclasses
import random
import unicodedata

__all__ = ["Person", "invent"]

# (given names, family names, family name first); a name in another script carries its Latin spelling after a slash
_PLACES: tuple[tuple[str, str, bool], ...] = (
    ("Amelia Grace Owen Harriet Declan Maeve Rowan Tessa", "Whitcombe Ashdown Fairleigh Brannigan Thorne Kettering", False),
    ("Adaeze Chidi Folasade Tunde Ngozi Emeka Zainab Kwame", "Adeyemi Nwosu Balogun Okafor Mensah Owusu", False),
    ("Aarav Diya Kavya Rohan Ishaan Meera Anjali Vikram", "Iyer Banerjee Kulkarni Chatterjee Menon Bhatt", False),
    ("Lucía Joaquín Ximena Santiago Itzel Andrés Rocío Tomás", "Villaseñor Ibáñez Cárdenas Ureña Peñaloza Zúñiga", False),
    ("Zoë Maïwenn Étienne Élodie Loïc Anaïs Théo Océane", "Lefèvre Béranger D'Aubigné Crémieux Saint-Clair Noël", False),
    ("Jürgen Käthe Sören Mia Björn Heike Anneliese Lukas", "Müßig Grünwald Straßer Köhler Schönfeld Bäcker", False),
    ("Zuzanna Łukasz Małgorzata Paweł Bożena Wojciech Agnieszka", "Dąbrowski Żurek Świątek Łopata Gąsior Kozieł", False),
    ("Åsa Øyvind Sigrún Freja Håkon Ingibjörg Ragnhild Søren", "Ødegård Guðmundsdóttir Åkerlund Kjærgaard Sæther Brekke", False),
    ("Nguyệt Thảo Quốc Hương Đức Linh Bảo Tuyết", "Nguyễn Trần Phạm Đặng Vũ Hoàng", True),
    ("Ayşe Çağla Emre İpek Kaan Şebnem Oğuz Gülşen", "Yıldız Çelik Öztürk Şahin Doğan Güneş", False),
    ("晓明/Xiaoming 丽华/Lihua 志强/Zhiqiang 雨晴/Yuqing 思远/Siyuan", "王/Wang 陈/Chen 林/Lin 赵/Zhao 周/Zhou", True),
    ("さくら/Sakura 健太/Kenta 美咲/Misaki 大輔/Daisuke 陽子/Yoko", "田中/Tanaka 高橋/Takahashi 渡辺/Watanabe 小林/Kobayashi", True),
    ("지우/Jiwoo 서연/Seoyeon 민준/Minjun 하은/Haeun 도윤/Doyun", "김/Kim 박/Park 최/Choi 정/Jeong 한/Han", True),
    ("Олена/Olena Тарас/Taras Богдан/Bohdan Ірина/Iryna Оксана/Oksana", "Шевчук/Shevchuk Коваль/Koval Бондар/Bondar Мельник/Melnyk", False),
    ("ليلى/Layla يوسف/Yousef نور/Nour كريم/Karim هدى/Huda", "الحداد/Alhaddad منصور/Mansour خليل/Khalil صباغ/Sabbagh", False),
    ("Ελένη/Eleni Νίκος/Nikos Κατερίνα/Katerina Σπύρος/Spyros", "Παπαδάκης/Papadakis Βλάχος/Vlachos Ξενάκης/Xenakis", False),
    ("נועה/Noa איתן/Eitan תמר/Tamar יונתן/Yonatan", "אלון/Alon ברק/Barak שלו/Shalev", False),
    ("Keahi Moana Tane Anahera Wiremu Aroha Sione Mele", "Kahananui Tautahi Ngata Fonoti Tuilagi Parata", False),
)  # fmt: skip
_PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
     "æ": "ae", "Æ": "Ae", "ı": "i", "'": "", " ": "", "-": ""}
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """A person: `name` as they write it, `slug` for an email address, `latin` for a resume."""

    given: str
    family: str
    name: str
    latin: str
    slug: str


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum()).lower()


def _person(chance: random.Random) -> Person:
    givens, families, family_first = chance.choice(_PLACES)
    given, _, latin_given = chance.choice(givens.split()).partition("/")
    family, _, latin_family = chance.choice(families.split()).partition("/")
    latin_given, latin_family = latin_given or given, latin_family or family
    gap = "" if latin_family != family and family_first else " "
    name = f"{family}{gap}{given}" if family_first else f"{given} {family}"
    slug = f"{_ascii(latin_given)}.{_ascii(latin_family)}"
    return Person(given, family, name, f"{latin_given} {latin_family}", slug)


class invent:  # noqa: N801 (reads as a verb where it is used)
    """Functions that make up people."""

    person = staticmethod(_person)
    ascii = staticmethod(_ascii)
