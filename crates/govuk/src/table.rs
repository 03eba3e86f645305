//! The one table.

use crate::html::{Component, Html, component};

/// One cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    content: Html,
    numeric: bool,
}

impl Cell {
    /// Text.
    pub fn text(text: &str) -> Self {
        Self {
            content: Html::text(text),
            numeric: false,
        }
    }

    /// A figure, set to the right.
    pub fn number(text: impl std::fmt::Display) -> Self {
        Self {
            content: Html::text(&text.to_string()),
            numeric: true,
        }
    }

    /// A link.
    pub fn link(href: &str, text: &str) -> Self {
        Self {
            content: Html::link(href, text),
            numeric: false,
        }
    }

    /// Any component's markup.
    pub fn html(content: impl Into<Html>) -> Self {
        Self {
            content: content.into(),
            numeric: false,
        }
    }
}

/// A table with a caption, column heads and, as first cell of each row, a row head.
#[derive(Clone, Debug, Default)]
pub struct Table {
    caption: String,
    hidden_caption: bool,
    of_figures: bool,
    heads: Vec<(String, bool)>,
    rows: Vec<Vec<Cell>>,
    empty: String,
}

impl Table {
    /// A table under `caption`.
    pub fn new(caption: &str) -> Self {
        Self {
            caption: caption.to_owned(),
            empty: "Nothing to show.".to_owned(),
            ..Self::default()
        }
    }

    /// The caption is read aloud but not shown (the heading above says the same).
    #[must_use]
    pub fn hide_caption(mut self) -> Self {
        self.hidden_caption = true;
        self
    }

    /// Adds a column of text.
    #[must_use]
    pub fn column(mut self, head: &str) -> Self {
        self.heads.push((head.to_owned(), false));
        self
    }

    /// Adds a column of figures.
    #[must_use]
    pub fn figures(mut self, head: &str) -> Self {
        self.heads.push((head.to_owned(), true));
        self
    }

    /// Adds a row.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.rows.push(cells.into_iter().collect());
        self
    }

    /// Adds rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// It is compared down its columns, so on a phone it scrolls. Of every other table each row becomes a block there that names its cells,
    /// so that nothing of a list is hidden at the side.
    #[must_use]
    pub fn of_figures(mut self) -> Self {
        self.of_figures = true;
        self
    }

    /// What to say instead of an empty table.
    #[must_use]
    pub fn when_empty(mut self, text: &str) -> Self {
        text.clone_into(&mut self.empty);
        self
    }
}

impl Component for Table {
    fn write(&self, out: &mut Html) {
        if self.rows.is_empty() {
            out.raw("<p class=\"govuk-body\">")
                .escape(&self.empty)
                .raw("</p>");
            return;
        }
        // Outside what scrolls, so that it is never cut; the table's own caption is for those who hear the page.
        if !self.hidden_caption {
            out.raw("<p class=\"govuk-heading-s trellis-caption\" aria-hidden=\"true\">")
                .escape(&self.caption)
                .raw("</p>");
        }
        out.raw("<div class=\"trellis-table-scroll\" role=\"region\" tabindex=\"0\"")
            .attribute("aria-label", &self.caption);
        let stacked = !self.of_figures;
        // Shown as blocks, elements lose what they are to those who hear the page unless it is said.
        let role = |name: &str| {
            if stacked {
                format!(" role=\"{name}\"")
            } else {
                String::new()
            }
        };
        let (row_role, cell_role) = (role("row"), role("cell"));
        out.raw("><table class=\"govuk-table");
        if stacked {
            out.raw(" trellis-stack");
        }
        out.raw("\"")
            .raw(&role("table"))
            .raw("><caption class=\"govuk-visually-hidden\">")
            .escape(&self.caption)
            .raw("</caption><thead class=\"govuk-table__head\"><tr class=\"govuk-table__row\"")
            .raw(&row_role)
            .raw(">");
        for (head, numeric) in &self.heads {
            out.raw("<th scope=\"col\"")
                .raw(&role("columnheader"))
                .raw(" class=\"govuk-table__header");
            if *numeric {
                out.raw(" govuk-table__header--numeric");
            }
            out.raw("\">").escape(head).raw("</th>");
        }
        out.raw("</tr></thead><tbody class=\"govuk-table__body\">");
        for row in &self.rows {
            out.raw("<tr class=\"govuk-table__row\"").raw(&row_role).raw(">");
            for (place, cell) in row.iter().enumerate() {
                if place == 0 {
                    out.raw("<th scope=\"row\"")
                        .raw(&role("rowheader"))
                        .raw(" class=\"govuk-table__header\">")
                        .html(&cell.content)
                        .raw("</th>");
                    continue;
                }
                out.raw("<td").raw(&cell_role);
                if stacked {
                    let head = self.heads.get(place).map_or("", |(head, _)| head.as_str());
                    out.attribute("data-label", head);
                }
                out.raw(" class=\"govuk-table__cell");
                if cell.numeric {
                    out.raw(" govuk-table__cell--numeric");
                }
                out.raw("\">").html(&cell.content).raw("</td>");
            }
            out.raw("</tr>");
        }
        out.raw("</tbody></table></div>");
    }
}
component!(Table);

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(table: &Table) -> String {
        let mut html = Html::default();
        table.write(&mut html);
        html.as_str().to_owned()
    }

    #[test]
    fn a_list_names_its_cells_and_figures_scroll() {
        let list = Table::new("Areas")
            .column("Name")
            .column("Kind")
            .row([Cell::text("Hackney"), Cell::text("Borough")]);
        let page = shown(&list);
        assert!(page.contains("trellis-stack"), "{page}");
        assert!(page.contains(" role=\"cell\" data-label=\"Kind\""), "{page}");
        let figures = shown(&list.of_figures());
        assert!(
            !figures.contains("trellis-stack") && !figures.contains("data-label"),
            "{figures}"
        );
        // The words above a table do not scroll with it.
        let above = figures.split("trellis-table-scroll").next().unwrap_or_default();
        assert!(above.contains(">Areas</p>"), "{figures}");
    }
}
