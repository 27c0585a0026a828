//! Bytes, cells, rows and headers.

use super::{Expected::*, HEADER, Kind, checkup, whole_checkup};

const ROW: &str = "P1,2024-05-03,95,0.1\n";
const ROW_READ: &[&str] = &[
    "P1 2024-05-03 crp 0.1 mg/dL",
    "P1 2024-05-03 glucose 95.0 mg/dL",
];

pub(super) fn kinds() -> Vec<Kind> {
    let good = format!("{HEADER}{ROW}");
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // 識別,空腹時,CRP in Shift-JIS (JIS X 0208) and EUC-JP.
    let shift_jis = [
        b"id,date,\x8b\xf3\x95\xa0\x8e\x9e,crp\n".as_slice(),
        ROW.as_bytes(),
    ]
    .concat();
    let euc = [
        b"id,date,\xb6\xf5\xca\xa2\xbb\xfe,crp\n".as_slice(),
        ROW.as_bytes(),
    ]
    .concat();
    let japanese = |mut kind: Kind, column: &str| {
        let told = format!("column = \"{column}\"\ncode = \"glucose\"");
        kind.mapping = kind.mapping.replace("column = \"glucose\"", &told);
        kind
    };
    let with = |mark: &str| good.replace(',', mark);
    let two = "P1,2024-05-03,95,0.1\nP2,2024-05-03,99,0.2\n";
    vec![
        whole_checkup(
            "byte order mark",
            [b"\xef\xbb\xbf", good.as_bytes()].concat(),
            "",
            Read(ROW_READ),
        ),
        whole_checkup(
            "UTF-16 with its mark",
            [b"\xff\xfe".to_vec(), utf16.clone()].concat(),
            "",
            Read(ROW_READ),
        ),
        whole_checkup(
            "UTF-16 without its mark",
            utf16,
            "",
            Refused(&["line 1", "UTF-16"]),
        ),
        japanese(
            whole_checkup("Shift-JIS header", shift_jis, "", Read(ROW_READ)),
            "空腹時",
        ),
        japanese(
            whole_checkup(
                "EUC-JP taken for Shift-JIS",
                euc,
                "[table]\nencoding = \"shift-jis\"",
                Refused(&["line 1"]),
            ),
            "空腹時",
        ),
        whole_checkup(
            "NUL byte",
            good.replace("95", "9\u{0}5"),
            "",
            Refused(&["line 2", "glucose", "U+0000"]),
        ),
        whole_checkup("CRLF", good.replace('\n', "\r\n"), "", Read(ROW_READ)),
        whole_checkup("CR", good.replace('\n', "\r"), "", Read(ROW_READ)),
        whole_checkup(
            "mixed line ends",
            format!("{HEADER}P1,2024-05-03,95,0.1\rP2,2024-05-03,99,0.2\n"),
            "",
            Refused(&["line 2", "carriage return"]),
        ),
        whole_checkup("tabs under .csv", with("\t"), "", Read(ROW_READ)),
        whole_checkup("semicolons", with(";"), "", Read(ROW_READ)),
        checkup(
            "two delimiters",
            "P1\t2024-05-03\t95\t0.1\n",
            "",
            Refused(&["line 2", "1 cells"]),
        ),
        whole_checkup("empty file", "", "", Refused(&["a header line"])),
        whole_checkup("header only", HEADER, "", Read(&[])),
        checkup(
            "short row",
            "P1,2024-05-03,95\nP2,2024-05-03\n",
            "",
            Refused(&["line 2", "\"95\"", "line 3", "expected 4"]),
        ),
        checkup(
            "long row",
            "P1,2024-05-03,95,0.1,9\n",
            "",
            Refused(&["line 2", "\"9\"", "4 columns"]),
        ),
        checkup(
            "empty cells past the end",
            "P1,2024-05-03,95,0.1,,\n\n,,,\n",
            "",
            Read(ROW_READ),
        ),
        checkup(
            "header repeated in the middle",
            &format!("{ROW}{HEADER}{ROW}"),
            "",
            Read(ROW_READ),
        ),
        checkup("title above the header", "", "", Read(&[])).with_title(),
        checkup(
            "total row",
            &format!("{ROW}合計,,95,0.1\n"),
            "",
            Refused(&["line 3", "合計"]),
        ),
        checkup(
            "footnote",
            &format!("{ROW}* fasting\n"),
            "",
            Refused(&["line 3", "* fasting"]),
        ),
        checkup(
            "spaces around cells",
            " P1 , 2024-05-03\u{3000}, 95\u{a0},\"0.1 \"\n",
            "",
            Read(ROW_READ),
        ),
        checkup(
            "quote inside a cell",
            "P1,2024-05-03,9\"5,0.1\n",
            "",
            Refused(&["line 2", "glucose", "9\"5"]),
        ),
        checkup(
            "quote never closed",
            "P1,2024-05-03,\"95,0.1\n",
            "",
            Refused(&["line 2", "never closed"]),
        ),
        checkup(
            "very long cell",
            &format!("P1,2024-05-03,{},0.1\n", "1".repeat(100_000)),
            "",
            Refused(&["line 2", "glucose", "100000 letters"]),
        ),
        whole_checkup(
            "column named twice",
            "id,date,glucose,glucose\n",
            "",
            Refused(&["line 1", "column 3 and column 4"]),
        ),
        whole_checkup(
            "column without a name",
            ",id,date,glucose,crp\n1,P1,2024-05-03,95,0.1\n",
            "",
            Refused(&["line 2", "column 1", "\"1\""]),
        ),
        whole_checkup(
            "unseen letter in the header",
            good.replace("date", "da\u{feff}te"),
            "",
            Read(ROW_READ),
        ),
        japanese(
            whole_checkup(
                "header in half-width kana",
                good.replace("glucose", "ﾌﾞﾄﾞｳ糖"),
                "",
                Read(ROW_READ),
            ),
            "ブドウ糖",
        ),
        japanese(
            whole_checkup(
                "header with parted marks of kana",
                good.replace("glucose", "フ\u{3099}ト\u{3099}ウ糖"),
                "",
                Read(ROW_READ),
            ),
            "ブドウ糖",
        ),
        whole_checkup(
            "types of QIIME 2",
            format!("{HEADER}#q2:types,categorical,numeric,numeric\n{ROW}"),
            "",
            Read(ROW_READ),
        ),
        whole_checkup(
            "notes above the header with other delimiters",
            format!("# from; the; laboratory\n{}", with("\t")),
            "[table]\nheader_line = 2",
            Read(ROW_READ),
        ),
        checkup(
            "row given twice",
            &format!("{ROW}{ROW}"),
            "",
            Read(ROW_READ),
        ),
        checkup(
            "two rows that differ",
            &format!("{two}P1,2024-05-03,96,0.1\n"),
            "",
            Refused(&["line 4", "96", "95"]),
        ),
        whole_checkup("gzip", b"\x1f\x8b\x08\0".as_slice(), "", Refused(&["gzip"])),
    ]
}

impl Kind {
    /// A line above the header that belongs to no column.
    fn with_title(mut self) -> Self {
        self.table = [b"Study of 2024\n".as_slice(), &self.table, ROW.as_bytes()].concat();
        self.expected = Refused(&["line 1", "Study of 2024", "looks like a title"]);
        self
    }
}
