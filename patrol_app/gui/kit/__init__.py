"""The parts that every page is made of. Pages name roles and tokens, never colours or pixels."""

from patrol_app.gui.kit.banners import (
    EmptyState,
    Note,
    ProgressLine,
    Toast,
    ToastHost,
    lasting,
    spaced,
)
from patrol_app.gui.kit.buttons import ActionTile, Button, Segmented, Tool
from patrol_app.gui.kit.cards import Card, CountTile, Figure, ListRow, SumsRow, bar, facts
from patrol_app.gui.kit.chips import Chip, Danger, Grade, no_evidence, unverified
from patrol_app.gui.kit.choices import CodeCombo, TickList, YesNo
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.dialogs import Fitted, Question, confirm, leave
from patrol_app.gui.kit.elide import Elide
from patrol_app.gui.kit.fields import Form, FormField
from patrol_app.gui.kit.filter_button import FilterButton
from patrol_app.gui.kit.filters import FilterBar
from patrol_app.gui.kit.header import PageHeader
from patrol_app.gui.kit.inputs import (
    ClockEdit,
    DateEdit,
    MomentEdit,
    ParsedEdit,
    PositionEdit,
    ProseEdit,
    ScaledEdit,
    TextEdit,
)
from patrol_app.gui.kit.labels import IconLabel, label, restyle
from patrol_app.gui.kit.layout import (
    SHARE,
    Box,
    FormColumns,
    Leaves,
    SplitColumns,
    Tiles,
    h,
    holder,
    line,
    pin,
    scroll,
    topped,
    v,
)
from patrol_app.gui.kit.overflow import ActionBar, Overflow
from patrol_app.gui.kit.page import Page
from patrol_app.gui.kit.paper import PaperWell
from patrol_app.gui.kit.steps import Step, Steps
from patrol_app.gui.kit.strip import Event, TimeStrip
from patrol_app.gui.kit.switch import part_switch
from patrol_app.gui.kit.table import Table
from patrol_app.gui.kit.timeline import Moment, VTimeline
from patrol_app.gui.kit.wizard import WizardFrame, WizardStep

__all__ = [
    "ActionTile",
    "Box",
    "ActionBar",
    "Button",
    "Overflow",
    "Card",
    "Chip",
    "ClockEdit",
    "CodeCombo",
    "CountTile",
    "Danger",
    "DateEdit",
    "Elide",
    "EmptyState",
    "Event",
    "Figure",
    "Fitted",
    "FilterBar",
    "FilterButton",
    "Form",
    "FormColumns",
    "Leaves",
    "FormField",
    "Grade",
    "IconLabel",
    "ListRow",
    "Moment",
    "MomentEdit",
    "Note",
    "Page",
    "PageHeader",
    "PaperWell",
    "ParsedEdit",
    "PositionEdit",
    "ProgressLine",
    "ProseEdit",
    "Question",
    "ScaledEdit",
    "Segmented",
    "SplitColumns",
    "SHARE",
    "Tiles",
    "part_switch",
    "Step",
    "Steps",
    "SumsRow",
    "Table",
    "TextEdit",
    "TickList",
    "TimeStrip",
    "Toast",
    "ToastHost",
    "Tool",
    "VTimeline",
    "WizardFrame",
    "WizardStep",
    "YesNo",
    "bar",
    "clear_layout",
    "confirm",
    "facts",
    "h",
    "holder",
    "label",
    "lasting",
    "leave",
    "line",
    "no_evidence",
    "pin",
    "restyle",
    "scroll",
    "spaced",
    "topped",
    "unverified",
    "v",
]
