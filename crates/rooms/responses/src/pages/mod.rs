//! The room's pages.

mod answer;
mod answer_open;
mod condition_fields;
mod contacts;
mod draft_acts;
mod draft_at;
mod draft_condition;
mod draft_history;
mod draft_list;
mod draft_new;
mod draft_one;
mod draft_preview;
mod draft_publish;
mod draft_question;
mod draft_scale;
mod draft_section;
mod draft_translations;
mod draft_words;
mod fields;
mod follow_up;
mod form_file;
mod instrument_compare;
mod instrument_retire;
mod instruments;
mod instruments_export;
mod intention;
mod intention_later;
mod keying;
mod keying_compare;
mod links;
mod links_figures;
mod links_form;
mod paper;
mod paper_numbers;
mod preview;
mod question_bank;
mod question_fields;
mod question_form;
mod sheet;
mod sparing;
mod translation_form;
mod translations;

use ::paper::table::Reader;
use access::actions::{
    AgreeWhoAnswered, AnswerInstrument, AskWhoAnswered, KeyAnswers, ManageInstruments, OpenQuestionnaires,
    ReadContacts, ReadInstruments,
};
use front::Routes;

/// Routes of this room; `reader` reads the workbooks that are sent to it.
pub fn routes(reader: Reader) -> Routes {
    Routes::new()
        .get::<AnswerInstrument, _, _>("/feedback/{code}", answer::feedback)
        .post::<AnswerInstrument, _, _>("/feedback/{code}", answer::send_feedback)
        .get::<AnswerInstrument, _, _>("/feedback/{code}/{purpose}", answer::other)
        .post::<AnswerInstrument, _, _>("/feedback/{code}/{purpose}", answer::send_other)
        .get::<AnswerInstrument, _, _>("/thank-you/{code}", answer::thanks)
        .get::<AnswerInstrument, _, _>("/intention/{code}", intention::show)
        .post::<AnswerInstrument, _, _>("/intention/{code}", intention::say)
        .get::<AnswerInstrument, _, _>("/follow-up/{token}", follow_up::show)
        .post::<AnswerInstrument, _, _>("/follow-up/{token}", follow_up::send)
        .get::<AnswerInstrument, _, _>("/follow-up/{token}/intention", intention_later::show)
        .post::<AnswerInstrument, _, _>("/follow-up/{token}/intention", intention_later::say)
        .get::<AnswerInstrument, _, _>("/no-follow-up/{token}", follow_up::ask_leave)
        .post::<AnswerInstrument, _, _>("/no-follow-up/{token}", follow_up::leave)
        .get::<ReadInstruments, _, _>("/instruments", instruments::list)
        .get::<ReadInstruments, _, _>("/instruments/export", instruments_export::show)
        .get::<ManageInstruments, _, _>("/instruments/{key}/sparing", sparing::show)
        .post::<ManageInstruments, _, _>("/instruments/{key}/sparing", sparing::set)
        .get::<ReadInstruments, _, _>("/instruments/{key}", instruments::one)
        .get::<ReadInstruments, _, _>("/instruments/{key}/{version}", instruments::show)
        .get::<ReadInstruments, _, _>("/instruments/{key}/compare", instrument_compare::show)
        .get::<ManageInstruments, _, _>("/instruments/{key}/retire", instrument_retire::show)
        .post::<ManageInstruments, _, _>("/instruments/{key}/retire", instrument_retire::retire)
        .get::<ManageInstruments, _, _>("/instruments/{key}/{version}/translations", translations::list)
        .get::<ManageInstruments, _, _>(
            "/instruments/{key}/{version}/translations/{language}",
            translations::show,
        )
        .post::<ManageInstruments, _, _>(
            "/instruments/{key}/{version}/translations/{language}",
            translations::save,
        )
        .get::<ReadInstruments, _, _>("/instruments/{key}/{version}/form", form_file::version)
        .and(drafts(reader))
        .and(on_paper())
        .and(open_to_anybody())
        .and(to_be_reached())
}

