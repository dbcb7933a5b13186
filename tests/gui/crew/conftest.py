"""The real window on a real store, in Chinese and light."""

from tests.support.dress import chinese_light

__all__ = ["chinese_light"]
