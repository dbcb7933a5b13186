"""Control work 防治作业, forecasts 趋势预测 and figures reported 上报数据 (§4)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from patrol_app.domain.base import Item, Record
from patrol_app.domain.fields import Count, DateText, LongText, Text, Ui
from patrol_app.i18n import N_


class ControlWork(Record):
    """Control of one pest in one place and span of days."""

    code: Annotated[Text, Ui(N_("Work code"), required=True, listed=True)] = ""
    pest_name: Annotated[Text, Ui(N_("Pest"), required=True, listed=True)] = ""
    town: Annotated[Text, Ui(N_("Town"), required=True, listed=True)] = ""
    place: Annotated[Text, Ui(N_("Place"))] = ""
    start_on: Annotated[DateText | None, Ui(N_("Begun on"), "date", required=True)] = None
    end_on: Annotated[
        DateText | None, Ui(N_("Finished on"), "date", required=True, listed=True)
    ] = None
    control_means: Annotated[
        Text,
        Ui(N_("Means of control"), "vocab", vocabulary="control_means", required=True, listed=True),
    ] = ""
    agent: Annotated[Text, Ui(N_("Agent and dose"))] = ""
    area_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(
            N_("Area controlled"),
            "decimal",
            scale=4,
            alias="area_mu",
            unit=N_("mu"),
            required=True,
            listed=True,
        ),
    ] = None
    clean_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(N_("Area without pollution"), "decimal", scale=4, alias="clean_mu", unit=N_("mu")),
    ] = None
    effect_e2: Annotated[
        int | None,
        Field(ge=0, le=10**9),
        Ui(N_("Effect"), "decimal", scale=2, alias="effect", unit="%", low=0, high=10000),
    ] = None
    crew: Annotated[Text, Ui(N_("Working crew"))] = ""
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


class YearArea(Item):
    """The area of one year that a forecast was computed from."""

    year: Annotated[Count | None, Ui(N_("Year"), "int", low=1950, high=2100)] = None
    area_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(N_("Area"), "decimal", scale=4, alias="area_mu", unit=N_("mu")),
    ] = None


class Forecast(Record):
    """What is expected of one pest in one year, with what it rests on.

    Attributes:
        series: the yearly areas that the model was fitted to.
        weather: the days behind a sum of degree-days, one a line: day, lowest, highest °C.
        opinions, issued_by: for the minutes of the consultation (T5).
    """

    year: Annotated[
        Count | None, Ui(N_("Year"), "int", required=True, listed=True, low=2000, high=2100)
    ] = None
    span: Annotated[
        Text, Ui(N_("Span"), "vocab", vocabulary="forecast_span", required=True, listed=True)
    ] = ""
    pest_name: Annotated[Text, Ui(N_("Pest"), required=True, listed=True)] = ""
    town: Annotated[Text, Ui(N_("Town"), listed=True)] = ""
    period: Annotated[Text, Ui(N_("Time of occurrence"))] = ""
    trend: Annotated[
        Text, Ui(N_("Trend"), "vocab", vocabulary="trend", required=True, listed=True)
    ] = ""
    degree: Annotated[Text, Ui(N_("Degree"), "vocab", vocabulary="degree", listed=True)] = ""
    area_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(
            N_("Expected area"),
            "decimal",
            scale=4,
            alias="area_mu",
            unit=N_("mu"),
            required=True,
            listed=True,
        ),
    ] = None
    last_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(N_("Last year's area"), "decimal", scale=4, alias="last_mu", unit=N_("mu")),
    ] = None
    bases: Annotated[
        tuple[Text, ...], Ui(N_("Rests on"), "vocabs", vocabulary="forecast_basis", required=True)
    ] = ()
    model_note: Annotated[Text, Ui(N_("Model figures"))] = ""
    series: Annotated[tuple[YearArea, ...], Ui(N_("Yearly areas used"), "items")] = ()
    weather: Annotated[LongText, Ui(N_("Weather series used"), "longtext")] = ""
    confidence: Annotated[Text, Ui(N_("Confidence"), "vocab", vocabulary="confidence")] = ""
    measures: Annotated[LongText, Ui(N_("Measures"), "longtext")] = ""
    met_on: Annotated[DateText | None, Ui(N_("Consulted on"), "date")] = None
    participants: Annotated[Text, Ui(N_("Participants"))] = ""
    opinions: Annotated[LongText, Ui(N_("Opinions"), "longtext")] = ""
    conclusion: Annotated[LongText, Ui(N_("Conclusion"), "longtext")] = ""
    issued_by: Annotated[Text, Ui(N_("Issued by"))] = ""
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


class ReportedFigure(Record):
    """One figure of one year as it was reported or taken from a document."""

    code: Annotated[Text, Ui(N_("Figure code"), required=True, listed=True)] = ""
    year: Annotated[
        Count | None, Ui(N_("Year"), "int", required=True, listed=True, low=2000, high=2100)
    ] = None
    figure: Annotated[
        Text, Ui(N_("Indicator"), "vocab", vocabulary="pest_figure", required=True, listed=True)
    ] = ""
    pest_name: Annotated[Text, Ui(N_("Pest"), listed=True)] = ""
    town: Annotated[Text, Ui(N_("Town"), listed=True)] = ""
    area_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(N_("Area"), "decimal", scale=4, alias="area_mu", unit=N_("mu"), listed=True),
    ] = None
    count_n: Annotated[Count | None, Ui(N_("How many"), "int", listed=True)] = None
    source: Annotated[Text, Ui(N_("From document"), required=True)] = ""
    as_of: Annotated[DateText | None, Ui(N_("As of"), "date")] = None
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""
