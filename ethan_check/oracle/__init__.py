"""Three oracles: what is documented, what backward says, and differences; and which is the odd one out.

The documentation is evaluated exactly (`number_systems`, `documentation`, `reference_values`,
`exact_derivatives`), the layer's own rounding is measured (`measured_rounding`), `evaluation` makes all three
judgements at one point, and `attribution` weighs which of them agree with which.
"""
