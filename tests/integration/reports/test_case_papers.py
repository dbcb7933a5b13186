"""Papers of a case and its evidence package, the package checked by public tools alone."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app import i18n
from patrol_app.errors import UserError
from patrol_app.services import evidence_check
from tests.support.cases import CaseFolder, at
from tests.support.folders import NOW, station_copy
from tests.support.stores import FixedClock

TOOLS = ("sha256sum", "openssl", "age", "age-keygen", "unzip", "bash")
MISSING = [name for name in TOOLS if shutil.which(name) is None]
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is missing")

DOC = Path(__file__).resolve().parents[3] / "docs" / "evidence.md"
CHAIN = DOC.read_text(encoding="utf-8").partition("```sh\n")[2].partition("```")[0]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseFolder]:
    """A case with check, questioning, order, addendum and service."""
    i18n.use("zh_CN")
    app = station_copy(Path(tmp_path_factory.mktemp("case")))
    assert isinstance(app.clock, FixedClock)
    app.clock.now = NOW + 30 * 86_400_000
    made = CaseFolder.new(app)
    made.step(
        "现场检查", "2026-08-03T10:00", until=at("2026-08-03T10:40"), place="示例沟北坡",
        facts="禁牧区内羊群啃食。" + "幼树枝叶被啃食，附记录。" * 120, opinion="无异议",
        recorder_id=made.ids["丙"],
    )  # fmt: skip
    made.step(
        "询问", "2026-08-03T11:00", until=at("2026-08-03T11:30"), place="示例站",
        party_id=made.ids["party"], rights_told=True, recorder_id=made.ids["丙"],
        relation="本人即畜主",
        answers=({"key": "aaaaaaaa", "question": "羊是谁的？", "answer": "是我家的。"},),
    )  # fmt: skip
    order = made.step(
        "责令改正", "2026-08-03T15:00", facts="在禁牧区放牧81头只", law="示例条例第10条",
        content="立即将羊群赶出禁牧区", deadline="2026-08-06", doc_no="示林罚〔2026〕11号",
    )  # fmt: skip
    made.step("补正", "2026-08-04T09:00", corrects=order.record.number, content="头数改为80头只")
    made.step(
        "送达", "2026-08-04T10:00", serve_mode="直接送达", served_no="示林罚〔2026〕11号",
        party_id=made.ids["party"], place="示例村",
    )  # fmt: skip
    made.ids["number"] = app.records.get("grazing", made.ids["grazing"]).record.number
    yield made
    app.close()
    i18n.use("en")


def text(path: Path) -> str:
    """The words of a PDF without breaks."""
    said = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return "".join(said.stdout.decode().split())


@needs_poppler
def test_papers_say_what_the_steps_say(case: CaseFolder, tmp_path: Path) -> None:
    """Golden words of each paper; a long record has its signers on every page."""
    number, papers = case.ids["number"], case.app.case_papers
    out = tmp_path / "p.pdf"
    done = papers.step(f"{number}/1", out)
    words = text(out)
    assert done.title == "现场检查（勘验）笔录" and done.pages == 2
    assert words.count("见证人：") == 2 and words.count("检查人：") == 4
    for part in ("2026年8月3日10时00分至2026年8月3日10时40分", "示例甲（执法证号晋L001）",
                 "绵羊成年46头只、山羊成年32头只、黄牛成年3头只，共81头只", "86.60羊单位",
                 "折算系数未核实", "无异议"):  # fmt: skip
        assert part in words, part
    papers.step(f"{number}/2", out)
    words = text(out)
    assert "问：羊是谁的？" in words and "答：是我家的。" in words and "申请回避" in words
    assert "140925196803121017" in words
    papers.step(f"{number}/3", out)
    words = text(out)
    assert "示例县林业局" in words and "示林罚〔2026〕11号" in words and "2026年8月6日" in words
    assert "头数改为80头只" in words and "81头只" in words  # an addendum, never in place
    papers.step(f"{number}/5", out)
    assert "责令改正通知书示林罚〔2026〕11号" in text(out)
    papers.index(number, out)
    words = text(out)
    assert "案卷目录" in words and "询问笔录" in words and f"{number}/4" in words


@needs_poppler
def test_the_ledger_s_totals_are_those_of_a_query(case: CaseFolder, tmp_path: Path) -> None:
    out = tmp_path / "l.pdf"
    case.app.case_papers.ledger(None, "2026-08", out)
    with case.app.store.begin("test") as work:
        sql = "SELECT sum(heads), sum(json_extract(judged, '$.sheep_units_e4.value')) FROM grazing"
        heads, units = work._connection.exec_driver_sql(sql).one()  # type: ignore[attr-defined]
    words = text(out)
    assert (heads, units) == (81, 866_000)
    assert f"{heads}头只" in words and "86.60" in words and "违规放牧台账" in words
    book = case.app.case_papers.number_book(None, 2026, tmp_path / "n.pdf")
    assert [cell.text for cell in book.cells if cell.column == "状态"] == ["已用", "未用", "未用"]


@needs_poppler
def test_heads_without_a_factor_are_named_on_every_paper(case: CaseFolder, tmp_path: Path) -> None:
    """§5.4: what no rule converts is never left out in silence."""
    herd = ({"key": "aaaaaaaa", "animal": "牦牛", "age": "成年", "head": 4},
            {"key": "bbbbbbbb", "animal": "绵羊", "age": "幼畜", "head": 10})  # fmt: skip
    when, before = at("2026-09-01T09:00"), case.ids["grazing"]
    seen = case.violation(found_at=when, livestock=herd)
    case.ids["grazing"] = seen.record.id
    step = case.step("现场检查", "2026-09-01T10:00", until=at("2026-09-01T10:30"), place="示例沟",
                     facts="在禁牧区内采食")  # fmt: skip
    case.ids["grazing"] = before
    out = tmp_path / "y.pdf"
    case.app.case_papers.step(step.record.number, out)
    said = "折合2.00羊单位，折算系数未核实，牦牛4头只无折算系数未计入。"
    assert said in text(out)
    case.app.case_papers.ledger(None, "2026-09", out)
    assert f"{seen.record.number}：牦牛4头只无折算系数未计入。" in text(out)


@needs_poppler
def test_templates_wait_for_the_legal_office(case: CaseFolder, tmp_path: Path) -> None:
    """§11a: no text ships; the one enabled last is filled in, from its first day on."""
    out, papers = tmp_path / "x.pdf", case.app.case_papers
    said = {"facts": "放牧81头只", "law": "第1条", "content": "警告"}
    step = case.step("事先告知", "2026-08-05T09:00", **said)

    def refused() -> str:
        """Why there is no paper."""
        with pytest.raises(UserError) as fault:
            papers.step(step.record.number, out)
        return fault.value.code

    assert refused() == "case.template"
    case.template("事先告知", "{当事人}", enabled=None, approved_by="")
    assert refused() == "case.template"
    case.template("事先告知", "{当事人}", code="以后", valid_from="2026-08-06")
    assert refused() == "case.template"
    body = "{当事人}：\n【事实】\n{违法事实}，{牲畜}\n【权利】\n{权利告知}\n拟罚款{罚款}，{地点}"
    case.template("事先告知", body, title="示例告知书", code="在用", valid_from="2026-08-05")
    assert papers.step(step.record.number, out).title == "示例告知书"
    words = text(out)
    for part in ("示例告知书", "示例户：", "放牧81头只", "86.60羊单位", "5日（工作日）内",
                 "拟罚款＿＿＿＿元，—", "行政处罚法第64条", "（盖章处）",
                 "当事人签收："):  # fmt: skip
        assert part in words, part
    assert "{" not in words and f"{step.record.number}" not in str(noted(case))


def noted(case: CaseFolder) -> list[str]:
    """Papers whose ID number was written down."""
    rows = case.app.store.queries.audit_rows(0, 100)
    return [row.detail for row in rows if row.what == "paper.private"]


def test_an_id_number_on_paper_is_written_down(case: CaseFolder, tmp_path: Path) -> None:
    """Who made the paper and which one; never the number itself."""
    before = len(noted(case))
    case.app.case_papers.step(f"{case.ids['number']}/2", tmp_path / "p.pdf")
    case.app.case_papers.step(f"{case.ids['number']}/3", tmp_path / "p.pdf")
    rows = noted(case)
    assert len(rows) == before + 1 and f"{case.ids['number']}/2" in str(rows[0])
    assert "140925" not in str(rows)


@pytest.mark.skipif(bool(MISSING), reason=f"public tools are missing: {MISSING}")
def test_the_package_is_checked_by_public_tools_alone(case: CaseFolder, tmp_path: Path) -> None:
    """docs/evidence.md line by line: age, unzip, sha256sum, openssl, and the chain in bash."""
    assert evidence_check.CHAIN == CHAIN  # the script in the package is the one of the document
    key = tmp_path / "court.key"
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)
    told = subprocess.run(["age-keygen", "-y", key], check=True, capture_output=True)
    sealed = tmp_path / "case.zip.age"
    packed = case.app.pack_case(case.ids["number"], sealed, recipient=told.stdout.decode().strip())
    assert packed.ops >= 12 and not packed.absent
    plain = tmp_path / "case.zip"
    subprocess.run(["age", "-d", "-i", key, "-o", plain, sealed], check=True)
    folder = tmp_path / "case"
    subprocess.run(["unzip", "-q", plain, "-d", folder], check=True)
    assert len(list((folder / "papers").iterdir())) == 6
    check = ["sha256sum", "--quiet", "--strict", "-c", "SHA256SUMS"]
    subprocess.run(check, cwd=folder, check=True)
    verify = [
        "openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "proof/statement.pem", "-rawin",
        "-in", "proof/statement.txt", "-sigfile", "proof/statement.sig",
    ]  # fmt: skip
    subprocess.run(verify, cwd=folder, check=True, capture_output=True)
    said = (folder / "proof/statement.txt").read_text()
    sums = subprocess.run(["sha256sum", "SHA256SUMS"], cwd=folder, check=True, capture_output=True)
    assert f'"sums":"{sums.stdout.decode()[:64]}"' in said
    import json

    for chain in json.loads(said.removeprefix("HL-evidence-1"))["chains"]:
        file = f"proof/chain-{chain['stream']}.txt"
        run = ["bash", "-c", CHAIN, "chain", chain["stream"], chain["link_before"],
               chain["link_upto"], file]  # fmt: skip
        subprocess.run(run, cwd=folder, check=True)
        named = (folder / file).read_text()
        for entry in (folder / "entries").iterdir():
            digest = subprocess.run(["sha256sum", entry], check=True, capture_output=True)
            assert digest.stdout.decode()[:64] == entry.stem
            assert entry.stem in named
    # one letter changed is found by each tool
    entry = next((folder / "entries").iterdir())
    entry.write_bytes(entry.read_bytes().replace(b"1", b"2", 1))
    assert subprocess.run(check, cwd=folder, capture_output=True).returncode != 0
    statement = folder / "proof/statement.txt"
    statement.write_bytes(statement.read_bytes().replace(b"DEMO01", b"DEMO02", 1))
    assert subprocess.run(verify, cwd=folder, capture_output=True).returncode != 0


def test_the_same_case_gives_the_same_files(case: CaseFolder, tmp_path: Path) -> None:
    first, again = tmp_path / "a.zip", tmp_path / "b.zip"
    case.app.pack_case(case.ids["number"], first)
    case.app.pack_case(case.ids["number"], again)
    assert first.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(first) as made:
        assert {"SHA256SUMS", "proof/statement.sig"} <= set(made.namelist())
    with pytest.raises(UserError) as fault:
        case.app.pack_case(case.ids["number"], tmp_path / "c.txt")
    assert fault.value.code == "evidence.ending"
