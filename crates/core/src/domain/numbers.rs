//! Formats numbers for people.

/// `48,210`.
#[must_use]
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 row`, `48,210 rows`.
#[must_use]
pub fn plural(n: usize, one: &str, many: &str) -> String {
    counted(n, if n == 1 { one } else { many })
}

/// `13 protected`.
#[must_use]
pub fn counted(n: usize, what: &str) -> String {
    format!("{} {what}", grouped(n))
}
