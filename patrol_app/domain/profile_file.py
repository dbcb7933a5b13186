"""The file of a city profile, strictly: what stands in it and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from patrol_app.domain.setting import Confidence

FORMAT = 1


class _Part(BaseModel):
    """A part of the file: unknown keys are refused, so that a typing slip is found."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ProfileDivision(_Part):
    """A county of the city.

    Attributes:
        code: six digits of GB/T 2260, or a statistical code.
        zone: 3-degree CGCS2000 zone of its seat, a proposal only (§8.2).
        statistical: the code is not in GB/T 2260.
        old_codes: codes it had before, mapped at import (§8.1).
    """

    code: str = Field(pattern=r"^\d{6}$")
    name: str = Field(min_length=1, max_length=40)
    zone: int = Field(ge=24, le=45)
    statistical: bool = False
    old_codes: tuple[str, ...] = ()


class _Rule(_Part):
    key: str = Field(min_length=1, max_length=80)
    value: int
    unit: str = ""
    source: str = "本单位设定"
    confidence: Confidence = "U"
    valid_from: str = "2000-01-01"
    valid_to: str = ""
    enabled: bool = True


class _Modes(_Part):
    pwd: Literal["PREVENT", "ENDEMIC"] = "PREVENT"
    fww: Literal["PREVENT", "ENDEMIC"] = "PREVENT"


class ProfileFile(_Part):
    """The whole file; a field without a default must stand in it."""

    format: Literal[1]
    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,30}$")
    version: int = Field(ge=1)
    name: str = Field(min_length=1, max_length=40)
    division: str = Field(pattern=r"^\d{6}$")
    bbox: tuple[float, float, float, float]
    zones: tuple[int, ...]
    units_above_county: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    vectors: tuple[str, ...] = ()
    modes: _Modes = _Modes()
    modules: Mapping[str, bool] = Field(default_factory=dict)
    terms: Mapping[str, str] = Field(default_factory=dict)
    divisions: tuple[ProfileDivision, ...] = ()
    rules: tuple[_Rule, ...] = ()
