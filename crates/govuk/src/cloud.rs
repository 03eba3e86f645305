//! Words in sizes by how often they were given. Each says its number as well, so that nothing rests on size or colour; a table with the same
//! figures must stand beside it.

use crate::html::{Component, Html, component};

/// The largest of the sizes.
const SIZES: u64 = 6;

/// A cloud of words.
#[derive(Clone, Debug, Default)]
pub struct WordCloud {
    id: String,
    title: String,
    words: Vec<(String, u64)>,
}

impl WordCloud {
    /// A cloud under a title. `id` is unique on the page.
    pub fn new(id: &str, title: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            words: Vec::new(),
        }
    }

    /// Adds a word and how often it was given.
    #[must_use]
    pub fn word(mut self, word: &str, count: u64) -> Self {
        self.words.push((word.to_owned(), count));
        self
    }
}

/// The size of a word: the area of its letters grows as its number.
fn size(count: u64, most: u64) -> u64 {
    let wanted = count.saturating_mul(SIZES).saturating_mul(SIZES);
    (1..=SIZES)
        .find(|size| size.saturating_mul(*size).saturating_mul(most.max(1)) >= wanted)
        .unwrap_or(SIZES)
}

impl Component for WordCloud {
    fn write(&self, out: &mut Html) {
        let title = format!("{}-title", self.id);
        let most = self.words.iter().map(|(_, count)| *count).max().unwrap_or(0);
        out.raw("<figure class=\"trellis-cloud\"")
            .attribute("aria-labelledby", &title)
            .raw("><figcaption class=\"govuk-heading-s\"")
            .attribute("id", &title)
            .raw(">")
            .escape(&self.title)
            .raw("</figcaption>");
        if self.words.is_empty() {
            out.raw("<p class=\"govuk-body\">No word was given often enough to be shown.</p>");
        } else {
            out.raw("<ul class=\"trellis-cloud__words\">");
            for (word, count) in &self.words {
                out.raw("<li class=\"trellis-cloud__word trellis-cloud__word--")
                    .put(size(*count, most))
                    .raw("\"><span dir=\"auto\">")
                    .escape(word)
                    .raw("</span> <span class=\"trellis-cloud__count\">")
                    .put(count)
                    .raw("</span></li>");
            }
            out.raw("</ul>");
        }
        out.raw("</figure>");
    }
}
component!(WordCloud);

/// Clouds side by side, where there is room.
#[derive(Clone, Debug, Default)]
pub struct WordClouds(Vec<WordCloud>);

impl WordClouds {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    #[must_use]
    pub fn cloud(mut self, cloud: WordCloud) -> Self {
        self.0.push(cloud);
        self
    }
}

impl Component for WordClouds {
    fn write(&self, out: &mut Html) {
        out.raw("<div class=\"trellis-clouds\">");
        for cloud in &self.0 {
            cloud.write(out);
        }
        out.raw("</div>");
    }
}
component!(WordClouds);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_never_smaller_and_each_number_is_said() {
        let sizes: Vec<u64> = (1..=40).map(|count| size(count, 40)).collect();
        assert!(
            sizes.is_sorted() && sizes[0] == 1 && sizes[39] == SIZES,
            "{sizes:?}"
        );
        let cloud = WordCloud::new("before", "Before")
            .word("calm <b>", 12)
            .word("ready", 5);
        let html = Html::of(&cloud).to_string();
        assert!(
            html.contains("calm &lt;b&gt;</span> <span class=\"trellis-cloud__count\">12"),
            "{html}"
        );
        assert!(
            html.contains("trellis-cloud__word--6") && html.contains("trellis-cloud__word--4"),
            "{html}"
        );
    }
}
