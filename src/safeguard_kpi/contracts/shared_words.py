"""Words that one code set takes over from another, so that they are written once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from safeguard_kpi.contracts.code_sets import CodeSet, CodeValue
from safeguard_kpi.contracts.load_codes import STANDINGS, phrase
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.text import label


def with_shared_words(codes: Mapping[str, CodeSet]) -> dict[str, CodeSet]:
    """Give each meaning that names meanings of another code set their words and labels too.

    What the set says itself goes before: a word of its own is taken from no other.

    Raises:
        DeclarationError: a code set or a meaning of it that there is not.
    """
    return {name: _shared(each, codes) if each.words_of else each for name, each in codes.items()}


def _shared(own: CodeSet, codes: Mapping[str, CodeSet]) -> CodeSet:
    where = f"codes/{own.name}.toml"
    if own.words_of not in codes:
        raise DeclarationError(
            f"{where}: `words_of` names `{own.words_of}`, which is no code set",
            hint=f"code sets: {', '.join(codes)}",
        )
    other = codes[own.words_of]
    theirs = {value.key: value for value in other.values}
    if unknown := [key for value in own.values for key in value.like if key not in theirs]:
        raise DeclarationError(
            f"{where}: `like` names `{unknown[0]}`, which is no meaning of {other.name}",
            hint=f"meanings: {', '.join(theirs)}",
        )
    said = {phrase(text) for value in own.values for text in _phrases(value)}
    spelt = set(own.spelt)
    return replace(
        own,
        values=tuple(
            _with(value, [theirs[key] for key in value.like], said, spelt) for value in own.values
        ),
        alternatives=own.alternatives or other.alternatives,
        undecided=(*own.undecided, *(each for each in other.undecided if phrase(each) not in said)),
        abbreviations=(*own.abbreviations, *other.abbreviations),
    )


def _with(
    value: CodeValue, others: Sequence[CodeValue], said: set[str], spelt: set[str]
) -> CodeValue:
    taken = {
        standing: (
            *getattr(value, standing),
            *(
                text
                for each in others
                for text in getattr(each, standing)
                if phrase(text) not in said
            ),
        )
        for standing in STANDINGS
    }
    spellings = [text for each in others for text in each.spellings if label(text) not in spelt]
    unless = dict.fromkeys((*value.unless, *(text for each in others for text in each.unless)))
    return replace(
        value,
        first=taken["first"],
        words=taken["words"],
        last=taken["last"],
        least=taken["least"],
        spellings=(*value.spellings, *spellings),
        unless=tuple(unless),
    )


def _phrases(value: CodeValue) -> Iterable[str]:
    return (text for standing in STANDINGS for text in getattr(value, standing))
