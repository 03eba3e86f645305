//! Checks as constraints, and back.

use crate::check::Check;
use crate::definition::Kind;

/// Checks as one constraint.
pub(super) fn write(checks: &[Check]) -> String {
    let one = |check: &Check| match check {
        Check::Within(least, most) => format!(". >= {least} and . <= {most}"),
        Check::Letters(count) => format!("regex(., '^\\p{{L}}{{{count}}}$')"),
        Check::Digits(count) => format!("regex(., '^[0-9]{{{count}}}$')"),
        Check::AtMost(count) => format!("count-selected(.) <= {count}"),
        Check::Words(count) => format!("regex(., '^[^,]+(,[^,]+){{0,{}}}$')", count.saturating_sub(1)),
    };
    checks.iter().map(one).collect::<Vec<_>>().join(" and ")
}

/// A constraint as checks of a question of this kind; the message says why it cannot be taken.
pub(super) fn read(text: &str, kind: Kind) -> Result<Vec<Check>, String> {
    const NEVER: &str = "only “. >= a and . <= b”, “count-selected(.) <= n”, and so many letters, digits or words can be checked";
    let mut checks = Vec::new();
    let mut parts = text
        .split(" and ")
        .map(|part| part.replace(char::is_whitespace, ""))
        .peekable();
    while let Some(part) = parts.next() {
        let check = if let Some(least) = part.strip_prefix(".>=") {
            let most = parts.next();
            let most = most.as_deref().and_then(|most| most.strip_prefix(".<="));
            match (least.parse(), most.map(str::parse)) {
                (Ok(least), Some(Ok(most))) => Check::Within(least, most),
                _ => return Err(NEVER.to_owned()),
            }
        } else if let Some(count) = part.strip_prefix("count-selected(.)<=") {
            Check::AtMost(count.parse().map_err(|_| NEVER.to_owned())?)
        } else if let Some(count) = inside(&part, "regex(.,'^\\p{L}{") {
            Check::Letters(count)
        } else if let Some(count) = inside(&part, "regex(.,'^[0-9]{") {
            Check::Digits(count)
        } else if let Some(more) = inside(&part, "regex(.,'^[^,]+(,[^,]+){0,") {
            Check::Words(more.saturating_add(1))
        } else {
            return Err(NEVER.to_owned());
        };
        if !check.suits(kind) {
            return Err("such a check does not suit this question, or cannot be met".to_owned());
        }
        checks.push(check);
    }
    Ok(checks)
}

fn inside(part: &str, before: &str) -> Option<usize> {
    part.strip_prefix(before)?.strip_suffix("}$')")?.parse().ok()
}
