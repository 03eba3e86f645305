//! Conditions as a form writes them, and back. What is read is a closed language: what says more than our conditions can is refused, never
//! guessed at.

use super::cells::plain;
use super::names::{Known, name_of};
use crate::answers::NonAnswer;
use crate::condition::Condition;
use crate::definition::{Kind, Question};

/// A condition as a form's expression.
pub(super) fn write(condition: &Condition, known: &Known) -> String {
    text(condition, known, false)
}

fn text(condition: &Condition, known: &Known, within: bool) -> String {
    let reference = |key: &str| format!("${{{}}}", name_of(key));
    let joined = |parts: Vec<String>, word: &str| {
        let text = parts.join(word);
        if within && parts.len() > 1 {
            format!("({text})")
        } else {
            text
        }
    };
    let all = |parts: &[Condition]| {
        let deeper = parts.len() > 1 || within;
        parts
            .iter()
            .map(|part| text(part, known, deeper))
            .collect::<Vec<_>>()
    };
    match condition {
        Condition::All(parts) if parts.is_empty() => "true()".to_owned(),
        Condition::Any(parts) if parts.is_empty() => "false()".to_owned(),
        Condition::All(parts) => joined(all(parts), " and "),
        Condition::Any(parts) => joined(all(parts), " or "),
        Condition::Not(part) => format!("not({})", text(part, known, false)),
        Condition::Answered(key) => {
            let mut parts = vec![format!("{} != ''", reference(key))];
            let aside = known.by_key(key).map(asides).unwrap_or_default();
            parts.extend(
                aside
                    .iter()
                    .map(|aside| format!("{} != '{}'", reference(key), aside.code())),
            );
            joined(parts, " and ")
        }
        Condition::Is(key, option) => {
            let option = plain(option).replace('\'', "");
            if known
                .by_key(key)
                .is_some_and(|question| question.kind == Kind::Multiple)
            {
                format!("selected({}, '{option}')", reference(key))
            } else {
                format!("{} = '{option}'", reference(key))
            }
        }
        Condition::AtLeast(key, least) => format!("{} >= {least}", reference(key)),
        Condition::Within(key, i64::MIN, most) => format!("{} <= {most}", reference(key)),
        Condition::Within(key, least, most) => {
            let key = reference(key);
            joined(
                vec![format!("{key} >= {least}"), format!("{key} <= {most}")],
                " and ",
            )
        }
    }
}

/// The non-answers that a question offers, in the order in which they are offered.
pub(super) fn asides(question: &Question) -> Vec<NonAnswer> {
    [
        (question.may_not_know, NonAnswer::NotKnown),
        (question.may_decline, NonAnswer::PreferNotToSay),
    ]
    .into_iter()
    .filter_map(|(offered, aside)| offered.then_some(aside))
    .collect()
}

/// An expression as a condition; the message says why it cannot be taken.
pub(super) fn read(text: &str, known: &Known) -> Result<Condition, String> {
    let tokens = tokens(text)?;
    let mut reader = Reader {
        tokens: &tokens,
        known,
        depth: 0,
    };
    let condition = reader.any()?;
    if reader.tokens.is_empty() {
        Ok(condition)
    } else {
        Err(OTHER.to_owned())
    }
}

const OTHER: &str = "it says more than a condition here can: answers can be compared with words and whole numbers, joined by and, or and not";

#[derive(Clone, PartialEq, Eq, Debug)]
enum Token {
    /// `${name}`
    Question(String),
    /// In quotation marks.
    Words(String),
    Number(i64),
    /// A name of a function, and, or.
    Name(String),
    /// `=`, `!=`, `<`, `<=`, `>`, `>=`, `(`, `)`, `,`
    Sign(&'static str),
}

const SIGNS: [&str; 9] = ["!=", "<=", ">=", "=", "<", ">", "(", ")", ","];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let other = || OTHER.to_owned();
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(sign) = rest.chars().next() {
        if let Some(inside) = rest.strip_prefix("${") {
            let (name, after) = inside.split_once('}').ok_or_else(other)?;
            found.push(Token::Question(name.trim().to_owned()));
            rest = after;
        } else if sign == '\'' || sign == '"' {
            let (words, after) = rest
                .get(1..)
                .and_then(|inside| inside.split_once(sign))
                .ok_or_else(other)?;
            found.push(Token::Words(words.to_owned()));
            rest = after;
        } else if let Some(known) = SIGNS.into_iter().find(|known| rest.starts_with(known)) {
            found.push(Token::Sign(known));
            rest = rest.get(known.len()..).unwrap_or_default();
        } else {
            let end = rest
                .find(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '-'))
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            if word.is_empty() {
                return Err(other());
            }
            found.push(
                word.parse()
                    .map_or_else(|_| Token::Name(word.to_owned()), Token::Number),
            );
            rest = after;
        }
        rest = rest.trim_start();
        if found.len() > 2000 {
            return Err(other());
        }
    }
    Ok(found)
}

