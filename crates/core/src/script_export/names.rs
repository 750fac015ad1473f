//! How a script looks up the names of accounts and groups, and how it normalizes names. The rules are those of
//! [`crate::identity`], written in each script's language.

use super::template::json;

/// A lookup of several ids. In path or body, `{ids}` is replaced with the ids, each written as `item` with `{id}`
/// replaced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Lookup {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) body: &'static str,
    pub(super) item: &'static str,
    pub(super) comma: &'static str,
    /// Ids per call. Jira's default page size is ten.
    pub(super) most: usize,
    /// The JSON keys of id, name and email. Of several keys for the name, the first one present counts.
    pub(super) keys: [&'static str; 3],
}

/// Source: Jira Cloud platform REST API v3, "Bulk get users" and "Bulk get groups".
pub(super) const JIRA: [Lookup; 2] = [
    Lookup {
        method: "GET",
        path: "/rest/api/3/user/bulk?maxResults=10{ids}",
        body: "",
        item: "&accountId={id}",
        comma: "",
        most: 10,
        keys: ["accountId", "displayName", "emailAddress"],
    },
    Lookup {
        method: "GET",
        path: "/rest/api/3/group/bulk?maxResults=10{ids}",
        body: "",
        item: "&groupId={id}",
        comma: "",
        most: 10,
        keys: ["groupId", "name", ""],
    },
];

/// Source: Confluence Cloud REST API v1, "Get user" and "Get group by id". One id per call; 404 if it does not
/// exist.
pub(super) const CONFLUENCE: [Lookup; 2] = [
    Lookup {
        method: "GET",
        path: "/wiki/rest/api/user?accountId={ids}",
        body: "",
        item: "{id}",
        comma: "",
        most: 1,
        keys: ["accountId", "displayName|publicName", "email"],
    },
    Lookup {
        method: "GET",
        path: "/wiki/rest/api/group/by-id?id={ids}",
        body: "",
        item: "{id}",
        comma: "",
        most: 1,
        keys: ["id", "name", ""],
    },
];

/// Source: organizations REST API v2, searches of one directory.
pub(super) const ORGANIZATION: [Lookup; 2] = [
    Lookup {
        method: "POST",
        path: "/users/search",
        body: r#"{"accountIds":[{ids}],"limit":10}"#,
        item: r#""{id}""#,
        comma: ",",
        most: 10,
        keys: ["accountId", "name", "email"],
    },
    Lookup {
        method: "POST",
        path: "/groups/search",
        body: r#"{"groupIds":[{ids}],"limit":10}"#,
        item: r#""{id}""#,
        comma: ",",
        most: 10,
        keys: ["id", "name", ""],
    },
];

impl Lookup {
    /// As a JavaScript object.
    pub(super) fn as_javascript(&self) -> String {
        format!(
            "{{ path: {}, item: {}, comma: {}, most: {}, keys: {} }}",
            json(&self.path),
            json(&self.item),
            json(&self.comma),
            self.most,
            json(&self.keys)
        )
    }

    /// The values for a script's template: `PEOPLE_PATH` and the like. `escape` escapes the quotes of JSON inside
    /// the script's quotes.
    pub(super) fn texts(
        lookups: &[Self; 2],
        escape: fn(&str) -> String,
    ) -> Vec<(&'static str, String)> {
        let [people, groups] = lookups;
        vec![
            ("PEOPLE_METHOD", people.method.to_owned()),
            ("PEOPLE_PATH", people.path.to_owned()),
            ("PEOPLE_BODY", escape(people.body)),
            ("PEOPLE_ITEM", escape(people.item)),
            ("PEOPLE_COMMA", people.comma.to_owned()),
            ("PEOPLE_MOST", people.most.to_string()),
            ("PEOPLE_KEYS", people.keys.join(" ")),
            ("GROUPS_METHOD", groups.method.to_owned()),
            ("GROUPS_PATH", groups.path.to_owned()),
            ("GROUPS_BODY", escape(groups.body)),
            ("GROUPS_ITEM", escape(groups.item)),
            ("GROUPS_COMMA", groups.comma.to_owned()),
            ("GROUPS_MOST", groups.most.to_string()),
            ("GROUPS_KEYS", groups.keys.join(" ")),
        ]
    }
}

