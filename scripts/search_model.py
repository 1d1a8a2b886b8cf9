"""Train the ranking of the search over operations, and write it into the package.

    make search                               # writes ashby_agent_tools/toolset/search/model.bin
    python scripts/search_model.py --folds    # what it finds in each file of requests when trained without that file

It learns from the vocabulary (`toolset/search/words/`) and from the requests in `benchmarks/` but the sealed ones. Run
it when a word there changes; a test tells when the file is older than the words.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from discovery import LEARNED, requests  # noqa: E402
from sklearn.feature_extraction import DictVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.preprocessing import normalize  # noqa: E402

from ashby_agent_tools import Operation, Toolset  # noqa: E402
from ashby_agent_tools.toolset.search.features import Reader, words_of  # noqa: E402
from ashby_agent_tools.toolset.search.index import Index  # noqa: E402
from ashby_agent_tools.toolset.search.model import Model, packed, unpacked  # noqa: E402
from ashby_agent_tools.toolset.search.training import digest, texts  # noqa: E402

TARGET = ROOT / "ashby_agent_tools" / "toolset" / "search" / "model.bin"
STRENGTH = 40.0  # the inverse of regularization: better than 10 on one split; others were not tried
RARE = 3  # pairs and letters that fewer texts have say more of a text than of an operation
LEAST = 3  # of 127 steps of weight: keeps the file small
ROUNDS = 80
HALF, MOST = 0.5, 0.7  # how often something stands before and after a text; and the weight of such a text
ASKS = re.compile(r"(?:who|what|which|how|when|where|is|are|did|does|do|has|have|was)\b", re.IGNORECASE)
BEFORE = (
    "please", "can you", "could you please", "hi,", "I need to", "I'd like to", "we want to", "help me", "let's",
    "hey, can you", "quick one:", "would you",
)  # fmt: skip
AFTER = (
    "for the product designer role", "for the backend engineer job", "in London", "because of salary",
    "because the timing was wrong", "for Anna Novak", "for Mr Miller", "as soon as possible", "on Monday",
    "by tomorrow", "this week", "please", "thanks", "from last month", "with the team", "for the sales team",
    "named Alice Wong", "with email alice@example.com", "at 2pm on March 3rd", "for REQ-12", "in the Berlin office",
    "today", "until July",
)  # fmt: skip

Example = tuple[str, Sequence[str]]  # a text, and the endpoints that will do


def examples(taught: Mapping[str, Sequence[str]]) -> list[Example]:
    """The vocabulary, each phrase for its operation."""
    return [(text, (endpoint,)) for endpoint, found in taught.items() for text in found]


def asked(files: Sequence[Path]) -> list[Example]:
    """Requests of the benchmark, which several operations may answer."""
    return [(text, sorted(wanted)) for file in files for text, wanted in requests(file)]


def surrounded(given: Sequence[Example]) -> list[Example]:
    """Each text once more with something around it that changes nothing, always the same: please, for whom, when."""
    chance = random.Random(7)  # noqa: S311  (no secret)
    found = []
    for text, wanted in given:
        before = f"{chance.choice(BEFORE)} " if chance.random() < HALF and not ASKS.match(text) else ""
        after = f" {chance.choice(AFTER)}" if chance.random() < MOST else ""
        found.append((f"{before}{text}{after}", wanted))
    return found


def trained(
    given: Sequence[Example], around: Sequence[Example]
) -> tuple[list[str], list[float], dict[str, tuple[float, Sequence[float]]]]:
    """Endpoints, their starting weights, and the features' rarities and weights."""
    reader = Reader(words_of(text for text, _ in given))
    pairs = [(reader.features(text), endpoint, 1 / len(wanted)) for text, wanted in given for endpoint in wanted]
    counts = Counter(name for features, _, _ in pairs for name in features)
    rows_as_they_are = len(pairs)
    pairs += [(reader.features(text), endpoint, HALF) for text, wanted in around for endpoint in wanted]
    kept = {name for name, count in counts.items() if count >= RARE or name.partition(" ")[0] not in {"pair", "four"}}
    rarity = {name: math.log((1 + rows_as_they_are) / (1 + counts[name])) + 1 for name in kept}
    rows = [{name: value * rarity[name] for name, value in row.items() if name in kept} for row, _, _ in pairs]
    vectorizer = DictVectorizer()
    table = normalize(vectorizer.fit_transform(rows))
    model = LogisticRegression(C=STRENGTH, max_iter=ROUNDS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is stopped before it converges, which is as good and quicker
        model.fit(table, [endpoint for _, endpoint, _ in pairs], sample_weight=[share for _, _, share in pairs])
    names = vectorizer.get_feature_names_out()
    weights = {name: (rarity[name], model.coef_[:, at].tolist()) for at, name in enumerate(names)}
    return list(model.classes_), model.intercept_.tolist(), weights


def report(taught: Mapping[str, Sequence[str]], operations: Sequence[type[Operation]]) -> None:
    """Each file of requests, found by what the others and the vocabulary teach."""
    for file in LEARNED:
        others = asked([other for other in LEARNED if other != file])
        endpoints, start, weights = trained([*examples(taught), *others], surrounded(examples(taught)))
        model = Model(unpacked(packed(endpoints, start, weights, inputs="", least=LEAST)))
        index = Index(operations, {}, model)
        found = [(index.ranked(text, 5), wanted) for text, wanted in asked([file])]
        first = sum(best[0] in wanted for best, wanted in found) / len(found)
        within = sum(not set(best).isdisjoint(wanted) for best, wanted in found) / len(found)
        print(f"{file.stem:24} hit@1 {first:.1%} hit@5 {within:.1%} n={len(found)}", flush=True)


def main() -> None:
    """Write the model, or print what the folds find."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--folds", action="store_true", help="train without each file, and look for its requests")
    operations = [tool.operation for tool in Toolset.all() | Toolset.tasks()]
    taught = texts(operations)
    if options.parse_args().folds:
        report(taught, operations)
        return
    endpoints, start, weights = trained([*examples(taught), *asked(LEARNED)], surrounded(examples(taught)))
    TARGET.write_bytes(packed(endpoints, start, weights, inputs=digest(), least=LEAST))
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
