"""The ways through a Latin word, remembered: words share their beginnings, middles and ends.

Which schemes can read a word piece by piece, and at what cost, depends only on the pieces. An automaton keeps every
combination of sets of schemes and costs that words have led to, so that a new word mostly follows known transitions;
texts are put together for the best ways alone. It gives what :func:`matcher.names.romanisation.reference_readings`
gives, which says the same without remembering anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from matcher.names.pieces import Piece

MAX_PATHS = 24
"""Most ways through a word that are followed at once: the cheapest."""
MAX_TRANSITIONS = 1 << 18
"""So many steps are remembered before the automaton starts afresh."""
MOST_COST = 255
"""Only the likes of keyboard noise cost so much."""

Ways: TypeAlias = tuple[tuple[int, ...], bytes]
"""Of each way: the schemes that can read so (a bit mask); and its cost."""
Ranked: TypeAlias = tuple[tuple[int, int, int], ...]
"""The best ways in order: index of the way, the scheme preferred (one bit), all schemes (a bit mask)."""
Rank: TypeAlias = "Callable[[Ways, int, int, bool], Ranked]"
"""Puts ways in order; takes them, the schemes whose signs are shown, those letters speak against, plain letters."""


class _State:
    """Ways that some beginning of a word has led to."""

    __slots__ = ("next", "ranked", "ways")

    def __init__(self, ways: Ways) -> None:
        self.ways = ways
        self.next: dict[Piece, _Transition] = {}
        self.ranked: dict[tuple[int, int, bool], Ranked] = {}


class _Transition:
    """One piece more: of each way, the number of the way it goes on from and of the option it takes.

    No origins stand for every way taking the only option. There are many of these objects: bytes are small and make
    no work for the garbage collector.
    """

    __slots__ = ("options", "origins", "spellings", "state")

    def __init__(self, state: _State, piece: Piece, origins: bytes, options: bytes) -> None:
        self.state = state
        self.spellings = piece.spellings
        self.origins = origins
        self.options = options


class Automaton:
    """Follows words through what earlier words have shown.

    Parameters
    ----------
    schemes
        Bit mask of all schemes.
    rank
        Puts the ways through a word in order.
    """

    def __init__(self, schemes: int, rank: Rank) -> None:
        self._rank = rank
        self._schemes = schemes
        self._forget()

    def _forget(self) -> None:
        start = _State(((self._schemes,), b"\0"))
        self._start = start
        self._states = {start.ways: start}
        self._size = 0

    def best(self, pieces: list[Piece], shown: int, doubted: int, *, plain: bool) -> list[tuple[str, int, int]]:
        """Return the best ways through a word.

        Parameters
        ----------
        pieces
            The word's pieces.
        shown, doubted
            Schemes whose signs the word shows, and that its letters speak against (bit masks).
        plain
            The word has letters without marks only.

        Returns
        -------
        list
            Text, scheme preferred (one bit) and all schemes that read so (a bit mask), the best first.
        """
        state = self._start
        taken: list[_Transition] = []
        for piece in pieces:
            transition = state.next.get(piece)
            if transition is None:
                transition = self._added(state, piece)
            taken.append(transition)
            state = transition.state
        key = (shown, doubted, plain)
        ranked = state.ranked.get(key)
        if ranked is None:
            ranked = state.ranked[key] = self._rank(state.ways, shown, doubted, plain)
        if self._size > MAX_TRANSITIONS:
            self._forget()
        taken.reverse()
        found = []
        for way, scheme, mask in ranked:
            letters = []
            index = way
            for transition in taken:
                if transition.origins:
                    letters.append(transition.spellings[transition.options[index]][scheme])
                    index = transition.origins[index]
                else:
                    letters.append(transition.spellings[0][scheme])
            letters.reverse()
            found.append(("".join(letters), scheme, mask))
        return found

    def _added(self, state: _State, piece: Piece) -> _Transition:
        walked = [
            (mask & option.mask, cost + option.cost, index, number)
            for index, (mask, cost) in enumerate(zip(*state.ways, strict=True))
            for number, option in enumerate(piece.options)
            if mask & option.mask
        ]
        if len(piece.options) > 1 and len(walked) > MAX_PATHS:
            walked.sort(key=lambda way: way[1])
            del walked[MAX_PATHS:]
        ways = tuple([way[0] for way in walked]), bytes([min(way[1], MOST_COST) for way in walked])
        following = self._states.get(ways)
        if following is None:
            following = self._states[ways] = _State(ways)
        if len(piece.options) == 1 and len(walked) == len(state.ways[0]):
            transition = _Transition(following, piece, b"", b"")
        else:
            transition = _Transition(
                following, piece, bytes([way[2] for way in walked]), bytes([way[3] for way in walked])
            )
        state.next[piece] = transition
        self._size += 1
        return transition