/// A part of what is joined by and.
enum Part {
    Whole(Condition),
    /// `${key} != ''`
    Filled(String),
    /// `${key} != 'prefer-not-to-say'`
    Beside(String, NonAnswer),
    /// `${key} <= most`
    AtMost(String, i64),
}

struct Reader<'r> {
    tokens: &'r [Token],
    known: &'r Known,
    depth: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first.clone())
    }

    fn takes(&mut self, token: &Token) -> bool {
        let found = self.tokens.first() == Some(token);
        if found {
            self.next();
        }
        found
    }

    fn sign(&mut self, sign: &'static str) -> Result<(), String> {
        if self.takes(&Token::Sign(sign)) {
            Ok(())
        } else {
            Err(OTHER.to_owned())
        }
    }

    fn any(&mut self) -> Result<Condition, String> {
        self.depth += 1;
        if self.depth > 50 {
            return Err("it is nested too deep".to_owned());
        }
        let mut parts = vec![self.all()?];
        while self.takes(&Token::Name("or".to_owned())) {
            parts.push(self.all()?);
        }
        self.depth -= 1;
        Ok(single(parts, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, String> {
        let mut parts = vec![self.part()?];
        while self.takes(&Token::Name("and".to_owned())) {
            parts.push(self.part()?);
        }
        Ok(single(self.together(parts)?, Condition::All))
    }

    /// Puts together what only two or more parts say.
    fn together(&self, parts: Vec<Part>) -> Result<Vec<Condition>, String> {
        let mut found: Vec<Condition> = Vec::new();
        let mut parts = parts.into_iter().peekable();
        while let Some(part) = parts.next() {
            found.push(match part {
                Part::Whole(Condition::AtLeast(key, least)) => {
                    match parts.next_if(|next| matches!(next, Part::AtMost(other, _) if *other == key)) {
                        Some(Part::AtMost(_, most)) => Condition::Within(key, least, most),
                        _ => Condition::AtLeast(key, least),
                    }
                }
                Part::Whole(condition) => condition,
                Part::AtMost(key, most) => Condition::at_most(key, most),
                Part::Filled(key) => {
                    for aside in self.known.by_key(&key).map(asides).unwrap_or_default() {
                        let beside = |next: &Part| matches!(next, Part::Beside(other, one) if *other == key && *one == aside);
                        if parts.next_if(beside).is_none() {
                            return Err(format!(
                                "here a question is not answered when “{}” was chosen; the form counts that as an answer",
                                aside.label()
                            ));
                        }
                    }
                    Condition::Answered(key)
                }
                Part::Beside(_, aside) => {
                    return Err(format!("“{}” is no answer here, and nothing can depend on it", aside.label()));
                }
            });
        }
        Ok(found)
    }

    fn part(&mut self) -> Result<Part, String> {
        match self.next() {
            Some(Token::Sign("(")) => {
                let inside = self.any()?;
                self.sign(")")?;
                Ok(Part::Whole(inside))
            }
            Some(Token::Name(name)) => {
                self.sign("(")?;
                let condition = match name.as_str() {
                    "not" => Condition::Not(Box::new(self.any()?)),
                    "true" => Condition::All(Vec::new()),
                    "false" => Condition::Any(Vec::new()),
                    "selected" => {
                        let question = self.question()?;
                        self.sign(",")?;
                        let Some(Token::Words(option)) = self.next() else {
                            return Err(OTHER.to_owned());
                        };
                        self.is(&question, &option)?
                    }
                    _ => return Err(format!("{name}() is not known here")),
                };
                self.sign(")")?;
                Ok(Part::Whole(condition))
            }
            Some(Token::Question(name)) => {
                let question = self.named(&name)?;
                let (Some(Token::Sign(sign)), Some(with)) = (self.next(), self.next()) else {
                    return Err(OTHER.to_owned());
                };
                self.compared(&question, sign, with)
            }
            // The other way round: `18 <= ${age}`.
            Some(with @ (Token::Number(_) | Token::Words(_))) => {
                let Some(Token::Sign(sign)) = self.next() else {
                    return Err(OTHER.to_owned());
                };
                let question = self.question()?;
                self.compared(&question, turned(sign), with)
            }
            _ => Err(OTHER.to_owned()),
        }
    }

    fn question(&mut self) -> Result<Question, String> {
        match self.next() {
            Some(Token::Question(name)) => self.named(&name),
            _ => Err(OTHER.to_owned()),
        }
    }

    fn named(&self, name: &str) -> Result<Question, String> {
        self.known
            .by_name(name)
            .cloned()
            .ok_or_else(|| format!("it looks at {name}, which was left out or does not come before it"))
    }

    fn is(&self, question: &Question, option: &str) -> Result<Condition, String> {
        if NonAnswer::parse(option).is_some_and(|aside| asides(question).contains(&aside)) {
            return Err("a non-answer is no answer here, and nothing can depend on it".to_owned());
        }
        let known = match question.kind {
            Kind::Single | Kind::Multiple | Kind::YesNoUnsure => self.known.option(&question.key, option),
            _ => None,
        };
        let key = known.ok_or_else(|| format!("{} has no option {option}", question.key))?;
        Ok(Condition::Is(question.key.clone(), key.to_owned()))
    }

    fn compared(&self, question: &Question, sign: &str, with: Token) -> Result<Part, String> {
        let key = question.key.clone();
        let aside = |words: &str| NonAnswer::parse(words).filter(|aside| asides(question).contains(aside));
        if let Token::Words(words) = &with {
            match (sign, words.as_str(), aside(words)) {
                ("!=", "", _) => return Ok(Part::Filled(key)),
                ("!=", _, Some(aside)) => return Ok(Part::Beside(key, aside)),
                ("=", "", _) if asides(question).is_empty() => {
                    return Ok(Part::Whole(Condition::Not(Box::new(Condition::Answered(key)))));
                }
                _ => {}
            }
        }
        let number = match &with {
            Token::Number(number) => Some(*number),
            Token::Words(words) => words.parse().ok(),
            _ => None,
        };
        let whole = |condition: Condition| Ok(Part::Whole(condition));
        let not = |condition: Condition| Ok(Part::Whole(Condition::Not(Box::new(condition))));
        if let (true, Some(number)) = (question.is_number(), number) {
            let same = Condition::Within(key.clone(), number, number);
            return match sign {
                "=" => whole(same),
                "!=" => not(same),
                ">=" => whole(Condition::AtLeast(key, number)),
                ">" => whole(Condition::AtLeast(key, number.checked_add(1).ok_or(OTHER)?)),
                "<=" => Ok(Part::AtMost(key, number)),
                "<" => Ok(Part::AtMost(key, number.checked_sub(1).ok_or(OTHER)?)),
                _ => Err(OTHER.to_owned()),
            };
        }
        let option = match &with {
            Token::Words(words) => words.clone(),
            Token::Number(number) => number.to_string(),
            _ => return Err(OTHER.to_owned()),
        };
        match (question.kind, sign) {
            (Kind::Single | Kind::YesNoUnsure, "=") => whole(self.is(question, &option)?),
            (Kind::Single | Kind::YesNoUnsure, "!=") => not(self.is(question, &option)?),
            (Kind::Multiple, _) => Err("several options can be chosen: use selected()".to_owned()),
            _ => Err(format!("{} cannot be compared so", question.key)),
        }
    }
}

/// A comparison seen from its other side.
fn turned(sign: &'static str) -> &'static str {
    match sign {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        _ => sign,
    }
}

fn single(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            parts.extend(last);
            join(parts)
        }
    }
}

/// Conditions that must all hold.
pub(super) fn together(parts: Vec<Condition>) -> Condition {
    single(parts, Condition::All)
}
