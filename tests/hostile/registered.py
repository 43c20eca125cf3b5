"""Every twelfth hostile layer and good ones between them, as somebody else's project would register them."""

from ethan_core import register
from hostile.collection import SOME
from hostile.specimen import Square

for number, hostile in enumerate(SOME):
    register(f"{hostile.name.lower()}.v1")(hostile.make)
    if number % 10 == 0:
        register(f"good{number}.v1")(type("Good", (Square,), {}))
