"""The subjects of one verification: drawn on first use, kept, and let go where they are large."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from ethan_check.cases.numbers_as_arrays import NumbersAsArrays
from ethan_check.cases.source import DrawnCase, Source
from ethan_check.cases.suggestions import Suggestions, rounding_decides
from ethan_check.cases.value_profiles import moved_parameter
from ethan_check.subject.backward_source import backward_source
from ethan_check.subject.cropping import cropped as crop
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.introspection import LayerInfo
from ethan_check.subject.options import NO_OPTIONS, LayerOptions
from ethan_check.subject.runner import Calls
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject
from ethan_check.trace import NO_TRACE, Tracer
from ethan_core.case import Case
from ethan_core.contract import Contract
from ethan_core.errors import ArgumentError
from ethan_core.layer import Array

__all__ = ["SubjectPool", "Witness"]


@dataclass(frozen=True)
class Witness:
    """The subject on which a check failed, and which configuration of the layer it is of, if known."""

    subject: Subject
    configuration: int | None


@dataclass
class SubjectPool:
    """The subjects drawn so far, and the calls spent on them.

    Args:
        name: of the layer.
        source: of the cases.
        contract: what the layer promises, if that is known.
        seed: of global generators.
        options: how the layer is to be read and run.
        tracer: takes down how verdicts on the subjects are reached.

    >>> from ethan_check.cases.choose import choose_source
    >>> from ethan_core.fn import Relu
    >>> subjects = SubjectPool("relu", choose_source(Relu, None, None, None, 0), None, 0)
    >>> subjects.subject(0).targets, list(subjects.readings)
    ({'X': 'dL_dX'}, ['backward(X, dL_dY, lr), no parameters'])
    """

    name: str
    source: Source
    contract: Contract | None
    seed: int
    options: LayerOptions = NO_OPTIONS
    tracer: Tracer = NO_TRACE
    calls: Calls = field(default_factory=Calls)
    drawn: dict[int, Subject | None] = field(default_factory=dict)
    known: dict[int, LayerInfo] = field(default_factory=dict)
    crops: dict[int, Subject | None] = field(default_factory=dict)
    invented: set[int] = field(default_factory=set)
    suggestions: Suggestions = field(default_factory=Suggestions)
    numbers: NumbersAsArrays = field(init=False)
    prices: dict[int, Calls] = field(default_factory=dict)
    spent_again: Calls = field(default_factory=Calls)
    large: set[int] = field(default_factory=set)
    forgotten: set[int] = field(default_factory=set)
    readings: dict[str, None] = field(default_factory=dict)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    backward_source: tuple[str, int] | None = None
    unreadable: dict[int, str] = field(default_factory=dict)
    decided_by_rounding: dict[int, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.numbers = NumbersAsArrays(self.seed, self.options.frozen)

    def subject(self, position: int) -> Subject | None:
        """The subject at a position; None where the layer refused inputs that nothing promises.

        Raises:
            LayerFault, ArgumentError: it cannot be made or read; that is not tried again.
        """
        self.forget_large_ones(position)
        if position in self.unreadable:
            raise LayerFault(self.unreadable[position])
        if position not in self.drawn:
            before = replace(self.calls)
            try:
                self._draw(position)
            except LayerFault as fault:
                self.unreadable[position] = str(fault)
                raise
            finally:
                spent = self.calls.since(before)
                if self.prices.setdefault(position, spent) is not spent:
                    self.spent_again += spent
        return self.drawn[position]

    def _draw(self, position: int) -> None:
        drawn = self.source.draw(position)
        try:
            subject = self.subject_of(drawn)
            subject.number = position
            subject.natural_domain = self.suggestions.natural_domain(subject, drawn)
            subject.symmetric = self.suggestions.symmetric_inputs(subject, drawn)
            refused = drawn.tentative and not self.accepts(subject, position, drawn)
            self.drawn[position] = None if refused else subject
            if not refused and is_large(entries_of(subject.values)):
                self.large.add(position)
            with suppress(LayerFault):  # It is raised again where it is to be said.
                _ = subject.output if is_large(entries_of(subject.values)) else subject.own_answer
        except (LayerFault, ArgumentError):
            # A layer that refuses such inputs cannot be read on them either.
            if not drawn.tentative:
                raise
            self.drawn[position] = None

    def testify(self, check: str, subject: Subject, drawn: DrawnCase) -> None:
        """Remember on what a check failed."""
        self.witnesses[check] = Witness(subject, drawn.configuration)

    @property
    def asked(self) -> Calls:
        """The calls so far, without those that drew the cases."""
        drawing = sum(self.prices.values(), start=self.spent_again)
        return self.calls.since(drawing)

    def price_of(self, positions: Iterable[int]) -> Calls:
        """The calls that it takes to draw some cases, whoever drew them first."""
        return sum((self.prices[position] for position in positions), start=Calls())

    def accepts(self, subject: Subject, position: int, drawn: DrawnCase) -> bool:
        """Whether a layer accepts inputs that nothing promises; of a large case its first rows, which are
        checked from then on.

        Raises:
            LayerFault: it does not, aloud.
        """
        smaller = self.crops[position] = crop(subject)
        if smaller is not None:
            self.invented.add(position)
            return True
        given = None if drawn.configuration is None else self.drawn.get(drawn.configuration)
        if drawn.origin is not None:
            given = self.subject_of(DrawnCase(drawn.origin))
        return self.suggestions.are_meant(subject, drawn, given)

    def says_nothing(self, position: int) -> bool:
        """Whether rounding decides what comes out of a case that nothing promises: then what does not pass on
        it is no mistake, and errors that are measured on it are none of the layer's.
        """
        if position not in self.decided_by_rounding:
            made = self.source.draw(position).tentative and position not in self.invented
            subject = self.subject(position) if made else None
            self.decided_by_rounding[position] = subject is not None and rounding_decides(subject)
        return self.decided_by_rounding[position]

    def forget_large_ones(self, wanted: int) -> None:
        """Let go of the arrays of large cases: they are drawn again if another check asks for them. The
        first is the one that every check asks for.
        """
        for position in self.large & self.drawn.keys() - {0, wanted}:
            del self.drawn[position]
            self.crops.pop(position, None)
            self.forgotten.add(position)

    def cropped(self, position: int, subject: Subject) -> Subject | None:
        """A large case cut down to its first rows; None where it is not large or cannot be cut."""
        if position not in self.crops:
            self.crops[position] = crop(subject)
        return self.crops[position]

    def subject_of(self, drawn: DrawnCase) -> Subject:
        """The subject of a case, with what is known of its configuration.

        Raises:
            LayerFault, ArgumentError: as `Subject`.
        """
        move: Callable[[str, Array], Array] | None = None
        if drawn.parameter_seed is not None:
            rng = np.random.default_rng([drawn.parameter_seed, 7])
            move = lambda name, initial: moved_parameter(initial, rng)  # noqa: E731
        drawn = self.numbers.held_as_arrays(drawn)
        case = drawn.case
        known = None if drawn.configuration is None else self.known.get(drawn.configuration)
        subject = Subject(
            case.layer,
            case.inputs,
            contract=self.contract,
            name=self.name,
            label=_label(case),
            seed=self.seed,
            calls=self.calls,
            move_parameters=move,
            known=known,
            factory=drawn.make,
            tracer=self.tracer,
            **self.options.keywords,
        )
        if known is None and self.numbers.found_in(subject):
            return self.subject_of(drawn)
        subject.made = drawn.made
        if known is None:
            with self.tracer.step(f"read as {subject.read_as}"):
                for reading, reason in subject.info.rejected:
                    self.tracer.note(f"not as {reading}", because=reason)
        if drawn.configuration is not None:
            self.known[drawn.configuration] = subject.info
        if not self.readings:
            self.backward_source = backward_source(case.layer)
        self.readings.setdefault(subject.read_as)
        return subject


def _label(case: Case) -> str:
    shapes = ", ".join(str(np.shape(array)) for array in case.inputs)
    return f"{case.label}, inputs {shapes}" if case.label else f"inputs {shapes}"
