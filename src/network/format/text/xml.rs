//! What the XML formats share: reading elements with their faults placed, and writing text safely.
//!
//! Entities are never expanded, except XML's own five and character references.

use std::{borrow::Cow, fmt::Write};

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use crate::{
    error::{Error, Result},
    network::format::file::source::Fault,
};

/// A piece of a document.
#[derive(Debug)]
pub(crate) enum XmlPiece<'a> {
    /// An element begins; one without content is followed by its end.
    Start(BytesStart<'a>),
    /// Text inside an element.
    Text(String),
    /// An element ends: its local name.
    End(String),
}

/// A document being read.
pub(crate) struct XmlDocument<'a> {
    reader: Reader<&'a [u8]>,
    /// The elements that are open, outermost first.
    open: Vec<String>,
    length: usize,
    begun: bool,
}

impl<'a> XmlDocument<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Result<Self, Fault> {
        let text = std::str::from_utf8(text).map_err(|error| Fault {
            at: error.valid_up_to(),
            problem: "this is not UTF-8 text".to_owned(),
            remedy: "save the file as UTF-8".to_owned(),
        })?;
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { reader, open: Vec::new(), length: text.len(), begun: false })
    }

    /// The element that is open around the one that has just begun.
    pub(crate) fn parent(&self) -> &str {
        self.open.iter().rev().nth(1).map_or("", String::as_str)
    }

    /// The innermost open element.
    pub(crate) fn innermost(&self) -> &str {
        self.open.last().map_or("", String::as_str)
    }

    /// A fault where the reader stands.
    pub(crate) fn fault(&self, problem: impl Into<String>, remedy: &str) -> Fault {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(self.length);
        Fault { at: at.saturating_sub(1), problem: problem.into(), remedy: remedy.to_owned() }
    }

    /// The next piece; nothing at the end of a whole document.
    pub(crate) fn next(&mut self) -> Result<Option<XmlPiece<'a>>, Fault> {
        loop {
            let event = self.reader.read_event().map_err(|error| Fault {
                at: usize::try_from(self.reader.error_position()).unwrap_or(self.length),
                problem: format!("the XML is broken or cut off: {error}"),
                remedy: "fetch or export the file again".to_owned(),
            })?;
            match event {
                Event::Start(start) | Event::Empty(start) => {
                    self.begun = true;
                    self.open.push(local_name(&start));
                    return Ok(Some(XmlPiece::Start(start)));
                }
                Event::End(_) => {
                    let name = self.open.pop().unwrap_or_default();
                    return Ok(Some(XmlPiece::End(name)));
                }
                Event::Text(text) => {
                    return Ok(Some(XmlPiece::Text(text.xml10_content().into_owned())));
                }
                Event::CData(text) => {
                    return Ok(Some(XmlPiece::Text(text.xml10_content().into_owned())));
                }
                Event::GeneralRef(reference) => {
                    let resolved = reference.resolve_char_ref().ok().flatten();
                    let character = resolved.or(match &*reference.xml10_content() {
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "amp" => Some('&'),
                        "apos" => Some('\''),
                        "quot" => Some('"'),
                        _ => None,
                    });
                    return match character {
                        Some(character) => Ok(Some(XmlPiece::Text(character.to_string()))),
                        None => Err(self.fault(
                            format!("the entity `&{};` is not known", &*reference.xml10_content()),
                            "write the character itself",
                        )),
                    };
                }
                Event::Eof if self.open.is_empty() && self.begun => return Ok(None),
                Event::Eof => {
                    let problem = if self.begun {
                        format!("the XML is cut off inside <{}>", self.innermost())
                    } else {
                        "there is no XML in the file".to_owned()
                    };
                    return Err(Fault {
                        at: self.length,
                        problem,
                        remedy: "fetch or export the file again".to_owned(),
                    });
                }
                Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
            }
        }
    }

    /// An attribute of an element.
    pub(crate) fn attribute(
        &self,
        element: &BytesStart<'_>,
        name: &str,
    ) -> Result<Option<String>, Fault> {
        let broken = |error: &dyn std::fmt::Display| {
            let problem =
                format!("the attributes of <{}> are broken: {error}", local_name(element));
            self.fault(problem, "mend the element")
        };
        let found = element.try_get_attribute(name).map_err(|error| broken(&error))?;
        let Some(attribute) = found else { return Ok(None) };
        let value =
            attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| broken(&error))?;
        Ok(Some(value.into_owned()))
    }

    /// An attribute that must be there.
    pub(crate) fn required(&self, element: &BytesStart<'_>, name: &str) -> Result<String, Fault> {
        self.attribute(element, name)?.ok_or_else(|| {
            let problem = format!("<{}> has no attribute `{name}`", local_name(element));
            self.fault(problem, "mend the element")
        })
    }
}

/// The name of an element without its prefix.
pub(crate) fn local_name(element: &BytesStart<'_>) -> String {
    let name = element.local_name();
    let name: &str = name.as_ref();
    name.to_owned()
}

/// Text for an element or an attribute, with every special character written as a reference.
pub(crate) fn escaped(text: &str) -> Result<Cow<'_, str>> {
    let special = |c: char| matches!(c, '<' | '>' | '&' | '"' | '\'') || c.is_control();
    if !text.contains(special) && !text.contains(['\u{fffe}', '\u{ffff}']) {
        return Ok(Cow::Borrowed(text));
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\t' | '\n' | '\r' | '\u{7f}'..='\u{9f}' => {
                write!(safe, "&#{};", u32::from(character)).expect("a String takes all");
            }
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                return Err(Error::value(
                    "format",
                    format!("{text:?} has a character that XML cannot hold"),
                    "write CSV or .wsn, which hold any text",
                ));
            }
            _ => safe.push(character),
        }
    }
    Ok(Cow::Owned(safe))
}
