"""Every number on which a verdict depends, in one place: one file for each thing that the numbers decide.

    steps        how far apart a function is sampled, and what that does to its noise
    bars         when two numbers for one derivative differ, and when a difference counts as converged
    kinks        what is a kink, where it lies, and which gradients are legal there
    repeats      how often a suspicion must repeat, and how sharply it must be looked at
    sizes        how many entries, cases and groups are looked at
    values       at which values a layer is looked at
    equality     when two answers that should be one are the same
    oracle       digits, steps and allowances of documented formulas
    baselines    how much of a layer a baseline remembers
    explanations when a wrong gradient counts as explained

Below each constant stands what it decides, its unit, why it has this value, and what fixed it: arithmetic
that the text gives, a test that fails with a sixteenth of it or with 16 times as much (counts: a third,
three times), or a benchmark whose figures would show it. "Not measured" is said where nothing did: such a
number was chosen once, and the tests and benchmarks hold with it, but how much room there is around it is
not known. `benchmarks/constants.py` moves each of them tenfold either way and prints the test that turns
red; where none does, the text says after "Tenfold" why.

`benchmarks/false_alarms.py` and `benchmarks/detection.py` run with all of these at once: a change of any
is measured by both. What a person reads (how many entries a message shows) is no tolerance, and stands
where it is used.
"""
