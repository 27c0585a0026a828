//! Yes or no.

use crate::error::Result;
use crate::tabular::cell::{Cell, CellValue};
use crate::tabular::values::number::not;
use crate::tabular::values::width::narrow;

/// Reads yes or no in words that can mean nothing else: `yes`, `no`, `true`, `false`,
/// `はい`, `いいえ`, `有`, `無`, `あり`, `なし`, `○`, `×`. Numbers need a
/// [`CodeList`](super::CodeList), for `1` is yes in one table and `2` is no in another.
///
/// # Errors
/// When the cell holds something else.
pub fn read_yes_no(cell: Cell<'_>) -> Result<bool> {
    if let CellValue::Bool(answer) = cell.value() {
        return Ok(answer);
    }
    let text = narrow(cell.text()).to_lowercase();
    match text.as_str() {
        "yes" | "y" | "true" | "t" | "はい" | "有" | "有り" | "あり" | "○" | "〇" | "◯" => {
            Ok(true)
        }
        "no" | "n" | "false" | "f" | "いいえ" | "無" | "無し" | "なし" | "×" | "✕" => {
            Ok(false)
        }
        "0" | "1" | "2" => {
            Err(not(cell.text(), "yes or no").mend("say in the mapping what the codes mean"))
        }
        _ => Err(not(cell.text(), "yes or no")),
    }
}
