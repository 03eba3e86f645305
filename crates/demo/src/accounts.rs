//! One account per role. The password and the second factors are public: this is a demonstration.

use access::Role;
use identity::factor::Secret;

/// The password of every demonstration account.
pub const PASSWORD: &str = "lattice-window-harvest";

/// An account of the demonstration.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its role.
    pub role: Role,
    /// Its sign-in address.
    pub email: String,
    /// Its owner's name.
    pub name: &'static str,
    /// The second factor.
    pub secret: Secret,
}

/// All of them.
pub fn accounts() -> Vec<Account> {
    let names = [
        "Alex Marlow",
        "Morgan Achebe",
        "Sasha Iqbal",
        "Jo Lindgren",
        "Kim Osborne",
        "Ari Castell",
    ];
    Role::ALL
        .into_iter()
        .zip(names)
        .map(|(role, name)| {
            let bytes = role.code().bytes().cycle().take(20).collect();
            Account {
                role,
                email: format!("{}@demo.example", role.code()),
                name,
                secret: Secret::from_bytes(bytes),
            }
        })
        .collect()
}
