//! The pages of this room. Each file is one screen: it reads what was asked, calls the room, shows what came of it.

mod agreement;
mod book;
mod booking_add;
mod booking_answer;
mod booking_form;
mod booking_one;
mod booking_several;
mod bookings;
mod calendar;
mod certificate_check;
mod certificate_one;
mod certificates;
mod clashing;
mod commitment;
mod commitments;
mod compare;
mod course;
mod course_form;
mod course_list;
mod course_rules;
mod course_take_up;
mod door;
mod door_screen;
mod door_shared;
mod earlier;
mod earlier_alike;
mod earlier_columns;
mod earlier_kept;
mod earlier_one;
mod earlier_parts;
mod earlier_registers;
mod earlier_said;
mod export;
mod fault;
mod faults;
mod feed;
mod hand;
mod held;
mod history;
mod learner_find;
mod learner_one;
mod learner_recognise;
mod mentoring_entry;
mod mentoring_manage;
mod mentoring_one;
mod mentorings;
mod message;
mod offline;
mod own_booking;
mod own_mentoring;
mod own_passed_on;
mod own_pathways;
mod own_record;
mod pair;
mod pair_part;
mod pairs;
mod parts;
mod passed_on;
mod pathway;
mod pathway_people;
mod pathway_person;
mod pathways;
mod photograph;
mod photographs;
mod planner;
mod public_list;
mod public_session;
mod record_link;
mod refreshers;
mod register;
mod register_import;
mod register_keep;
mod register_settle;
mod session;
mod session_change;
mod session_days;
mod session_edit;
mod session_form;
mod session_repeat;
mod session_restore;
mod session_why;
mod sheet;
mod target;
mod targets;
mod trainer;
mod trainers;
mod turn_out;
mod typed;

use crate::earlier::forms::Forms;
use access::actions::{
    BookPublicly, BrowsePublicly, IssueCertificates, JoinLearners, ManageBookings, ManageFaults,
    ManageOwnBooking, PlanCourses, ReadBookings, ReadCourses, RunDoor, SeeOwnRecord, SignInAtDoor,
};
use front::Routes;
use paper::certificate::Press;
use paper::photograph::Developer;
use paper::table::Reader;

/// The routes of this room; `press` sets its certificates, `reader` reads the workbooks that are sent to it, `developer` makes photographs
/// anew, and `forms` keeps forms of earlier years.
pub fn routes(press: Press, reader: Reader, developer: Developer, forms: Forms) -> Routes {
    let public = public(photographed(
        planning(targeting(Routes::new()), reader),
        developer,
    ));
    let earlier = earlier_years(certifying(public, press), reader, forms);
    mentoring(leading(joining(earlier)))
}

/// Who is mentored.
fn mentoring(routes: Routes) -> Routes {
    use access::actions::{LogMentoring, PlanMentoring, ReadMentoring};
    routes
        .get::<ReadMentoring, _, _>("/mentoring", mentorings::show)
        .get::<ReadMentoring, _, _>("/mentoring/export", mentorings::ask_export)
        .post::<ReadMentoring, _, _>("/mentoring/export", mentorings::export)
        .get::<PlanMentoring, _, _>("/mentoring/new", mentorings::new)
        .post::<PlanMentoring, _, _>("/mentoring/new", mentorings::create)
        .get::<PlanMentoring, _, _>("/mentoring/mentors", mentorings::loads)
        .post::<PlanMentoring, _, _>("/mentoring/mentors", mentorings::offer)
        .get::<ReadMentoring, _, _>("/mentoring/{reference}", mentoring_one::show)
        .post::<LogMentoring, _, _>("/mentoring/{reference}", mentoring_one::keep)
        .get::<ReadMentoring, _, _>("/mentoring/{reference}/meeting", mentoring_one::calendar)
        .get::<PlanMentoring, _, _>("/mentoring/{reference}/manage", mentoring_manage::manage)
        .post::<PlanMentoring, _, _>("/mentoring/{reference}/manage", mentoring_manage::change)
        .get::<ReadMentoring, _, _>("/mentoring/{reference}/history", history::mentoring)
        .get::<SeeOwnRecord, _, _>("/record/{token}/mentoring", own_mentoring::show)
        .post::<SeeOwnRecord, _, _>("/record/{token}/mentoring", own_mentoring::keep)
        .get::<SeeOwnRecord, _, _>("/record/{token}/mentoring/{id}", own_mentoring::calendar)
}

