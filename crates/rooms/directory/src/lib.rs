//! The directory room: who the partnership is. Areas, programmes, organisations, accounts, and the way in.

pub mod areas;
pub mod model;
pub mod organisations;
pub mod programmes;
mod records;
mod screens;
mod sweep;

use access::actions::{ManageAccounts, ManageDirectory, OwnAccount, ReadJobs, SignIn};
use front::Routes;

/// The room's pages and what each asks for.
pub fn routes() -> Routes {
    way_in().and(own_account()).and(accounts()).and(lists())
}

fn way_in() -> Routes {
    use screens::{code, forgotten, set_password, sign_in, sign_out};
    Routes::new()
        .get::<SignIn, _, _>("/sign-in", sign_in::show)
        .post::<SignIn, _, _>("/sign-in", sign_in::send)
        .get::<SignIn, _, _>("/sign-in/code", code::show)
        .post::<SignIn, _, _>("/sign-in/code", code::send)
        .get::<SignIn, _, _>("/sign-in/set-up", code::show_set_up)
        .post::<SignIn, _, _>("/sign-in/set-up", code::send_set_up)
        .get::<SignIn, _, _>("/sign-in/forgotten", forgotten::show)
        .post::<SignIn, _, _>("/sign-in/forgotten", forgotten::send)
        .post::<SignIn, _, _>("/sign-out", sign_out::send)
        .get::<SignIn, _, _>("/set-password/{token}", set_password::show)
        .post::<SignIn, _, _>("/set-password/{token}", set_password::send)
}

fn own_account() -> Routes {
    use screens::{account, account_acts, factor};
    Routes::new()
        .get::<OwnAccount, _, _>("/account", account::show)
        .post::<OwnAccount, _, _>("/account/password", account_acts::change_password)
        .post::<OwnAccount, _, _>("/account/recovery-codes", account_acts::recovery_codes)
        .post::<OwnAccount, _, _>("/account/sessions/end", account_acts::end_sessions)
        .get::<OwnAccount, _, _>("/account/factor", factor::show)
        .post::<OwnAccount, _, _>("/account/factor", factor::send)
}

fn accounts() -> Routes {
    use screens::{accounts, confirm, invite, person, person_acts};
    Routes::new()
        .get::<ManageAccounts, _, _>("/accounts", accounts::list)
        .post::<ManageAccounts, _, _>("/accounts/search", accounts::search)
        .get::<ManageAccounts, _, _>("/accounts/new", invite::show_new)
        .post::<ManageAccounts, _, _>("/accounts/new", invite::send_new)
        .get::<ManageAccounts, _, _>("/accounts/{id}", person::show)
        .post::<ManageAccounts, _, _>("/accounts/{id}/reach", person::reach)
        .post::<ManageAccounts, _, _>("/accounts/{id}/end-sessions", person_acts::end_sessions)
        .post::<ManageAccounts, _, _>("/accounts/{id}/link", person_acts::link)
        .get::<ManageAccounts, _, _>("/accounts/{id}/start-again", confirm::start_again)
        .post::<ManageAccounts, _, _>("/accounts/{id}/start-again", person_acts::start_again)
        .get::<ManageAccounts, _, _>("/accounts/{id}/hold", confirm::hold)
        .post::<ManageAccounts, _, _>("/accounts/{id}/hold", person_acts::hold)
        .post::<ManageAccounts, _, _>("/accounts/{id}/go-on", person_acts::go_on)
        .get::<ManageAccounts, _, _>("/accounts/{id}/leave", confirm::leave)
        .post::<ManageAccounts, _, _>("/accounts/{id}/leave", person_acts::leave)
}

fn lists() -> Routes {
    use screens::{areas, jobs, organisations, programmes};
    Routes::new()
        .get::<ManageDirectory, _, _>("/areas", areas::list)
        .get::<ManageDirectory, _, _>("/areas/new", areas::show_new)
        .post::<ManageDirectory, _, _>("/areas/new", areas::send_new)
        .get::<ManageDirectory, _, _>("/areas/{id}", areas::show)
        .post::<ManageDirectory, _, _>("/areas/{id}", areas::send)
        .get::<ManageDirectory, _, _>("/programmes", programmes::list)
        .get::<ManageDirectory, _, _>("/programmes/new", programmes::show_new)
        .post::<ManageDirectory, _, _>("/programmes/new", programmes::send_new)
        .get::<ManageDirectory, _, _>("/programmes/{id}", programmes::show)
        .post::<ManageDirectory, _, _>("/programmes/{id}", programmes::send)
        .get::<ManageDirectory, _, _>("/organisations", organisations::list)
        .post::<ManageDirectory, _, _>("/organisations/search", organisations::search)
        .get::<ManageDirectory, _, _>("/organisations/new", organisations::show_new)
        .post::<ManageDirectory, _, _>("/organisations/new", organisations::send_new)
        .get::<ManageDirectory, _, _>("/organisations/{id}", organisations::show)
        .post::<ManageDirectory, _, _>("/organisations/{id}", organisations::send)
        .get::<ReadJobs, _, _>("/jobs", jobs::show)
        .post::<ReadJobs, _, _>("/jobs/again", jobs::again)
}

/// The room's work for the runner; `public_url`: where links in mail lead.
pub fn works(public_url: &str) -> Vec<Box<dyn post::runner::Work>> {
    vec![
        Box::new(sweep::Sweep),
        Box::new(screens::forgotten::SendLink::new(public_url)),
    ]
}

/// Every statement of this room.
pub fn catalogue() -> Vec<&'static store::Stmt> {
    records::CATALOGUE.to_vec()
}
