//! Who the rows are of.

use super::{Expected::*, Kind, checkup, people};

pub(super) fn kinds() -> Vec<Kind> {
    vec![
        people(
            "sex told twice",
            "id,sex,born\nP8,M,1970\nP8,F,1970\n",
            "",
            Refused(&["line 3", "P8", "male", "female"]),
        ),
        people(
            "sex other than in the store",
            "id,sex,born\nP1,M,1961\n",
            "",
            Refused(&["line 2", "P1", "male", "female"]),
        ),
        people(
            "sexes in many words",
            "id,sex,born\nP8,男,1970\nP9,女性,1970\n",
            "",
            Read(&["P8 male 1970", "P9 female 1970"]),
        ),
        people(
            "sexes in codes that are not told",
            "id,sex,born\nP8,1,1970\nP9,x,1970\n",
            "",
            Refused(&["line 2", "\"1\"", "line 3", "\"x\""]),
        ),
        people(
            "capitals of an id",
            "id,sex,born\np1,F,1961\n",
            "",
            Refused(&["line 2", "\"p1\"", "\"P1\""]),
        ),
        people(
            "zeros that a spreadsheet cut",
            "id,sex,born\n1,M,1950\n7,F,1951\n",
            "",
            Refused(&["line 2", "\"001\"", "line 3", "\"007\""]),
        ),
        people(
            "full-width id",
            "id,sex,born\nＰ１,F,1961\n",
            "",
            Refused(&["line 2", "Ｐ１", "\"P1\""]),
        ),
        people(
            "similar ids within a table",
            "id,sex,born\nA-1,F,1961\nA−1,M,1962\n",
            "",
            Refused(&["line 3", "A-1"]),
        ),
        people(
            "similar ids that are meant",
            "id,sex,born\np1,M,1971\n",
            "similar_ids = true",
            Read(&["p1 male 1971"]),
        ),
        people(
            "unseen letter behind an id",
            "id,sex,born\nP1\u{200b},F,1961\n",
            "",
            Read(&[]),
        ),
        people(
            "years of birth out of bounds",
            "id,sex,born\nP8,F,60\nP9,M,2204\nQ1,F,1960.5\n",
            "",
            Refused(&["line 2", "\"60\"", "line 3", "2204", "line 4", "1960.5"]),
        ),
        people(
            "days of birth",
            "id,sex,born,生年月日\nP8,F,1970,1970-01-01\n",
            "",
            Refused(&["生年月日", "days of birth", "drop"]),
        ),
        people(
            "names in a column",
            "id,sex,born,氏名\nP8,F,1970,山田花子\n",
            "",
            Refused(&["氏名", "names of people"]),
        ),
        people(
            "names that are dropped",
            "id,sex,born,氏名\nP8,F,1970,山田花子\n",
            "drop = [\"氏名\"]",
            Read(&["P8 female 1970"]),
        ),
        people(
            "names for ids",
            "id,sex,born\n山田花子,F,1970\n\"Smith, John\",M,1960\n",
            "",
            Refused(&["line 2", "line 3", "name of a person"]),
        ),
        people(
            "mail addresses for ids",
            "id,sex,born\na@example.org,F,1970\n",
            "",
            Refused(&["mail addresses"]),
        ),
        checkup(
            "no id",
            ",2024-05-03,95,0.1\n",
            "",
            Refused(&["line 2", "id", "no participant"]),
        ),
        checkup(
            "unknown people",
            "P98,2024-05-03,95,1\nP99,2024-05-03,95,1\n",
            "",
            Refused(&["line 2", "P98", "line 3", "P99"]),
        ),
        checkup(
            "known people in another spelling",
            "p1,2024-05-03,95,1\n7,2024-05-03,95,1\n",
            "",
            Refused(&["line 2", "has \"P1\"", "line 3", "has \"007\""]),
        ),
    ]
}
