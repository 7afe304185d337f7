"""From bytes to text: byte order mark, UTF-16, strict UTF-8, then the single-byte encoding that makes sense.

A short list of Ukrainian or Russian names is too little for general detectors, which take windows-1251 for
Chinese. Here every candidate decoding is judged by which letter follows which (``data/letter_pairs.tsv``), by
words that change from small to capital letters or from one alphabet to another midway, and by odd symbols.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from matcher.errors import InputError
from matcher.tables import read_table

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In order of likelihood: the first wins a tie. cp1125 is the Ukrainian cp866 (with і and ґ).
_CYRILLIC = ("windows-1251", "koi8-u", "cp866", "cp1125")
_LATIN = ("windows-1250", "windows-1252")
_EXPECTED_ACCENTS = {
    "windows-1250": frozenset("ąćęłńóśźżáčďéěíňřšťúůýžäöüßľĺôŕâăîşţđőű"),
    "windows-1252": frozenset("äöüßéèêëàâîïôûùçœæøåñóáíúãõ"),
}
_TYPOGRAPHY = frozenset("№«»„“”‚‘’–—…•·°§©®™\u00a0")
_LATIN_LETTER = re.compile("[a-zß-öø-ÿĀ-ž]", re.IGNORECASE)
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
# Points per pair of neighbours of which at least one is beyond ASCII.
_OFTEN, _SOMETIMES, _IMPLAUSIBLE = 2.0, 0.5, -3.0
_CLEAR_LEAD = 0.5
_CREDIBLE = 0.8  # three Cyrillic names reach 1.2, a wrong decoding rarely 0.4
_SAMPLE = 1 << 18
_MOST_ZEROS = 0.05


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file.

    Attributes
    ----------
    text
        Everything in the file, without a byte order mark.
    encoding
        The Python name of the encoding.
    doubt
        A sentence for the problems report where the encoding is a close guess or some lines did not fit it.
    """

    text: str
    encoding: str
    doubt: str = ""


def decode(data: bytes, encoding: str | None = None, *, name: str = "The file") -> Decoded:
    """Return the text that the bytes of a file stand for.

    Parameters
    ----------
    data
        The whole file.
    encoding
        The encoding, if somebody knows it; any name Python knows.
    name
        What to call the file in a message.

    Raises
    ------
    InputError
        If the bytes are not text in the given encoding, or are no text at all.

    Examples
    --------
    >>> decode("Шевченко Тарас".encode("koi8-u")).encoding
    'koi8-u'
    """
    if encoding is not None:
        return Decoded(_strictly(data, encoding, name), encoding)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return Decoded(_strictly(data, marked, name), marked.removesuffix("-sig"))
    if b"\0" in data:
        decoded = _utf16(data)
        if decoded is not None:
            return decoded
        # Old databases leave a few zero bytes in their exports; pictures and programs hold many.
        if data.count(b"\0") > _MOST_ZEROS * len(data):
            raise InputError(f"{name} is not a table: it holds binary data; save it as CSV, XLSX or ODS.")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(data):
        return _line_by_line(data)
    return _best_single_byte(data)


def plausibility(text: str, encoding: str = "windows-1251") -> float:
    """Return how much a decoding looks like a list of names, in points per letter pair (about -4 to 2).

    Parameters
    ----------
    text
        The decoded text.
    encoding
        The candidate encoding; it decides which accented Latin letters are expected.
    """
    points, pairs = 0.0, 0
    expected = _EXPECTED_ACCENTS.get(encoding, frozenset())
    padded = f" {text} "
    for left, right in pairwise(padded):
        if left.isascii() and right.isascii():
            continue
        points += _pair_points(left, right, expected)
        pairs += 1
    return points / pairs if pairs else 0.0


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name} is not {encoding} text: line {line} holds bytes that mean nothing in it; "
            "leave the encoding out to have it found."
        ) from None
    except (LookupError, UnicodeError):
        raise InputError(f"There is no text encoding {encoding!r}; use for example utf-8 or windows-1251.") from None


def _utf16(data: bytes) -> Decoded | None:
    """Decode UTF-16 without a mark: text in our alphabets repeats few different high bytes."""
    for encoding, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[0::2])):
        sample = high[:_SAMPLE]
        usual = sum(map(sample.count, (0x00, 0x01, 0x02, 0x04, 0x20)))
        if len(data) % 2 == 0 and usual > 0.95 * len(sample):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                return Decoded(text, encoding)
    return None


