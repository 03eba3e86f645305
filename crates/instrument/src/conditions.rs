//! Conditions held against the answers that the questions they look at can have.

use crate::answers::YES_NO;
use crate::check::Check;
use crate::condition::Condition;
use crate::definition::{Definition, Kind, Question};

impl Definition {
    /// A condition looks at an answer that nobody can give: an option or a point that there is not, or a number where none is asked for.
    pub(crate) fn cannot_be_met(&self, condition: &Condition) -> bool {
        let fits = |key: &str, test: &dyn Fn(&Question) -> bool| {
            // What there is not at all is another fault, with its own words.
            self.question(key).is_none_or(test)
        };
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().any(|part| self.cannot_be_met(part))
            }
            Condition::Not(part) => self.cannot_be_met(part),
            Condition::Answered(_) => false,
            Condition::Is(key, option) => !fits(key, &|question| match question.kind {
                Kind::YesNoUnsure => YES_NO.iter().any(|(known, _)| known == option),
                Kind::Single | Kind::Multiple => question.options.iter().any(|known| known.key == *option),
                Kind::Text | Kind::LongText | Kind::Number | Kind::Date | Kind::Scale => false,
            }),
            Condition::AtLeast(key, least) => {
                !fits(key, &|question| self.reaches(question, *least, i64::MAX))
            }
            Condition::Within(key, least, most) => {
                !fits(key, &|question| self.reaches(question, *least, *most))
            }
        }
    }

    /// An answer to a question can be a number between these.
    fn reaches(&self, question: &Question, least: i64, most: i64) -> bool {
        let (first, last) = match question.kind {
            Kind::Scale => {
                let points = self.scale_of(question).map_or(0, crate::Scale::points);
                (1, i64::try_from(points).unwrap_or(i64::MAX))
            }
            Kind::Number => question
                .checks
                .iter()
                .fold((i64::MIN, i64::MAX), |bounds, check| match check {
                    Check::Within(least, most) => (bounds.0.max(*least), bounds.1.min(*most)),
                    Check::Letters(_) | Check::Digits(_) | Check::AtMost(_) | Check::Words(_) => bounds,
                }),
            Kind::Text | Kind::LongText | Kind::Date | Kind::Single | Kind::Multiple | Kind::YesNoUnsure => {
                return false;
            }
        };
        least.max(first) <= most.min(last)
    }
}
