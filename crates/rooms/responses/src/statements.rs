//! A questionnaire's scales as the evidence engine counts them.

use evidence::{Polarity, Scale, Statement, Statements};
use instrument::{Kind, Published};
use kernel::Fault;

/// The questions answered on a scale, in the questionnaire's order, with their wording keys.
///
/// # Errors
/// When the questionnaire has no scale, or one that the engine does not take.
pub fn statements(published: &Published) -> Result<Statements, Fault> {
    let mut items = Vec::new();
    for question in published
        .definition()
        .questions()
        .filter(|question| question.kind == Kind::Scale)
    {
        let Some(scale) = published.scale_of(question) else {
            continue;
        };
        let polarity = match scale.polarity {
            instrument::Polarity::FirstIsBest => Polarity::BestFirst,
            instrument::Polarity::LastIsBest => Polarity::WorstFirst,
        };
        let (first, second) = scale.ends();
        let counted = Scale::new(scale.labels.clone(), polarity)
            .and_then(|counted| counted.with_collapse(first, second))
            .and_then(|counted| match scale.sides.as_slice() {
                [better, worse] => counted.with_sides(better, worse),
                _ => Ok(counted),
            });
        let scale = counted.map_err(|error| Fault::caused("a questionnaire's scale", error))?;
        items.push(Statement::new(&question.key, &question.text, scale).worded(&question.wording));
    }
    Statements::new(&published.definition().title, items)
        .map_err(|error| Fault::caused("a questionnaire's statements", error))
}
