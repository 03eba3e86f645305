-- Accounts, how they sign in, and what signing in left behind. No secret stands here in a form that opens anything.
--| account | | A worker's login.
--| account.id | 1 | Record id.
--| account.worker_id | 1 | Whose login it is.
--| account.email_blind | 1 | Keyed hash of the e-mail address, to find the account.
--| account.email_sealed | 1 | The work e-mail address, sealed.
--| account.name_sealed | 1 | The person's name, sealed.
--| account.role | 1 | administrator, coordinator, trainer, adviser, practitioner or evaluator.
--| account.all_areas | 1 | Works across every area.
--| account.state | 1 | invited (no password yet), active, suspended or left.
--| account.password_hash | 2 | Argon2id hash with its parameters; empty until a password is set.
--| account.password_changed_at | 1 | When the password was last set.
--| account.totp_sealed | 2 | Secret of the second factor, sealed; empty until it is set up.
--| account.totp_confirmed_at | 1 | When the second factor was proved; empty while it is being set up.
--| account.totp_last_step | 1 | The last time step that was used, so that a code works once.
--| account.created_at | 1 | When the account was made.
--| account.signed_in_at | 1 | Last full sign-in.
--| account.left_at | 1 | When the person left.
--| account.version | 0 | Counts the changes, to notice two people editing.
create table account (
  id $id not null primary key,
  worker_id $id not null references worker (id),
  email_blind $bytes not null,
  email_sealed $bytes not null,
  name_sealed $bytes not null,
  role $text not null check (role in ('administrator', 'coordinator', 'trainer', 'adviser', 'practitioner', 'evaluator')),
  all_areas $flag not null,
  state $text not null check (state in ('invited', 'active', 'suspended', 'left')),
  password_hash $text,
  password_changed_at $instant,
  totp_sealed $bytes,
  totp_confirmed_at $instant,
  totp_last_step $int not null default 0,
  created_at $instant not null,
  signed_in_at $instant,
  left_at $instant,
  version $int not null default 1
);
create unique index account_by_email on account (email_blind);
create index account_by_worker on account (worker_id);

--| account_area | | The areas an account works in.
--| account_area.account_id | 1 | The account.
--| account_area.area_id | 1 | The area.
create table account_area (
  account_id $id not null references account (id),
  area_id $id not null references area (id),
  primary key (account_id, area_id)
);
create index account_area_by_area on account_area (area_id);

--| recovery_code | | Single-use codes for a lost second factor.
--| recovery_code.id | 1 | Record id.
--| recovery_code.account_id | 1 | Whose code it is.
--| recovery_code.code_hash | 2 | Keyed hash of the code.
--| recovery_code.used_at | 1 | When it was used; it never works again.
create table recovery_code (
  id $id not null primary key,
  account_id $id not null references account (id),
  code_hash $bytes not null,
  used_at $instant
);
create index recovery_code_by_account on recovery_code (account_id);

--| session_token | | A browser that is signed in with both factors. Only the hash of its token is kept.
--| session_token.id | 1 | Record id.
--| session_token.account_id | 1 | Who is signed in.
--| session_token.token_hash | 2 | Hash of the token in the browser's cookie.
--| session_token.made_at | 1 | When it was made.
--| session_token.seen_at | 1 | Last use, for the idle time-out.
--| session_token.expires_at | 1 | End in any case.
--| session_token.factor_at | 1 | Last proof of the second factor; empty while the account has none yet.
--| session_token.device | 1 | Kind of browser and system in plain words.
--| session_token.ended_at | 1 | When it was ended.
--| session_token.ended_why | 1 | Why it was ended.
create table session_token (
  id $id not null primary key,
  account_id $id not null references account (id),
  token_hash $bytes not null,
  made_at $instant not null,
  seen_at $instant not null,
  expires_at $instant not null,
  factor_at $instant,
  device $text not null,
  ended_at $instant,
  ended_why $text
);
create unique index session_token_by_hash on session_token (token_hash);
create index session_token_by_account on session_token (account_id, ended_at);

--| sign_in_step | | A browser that gave the right password and owes the code. Opens nothing.
--| sign_in_step.id | 1 | Record id.
--| sign_in_step.account_id | 1 | Who is signing in.
--| sign_in_step.token_hash | 2 | Hash of the step's token.
--| sign_in_step.expires_at | 1 | End of the step.
--| sign_in_step.used_at | 1 | When it led to a sign-in.
create table sign_in_step (
  id $id not null primary key,
  account_id $id not null references account (id),
  token_hash $bytes not null,
  expires_at $instant not null,
  used_at $instant
);
create unique index sign_in_step_by_hash on sign_in_step (token_hash);
create index sign_in_step_by_account on sign_in_step (account_id);

--| known_device | | A browser that has signed in before, so that a stranger's guesses do not shut it out.
--| known_device.id | 1 | Record id.
--| known_device.account_id | 1 | Whose browser it is.
--| known_device.token_hash | 2 | Hash of the token in the browser's cookie.
--| known_device.made_at | 1 | First sign-in.
create table known_device (
  id $id not null primary key,
  account_id $id not null references account (id),
  token_hash $bytes not null,
  made_at $instant not null
);
create unique index known_device_by_hash on known_device (token_hash);
create index known_device_by_account on known_device (account_id);

--| guess_budget | | How many guesses an address, a source or a known browser has left.
--| guess_budget.bucket | 1 | Keyed hash of what the budget belongs to.
--| guess_budget.failures | 0 | Wrong guesses lately; one is forgotten every 75 seconds.
--| guess_budget.forgot_at | 0 | Up to when they were forgotten.
--| guess_budget.next_at | 0 | Earliest moment of the next guess.
create table guess_budget (
  bucket $bytes not null primary key,
  failures $int not null,
  forgot_at $instant not null,
  next_at $instant not null
);
create index guess_budget_by_next on guess_budget (next_at);

--| sign_in_event | | What happened at the door of an account, shown to its owner.
--| sign_in_event.id | 1 | Record id.
--| sign_in_event.account_id | 1 | The account; empty for an address that has none, so that both cost the same time.
--| sign_in_event.at | 1 | When.
--| sign_in_event.what | 1 | What happened, from the coded list in identity::history.
--| sign_in_event.device | 1 | Kind of browser and system in plain words.
--| sign_in_event.source_sealed | 1 | Network address, sealed.
create table sign_in_event (
  id $id not null primary key,
  account_id $id references account (id),
  at $instant not null,
  what $text not null,
  device $text not null,
  source_sealed $bytes not null
);
create index sign_in_event_by_account on sign_in_event (account_id, at);

--| account_link | | A single-use link to set a password.
--| account_link.id | 1 | Record id.
--| account_link.account_id | 1 | Whose password it sets.
--| account_link.purpose | 1 | invite or reset.
--| account_link.token_hash | 2 | Hash of the token in the link.
--| account_link.made_at | 1 | When it was made.
--| account_link.expires_at | 1 | When it stops working.
--| account_link.used_at | 1 | When it was used or withdrawn.
create table account_link (
  id $id not null primary key,
  account_id $id not null references account (id),
  purpose $text not null check (purpose in ('invite', 'reset')),
  token_hash $bytes not null,
  made_at $instant not null,
  expires_at $instant not null,
  used_at $instant
);
create unique index account_link_by_hash on account_link (token_hash);
create index account_link_by_account on account_link (account_id);