/// Pathways through several courses.
fn leading(routes: Routes) -> Routes {
    routes
        .get::<ReadCourses, _, _>("/pathways", pathways::show)
        .get::<PlanCourses, _, _>("/pathways/new", pathways::new)
        .post::<PlanCourses, _, _>("/pathways/new", pathways::create)
        .get::<ReadCourses, _, _>("/pathways/{reference}", pathway::show)
        .get::<PlanCourses, _, _>("/pathways/{reference}/edit", pathways::edit)
        .post::<PlanCourses, _, _>("/pathways/{reference}/edit", pathways::update)
        .get::<ReadCourses, _, _>("/pathways/{reference}/history", history::pathway)
        .get::<PlanCourses, _, _>("/pathways/{reference}/steps/new", pathway::new_step)
        .post::<PlanCourses, _, _>("/pathways/{reference}/steps/new", pathway::add_step)
        .get::<PlanCourses, _, _>("/pathways/{reference}/steps/{id}", pathway::step)
        .post::<PlanCourses, _, _>("/pathways/{reference}/steps/{id}", pathway::change_step)
        .get::<ManageBookings, _, _>("/pathways/{reference}/people", pathway_people::show)
        .post::<ManageBookings, _, _>("/pathways/{reference}/people", pathway_people::add)
        .get::<ManageBookings, _, _>("/pathways/{reference}/people/export", pathway_people::ask_export)
        .post::<ManageBookings, _, _>("/pathways/{reference}/people/export", pathway_people::export)
        .get::<ManageBookings, _, _>("/pathways/{reference}/people/{id}", pathway_person::one)
        .get::<ManageBookings, _, _>("/pathways/{reference}/people/{id}/history", history::walker)
        .get::<SeeOwnRecord, _, _>("/record/{token}/pathways", own_pathways::show)
        .post::<SeeOwnRecord, _, _>("/record/{token}/pathways", own_pathways::change)
        .get::<SeeOwnRecord, _, _>("/record/{token}/passed-on", own_passed_on::show)
        .post::<SeeOwnRecord, _, _>("/record/{token}/passed-on", own_passed_on::tell)
        .get::<SeeOwnRecord, _, _>("/record/{token}/passed-on/{id}", own_passed_on::one)
        .post::<SeeOwnRecord, _, _>("/record/{token}/passed-on/{id}", own_passed_on::change)
        .get::<ManageBookings, _, _>("/courses/{reference}/refreshers", refreshers::show)
        .post::<ManageBookings, _, _>("/courses/{reference}/refreshers", refreshers::send)
        .get::<ManageBookings, _, _>("/courses/{reference}/refreshers/export", refreshers::ask_export)
        .post::<ManageBookings, _, _>("/courses/{reference}/refreshers/export", refreshers::export)
        .get::<ManageBookings, _, _>("/passed-on", passed_on::show)
        .get::<ManageBookings, _, _>("/passed-on/export", passed_on::ask_export)
        .post::<ManageBookings, _, _>("/passed-on/export", passed_on::export)
        .get::<ManageBookings, _, _>("/passed-on/{id}", passed_on::one)
        .post::<ManageBookings, _, _>("/passed-on/{id}", passed_on::decide)
}

/// One person with two records.
fn joining(routes: Routes) -> Routes {
    routes
        .get::<JoinLearners, _, _>("/learners", pairs::show)
        .post::<JoinLearners, _, _>("/learners", pairs::compare)
        .get::<ManageBookings, _, _>("/learners/find", learner_find::ask)
        .post::<ManageBookings, _, _>("/learners/find", learner_find::find)
        .get::<ManageBookings, _, _>("/learners/records/{id}", learner_one::show)
        .post::<ManageBookings, _, _>("/learners/records/{id}", learner_one::change)
        .get::<ManageBookings, _, _>("/learners/records/{id}/history", history::learner)
        .get::<JoinLearners, _, _>("/learners/{id}", pair::show)
        .post::<JoinLearners, _, _>("/learners/{id}", pair::decide)
        .get::<JoinLearners, _, _>("/learners/{id}/part", pair_part::ask)
        .post::<JoinLearners, _, _>("/learners/{id}/part", pair_part::part)
        .get::<JoinLearners, _, _>("/learners/{id}/history", history::pair)
}