/// Base letters, each with its accented forms.
const LETTERS: [(&str, &str); 34] = [
    ("a|e", "ä"),
    ("a|a", "å"),
    ("a", "àáâãāăąǎȁȃȧạảấầẩẫậắằẳẵặ"),
    ("ae", "æ"),
    ("c", "çćĉċč"),
    ("d", "ďđðḍḏ"),
    ("e", "èéêëēĕėęěȅȇẹẻẽếềểễệ"),
    ("g", "ĝğġģǧ"),
    ("h", "ĥħḥ"),
    ("i", "ìíîïĩīĭįıǐȉȋỉị"),
    ("j", "ĵ"),
    ("k", "ķǩ"),
    ("l", "ĺļľŀłḷ"),
    ("n", "ñńņňṇ"),
    ("o|e", "öø"),
    ("o", "òóôõōŏőǒȍȏơọỏốồổỗộớờởỡợ"),
    ("oe", "œ"),
    ("r", "ŕŗřȑȓ"),
    ("s", "śŝşšșṣ"),
    ("ss", "ß"),
    ("t", "ţťŧțṭ"),
    ("th", "þ"),
    ("u|e", "ü"),
    ("u", "ùúûũūŭůűųǔȕȗưụủứừửữự"),
    ("w", "ŵẁẃẅ"),
    ("y", "ýÿŷỳỵỷỹ"),
    ("z", "źżžẓ"),
    ("α", "ά"),
    ("ε", "έ"),
    ("η", "ή"),
    ("ι", "ίϊΐ"),
    ("ο", "ό"),
    ("υ", "ύϋΰ"),
    ("ω", "ώ"),
];

/// Letters whose capitals are in [`CAPITALS`].
const MORE: [(&str, &str); 3] = [("и", "й"), ("е", "ё"), ("σ", "ς")];

/// Greek, Cyrillic and Armenian capitals: first, last.
const CAPITALS: [(char, char); 3] = [('Α', 'Ω'), ('Ѐ', 'Я'), ('Ա', 'Ֆ')];

/// Commands for `sed -E` in the C locale, where a letter is a byte sequence. They produce lower case without
/// accents. An umlaut becomes its letter, a bar and the letter that may follow it.
pub(super) fn fold_for_sed() -> String {
    let mut commands = Vec::new();
    let mut replace = |from: String, to: &str| commands.push(format!("s/{from}/{to}/g"));
    // Combining marks after their letter.
    replace("([aou])\u{308}".to_owned(), r"\1|e");
    replace("a\u{30a}".to_owned(), "a|a");
    for (first, last) in CAPITALS {
        for capital in first..=last {
            let small: String = capital.to_lowercase().collect();
            if small != capital.to_string() {
                replace(capital.to_string(), &small);
            }
        }
    }
    for (plain, letters) in LETTERS {
        let both = letters
            .chars()
            .flat_map(|letter| [letter.to_string(), letter.to_uppercase().collect()]);
        let forms: Vec<String> = both.filter(|form| !form.is_ascii()).collect();
        replace(forms.join("|"), plain);
    }
    for (plain, letter) in MORE {
        replace(letter.to_owned(), plain);
    }
    // macOS truncates a longer line of a script at 2,048 bytes, and then compares nothing.
    commands.join("\n")
}

/// The same letters, one line for each base letter: the letter, a space, and its accented forms. Lower case only.
pub(super) fn letters() -> String {
    let lines = LETTERS.iter().chain(&MORE);
    let lines: Vec<String> = lines
        .map(|(plain, letters)| format!("{plain} {letters}"))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::fold_for_sed;

    #[test]
    fn no_line_is_longer_than_sed_reads_on_macos() {
        assert!(fold_for_sed().lines().all(|line| line.len() < 2_000));
    }
}
