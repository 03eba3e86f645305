//! Looking after words: all that were given, spellings that are one word, and words that are left out.

use super::table::Given;
use super::{Rules, given, rules, say, undo};
use access::actions::CodeComments;
use askama::Template;
use evidence::Noun;
use front::{Answer, Desk, Form, LocalPath, Page, Seen};
use govuk::{BackLink, Banner, Button, ButtonKind, Cell, ErrorSummary, Filters, Html, Input, Select, Table};
use kernel::{FixedClock, Id, Problems, Refusal, Stop};
use responses::wordings::in_own_words;

#[derive(Template)]
#[template(path = "words.html")]
struct Shape {
    errors: ErrorSummary,
    notice: Html,
    filters: Filters,
    words: String,
    hidden: Html,
    wording: String,
    word: Input,
    becomes: Input,
    join: Button,
    leave: Button,
    rules: Vec<(String, Html, String, Button)>,
    table: Option<Table>,
}

/// What the page needs.
struct Loaded {
    questions: Vec<(String, String)>,
    wording: String,
    rules: Rules,
    given: Given,
}

async fn load(desk: &Desk<CodeComments>, wanted: String) -> Result<Loaded, Stop> {
    desk.view(move |tx, scope| {
        let mut all = in_own_words(tx)?;
        all.retain(|_, wording| wording.words.is_some());
        let questions: Vec<(String, String)> = all
            .iter()
            .map(|(key, wording)| (key.clone(), wording.question.clone()))
            .collect();
        let first = questions.first().map(|(key, _)| key.clone()).unwrap_or_default();
        let wording = if wanted.is_empty() { first } else { wanted.clone() };
        let (rules, given) = match all.get(&wording) {
            Some(known) => (rules(tx, &wording)?, given(tx, scope, known)?),
            None if questions.is_empty() => (Rules::default(), Given::default()),
            None => return Err(Refusal::Unknown.into()),
        };
        let loaded = Loaded {
            questions,
            wording,
            rules,
            given,
        };
        Ok(Seen::one("words of a question", Id::NIL, loaded))
    })
    .await
}

/// Whose words are listed, and whose are not.
fn counted(given: &Given) -> String {
    let words = if given.open() {
        format!("{} people in your sight answered.", given.people)
    } else {
        "In no session in your sight did five people answer: their words are not opened.".to_owned()
    };
    if given.left_out == 0 {
        return words;
    }
    let answers = Noun::new("answer", "answers").counted(given.left_out);
    format!("{words} Left out: {answers} of sessions in which fewer than five people answered, or of none.")
}

fn drawn(desk: &Desk<CodeComments>, found: &Loaded, typed: (&str, &str), problems: &Problems) -> Answer {
    // A few people's words would have a face.
    let open = found.given.open();
    let mut all: Vec<(&String, &u64)> = found.given.words.iter().collect();
    all.sort_by_key(|(word, count)| (std::cmp::Reverse(**count), (*word).clone()));
    let table = open.then(|| {
        Table::new("Words as they were given")
            .column("Word")
            .figures("People")
            .column("Counted as")
            .rows(all.iter().take(500).map(|(word, count)| {
                let counted = found.rules.counted_as(word);
                vec![
                    Cell::text(word),
                    Cell::number(count),
                    Cell::text(match &counted {
                        Some(other) if other != *word => other,
                        Some(_) => "",
                        None => "left out",
                    }),
                ]
            }))
            .when_empty("Nobody has given any words.")
    });
    let shape = Shape {
        errors: ErrorSummary::new(problems),
        notice: match desk.query("done").as_str() {
            "said" => Html::of(&Banner::success(
                "It is counted so from now on. You can undo that.",
            )),
            "undone" => Html::of(&Banner::success("It is undone.")),
            _ => Html::default(),
        },
        filters: Filters::new("/coding/words")
            .field(
                &Select::new("wording", "Question")
                    .options(
                        found
                            .questions
                            .iter()
                            .map(|(key, text)| (key.as_str(), text.as_str())),
                    )
                    .value(&found.wording),
            )
            .active(false),
        words: counted(&found.given),
        hidden: desk.hidden(),
        wording: found.wording.clone(),
        word: Input::new("word", "The word").value(typed.0).problems(problems),
        becomes: Input::new("becomes", "Is counted as")
            .value(typed.1)
            .problems(problems),
        join: Button::new("Join them").sends("what", "join"),
        leave: Button::new("Leave the word out")
            .kind(ButtonKind::Secondary)
            .sends("what", "leave"),
        rules: found
            .rules
            .0
            .iter()
            .map(|rule| {
                let words = match &rule.becomes {
                    Some(other) => format!("{} is counted as {other}", rule.word),
                    None => format!("{} is left out", rule.word),
                };
                let button = Button::new("Undo")
                    .kind(ButtonKind::Secondary)
                    .about(&words)
                    .sends("what", "undo");
                (words, desk.hidden(), rule.id.to_string(), button)
            })
            .collect(),
        table,
    };
    let page =
        Page::new(desk, "Words", &shape)?.above(&BackLink::new("/coding", "Back to reading for themes"));
    if problems.is_empty() {
        page.answer()
    } else {
        page.with_problems().answer()
    }
}

/// `GET /coding/words`
pub(crate) async fn show(desk: Desk<CodeComments>) -> Answer {
    let found = load(&desk, desk.query("wording")).await?;
    drawn(&desk, &found, ("", ""), &Problems::none())
}

/// `POST /coding/words`
pub(crate) async fn send(desk: Desk<CodeComments>, form: Form) -> Answer {
    form.only(&["wording", "word", "becomes", "what", "rule"], &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let found = load(&desk, form.text("wording").to_owned()).await?;
    if found.questions.is_empty() {
        return Err(Refusal::Unknown.into());
    }
    let (now, entropy, wording) = (desk.now(), desk.shared_entropy(), found.wording.clone());
    let (what, word, becomes) = (
        form.text("what").to_owned(),
        form.text("word").to_owned(),
        form.text("becomes").to_owned(),
    );
    let rule = Id::parse(form.text("rule"));
    let answer = desk
        .submit(&form, move |tx, scope| {
            let id = Id::fresh(&FixedClock::at(now), &*entropy);
            let (done, word) = match what.as_str() {
                "join" => (
                    say(tx, scope, (id, &wording), (&word, Some(&becomes)), now)?,
                    "said",
                ),
                "leave" if !becomes.is_empty() => {
                    let words = "Take this away to leave the word out, or join the two";
                    return Err(Problems::one("becomes", words).into());
                }
                "leave" => (say(tx, scope, (id, &wording), (&word, None), now)?, "said"),
                "undo" => {
                    let rule = rule.ok_or(Refusal::Malformed("Choose what is undone."))?;
                    (undo(tx, scope, (rule, &wording), now)?, "undone")
                }
                _ => return Err(Refusal::Malformed("Choose what is to be done.").into()),
            };
            Ok(done.map(|()| LocalPath::of(format!("/coding/words?wording={wording}&done={word}"))))
        })
        .await;
    match answer {
        Err(Stop::Problems(problems)) => drawn(
            &desk,
            &found,
            (form.text("word"), form.text("becomes")),
            &problems,
        ),
        other => Ok(other?),
    }
}
