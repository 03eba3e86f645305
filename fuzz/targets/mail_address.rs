//! Mail addresses: what is taken is one plain mailbox that bends no header line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use post::address::Address;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let Some(address) = Address::parse(&text) else {
        return;
    };
    let plain = address.reveal();
    assert_eq!(plain, text.trim());
    assert!(plain.bytes().all(|byte| byte.is_ascii_graphic()), "not printable");
    assert!(
        !plain.contains(|c| ",;:<>()[]\"\\".contains(c)),
        "two mailboxes or a comment"
    );
    let (local, domain) = plain.split_once('@').unwrap();
    assert!(!local.is_empty() && !domain.is_empty() && !domain.contains('@'));
    assert_eq!(Address::parse(plain), Some(address));
});
