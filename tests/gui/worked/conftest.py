"""The language and look in which papers are worked."""

from tests.support.dress import chinese_light

__all__ = ["chinese_light"]
