use crate::tabular::Cell;
use crate::tabular::values::*;
use proptest::prelude::*;

fn hint(error: crate::Result<impl std::fmt::Debug>) -> String {
    error.unwrap_err().to_string()
}

fn date(text: &str) -> Option<String> {
    read_date(Cell::of_text(text), &DateForm::default())
        .ok()
        .map(|date| date.to_string())
}

#[test]
fn dates_in_every_style_are_the_same_day() {
    let styles = [
        "2024-05-03",
        "2024/5/3",
        "2024/05/03",
        "2024.5.3",
        "20240503",
        "２０２４／５／３",
        "2024年5月3日",
        "2024年 5月 3日",
        "令和6年5月3日",
        "令和６年５月３日",
        "R6.5.3",
        "R06.05.03",
        "r6/5/3",
        "R.6.5.3",
        "令6.5.3",
        "2024/5/3 0:00",
        "2024-05-03 00:00:00",
        "2024-05-03T00:00:00",
    ];
    for style in styles {
        assert_eq!(date(style).as_deref(), Some("2024-05-03"), "{style}");
    }
}

#[test]
fn years_of_eras_are_counted_from_their_first_day() {
    // First and last days: Cabinet Order No. 1 of 1989 and No. 143 of 2019; Imperial
    // rescripts of 30 July 1912 and 25 December 1926.
    let good = [
        ("H31.4.30", "2019-04-30"),
        ("令和元年5月1日", "2019-05-01"),
        ("S64.1.7", "1989-01-07"),
        ("平成元年1月8日", "1989-01-08"),
        ("昭和元年12月25日", "1926-12-25"),
        ("T15.12.25", "1926-12-25"),
        ("大正元年7月30日", "1912-07-30"),
        ("M45.7.30", "1912-07-30"),
        ("S45.1.1", "1970-01-01"),
    ];
    for (text, expected) in good {
        assert_eq!(date(text).as_deref(), Some(expected), "{text}");
    }
    for never in [
        "H31.5.1",
        "R1.4.30",
        "S64.1.8",
        "H1.1.7",
        "R0.5.1",
        "T1.7.29",
        "S1.12.24",
        "H元.13.1",
    ] {
        assert_eq!(date(never), None, "{never}");
    }
}

#[test]
fn days_that_never_were_and_unclear_days_are_refused() {
    for text in [
        "2023-02-29",
        "2024-13-01",
        "2024-00-10",
        "2024/4/31",
        "20240431",
        "3/5/2024",
        "24/5/3",
        "5/3",
        "2024-5",
        "2024-05/03",
        "45415",
        "2024年5月",
        "0000-01-01",
        "2024-05-03 14:05",
        "明日",
        "",
        "2024-05-031",
        "202405033",
        "2024-05-03x",
    ] {
        assert_eq!(date(text), None, "{text}");
    }
    let read = |text| hint(read_date(Cell::of_text(text), &DateForm::default()));
    assert!(read("3/5/2024").contains("day or the month"));
    assert!(read("24/5/3").contains("four digits"));
    assert!(read("45415").contains("serial number"));
    assert!(read("2023-02-29").contains("a day of the calendar"));
}

