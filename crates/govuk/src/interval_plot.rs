//! Shares with their intervals as inline SVG: a mark and a line for each group, told apart by place and words, never by colour.

use crate::html::{Component, Html, component};

/// One group.
#[derive(Clone, Debug, Default)]
pub struct IntervalMark {
    /// Its name.
    pub label: String,
    /// Its share in tenths of a per cent; nothing is drawn where there is none.
    pub share: Option<u64>,
    /// The ends of its interval in the same measure.
    pub interval: Option<(u64, u64)>,
    /// What stands beside its name: the table's own figure (`85% (n=532/625)`), or why there is no mark.
    pub figure: String,
}

/// A mark with its interval for each group, on a scale from 0% to 100%. A table with the same figures must stand beside it.
#[derive(Clone, Debug, Default)]
pub struct IntervalPlot {
    id: String,
    title: String,
    description: String,
    marks: Vec<IntervalMark>,
}

const WIDTH: u64 = 480;
const LEFT: u64 = 16;
const SCALE: u64 = 440;
/// Beside the line at 0%, not on it.
const WORDS: u64 = 22;
const TOP: u64 = 8;
const ROW: u64 = 72;
/// A longer name ends in dots: the table beside the plot has all of it.
const NAME: usize = 44;

impl IntervalPlot {
    /// A plot whose `title` and `description` are read to people who do not see it. `id` is unique on the page.
    pub fn new(id: &str, title: &str, description: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            description: description.to_owned(),
            marks: Vec::new(),
        }
    }

    /// Adds a group.
    #[must_use]
    pub fn mark(mut self, mark: IntervalMark) -> Self {
        self.marks.push(mark);
        self
    }
}

/// A name that fits.
fn short(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    name.chars().take(NAME - 1).chain(['…']).collect()
}

/// Where a share stands.
fn at(tenths: u64) -> u64 {
    LEFT.saturating_add(tenths.min(1_000).saturating_mul(SCALE) / 1_000)
}

fn line(out: &mut Html, class: &str, from: (u64, u64), to: (u64, u64)) {
    out.raw("<line class=\"trellis-plot__")
        .raw(class)
        .raw("\" x1=\"")
        .put(from.0);
    out.raw("\" y1=\"").put(from.1).raw("\" x2=\"").put(to.0);
    out.raw("\" y2=\"").put(to.1).raw("\"/>");
}

fn words(out: &mut Html, class: &str, place: (u64, u64), text: &str) {
    out.raw("<text class=\"trellis-plot__")
        .raw(class)
        .raw("\" x=\"")
        .put(place.0);
    out.raw("\" y=\"")
        .put(place.1)
        .raw("\">")
        .escape(text)
        .raw("</text>");
}

impl Component for IntervalPlot {
    fn write(&self, out: &mut Html) {
        if self.marks.is_empty() {
            return;
        }
        let rows = u64::try_from(self.marks.len()).unwrap_or(0);
        let foot = TOP.saturating_add(rows.saturating_mul(ROW));
        let (title, description) = (format!("{}-title", self.id), format!("{}-description", self.id));
        out.raw("<svg class=\"trellis-chart trellis-plot\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
            .put(WIDTH)
            .raw(" ")
            .put(foot.saturating_add(26))
            .raw("\"")
            .attribute("aria-labelledby", &title)
            .attribute("aria-describedby", &description);
        out.raw("><title")
            .attribute("id", &title)
            .raw(">")
            .escape(&self.title);
        out.raw("</title><desc")
            .attribute("id", &description)
            .raw(">")
            .escape(&self.description);
        out.raw("</desc>");
        for tick in [0_u64, 25, 50, 75, 100] {
            let x = at(tick.saturating_mul(10));
            line(out, "grid", (x, TOP), (x, foot));
            words(out, "tick", (x, foot.saturating_add(18)), &format!("{tick}%"));
        }
        for (place, mark) in self.marks.iter().enumerate() {
            let top = TOP.saturating_add(u64::try_from(place).unwrap_or(0).saturating_mul(ROW));
            words(out, "label", (WORDS, top.saturating_add(16)), &short(&mark.label));
            words(out, "figure", (WORDS, top.saturating_add(35)), &mark.figure);
            let y = top.saturating_add(52);
            if let Some((low, high)) = mark.interval {
                line(out, "interval", (at(low), y), (at(high), y));
                for end in [low, high] {
                    line(
                        out,
                        "interval",
                        (at(end), y.saturating_sub(7)),
                        (at(end), y.saturating_add(7)),
                    );
                }
            }
            if let Some(share) = mark.share {
                out.raw("<circle class=\"trellis-plot__mark\" r=\"6\" cx=\"")
                    .put(at(share));
                out.raw("\" cy=\"").put(y).raw("\"/>");
            }
        }
        out.raw("</svg>");
    }
}
component!(IntervalPlot);

#[cfg(test)]
mod tests {
    use super::*;

    /// A mark stands where its share is and its line from end to end; where nothing may be shown there is neither, and the words stay.
    #[test]
    fn marks_stand_where_their_shares_are() {
        let mark = |label: &str, share: Option<u64>, interval, figure: &str| IntervalMark {
            label: label.to_owned(),
            share,
            interval,
            figure: figure.to_owned(),
        };
        let drawn = Html::of(
            &IntervalPlot::new("plot", "Agree <by area>", "One mark for each area.")
                .mark(mark("East", Some(500), Some((250, 1_000)), "50% (n=5/10)"))
                .mark(mark("West", None, None, "[c]")),
        )
        .to_string();
        assert!(drawn.contains("aria-labelledby=\"plot-title\" aria-describedby=\"plot-description\""));
        assert!(drawn.contains(
            "<title id=\"plot-title\">Agree &lt;by area&gt;</title><desc id=\"plot-description\">"
        ));
        assert!(drawn.contains("r=\"6\" cx=\"236\" cy=\"60\""), "{drawn}");
        assert!(
            drawn.contains("x1=\"126\" y1=\"60\" x2=\"456\" y2=\"60\""),
            "{drawn}"
        );
        assert!(drawn.contains(">East<") && drawn.contains(">50% (n=5/10)<") && drawn.contains(">[c]<"));
        assert_eq!(drawn.matches("<circle").count(), 1);
        assert_eq!(drawn.matches("trellis-plot__interval").count(), 3);
        assert_eq!(Html::of(&IntervalPlot::new("plot", "", "")).to_string(), "");
    }
}