/// Photographs of paper sheets. The picture has a path of its own.
fn photographed(routes: Routes, developer: Developer) -> Routes {
    routes
        .get::<RunDoor, _, _>("/sessions/{reference}/sheet/photographs", photographs::show)
        .upload::<RunDoor, _, _>(
            "/sessions/{reference}/sheet/photographs",
            move |desk, path, form| photographs::send(developer, desk, path, form),
        )
        .get::<RunDoor, _, _>("/photographs/{token}", photograph::ask_file)
        .post::<RunDoor, _, _>("/photographs/{token}", photograph::file)
        .get::<RunDoor, _, _>("/sessions/{reference}/sheet/photographs/{id}", photograph::ask)
        .post::<RunDoor, _, _>("/sessions/{reference}/sheet/photographs/{id}", photograph::remove)
}

/// Data of earlier years from spreadsheets.
fn earlier_years(routes: Routes, reader: Reader, forms: Forms) -> Routes {
    routes
        .get::<PlanCourses, _, _>("/imports", earlier::ask)
        .upload::<PlanCourses, _, _>("/imports", move |desk, form| earlier::send(reader, desk, form))
        .get::<PlanCourses, _, _>("/imports/{id}", move |desk, id| {
            earlier_one::show(forms, desk, id)
        })
        .get::<PlanCourses, _, _>("/imports/{id}/rows", move |desk, id| {
            earlier_one::ask_rows(forms, desk, id)
        })
        .post::<PlanCourses, _, _>("/imports/{id}/rows", move |desk, id, form| {
            earlier_one::rows(forms, desk, id, form)
        })
        .post::<PlanCourses, _, _>("/imports/{id}/columns", move |desk, id, form| {
            earlier_one::columns(forms, desk, id, form)
        })
        .post::<PlanCourses, _, _>("/imports/{id}/take-in", move |desk, id, form| {
            earlier_one::take_in(forms, desk, id, form)
        })
        .post::<PlanCourses, _, _>("/imports/{id}/kept", move |desk, id, form| {
            earlier_one::keep_columns(forms, desk, id, form)
        })
        .post::<PlanCourses, _, _>("/imports/{id}/discard", earlier_one::discard)
        .get::<PlanCourses, _, _>("/imports/{id}/undo", move |desk, id| {
            earlier_one::ask_undo(forms, desk, id)
        })
        .post::<PlanCourses, _, _>("/imports/{id}/undo", move |desk, id, form| {
            earlier_one::undo(forms, desk, id, form)
        })
}

/// Certificates, the page that checks them, and a person's own record.
fn certifying(routes: Routes, press: Press) -> Routes {
    routes
        .get::<IssueCertificates, _, _>("/sessions/{reference}/certificates", move |desk, path| {
            certificates::show(press, desk, path)
        })
        .post::<IssueCertificates, _, _>("/sessions/{reference}/certificates", move |desk, path, form| {
            certificates::issue(press, desk, path, form)
        })
        .get::<IssueCertificates, _, _>("/sessions/{reference}/certificates/export", move |desk, path| {
            certificates::ask_export(press, desk, path)
        })
        .post::<IssueCertificates, _, _>(
            "/sessions/{reference}/certificates/export",
            move |desk, path, form| certificates::export(press, desk, path, form),
        )
        .get::<IssueCertificates, _, _>("/sessions/{reference}/certificates/{id}", certificate_one::show)
        .post::<IssueCertificates, _, _>(
            "/sessions/{reference}/certificates/{id}",
            move |desk, path, form| certificate_one::change(press, desk, path, form),
        )
        .get::<IssueCertificates, _, _>(
            "/sessions/{reference}/certificates/{id}/file",
            move |desk, path| certificate_one::ask_file(press, desk, path),
        )
        .post::<IssueCertificates, _, _>(
            "/sessions/{reference}/certificates/{id}/file",
            move |desk, path, form| certificate_one::file(press, desk, path, form),
        )
        .get::<IssueCertificates, _, _>(
            "/sessions/{reference}/certificates/{id}/history",
            history::certificate,
        )
        .get::<BrowsePublicly, _, _>("/certificates", certificate_check::ask)
        .post::<BrowsePublicly, _, _>("/certificates", certificate_check::answer)
        .get::<BrowsePublicly, _, _>("/certificates/{check}", certificate_check::linked)
        .get::<SeeOwnRecord, _, _>("/record", record_link::ask)
        .post::<SeeOwnRecord, _, _>("/record", record_link::send)
        .get::<SeeOwnRecord, _, _>("/record/asked", record_link::asked)
        .post::<ManageOwnBooking, _, _>("/booking/{token}/record", record_link::from_booking)
        .get::<SeeOwnRecord, _, _>("/record/{token}", own_record::show)
        .get::<SeeOwnRecord, _, _>("/record/{token}/certificates/{id}", move |desk, path| {
            own_record::file(press, desk, path)
        })
        .post::<ManageBookings, _, _>("/pathways/{reference}/people/{id}", move |desk, path, form| {
            pathway_person::change(press, desk, path, form)
        })
        .get::<ManageBookings, _, _>(
            "/pathways/{reference}/people/{id}/certificate",
            move |desk, path| pathway_person::ask_file(press, desk, path),
        )
        .post::<ManageBookings, _, _>(
            "/pathways/{reference}/people/{id}/certificate",
            move |desk, path, form| pathway_person::file(press, desk, path, form),
        )
        .get::<SeeOwnRecord, _, _>("/record/{token}/pathways/{id}", move |desk, path| {
            own_pathways::file(press, desk, path)
        })
        .post::<SeeOwnRecord, _, _>("/record/{token}/calendar", own_record::end_calendar)
        .post::<SeeOwnRecord, _, _>("/record/{token}/end", own_record::end)
}

