//! What a person changes of her own account: password, recovery codes, sessions. Each form counts once (SR7): it is looked up before the
//! password or the code in it is tried, because the second sending would find them used.

use crate::screens::account::{Stays, own, own_origin, page};
use crate::screens::code::{RecoveryPage, fresh_codes, wrong_code};
use crate::screens::hashing::hashing;
use crate::screens::pages::{too_often, wait};
use access::actions::OwnAccount;
use audit::{Change, Done};
use front::{Answer, Desk, Form, LocalPath, Page};
use govuk::Button;
use identity::accounts;
use identity::guards::Own;
use identity::guessing::{self, Buckets};
use identity::history::{self, What};
use identity::password::{self, Cost, Verdict};
use identity::sessions;
use identity::{AccountId, rules, sign_in};
use kernel::{Id, Problems, Refusal, Stop};

/// Another password.
pub(crate) async fn change_password(desk: Desk<OwnAccount>, form: Form) -> Answer {
    form.only(&["old-password", "new-password"], &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let account = own(&desk)?;
    let (old, new) = (
        form.raw("old-password").to_owned(),
        form.raw("new-password").to_owned(),
    );
    let words = desk.read(move |tx, _| accounts::own_words(tx, account)).await?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Err(problems) = rules::check("new-password", &new, &words) {
        return page(&desk, &problems).await?.answer();
    }
    // The present password is a guess like any other: somebody may sit at an open browser.
    let now = desk.now();
    let whom = account.to_string();
    let tried = desk
        .write(move |tx, scope| {
            let pass = scope.pass::<Own>(tx, account)?;
            let buckets = Buckets::stranger(tx, "present password", &whom, &whom);
            guessing::take(tx, &buckets, now)?;
            let stored = accounts::stored_password(tx, account)?;
            Done::recorded(
                tx,
                pass,
                Change::new("present password tried"),
                now,
                (stored, buckets),
            )
        })
        .await;
    let (stored, buckets) = match tried {
        Err(Stop::Refusal(Refusal::TooMany(seconds))) => {
            return Ok(too_often(
                page(&desk, &wait("old-password", seconds)).await?,
                seconds,
            ));
        }
        other => other?,
    };
    let entropy = desk.shared_entropy();
    let hash = hashing(move || {
        let verdict = stored.map_or(Verdict::Wrong, |stored| password::check(&old, &stored, Cost::NOW));
        match verdict {
            Verdict::Wrong => Ok(None),
            Verdict::Right | Verdict::RightButStale => {
                password::hash(&new, Cost::NOW, entropy.as_ref()).map(Some)
            }
        }
    })
    .await?;
    let Some(hash) = hash else {
        // The other sending of the same form may have been the quicker one.
        if let Some(answer) = desk.answered(&form).await? {
            return Ok(answer);
        }
        let wrong = Problems::one("old-password", "This is not your present password");
        return page(&desk, &wrong).await?.answer();
    };
    let (stays, origin, entropy) = (Stays::of(&desk), own_origin(&desk), desk.shared_entropy());
    let event = Id::fresh(desk.clock(), desk.entropy());
    let answer = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<Own>(tx, account)?;
            guessing::forgive(tx, &buckets, now)?;
            accounts::set_password(tx, account, &hash, stays.keep(), now)?;
            let what = What::PasswordChanged;
            history::write(tx, Some(account), what, &origin, event, entropy.as_ref(), now)?;
            Done::recorded(
                tx,
                pass,
                Change::new("password changed"),
                now,
                LocalPath::of("/account?done=password"),
            )
        })
        .await?;
    Ok(answer)
}

/// Takes a code as a guess; true when it is right. A wrong one is counted, so the caller commits either way.
pub(crate) fn proves(
    tx: &mut store::Tx<'_>,
    account: AccountId,
    code: &str,
    now: kernel::Instant,
) -> Result<bool, Stop> {
    let whom = account.to_string();
    let buckets = Buckets::stranger(tx, "own code", &whom, &whom);
    guessing::take(tx, &buckets, now)?;
    let proved = sign_in::prove(tx, account, code, now)?.is_some();
    if proved {
        guessing::forgive(tx, &buckets, now)?;
    }
    Ok(proved)
}

/// New recovery codes, against a code.
pub(crate) async fn recovery_codes(desk: Desk<OwnAccount>, form: Form) -> Answer {
    form.only(&["code"], &[])?;
    if let Some(answer) = desk.answered(&form).await? {
        return Ok(answer);
    }
    let (account, now, code) = (own(&desk)?, desk.now(), form.text("code").to_owned());
    let once = desk.once(&form);
    let codes = fresh_codes(desk.clock(), desk.entropy())?;
    let shown = codes.iter().map(|(_, code)| code.reveal().clone()).collect();
    let proved = desk
        .write(move |tx, scope| {
            let pass = scope.pass::<Own>(tx, account)?;
            let proved = proves(tx, account, &code, now)?;
            let change = if proved {
                sign_in::keep_recovery_codes(tx, account, &codes)?;
                // The codes are shown once; whoever sends the form again is told what to do.
                once.keep(tx, &LocalPath::of("/account?done=codes"))?;
                Change::new("recovery codes made")
            } else {
                Change::new("wrong code")
            };
            Done::recorded(tx, pass, change, now, proved)
        })
        .await;
    let proved = match proved {
        Err(Stop::Refusal(Refusal::TooMany(seconds))) => {
            return Ok(too_often(page(&desk, &wait("code", seconds)).await?, seconds));
        }
        other => other?,
    };
    if !proved {
        if let Some(answer) = desk.answered(&form).await? {
            return Ok(answer);
        }
        return page(&desk, &wrong_code("code")).await?.answer();
    }
    let template = RecoveryPage {
        codes: shown,
        onward: Button::link("Continue", "/account"),
    };
    Page::new(&desk, "Recovery codes", &template)?.answer()
}

/// Ends one other session, or all others.
pub(crate) async fn end_sessions(desk: Desk<OwnAccount>, form: Form) -> Answer {
    form.only(&["session"], &[])?;
    let (account, now, stays) = (own(&desk)?, desk.now(), Stays::of(&desk));
    let which = form.text("session").to_owned();
    let answer = desk
        .submit(&form, move |tx, scope| {
            let pass = scope.pass::<Own>(tx, account)?;
            if which == "others" {
                sessions::end_others(tx, account, stays.keep(), "ended by its owner", now)?;
            } else {
                let id = Id::parse(&which).ok_or(Refusal::Unknown)?;
                if !sessions::end_one(tx, account, id, "ended by its owner", now)? {
                    return Err(Refusal::Closed("That browser is no longer signed in.".to_owned()).into());
                }
            }
            Done::recorded(
                tx,
                pass,
                Change::new("sessions ended"),
                now,
                LocalPath::of("/account?done=sessions"),
            )
        })
        .await?;
    Ok(answer)
}
