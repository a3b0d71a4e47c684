//! The first bytes of our own binary files, by which each is recognised where the other is expected.
//!
//! Each ends with the line ends that a transfer as text would change. What follows them is for the
//! files' own modules.

use std::path::Path;

use crate::error::Error;

/// Of a network, `.wsn`.
pub(crate) const NETWORK: [u8; 8] = *b"WSNET\r\n\x1a";

/// Of a sketch of spreads, `.wsr`.
pub(crate) const SKETCH: [u8; 8] = *b"WSREV\r\n\x1a";

/// The refusal of a file where another kind is wanted, if its first bytes tell that it is one of ours:
/// with what it is, and which command takes it.
pub(crate) fn instead(path: &Path, head: &[u8], wanted: &str) -> Option<Error> {
    let file = path.display();
    let (is, remedy) = if head.starts_with(&NETWORK) {
        let remedy = match wanted {
            "sketch" => format!(
                "make a sketch of it: `wordspread sketch SCENARIO --network {file} -o FILE.wsr`"
            ),
            _ => format!("give a scenario, and the network by --network {file}"),
        };
        ("a network (.wsn)", remedy)
    } else if head.starts_with(&SKETCH) {
        let ask = format!("ask it with `wordspread what-if {file} --seeds ID,ID`");
        ("a sketch of spreads (.wsr)", ask)
    } else {
        return None;
    };
    Some(Error::in_file(path, format!("it is {is}, no {wanted}"), remedy))
}