/// Writing questionnaires.
fn drafts(reader: Reader) -> Routes {
    Routes::new()
        .get::<ManageInstruments, _, _>("/instruments/new", draft_new::ask)
        .get::<ManageInstruments, _, _>("/instruments/new/form", form_file::ask)
        .upload::<ManageInstruments, _, _>("/instruments/new/form", move |desk, form| {
            form_file::show(reader, desk, form)
        })
        .get::<ManageInstruments, _, _>("/instruments/drafts/{id}/form", form_file::draft)
        .upload::<ManageInstruments, _, _>("/instruments/new", draft_new::begin)
        .get::<ManageInstruments, _, _>("/instruments/drafts", draft_list::list)
        .get::<ManageInstruments, _, _>("/instruments/drafts/{id}", draft_one::show)
        .post::<ManageInstruments, _, _>("/instruments/drafts/{id}", draft_one::act)
        .get::<ManageInstruments, _, _>("/instruments/drafts/{id}/back", draft_list::ask_back)
        .post::<ManageInstruments, _, _>("/instruments/drafts/{id}/back", draft_list::back)
        .get::<ManageInstruments, _, _>("/instruments/drafts/{id}/words", draft_words::show)
        .post::<ManageInstruments, _, _>("/instruments/drafts/{id}/words", draft_words::save)
        .get::<ManageInstruments, _, _>(
            "/instruments/drafts/{id}/section/{number}",
            draft_words::show_section,
        )
        .post::<ManageInstruments, _, _>(
            "/instruments/drafts/{id}/section/{number}",
            draft_words::save_section,
        )
        .get::<ManageInstruments, _, _>("/instruments/drafts/{id}/question", draft_question::new)
        .post::<ManageInstruments, _, _>("/instruments/drafts/{id}/question", draft_question::add)
        .get::<ManageInstruments, _, _>("/instruments/drafts/{id}/question/{key}", draft_question::show)
        .post::<ManageInstruments, _, _>("/instruments/drafts/{id}/question/{key}", draft_question::save)
        .get::<ManageInstruments, _, _>(
            "/instruments/drafts/{id}/question/{key}/condition",
            draft_condition::show,
        )
        .post::<ManageInstruments, _, _>(
            "/instruments/drafts/{id}/question/{key}/condition",
            draft_condition::save,
        )
        .get::<ManageInstruments, _, _>("/instruments/drafts/{id}/scale/{key}", draft_scale::show)
        .post::<ManageInstruments, _, _>("/instruments/drafts/{id}/scale/{key}", draft_scale::save)
        .get::<ManageInstruments, _, _>("/instruments/drafts/{id}/preview", draft_preview::show)
        .post::<ManageInstruments, _, _>("/instruments/drafts/{id}/preview", draft_preview::try_out)
        .get::<ManageInstruments, _, _>("/instruments/drafts/{id}/publish", draft_publish::show)
        .post::<ManageInstruments, _, _>("/instruments/drafts/{id}/publish", draft_publish::publish)
        .get::<ManageInstruments, _, _>("/instruments/drafts/{id}/bank", question_bank::choose)
        .post::<ManageInstruments, _, _>("/instruments/drafts/{id}/bank", question_bank::take)
        .get::<ManageInstruments, _, _>("/instruments/drafts/{id}/translations", draft_translations::list)
        .get::<ManageInstruments, _, _>(
            "/instruments/drafts/{id}/translations/{language}",
            draft_translations::show,
        )
        .post::<ManageInstruments, _, _>(
            "/instruments/drafts/{id}/translations/{language}",
            draft_translations::save,
        )
        .get::<ManageInstruments, _, _>("/instruments/bank", question_bank::list)
        .get::<ManageInstruments, _, _>("/instruments/drafts/{id}/history", draft_history::show)
}

/// Questionnaires on paper.
fn on_paper() -> Routes {
    Routes::new()
        .get::<KeyAnswers, _, _>("/sessions/{reference}/paper", paper::show)
        .post::<KeyAnswers, _, _>("/sessions/{reference}/paper", paper::begin)
        .get::<KeyAnswers, _, _>("/sessions/{reference}/paper/{which}", paper::print)
        .get::<KeyAnswers, _, _>("/paper/{id}", keying::show)
        .post::<KeyAnswers, _, _>("/paper/{id}/take", keying::take)
        .get::<KeyAnswers, _, _>("/paper/{id}/undo", keying::ask_undo)
        .post::<KeyAnswers, _, _>("/paper/{id}/undo", keying::undo)
        .get::<KeyAnswers, _, _>("/paper/{id}/sheets/{number}", keying::ask)
        .post::<KeyAnswers, _, _>("/paper/{id}/sheets/{number}", keying::keep)
        .get::<KeyAnswers, _, _>("/paper/{id}/compare", keying_compare::show)
        .post::<KeyAnswers, _, _>("/paper/{id}/compare", keying_compare::decide)
}

/// Questionnaires that are open to anybody.
fn open_to_anybody() -> Routes {
    Routes::new()
        .get::<AnswerInstrument, _, _>("/answer/{token}", answer_open::show)
        .post::<AnswerInstrument, _, _>("/answer/{token}", answer_open::send)
        .get::<AnswerInstrument, _, _>("/answer/{token}/thanks", answer_open::thanks)
        .get::<OpenQuestionnaires, _, _>("/instruments/{key}/{version}/open", links_form::ask)
        .post::<OpenQuestionnaires, _, _>("/instruments/{key}/{version}/open", links_form::make)
        .get::<OpenQuestionnaires, _, _>("/instruments/links", links::list)
        .get::<OpenQuestionnaires, _, _>("/instruments/links/{id}", links::show)
        .get::<OpenQuestionnaires, _, _>("/instruments/links/{id}/poster", links::poster)
        .get::<OpenQuestionnaires, _, _>("/instruments/links/{id}/change", links_form::ask_change)
        .post::<OpenQuestionnaires, _, _>("/instruments/links/{id}/change", links_form::change)
        .post::<OpenQuestionnaires, _, _>("/instruments/links/{id}/close", links::close)
}

/// People who left a way to be reached.
fn to_be_reached() -> Routes {
    Routes::new()
        .get::<ReadContacts, _, _>("/contacts", contacts::list)
        .get::<ReadContacts, _, _>("/contacts/{id}", contacts::one)
        .post::<AskWhoAnswered, _, _>("/contacts/{id}/ask", contacts::ask)
        .post::<AgreeWhoAnswered, _, _>("/contacts/{id}/decide", contacts::decide)
        .get::<AskWhoAnswered, _, _>("/contacts/{id}/shown", contacts::shown)
        .post::<AskWhoAnswered, _, _>("/contacts/{id}/erase", contacts::erase)
}
