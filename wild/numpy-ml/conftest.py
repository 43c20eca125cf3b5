"""What numpy-ml 0.1.2 expects of Python: `collections.Hashable`, which went away with Python 3.10."""

import collections
import collections.abc

collections.Hashable = collections.abc.Hashable
