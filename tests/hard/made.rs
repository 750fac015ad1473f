//! Cases of many kilobytes, made when they are needed.

use std::borrow::Cow;

use super::{Case, Expected, Read};

const HEADINGS: &str = "Group id,Group name,User id,User name,email";
const MEGABYTES: usize = 10 << 20;

fn group(n: usize) -> String {
    format!("00000000-0000-4000-8000-{n:012x}")
}

fn account(n: usize) -> String {
    format!("712020:00000000-0000-4000-9000-{n:012x}")
}

/// The first cells of a row: up to the user name.
fn ids(n: usize) -> String {
    format!("{},Group {n},{}", group(n), account(n))
}

fn line(n: usize) -> String {
    format!("{},User {n},user{n}@domain.example", ids(n))
}

/// A case that is read as rows 0, 1, 2 …, none of them odd.
fn clean(name: &'static str, fact: &str, text: String, rows: usize) -> Case {
    Case {
        name,
        fact: fact.to_owned(),
        bytes: Cow::Owned(text.into_bytes()),
        expected: Expected::Read(Read {
            rows,
            unusable: 0,
            delimiter: ',',
            encoding: "UTF-8".to_owned(),
            byte_order_mark: false,
            headings: true,
            findings: std::collections::BTreeMap::new(),
            members: (0..rows)
                .map(|n| Some(vec![group(n), account(n)]))
                .collect(),
        }),
    }
}

pub(super) fn cases() -> Vec<Case> {
    let wide = |n: usize| format!("{}{}", line(n), ",".repeat(20_000));
    let columns: String = (0..20_000).map(|n| format!(",Column {n}")).collect();
    let large = "x".repeat(MEGABYTES);
    let quoted = "x,\"\"y\"\"\r\n".repeat(MEGABYTES / 10);
    vec![
        clean(
            "a name of 10 MB",
            "One cell is 10 MB long; the rows around it are read.",
            [
                HEADINGS,
                &line(0),
                &format!("{},{large},e@domain.example", ids(1)),
                &line(2),
            ]
            .join("\r\n"),
            3,
        ),
        clean(
            "a quoted name of 10 MB",
            "One quoted cell is 10 MB long, full of delimiters, doubled quotes and line breaks.",
            [
                HEADINGS,
                &format!("{},\"{quoted}\",e@domain.example", ids(0)),
                &line(1),
                &line(2),
            ]
            .join("\n"),
            3,
        ),
        clean(
            "10 MB in a column of no meaning",
            "A cell of 10 MB stands in a column that nobody needs.",
            [
                &format!("{HEADINGS},Notes"),
                &format!("{},", line(0)),
                &format!("{},\"{quoted}\"", line(1)),
                &format!("{},{large}", line(2)),
            ]
            .map(String::as_str)
            .join("\n"),
            3,
        ),
        clean(
            "a heading row of 200 kB",
            "The heading row is longer than the block that is looked at first.",
            [&format!("{HEADINGS}{columns}"), &wide(0), &wide(1)]
                .map(String::as_str)
                .join("\r\n"),
            2,
        ),
        clean(
            "100 kB of blank lines before the headings",
            "Blank lines fill the block that is looked at first.",
            format!(
                "{}{}",
                "\r\n".repeat(50_000),
                [HEADINGS, &line(0), &line(1)].join("\r\n")
            ),
            2,
        ),
        clean(
            "a first name of 100 kB",
            "The first row does not end within the block that is looked at first.",
            [
                HEADINGS,
                &format!("{},\"{}\",e@domain.example", ids(0), "a,\n".repeat(40_000)),
                &line(1),
            ]
            .join("\n"),
            2,
        ),
    ]
}
