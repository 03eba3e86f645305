//! Statements are constants with a name: a test compiles every one of them on both engines.

/// A catalogued statement. `{filters}` in its text is where optional fragments go.
#[derive(Debug)]
pub struct Stmt {
    /// Its name, for logs.
    pub name: &'static str,
    /// Its text, with placeholders `?1`, `?2` ..
    pub sql: &'static str,
    /// Optional fragments by name.
    pub optional: &'static [(&'static str, &'static str)],
}

impl Stmt {
    /// The text with the named fragments.
    pub(crate) fn text(&self, filters: &[&str]) -> String {
        if !self.sql.contains("{filters}") {
            return self.sql.to_owned();
        }
        let chosen: Vec<&str> = self
            .optional
            .iter()
            .filter(|(name, _)| filters.contains(name))
            .map(|(_, fragment)| *fragment)
            .collect();
        self.sql.replace("{filters}", &chosen.join(" "))
    }
}

/// Rewrites `?N` to `$k`, k in order of first use, for an engine that wants every parameter used. Returns the text and,
/// for each `$k`, its `N`.
pub(crate) fn numbered(sql: &str) -> (String, Vec<usize>) {
    let mut text = String::with_capacity(sql.len());
    let mut order: Vec<usize> = Vec::new();
    let mut chars = sql.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        if c == '\'' {
            quoted = !quoted;
        }
        if c != '?' || quoted {
            text.push(c);
            continue;
        }
        let mut number = 0_usize;
        while let Some(digit) = chars.peek().and_then(|next| next.to_digit(10)) {
            number = number * 10 + usize::try_from(digit).unwrap_or(0);
            chars.next();
        }
        let place = order
            .iter()
            .position(|known| *known == number)
            .unwrap_or_else(|| {
                order.push(number);
                order.len() - 1
            });
        text.push('$');
        text.push_str(&(place + 1).to_string());
    }
    (text, order)
}

/// A search word as a pattern for `like .. escape '!'`.
pub fn pattern(words: &str) -> String {
    let mut out = String::from("%");
    for c in words.trim().to_lowercase().chars() {
        if matches!(c, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(c);
    }
    out.push('%');
    out
}

/// Declares the statements of a room and its catalogue.
///
/// ```ignore
/// store::statements! {
///     /// One course.
///     COURSE_FETCH = "select title from course where id = ?1";
///     /// Courses by title.
///     COURSE_LIST = "select id from course c where true {filters} order by title limit ?9", filters { area: "and c.area_id = ?1" };
/// }
/// ```
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident = $sql:expr $(, filters { $($filter:ident : $fragment:expr),* $(,)? })?;)*) => {
        $($(#[$meta])*
        pub(crate) static $name: $crate::Stmt = $crate::Stmt {
            name: stringify!($name),
            sql: $sql,
            optional: &[$($((stringify!($filter), $fragment)),*)?],
        };)*
        /// Every statement of this module.
        pub static CATALOGUE: &[&$crate::Stmt] = &[$(&$name),*];
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_renumbered_by_first_use() {
        let (text, order) = numbered("select '?' where a = ?9 and b = ?2 and c = ?9");
        assert_eq!(text, "select '?' where a = $1 and b = $2 and c = $1");
        assert_eq!(order, vec![9, 2]);
    }
}
