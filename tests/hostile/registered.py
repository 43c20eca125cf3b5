"""Every fifth hostile layer and good ones between them, as somebody else's project would register them."""

from ethan_core import register
from hostile.collection import HOSTILE
from hostile.specimen import Square

CHOSEN = [one for one in HOSTILE[::5] if "Deep" not in one.name]  # Those alone take seconds.

for number, hostile in enumerate(CHOSEN):
    register(f"{hostile.name.lower()}.v1")(hostile.make)
    if number % 20 == 0:
        register(f"good{number}.v1")(type("Good", (Square,), {}))
