"""A trial of a layer, as introspection makes it."""

from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.layer_copier import LayerCopier


def trial_of(layer, *inputs):
    return Trial(layer, inputs, LayerCopier(layer).fresh)