_MULTIBYTE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


def _mostly_utf8(data: bytes) -> bool:
    high = sum(1 for byte in data[:_SAMPLE] if byte >= 0x80)
    valid = sum(map(len, _MULTIBYTE.findall(data[:_SAMPLE])))
    return valid > 0.8 * high


def _line_by_line(data: bytes) -> Decoded:
    """Decode UTF-8 with foreign lines in it, as after joining two files."""
    lines, foreign = [], []
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            # A file cut off in the middle of its last letter is not a foreign line.
            if error.reason == "unexpected end of data":
                lines.append(line.decode("utf-8", errors="replace"))
            else:
                lines.append(_best_single_byte(line).text)
            foreign.append(number)
    shown = ", ".join(map(str, foreign[:10])) + (" and more" if len(foreign) > 10 else "")
    return Decoded("\n".join(lines), "utf-8", f"Not UTF-8 like the rest of the file, decoded by guess: line {shown}.")


def _best_single_byte(data: bytes) -> Decoded:
    sample = _lines_beyond_ascii(data)
    ranking = []
    for candidate in (*_CYRILLIC, *_LATIN):
        try:
            ranking.append((plausibility(sample.decode(candidate), candidate), candidate))
        except UnicodeDecodeError:
            continue
    ranking.sort(key=lambda entry: -entry[0])
    if not ranking:
        return Decoded(data.decode("windows-1251", errors="replace"), "windows-1251", "No encoding fits the file.")
    best, encoding = ranking[0]
    text = data.decode(encoding, errors="replace")
    rivals = [
        other
        for score, other in ranking[1:]
        if best - score < _CLEAR_LEAD and sample.decode(other) != sample.decode(encoding)
    ]
    # Accented Latin letters stand too far apart to earn as much.
    if best < (_CREDIBLE if encoding in _CYRILLIC else 0) or rivals:
        also = f" ({' or '.join(rivals)} would fit almost as well)" if rivals else ""
        return Decoded(text, encoding, f"The encoding was taken to be {encoding}{also}; look at the names.")
    return Decoded(text, encoding)


def _lines_beyond_ascii(data: bytes) -> bytes:
    """Return the lines that say something about the encoding, as many as are worth reading."""
    lines = re.findall(rb"[^\r\n]*[\x80-\xff][^\r\n]*", data[: _SAMPLE * 8])
    return b"\n".join(lines)[:_SAMPLE]


@lru_cache(maxsize=1 << 16)
def _pair_points(left: str, right: str, expected: frozenset[str]) -> float:
    cyrillic = [bool(_CYRILLIC_LETTER.match(letter)) for letter in (left, right)]
    latin = [bool(_LATIN_LETTER.match(letter)) for letter in (left, right)]
    if any(cyrillic) and any(latin):
        return _IMPLAUSIBLE
    if any(cyrillic):
        if all(cyrillic) and left.islower() and right.isupper():
            return _IMPLAUSIBLE
        return _cyrillic_pair(left, right) + sum(map(_symbol_points, (left, right)))
    if any(latin):
        accents = [letter for letter in (left, right) if not letter.isascii() and _LATIN_LETTER.match(letter)]
        if len(accents) == 2 or (left.islower() and right.isupper()):
            return _IMPLAUSIBLE / 2
        # A lone letter between spaces is rather a symbol of another encoding: № of windows-1251.
        known = 1.5 if all(latin) else 0.0
        return sum(known if letter.lower() in expected else -1.0 for letter in accents) + sum(
            map(_symbol_points, (left, right))
        )
    return _symbol_points(left) + _symbol_points(right)


def _symbol_points(letter: str) -> float:
    fits = letter.isascii() or letter in _TYPOGRAPHY or _CYRILLIC_LETTER.match(letter) or _LATIN_LETTER.match(letter)
    return 0.0 if fits else _IMPLAUSIBLE


def _cyrillic_pair(left: str, right: str) -> float:
    first, second = (letter.lower() if _CYRILLIC_LETTER.match(letter) else "_" for letter in (left, right))
    often, sometimes = _followers().get(first, ("", ""))
    return _OFTEN if second in often else _SOMETIMES if second in sometimes else _IMPLAUSIBLE


@lru_cache(maxsize=1)
def _followers() -> dict[str, tuple[str, str]]:
    """Return, per letter, those that often and those that sometimes follow it."""
    return {letter: (often, sometimes) for letter, often, sometimes in read_table("letter_pairs.tsv", 3)}