#[test]
fn months_in_english_words_are_read() {
    let read = |text| read_date(Cell::of_text(text), &DateForm::default());
    for text in [
        "3-May-2024",
        "03 may 2024",
        "03MAY2024",
        "3.May.2024",
        "May 3, 2024",
        "MAY 03 2024",
        "2024-May-03",
    ] {
        assert_eq!(read(text).unwrap().to_string(), "2024-05-03", "{text}");
    }
    for text in [
        "May 2024",
        "3-Mai-2024",
        "3-M-2024",
        "31-Jun-2024",
        "3-May-24",
        "May",
        "3 May",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn times_are_left_out_where_the_form_says_so() {
    let form = DateForm {
        times: Times::Drop,
        ..DateForm::default()
    };
    let read = |text| read_date(Cell::of_text(text), &form);
    assert_eq!(read("2024-05-03 23:30").unwrap().to_string(), "2024-05-03");
    assert!(read("2024-05-03 25:30").is_err());
    assert!(read_date(Cell::of_text("2024-05-03 23:30"), &DateForm::default()).is_err());
}

#[test]
fn the_form_of_dates_decides_orders_and_serial_numbers() {
    let read = |text, form: DateForm| read_date(Cell::of_text(text), &form).unwrap().to_string();
    let order = |order| DateForm {
        order,
        ..DateForm::default()
    };
    assert_eq!(
        read("3/5/2024", order(DateOrder::DayMonthYear)),
        "2024-05-03"
    );
    assert_eq!(
        read("3/5/2024", order(DateOrder::MonthDayYear)),
        "2024-03-05"
    );
    let serials = |epoch| DateForm {
        serials: Some(epoch),
        ..DateForm::default()
    };
    assert_eq!(read("45415", serials(ExcelEpoch::Year1900)), "2024-05-03");
    assert_eq!(read("43953", serials(ExcelEpoch::Year1904)), "2024-05-03");
    assert_eq!(read("59", serials(ExcelEpoch::Year1900)), "1900-02-28");
    assert_eq!(read("61", serials(ExcelEpoch::Year1900)), "1900-03-01");
    assert!(read_date(Cell::of_text("60"), &serials(ExcelEpoch::Year1900)).is_err());
}

#[test]
fn times_behind_the_day_are_read() {
    let read = |text| {
        read_date_time(Cell::of_text(text), &DateForm::default())
            .ok()
            .map(|one| one.to_string())
    };
    for text in [
        "2024/5/3 9:05",
        "2024-05-03T09:05:00",
        "令和6年5月3日 9時5分",
        "２０２４/５/３　９：０５",
    ] {
        assert_eq!(read(text).as_deref(), Some("2024-05-03T09:05:00"), "{text}");
    }
    for text in [
        "2024-05-03 24:00",
        "2024-05-03 9",
        "2024-05-03 9:61",
        "2024-05-03 1:2:3:4",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn ages_are_counted_by_birthdays() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let age = |born, on| day(on).full_years_since(day(born));
    assert_eq!(age("1980-05-03", "2024-05-02"), Some(43));
    assert_eq!(age("1980-05-03", "2024-05-03"), Some(44));
    assert_eq!(age("2000-02-29", "2001-02-28"), Some(0));
    assert_eq!(age("2000-02-29", "2001-03-01"), Some(1));
    assert_eq!(age("2025-01-01", "2024-12-31"), None);
}

#[test]
fn known_days_have_known_counts() {
    // date(1), GNU coreutils 9.1: date -u -d DATE +%s divided by 86,400.
    for (date, days) in [
        ("1970-01-01", 0),
        ("2000-02-29", 11_016),
        ("2024-05-03", 19_846),
        ("1900-01-01", -25_567),
        ("1600-12-31", -134_775),
    ] {
        assert_eq!(
            date.parse::<Date>().unwrap().days_since_1970(),
            days,
            "{date}"
        );
    }
    for never in ["2024-5-3", "2024-02-30", "+024-01-01", "20240503"] {
        assert!(never.parse::<Date>().is_err(), "{never}");
    }
}
proptest! {
    #[test]
    fn days_count_one_by_one_and_back(days in -719_162i64..2_932_896) {
        // From 0001-01-01 to 9999-12-30.
        let date = Date::from_days_since_1970(days).unwrap();
        let next = Date::from_days_since_1970(days + 1).unwrap();
        prop_assert_eq!(date.days_since_1970(), days);
        prop_assert_eq!(next.days_since(date), 1);
        prop_assert!(next > date);
        let follows = next.day() == date.day() + 1
            || (next.day() == 1 && next.month() == date.month() + 1)
            || (next.day() == 1 && next.month() == 1 && date.month() == 12 && date.day() == 31);
        prop_assert!(follows, "{} {}", date, next);
        prop_assert_eq!(date.to_string().parse::<Date>().unwrap(), date);
    }
}
