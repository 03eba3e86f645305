//! Bars as inline SVG: labelled, patterned, and never the only place where a figure stands.

use crate::html::{Component, Html, component};

/// One bar: better side, middle and worse side as counts.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// What the bar is about.
    pub label: String,
    /// Count on the better side of the scale.
    pub better: u64,
    /// Count in the middle.
    pub neither: u64,
    /// Count on the worse side.
    pub worse: u64,
    /// The figure printed at the end, as the table prints it (`85% (n=532/625)`).
    pub figure: String,
}

/// A stacked bar for each statement. A table with the same figures must stand under it.
#[derive(Clone, Debug, Default)]
pub struct BarChart {
    id: String,
    title: String,
    description: String,
    bars: Vec<Bar>,
}

const ROW: u64 = 46;
const WIDTH: u64 = 720;
const BAR: u64 = 470;

impl BarChart {
    /// A chart whose `title` and `description` are read to people who do not see it. `id` is unique on the page.
    pub fn new(id: &str, title: &str, description: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            description: description.to_owned(),
            bars: Vec::new(),
        }
    }

    /// Adds a bar.
    #[must_use]
    pub fn bar(mut self, bar: Bar) -> Self {
        self.bars.push(bar);
        self
    }
}

impl Component for BarChart {
    fn write(&self, out: &mut Html) {
        if self.bars.is_empty() {
            return;
        }
        let rows = u64::try_from(self.bars.len()).unwrap_or(0);
        let height = rows.saturating_mul(ROW).saturating_add(34);
        let title = format!("{}-title", self.id);
        let description = format!("{}-description", self.id);
        out.raw(
            "<svg class=\"trellis-chart\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ",
        )
        .put(WIDTH)
        .raw(" ")
        .put(height);
        out.raw("\"")
            .attribute("aria-labelledby", &title)
            .attribute("aria-describedby", &description);
        out.raw("><title")
            .attribute("id", &title)
            .raw(">")
            .escape(&self.title)
            .raw("</title><desc")
            .attribute("id", &description)
            .raw(">");
        out.escape(&self.description).raw("</desc><defs><pattern id=\"trellis-stripes\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">");
        out.raw("<rect width=\"7\" height=\"7\" fill=\"#fff\"/><rect width=\"3\" height=\"7\" fill=\"#0b0c0c\"/></pattern></defs>");
        for (x, class, text) in [
            (0_u64, "better", "better side"),
            (150, "neither", "neither"),
            (270, "worse", "worse side"),
        ] {
            out.raw("<rect y=\"4\" width=\"16\" height=\"14\" x=\"")
                .put(x)
                .raw("\" class=\"trellis-chart__")
                .raw(class)
                .raw("\"/>");
            out.raw("<text y=\"16\" x=\"")
                .put(x + 22)
                .raw("\">")
                .raw(text)
                .raw("</text>");
        }
        for (place, bar) in self.bars.iter().enumerate() {
            let top = u64::try_from(place)
                .unwrap_or(0)
                .saturating_mul(ROW)
                .saturating_add(34);
            out.raw("<text x=\"0\" y=\"")
                .put(top + 11)
                .raw("\">")
                .escape(&bar.label)
                .raw("</text>");
            let total = bar.better.saturating_add(bar.neither).saturating_add(bar.worse);
            let mut x = 0_u64;
            for (count, class) in [
                (bar.better, "better"),
                (bar.neither, "neither"),
                (bar.worse, "worse"),
            ] {
                let wide = count.saturating_mul(BAR).checked_div(total).unwrap_or(0);
                if wide > 0 {
                    out.raw("<rect height=\"18\" y=\"")
                        .put(top + 16)
                        .raw("\" x=\"")
                        .put(x)
                        .raw("\" width=\"")
                        .put(wide);
                    out.raw("\" class=\"trellis-chart__").raw(class).raw("\"/>");
                }
                x = x.saturating_add(wide);
            }
            out.raw("<text x=\"")
                .put(BAR + 10)
                .raw("\" y=\"")
                .put(top + 30)
                .raw("\">")
                .escape(&bar.figure)
                .raw("</text>");
        }
        out.raw("</svg>");
    }
}
component!(BarChart);