/// Targets of areas.
fn targeting(routes: Routes) -> Routes {
    routes
        .get::<PlanCourses, _, _>("/planning/targets", targets::show)
        .get::<PlanCourses, _, _>("/planning/targets/new", targets::new)
        .post::<PlanCourses, _, _>("/planning/targets/new", targets::set)
        .get::<PlanCourses, _, _>("/planning/targets/{id}", target::show)
        .post::<PlanCourses, _, _>("/planning/targets/{id}", target::send)
        .get::<PlanCourses, _, _>("/planning/targets/{id}/history", history::target)
}

fn planning(routes: Routes, reader: Reader) -> Routes {
    routes
        .get::<ReadCourses, _, _>("/courses", course_list::show)
        .get::<ReadCourses, _, _>("/planning", planner::show)
        .get::<PlanCourses, _, _>("/trainers", trainers::show)
        .get::<PlanCourses, _, _>("/trainers/{id}", trainer::show)
        .post::<PlanCourses, _, _>("/trainers/{id}", trainer::record)
        .get::<PlanCourses, _, _>("/trainers/{id}/history", history::trainer)
        .get::<PlanCourses, _, _>("/trainers/{id}/steps/{step}", trainer::ask_back)
        .post::<PlanCourses, _, _>("/trainers/{id}/steps/{step}", trainer::take_back)
        .get::<ReadCourses, _, _>("/planning/calendar", calendar::show)
        .get::<ManageBookings, _, _>("/planning/turn-out", turn_out::show)
        .get::<ManageBookings, _, _>("/commitments", commitments::show)
        .get::<ManageBookings, _, _>("/commitments/export", commitments::ask_export)
        .post::<ManageBookings, _, _>("/commitments/export", commitments::export)
        .get::<PlanCourses, _, _>("/courses/new", course::new)
        .post::<PlanCourses, _, _>("/courses/new", course::create)
        .get::<ReadCourses, _, _>("/courses/{reference}", course::show)
        .get::<PlanCourses, _, _>("/courses/{reference}/edit", course::edit)
        .post::<PlanCourses, _, _>("/courses/{reference}/edit", course::update)
        .post::<PlanCourses, _, _>("/courses/{reference}/archive", course::archive)
        .get::<PlanCourses, _, _>("/courses/{reference}/rules", course_rules::show)
        .post::<PlanCourses, _, _>("/courses/{reference}/rules", course_rules::set)
        .get::<ReadCourses, _, _>("/courses/{reference}/history", history::course)
        .get::<PlanCourses, _, _>("/courses/{reference}/sessions/new", session_edit::new)
        .post::<PlanCourses, _, _>("/courses/{reference}/sessions/new", session_edit::create)
        .get::<ReadCourses, _, _>("/sessions/{reference}/plan", session::show)
        .get::<PlanCourses, _, _>("/sessions/{reference}/edit", session_edit::edit)
        .post::<PlanCourses, _, _>("/sessions/{reference}/edit", session_edit::update)
        .get::<PlanCourses, _, _>("/sessions/{reference}/reschedule", session_change::ask_move)
        .post::<PlanCourses, _, _>("/sessions/{reference}/reschedule", session_change::reschedule)
        .get::<PlanCourses, _, _>("/sessions/{reference}/message", message::show)
        .post::<PlanCourses, _, _>("/sessions/{reference}/message", message::sent)
        .get::<ManageFaults, _, _>("/faults", faults::list)
        .get::<ManageFaults, _, _>("/faults/export", faults::ask_export)
        .post::<ManageFaults, _, _>("/faults/export", faults::export)
        .get::<ManageFaults, _, _>("/faults/new", faults::new)
        .post::<ManageFaults, _, _>("/faults/new", faults::raise)
        .get::<ManageFaults, _, _>("/faults/{id}", fault::show)
        .post::<ManageFaults, _, _>("/faults/{id}", fault::send)
        .get::<PlanCourses, _, _>("/sessions/{reference}/held", held::show)
        .post::<PlanCourses, _, _>("/sessions/{reference}/held", held::keep)
        .get::<PlanCourses, _, _>("/sessions/{reference}/held/{id}", held::show_one)
        .post::<PlanCourses, _, _>("/sessions/{reference}/held/{id}", held::change)
        .get::<PlanCourses, _, _>("/sessions/{reference}/repeat", session_repeat::ask)
        .post::<PlanCourses, _, _>("/sessions/{reference}/repeat", session_repeat::repeat)
        .get::<PlanCourses, _, _>("/sessions/{reference}/cancel", session_change::ask_cancel)
        .post::<PlanCourses, _, _>("/sessions/{reference}/cancel", session_change::cancel)
        .get::<PlanCourses, _, _>("/sessions/{reference}/restore", session_restore::ask)
        .post::<PlanCourses, _, _>("/sessions/{reference}/restore", session_restore::restore)
        .get::<ReadCourses, _, _>("/sessions/{reference}/history", history::session)
        .get::<ReadBookings, _, _>("/sessions/{reference}/bookings", bookings::show)
        .post::<ReadBookings, _, _>("/sessions/{reference}/bookings/search", bookings::search)
        .get::<ReadBookings, _, _>("/sessions/{reference}/bookings/export", export::ask)
        .post::<ReadBookings, _, _>("/sessions/{reference}/bookings/export", export::take)
        .get::<ManageBookings, _, _>("/sessions/{reference}/bookings/new", booking_add::new)
        .post::<ManageBookings, _, _>("/sessions/{reference}/bookings/new", booking_add::add)
        .get::<ManageBookings, _, _>("/sessions/{reference}/bookings/several", booking_several::ask)
        .post::<ManageBookings, _, _>("/sessions/{reference}/bookings/several", booking_several::add)
        .upload::<ManageBookings, _, _>(
            "/sessions/{reference}/bookings/several/file",
            move |desk, path, form| booking_several::file(reader, desk, path, form),
        )
        .get::<ManageBookings, _, _>("/sessions/{reference}/bookings/{booking}", booking_one::show)
        .post::<ManageBookings, _, _>("/sessions/{reference}/bookings/{booking}", booking_one::change)
        .get::<RunDoor, _, _>("/sessions/{reference}/door", door_screen::show)
        .get::<RunDoor, _, _>("/sessions/{reference}/register", register::show)
        .post::<RunDoor, _, _>("/sessions/{reference}/register", register::save)
        .get::<RunDoor, _, _>("/sessions/{reference}/register/keep", register_keep::ask)
        .post::<RunDoor, _, _>("/sessions/{reference}/register/keep", register_keep::keep)
        .get::<RunDoor, _, _>("/sessions/{reference}/register/settle", register_settle::show)
        .post::<RunDoor, _, _>("/sessions/{reference}/register/settle", register_settle::send)
        .get::<ManageBookings, _, _>("/sessions/{reference}/register/held", register_settle::held)
        .post::<ManageBookings, _, _>("/sessions/{reference}/register/held", register_settle::decide)
        .get::<RunDoor, _, _>("/sessions/{reference}/sheet", sheet::print)
        .get::<RunDoor, _, _>("/sessions/{reference}/sheet/key", sheet::ask_key)
        .post::<RunDoor, _, _>("/sessions/{reference}/sheet/key", sheet::key)
        .get::<RunDoor, _, _>("/sessions/{reference}/register/import", register_import::ask)
        .upload::<RunDoor, _, _>(
            "/sessions/{reference}/register/import",
            move |desk, path, form| register_import::send(reader, desk, path, form),
        )
        .post::<ManageBookings, _, _>(
            "/sessions/{reference}/register/import/minutes",
            register_import::minutes,
        )
        .get::<RunDoor, _, _>(
            "/sessions/{reference}/register/import/{id}",
            register_import::show,
        )
        .post::<RunDoor, _, _>(
            "/sessions/{reference}/register/import/{id}",
            register_import::take_in,
        )
        .get::<RunDoor, _, _>("/registers/waiting", register_settle::waiting)
}

