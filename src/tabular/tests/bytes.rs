use super::*;
use crate::tabular::Encoding;

const TABLE: &str = "参加者,食品名,量\nP1,納豆,５０\nP2,ﾋﾞｰﾙ,350\n";
const READ: [[&str; 3]; 3] = [
    ["参加者", "食品名", "量"],
    ["P1", "納豆", "５０"],
    ["P2", "ﾋﾞｰﾙ", "350"],
];

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

fn named(encoding: Encoding) -> SheetOptions {
    SheetOptions {
        encoding: Some(encoding),
        ..SheetOptions::default()
    }
}

#[test]
fn every_encoding_of_japanese_tables_gives_the_same_cells() {
    let shift_jis = encoding_rs::SHIFT_JIS.encode(TABLE).0.into_owned();
    let euc_jp = encoding_rs::EUC_JP.encode(TABLE).0.into_owned();
    let with_mark = |mark: &[u8], bytes: Vec<u8>| [mark.to_vec(), bytes].concat();
    let found_out: Vec<Vec<u8>> = vec![
        TABLE.as_bytes().to_vec(),
        with_mark(b"\xef\xbb\xbf", TABLE.as_bytes().to_vec()),
        with_mark(b"\xff\xfe", utf16(TABLE, u16::to_le_bytes)),
        with_mark(b"\xfe\xff", utf16(TABLE, u16::to_be_bytes)),
        shift_jis.clone(),
    ];
    for bytes in found_out {
        assert_eq!(texts(&read(bytes)), READ);
    }
    let given = [
        (shift_jis, Encoding::ShiftJis),
        (euc_jp, Encoding::EucJp),
        (utf16(TABLE, u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(TABLE, u16::to_be_bytes), Encoding::Utf16Be),
        (
            with_mark(b"\xef\xbb\xbf", TABLE.as_bytes().to_vec()),
            Encoding::Utf8,
        ),
    ];
    for (bytes, encoding) in given {
        let sheet = Sheet::parse(bytes, &named(encoding)).unwrap();
        assert_eq!(texts(&sheet), READ, "{encoding}");
    }
}

#[test]
fn letters_that_windows_adds_to_shift_jis_are_read() {
    // Code page 932 has the circled one, roman two and the ladder form of "taka".
    let bytes = [b"a,b\n".as_slice(), b"\x87\x40\x87\x55,\xfb\xfc\x93\xc7\n"].concat();
    assert_eq!(texts(&read(bytes))[1], ["①Ⅱ", "髙読"]);
}

#[test]
fn bytes_of_no_encoding_are_refused_with_line_column_and_byte() {
    let mut bytes = "名前,値\n".as_bytes().to_vec();
    bytes.extend_from_slice(b"P1,1\xff\nP2\xfe,2\n");
    let places = places(&refused(&bytes));
    assert_eq!(places.len(), 2);
    assert_eq!((places[0].0, places[0].1.as_str()), (2, "column 2"));
    // Eleven bytes of header, a break, four of the row.
    assert!(
        places[0].2.contains("bytes FF at byte 16"),
        "{}",
        places[0].2
    );
    assert_eq!((places[1].0, places[1].1.as_str()), (3, "column 1"));
}

#[test]
fn a_broken_letter_of_shift_jis_is_placed_in_its_cell() {
    let mut bytes = encoding_rs::SHIFT_JIS
        .encode("番号,食品,備考\n1,納豆,")
        .0
        .into_owned();
    bytes.extend_from_slice(b"\x83\n2,\x93\x8c,x\n");
    let places = places(&refused(&bytes));
    assert_eq!(places.len(), 1, "{places:?}");
    assert_eq!((places[0].0, places[0].1.as_str()), (2, "column 3"));
}

#[test]
fn latin_letters_of_windows_are_not_taken_for_japanese() {
    for word in ["Müller", "cafÉ", "naïve", "crème brûlée", "São Tomé"] {
        let table = format!("name,food\np1,{word}\n");
        let bytes = encoding_rs::WINDOWS_1252.encode(&table).0.into_owned();
        let error = refused(&bytes);
        assert!(error.to_string().contains("encoding"), "{word}: {error}");
        let sheet = Sheet::parse(bytes, &named(Encoding::Windows1252)).unwrap();
        assert_eq!(texts(&sheet)[1], ["p1", word]);
    }
}

#[test]
fn euc_jp_is_not_taken_for_half_width_letters_of_shift_jis() {
    let bytes = encoding_rs::EUC_JP
        .encode("名前,食品\nひ,さけ\n")
        .0
        .into_owned();
    assert!(refused(bytes).to_string().contains("EUC-JP"));
}

#[test]
fn an_encoding_that_the_mark_denies_is_refused() {
    let bytes = [b"\xef\xbb\xbf".as_slice(), TABLE.as_bytes()].concat();
    let error = refused_with(bytes, &named(Encoding::ShiftJis));
    assert!(error.message().contains("mark of utf-8"), "{error}");
}

#[test]
fn a_cut_letter_at_the_end_of_utf_16_is_refused() {
    let mut bytes = [b"\xff\xfe".to_vec(), utf16(TABLE, u16::to_le_bytes)].concat();
    bytes.pop();
    assert_eq!(places(&refused(bytes))[0].0, 3);
}

#[test]
fn nul_bytes_are_refused_with_their_cell() {
    let error = refused(b"a,b\n1,2\n3,\x004\n");
    assert_eq!(places(&error)[0].0, 3);
    assert_eq!(places(&error)[0].1, "column 2");
    assert!(error.message().contains("U+0000"));
    let without_mark = utf16("a,b\n1,2\n", u16::to_le_bytes);
    assert!(refused(without_mark).to_string().contains("UTF-16"));
}

#[test]
fn control_characters_are_refused_but_tabs_and_breaks_in_quotes_are_not() {
    assert!(
        refused("a,b\n1,\u{1b}$B\n")
            .to_string()
            .contains("ISO-2022-JP")
    );
    assert_eq!(places(&refused("a,b\n1,2\n\u{1a}"))[0].0, 3);
    assert_eq!(
        texts(&read("a,b\n\"1\t2\",\"3\n4\"\n"))[1],
        ["1\t2", "3\n4"]
    );
}

#[test]
fn other_kinds_of_file_are_refused_by_name() {
    assert!(refused(b"%PDF-1.7 ...").message().contains("PDF"));
    assert!(
        refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
            .message()
            .contains("97-2003")
    );
    assert!(refused(b"\x1f\x8b\x08\x00").message().contains("gzip"));
    assert!(
        refused(b"PK\x03\x04 and no more")
            .message()
            .contains("workbook")
    );
}
