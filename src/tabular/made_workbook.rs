//! Workbooks written for tests, down to the marks that only real programs write.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// A workbook in the making.
pub(crate) struct MadeWorkbook {
    sheets: Vec<(String, String)>,
    date_1904: bool,
}

/// What a cell holds.
pub(crate) enum Made<'a> {
    Text(&'a str),
    Number(f64),
    /// A serial number with a date format.
    Date(f64),
    Bool(bool),
    Error(&'a str),
    Formula(&'a str, Option<f64>),
    Empty,
}

impl MadeWorkbook {
    pub(crate) fn new() -> Self {
        Self {
            sheets: Vec::new(),
            date_1904: false,
        }
    }

    pub(crate) fn counting_from_1904(mut self) -> Self {
        self.date_1904 = true;
        self
    }

    /// Adds a sheet that begins at a row; `merged` are areas such as `A1:B2`.
    pub(crate) fn sheet(
        mut self,
        name: &str,
        first_row: usize,
        rows: &[&[Made<'_>]],
        merged: &[&str],
    ) -> Self {
        let mut xml = String::from(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
        );
        for (row, cells) in (first_row..).zip(rows) {
            xml += &format!("<row r=\"{row}\">");
            for (column, cell) in cells.iter().enumerate() {
                let at = format!("r=\"{}{row}\"", super::column_letters(column));
                xml += &match cell {
                    Made::Text(text) => {
                        format!(
                            "<c {at} t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
                        )
                    }
                    Made::Number(number) => format!("<c {at}><v>{number}</v></c>"),
                    Made::Date(serial) => format!("<c {at} s=\"1\"><v>{serial}</v></c>"),
                    Made::Bool(answer) => {
                        format!("<c {at} t=\"b\"><v>{}</v></c>", u8::from(*answer))
                    }
                    Made::Error(error) => format!("<c {at} t=\"e\"><v>{error}</v></c>"),
                    Made::Formula(formula, Some(value)) => {
                        format!("<c {at}><f>{formula}</f><v>{value}</v></c>")
                    }
                    Made::Formula(formula, None) => format!("<c {at}><f>{formula}</f></c>"),
                    Made::Empty => String::new(),
                };
            }
            xml += "</row>";
        }
        xml += "</sheetData>";
        if !merged.is_empty() {
            xml += "<mergeCells>";
            for area in merged {
                xml += &format!("<mergeCell ref=\"{area}\"/>");
            }
            xml += "</mergeCells>";
        }
        xml += "</worksheet>";
        self.sheets.push((name.to_string(), xml));
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        let mut names = String::new();
        let mut targets = String::new();
        for (number, (name, _)) in (1..).zip(&self.sheets) {
            names += &format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
            targets += &format!(
                "<Relationship Id=\"rId{number}\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
            );
        }
        targets += &format!(
            "<Relationship Id=\"rId99\" Type=\"{relations}/styles\" Target=\"styles.xml\"/>"
        );
        let epoch = if self.date_1904 {
            "<workbookPr date1904=\"1\"/>"
        } else {
            ""
        };
        let mut parts = vec![
            (
                "_rels/.rels".to_string(),
                format!(
                    "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml".to_string(),
                format!(
                    "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\">{epoch}<sheets>{names}</sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels".to_string(),
                format!("<Relationships xmlns=\"{package}\">{targets}</Relationships>"),
            ),
            (
                // Format 14 is the built-in short date.
                "xl/styles.xml".to_string(),
                format!(
                    "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
                ),
            ),
        ];
        for (number, (_, xml)) in (1..).zip(&self.sheets) {
            parts.push((format!("xl/worksheets/sheet{number}.xml"), xml.clone()));
        }
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, xml) in parts {
            let stored =
                SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            zip.start_file(name, stored).unwrap();
            zip.write_all(xml.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}