fn public(routes: Routes) -> Routes {
    routes
        .get::<BrowsePublicly, _, _>("/", public_list::show)
        .get::<BrowsePublicly, _, _>("/sessions", public_list::show)
        .get::<BrowsePublicly, _, _>("/sessions/{reference}", public_session::show)
        .get::<BookPublicly, _, _>("/sessions/{reference}/book", book::ask)
        .post::<BookPublicly, _, _>("/sessions/{reference}/book", book::book)
        .get::<BrowsePublicly, _, _>("/sessions/{reference}/booked", book::thanks)
        .get::<ManageOwnBooking, _, _>("/booking/{token}", own_booking::show)
        .get::<ManageOwnBooking, _, _>("/booking/{token}/change", own_booking::ask)
        .post::<ManageOwnBooking, _, _>("/booking/{token}/change", own_booking::change)
        .get::<ManageOwnBooking, _, _>("/booking/{token}/cancel", own_booking::ask_cancel)
        .post::<ManageOwnBooking, _, _>("/booking/{token}/cancel", own_booking::cancel)
        .post::<ManageOwnBooking, _, _>("/booking/{token}/again", own_booking::again)
        .post::<ManageOwnBooking, _, _>("/booking/{token}/take", own_booking::take)
        .get::<ManageOwnBooking, _, _>("/booking/{token}/calendar", feed::ask)
        .post::<ManageOwnBooking, _, _>("/booking/{token}/calendar", feed::turn)
        .get::<ManageOwnBooking, _, _>("/calendar/{token}", feed::show)
        .get::<ManageOwnBooking, _, _>("/agreement/{token}", agreement::ask)
        .post::<ManageOwnBooking, _, _>("/agreement/{token}", agreement::say)
        .get::<ManageOwnBooking, _, _>("/agreement-thanks", agreement::thanks)
        .get::<ManageOwnBooking, _, _>("/commitment/{token}", commitment::show)
        .post::<ManageOwnBooking, _, _>("/commitment/{token}", commitment::say)
        .get::<BrowsePublicly, _, _>("/offline/register", offline::page)
        .get::<BrowsePublicly, _, _>("/offline/worker.js", offline::worker)
        .get::<BrowsePublicly, _, _>("/offline/manifest.webmanifest", offline::manifest)
        .get::<SignInAtDoor, _, _>("/offline/marks", offline::ask)
        .post::<SignInAtDoor, _, _>("/offline/marks", offline::receive)
        .get::<SignInAtDoor, _, _>("/door", door::ask_code)
        .post::<SignInAtDoor, _, _>("/door", door::code)
        .get::<SignInAtDoor, _, _>("/door/thanks", door::thanks)
        .get::<SignInAtDoor, _, _>("/door/{code}", door::ask)
        .post::<SignInAtDoor, _, _>("/door/{code}", door::sign_in)
        .get::<SignInAtDoor, _, _>("/door/{code}/shared", door_shared::ask)
        .post::<SignInAtDoor, _, _>("/door/{code}/shared", door_shared::sign_in)
        .get::<SignInAtDoor, _, _>("/door/{code}/shared/walk-in", door_shared::ask_walk_in)
        .post::<SignInAtDoor, _, _>("/door/{code}/shared/walk-in", door_shared::walk_in)
        .get::<SignInAtDoor, _, _>("/door/{code}/walk-in", door::ask_walk_in)
        .post::<SignInAtDoor, _, _>("/door/{code}/walk-in", door::walk_in)
}
