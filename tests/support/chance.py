"""Chance in tests is the same at every run: each test and each wider fixture draws by its own name.

What the program draws (ids, keys, salts, device numbers) decides widths of texts, orders and ties.
With real chance a test could fail once in a thousand runs on another machine; so all of it comes
from the name of the test that asks. ``PATROL_TEST_SEED`` changes every draw, to hunt for tests that
hang on one; the soak tests draw anew in each run. Programs that a test starts are left alone.
"""

from __future__ import annotations

import itertools
import os
import random
import secrets
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uuid_utils
from cryptography.hazmat.primitives.asymmetric import ed25519

SEED = "PATROL_TEST_SEED"
V4, V7 = 4, 7
# Ids tell when they were made: what a test finds prepared is older than what it makes itself.
FIRST_MS = 1_785_000_000_000  # 2026-07-25 in Beijing
BOOK_MS = FIRST_MS - 86_400_000
WIDER_MS = BOOK_MS - 86_400_000


class Source:
    """Draws of one name.

    Args:
        name: whose draws these are; first_ms: Unix ms of its first id, each later one is 1 ms on.
    """

    def __init__(self, name: str, first_ms: int = FIRST_MS) -> None:
        self._chance = random.Random(name)
        self._ms = itertools.count(first_ms)
        self._turn = threading.Lock()

    def bytes(self, count: int) -> bytes:
        """``count`` bytes."""
        with self._turn:
            return self._chance.randbytes(count)

    def id(self, version: int) -> int:
        """128 bits of an id (RFC 9562): version 7 begins with its ms."""
        bits = int.from_bytes(self.bytes(16), "big")
        if version == V7:
            bits = bits & (1 << 80) - 1 | next(self._ms) << 80
        bits = bits & ~(0xF << 76) | version << 76
        return bits & ~(3 << 62) | 2 << 62


class Chance:
    """The pytest plugin: puts the source of the running test in place of the system's.

    Attributes:
        run: a word before every name: another one, other draws.
    """

    def __init__(self) -> None:
        self.run = os.environ.get(SEED, "")
        self.now = Source("start")

    def install(self, patch: pytest.MonkeyPatch, *, anew: bool) -> None:
        """Where the program and the tests draw; ``anew``: otherwise in each run."""
        if anew:
            self.run = str(time.time_ns())
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forked)

        def token_bytes(nbytes: int | None = None) -> bytes:
            return self.now.bytes(32 if nbytes is None else nbytes)

        def token_hex(nbytes: int | None = None) -> str:
            return token_bytes(nbytes).hex()

        def key(_type: object = None) -> ed25519.Ed25519PrivateKey:
            return ed25519.Ed25519PrivateKey.from_private_bytes(self.now.bytes(32))

        patch.setattr(secrets, "token_bytes", token_bytes)
        patch.setattr(secrets, "token_hex", token_hex)
        patch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=self.now.id(V4)))
        patch.setattr(uuid_utils, "uuid4", lambda: uuid_utils.UUID(int=self.now.id(V4)))
        patch.setattr(uuid_utils, "uuid7", lambda *_at: uuid_utils.UUID(int=self.now.id(V7)))
        patch.setattr(ed25519.Ed25519PrivateKey, "generate", key)

    @contextmanager
    def drawing(self, name: str, first_ms: int = FIRST_MS) -> Iterator[None]:
        """Draws of ``name`` within the block, those of before after it."""
        before, self.now = self.now, Source(f"{self.run}/{name}", first_ms)
        try:
            yield
        finally:
            self.now = before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        """From the name of the test."""
        with self.drawing(item.nodeid):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Iterator[Any]:
        """A fixture of several tests draws alike whichever of them comes first."""
        if fixturedef.scope == "function":
            return (yield)
        which = f"{fixturedef.baseid}/{fixturedef.argname}/{getattr(request, 'param_index', '')}"
        with self.drawing(which, WIDER_MS):
            return (yield)

    def _forked(self) -> None:
        """Two processes that draw alike would make the same file names."""
        self.now = Source(f"{os.getpid()}/{time.time_ns()}")


CHANCE = Chance()
